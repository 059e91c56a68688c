import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import psutil
import pytest

from network import pids
from network.pids import Running
from network.processes import MARK


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    """A process of ours, marked as one of the network in /nowhere/<our pid>."""
    environment = os.environ | {MARK: f"/nowhere/{os.getpid()}"}
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], env=environment) as process:
        yield process
        process.kill()


def test_a_running_process_is_recognised(sleeper: subprocess.Popen[bytes]) -> None:
    recorded = Running.of(sleeper.pid)
    assert recorded is not None
    assert recorded.process() == psutil.Process(sleeper.pid)


def test_a_pid_that_was_given_to_somebody_else_is_nobody(sleeper: subprocess.Popen[bytes]) -> None:
    recorded = Running.of(sleeper.pid)
    assert recorded is not None
    assert Running(recorded.pid, recorded.started - 1).process() is None


def test_an_ended_process_is_nobody_reaped_or_not(sleeper: subprocess.Popen[bytes]) -> None:
    recorded = Running.of(sleeper.pid)
    assert recorded is not None
    os.kill(sleeper.pid, signal.SIGKILL)
    os.waitid(os.P_PID, sleeper.pid, os.WEXITED | os.WNOWAIT)
    assert recorded.process() is None
    sleeper.wait()
    assert recorded.process() is None
    assert Running.of(sleeper.pid) is None


def test_marked_processes_are_found_by_their_network(sleeper: subprocess.Popen[bytes]) -> None:
    assert [process.pid for process in pids.marked(f"/nowhere/{os.getpid()}")] == [sleeper.pid]
    assert pids.marked(f"/nowhere/{os.getpid()}/other") == []


def test_stop_ends_them_and_takes_ended_ones(sleeper: subprocess.Popen[bytes]) -> None:
    process = psutil.Process(sleeper.pid)
    pids.stop([process])
    assert not psutil.pid_exists(sleeper.pid)
    pids.stop([process])


def test_a_process_that_ignores_the_request_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pids, "_TERMINATION_S", 0.2)
    ignoring = "signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True)"
    script = f"import signal, time; {ignoring}; time.sleep(600)"
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        pids.stop([psutil.Process(process.pid)])
        assert not psutil.pid_exists(process.pid)
