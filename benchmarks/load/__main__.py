"""Load as companies make it: Locust on a floor of its own, whose cycles are driven meanwhile.

    .venv/bin/python -m benchmarks.load [--quick] [--thresholds FILE] [--users N] [--cycles N] [--workers N]

The report (Markdown, HTML, plots, Locust's own page) goes to `.shoal/bench/load`, the figures to
`benchmarks/results/load-<commit>.json` (`--quick`, or with another plan: beside the report). Ends with 1 when a
threshold was not kept to, or a write was lost, doubled or is wrong.
"""

import argparse
import os
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks import record
from benchmarks.load import page, plots, summary, thresholds
from benchmarks.load.plan import FULL, QUICK
from benchmarks.load.run import Run
from benchmarks.machine import circumstances
from benchmarks.printing import show
from shoal.home import shoal_home
from tests.scenarios.floor import TestFloor

HERE = Path(__file__).parent
MEASURED = ("benchmarks/load", "gateway", "chaincode", "network", "matching", "sentiment", "fabric_gateway")
KEPT = (
    "machine",
    "versions",
    "yardstick",
    "plan",
    "endpoints",
    "codes",
    "stages",
    "core_ms",
    "audit",
    "contracts",
    "lists_a_cycle",
)
"""Of the results, by commit; the rest, second by second, lies beside the report."""


def main() -> int:
    """1 where a threshold was not kept to."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--quick", action="store_true", help="within three minutes")
    arguments.add_argument("--thresholds", type=Path, default=HERE / "thresholds.yaml")
    for name in ("users", "spike-users", "cycles", "spike-cycle", "workers", "largest", "newcomers", "seed"):
        arguments.add_argument(f"--{name}", type=int)
    given, began = arguments.parse_args(), time.monotonic()
    limits = thresholds.read(given.thresholds)
    changed = {name: value for name, value in vars(given).items() if name in QUICK.__dict__ and value is not None}
    plan = replace(QUICK if given.quick else FULL, **changed)
    folder = shoal_home() / "bench" / "load"
    folder.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("SHOAL_CACHE", str(shoal_home() / "cache"))
    about: dict[str, Any] = {"benchmark": "load", "quick": given.quick}
    about |= circumstances(MEASURED, ("locust", "fastapi"))
    floor = TestFloor(folder / "floor")
    floor.shoal("network", "reset", "--yes")  # a ledger of its own, so that no run meets another's cycles
    floor.shoal("gateway", "reset", "--yes")
    floor.up()
    try:
        run = Run(floor, plan, folder)
        companies = run.prepare()
        results = about | run.result(companies, run.load())
    finally:
        floor.down()
    results["seconds"] = round(time.monotonic() - began, 1)
    return report(results, limits, folder, None if given.quick or changed else record.FOLDER)


def report(results: dict[str, Any], limits: thresholds.Limits, folder: Path, keep: Path | None) -> int:
    """Write and print everything; 1 where a threshold or the audit says no."""
    found = [summary.Endpoint(**row) for row in results["endpoints"]]
    told = {"cycles": results["cycles_closed"], "contracts": results["contracts"], "writes": results["audit"]["writes"]}
    missed = thresholds.broken(limits, found, told) + results["audit"]["first"]
    pages = page.write(results, missed, plots.draw_all(results, folder), folder)
    file = record.write(results, summary.measures(found), folder)
    if keep is not None:
        kept = {name: value for name, value in results.items() if name in KEPT or not isinstance(value, list | dict)}
        file = record.write(kept, summary.measures(found), keep)
    show(page.tables(results), *page.told(results, missed), *pages, file)
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
