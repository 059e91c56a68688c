"""What a crash leaves in the log: where it was, and nothing of what the code had in hand."""

import subprocess
import sys

CRASHES = """
import logging, structlog
from gateway import logs

def crash(authorization):
    raise RuntimeError("an error of ours")

logs.configure()
try:
    crash("Bearer very-secret-token")
except RuntimeError:
    structlog.get_logger().exception("request.crashed")
    logging.getLogger("anything").exception("crashed")
"""


def test_a_traceback_shows_no_variables() -> None:
    done = subprocess.run([sys.executable, "-c", CRASHES], capture_output=True, text=True, timeout=60, check=True)
    lines = done.stderr.splitlines()
    assert len(lines) == 2
    assert all("RuntimeError" in line and "an error of ours" in line and '"name": "crash"' in line for line in lines)
    assert "very-secret-token" not in done.stderr
