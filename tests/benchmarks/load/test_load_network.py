"""A few seconds of load on a real network: whole cycles, no failure, nothing lost; and thresholds that are too high."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from shoal.home import checkout

pytestmark = [pytest.mark.network, pytest.mark.timeout(600)]


def test_companies_trade_under_load_and_thresholds_that_are_too_high_fail(tmp_path: Path) -> None:
    limits = tmp_path / "thresholds.yaml"
    limits.write_text("GET /cycles/current: {p95_ms: 0.001}\nrun: {cycles: 2, contracts: 1}\n")
    small = {"users": 10, "spike-users": 14, "cycles": 2, "spike-cycle": 1, "newcomers": 1}
    options = ["--quick", *(f"--{name}={value}" for name, value in small.items())]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.load", *options, "--thresholds", str(limits)],
        env=os.environ | {"SHOAL_HOME": str(tmp_path / "shoal"), "SHOAL_CACHE": cache()},
        cwd=checkout(), capture_output=True, text=True, timeout=580, check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stdout + done.stderr
    missed = [line for line in done.stdout.splitlines() if line.startswith("NOT KEPT TO: ")]
    assert len(missed) == 1, done.stdout
    assert missed[0].startswith("NOT KEPT TO: GET /cycles/current: p95_ms")
    (file,) = (tmp_path / "shoal" / "bench" / "load").glob("load-*.json")
    found = json.loads(file.read_text())
    assert (found["audit"]["lost"], found["audit"]["doubled"], found["audit"]["wrong"]) == (0, 0, 0)
    assert found["cycles_closed"] == 2
    assert not [row for row in found["codes"] if row["verdict"] == "unexpected"], found["failures"]
    assert not (file.parent / "companies.json").exists()


def cache() -> str:
    """What was built is shared."""
    return os.environ.get("SHOAL_CACHE", str(checkout() / ".shoal" / "cache"))
