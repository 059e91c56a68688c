"""The keeper looking after stand-in processes, step by step."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from network import pids
from network.files import read_json, write_json
from network.health import keeper_status, running
from network.keeper import Keeper
from network.layout import Layout
from network.pids import Running
from network.processes import MARK, ProcessSpec, write_specifications


@pytest.fixture
def new_keeper(layout: Layout) -> Iterator[Callable[[], Keeper]]:
    """Makes keepers, and leaves no process of theirs behind."""
    made: list[Keeper] = []

    def make() -> Keeper:
        made.append(Keeper(layout.home))
        return made[-1]

    yield make
    pids.stop(pids.marked(str(layout.root)))
    for keeper in made:
        for kept in keeper._kept.values():
            if kept.child is not None:
                kept.child.wait()


def spec(layout: Layout, name: str, script: str = "import time; time.sleep(600)", **more: Any) -> ProcessSpec:
    fields = {
        "name": name,
        "kind": "chaincode",
        "argv": [sys.executable, "-c", script],
        "environment": {MARK: str(layout.root)},
        "folder": str(layout.root),
        "log": str(layout.log(name)),
        "ports": {"listen": 1},
        "health": None,
        "settings_key": "",
    }
    return ProcessSpec(**fields | more)


def pid_of(layout: Layout, name: str) -> int:
    pid, _ = running(layout, name)
    assert pid is not None, f"{name} does not run"
    return pid


def step_until_restarted(keeper: Keeper, layout: Layout, name: str, old: int) -> int:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        keeper.step()
        pid, _ = running(layout, name)
        if pid not in (None, old):
            return pid
        time.sleep(0.05)
    raise AssertionError(f"{name} was not started again")


def end(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)


def test_it_starts_what_is_specified_and_starts_again_what_ends(
    layout: Layout, new_keeper: Callable[[], Keeper]
) -> None:
    write_specifications(layout, [spec(layout, "a"), spec(layout, "b")])
    keeper = new_keeper()
    keeper.step()
    a, b = pid_of(layout, "a"), pid_of(layout, "b")
    end(a)
    assert step_until_restarted(keeper, layout, "a", a) != a
    assert pid_of(layout, "b") == b
    assert running(layout, "a")[1] == 2


def test_a_changed_specification_replaces_its_process_only(layout: Layout, new_keeper: Callable[[], Keeper]) -> None:
    write_specifications(layout, [spec(layout, "a"), spec(layout, "b")])
    keeper = new_keeper()
    keeper.step()
    a, b = pid_of(layout, "a"), pid_of(layout, "b")
    write_specifications(layout, [spec(layout, "a", settings_key="new"), spec(layout, "b")])
    assert step_until_restarted(keeper, layout, "a", a) != a
    assert not psutil.pid_exists(a)
    assert pid_of(layout, "b") == b


def test_a_process_that_is_no_longer_specified_is_ended(layout: Layout, new_keeper: Callable[[], Keeper]) -> None:
    write_specifications(layout, [spec(layout, "a"), spec(layout, "b")])
    keeper = new_keeper()
    keeper.step()
    b = pid_of(layout, "b")
    write_specifications(layout, [spec(layout, "a")])
    keeper.step()
    assert not psutil.pid_exists(b)
    assert list(read_json(layout / "state.json")) == ["a"]


def test_a_new_keeper_takes_over_what_the_old_one_left(layout: Layout, new_keeper: Callable[[], Keeper]) -> None:
    write_specifications(layout, [spec(layout, "a"), spec(layout, "b")])
    new_keeper().step()
    a, b = pid_of(layout, "a"), pid_of(layout, "b")
    end(b)
    second = new_keeper()
    second.step()
    assert pid_of(layout, "a") == a
    assert pid_of(layout, "b") != b


def test_a_record_with_a_foreign_pid_harms_nobody(layout: Layout, new_keeper: Callable[[], Keeper]) -> None:
    write_specifications(layout, [spec(layout, "a", settings_key="old")])
    own = Running.of(os.getpid())
    assert own is not None
    foreign = {"pid": own.pid, "started": own.started - 60, "key": "old", "starts": 7}
    write_json(layout / "state.json", {"a": foreign})
    new_keeper().step()  # replaces what runs from another key: it must not take this process for that
    assert pid_of(layout, "a") != os.getpid()


def test_a_program_that_is_missing_is_told_in_its_log_and_stops_nobody_else(
    layout: Layout, new_keeper: Callable[[], Keeper]
) -> None:
    write_specifications(layout, [spec(layout, "a", argv=["/nowhere/program"]), spec(layout, "b")])
    new_keeper().step()
    assert running(layout, "a") == (None, 0)
    assert "can't start it" in layout.log("a").read_text()
    pid_of(layout, "b")


def test_what_a_process_prints_is_in_its_log(layout: Layout, new_keeper: Callable[[], Keeper]) -> None:
    write_specifications(layout, [spec(layout, "a", "import sys; print('out'); print('err', file=sys.stderr)")])
    keeper = new_keeper()
    keeper.step()
    psutil.wait_procs([psutil.Process(read_json(layout / "state.json")["a"]["pid"])], timeout=20)
    assert {"out", "err"} <= set(layout.log("a").read_text().splitlines())


def test_when_the_folder_is_deleted_it_ends_everything_and_itself(
    layout: Layout, new_keeper: Callable[[], Keeper], tmp_path: Path
) -> None:
    write_specifications(layout, [spec(layout, "a")])
    keeper = new_keeper()
    keeper.step()
    a = pid_of(layout, "a")
    layout.root.rename(tmp_path / "away")
    keeper.step()
    assert keeper.stopping
    assert not psutil.pid_exists(a)


def test_without_a_keeper_its_status_says_so(layout: Layout) -> None:
    assert keeper_status(layout).health == "not running"
