"""`shoal gateway` as an operator calls it, in homes of its own. The way to health is tested on a real network."""

import json
import os
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from gateway import process, serve
from gateway.files import write_private
from gateway.settings import Settings
from matching.kernels.jit import cache_folder
from network.pids import Running


def shoal(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-c", "from shoal.cli import main; main()", "gateway", *arguments]
    # What is compiled already is found in the tests' own cache.
    environment = {**os.environ, "SHOAL_HOME": str(home), "SHOAL_CACHE": str(cache_folder().parents[1])}
    environment.pop("NUMBA_CACHE_DIR", None)
    return subprocess.run(program, env=environment, capture_output=True, text=True, timeout=120, check=False)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(home=tmp_path)
    made.folder.mkdir(mode=0o700)
    return made


@pytest.fixture
def background(settings: Settings) -> Iterator[psutil.Process]:
    """A recorded process that does nothing but run."""
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    seen = Running.of(child.pid)
    assert seen is not None
    write_private(settings.folder / "process.json", json.dumps({"pid": seen.pid, "started": seen.started}))
    yield psutil.Process(child.pid)
    child.kill()
    child.wait(10)


def test_init_makes_private_secrets_once(tmp_path: Path):
    first = shoal(tmp_path, "init")
    assert first.returncode == 0, first.stderr
    folder = tmp_path / "gateway"
    credentials = json.loads((folder / "credentials.json").read_text())
    assert set(credentials) == {"operator", "supervisor"}
    passwords = {entry["password"] for entry in credentials.values()}
    assert len(passwords) == 2
    assert all(len(password) >= 32 for password in passwords)
    assert not any(password in first.stdout + first.stderr for password in passwords)
    assert mode(folder) == 0o700
    assert mode(folder / "credentials.json") == mode(folder / "wallet.key") == 0o600
    assert {"projection.sqlite", "records.sqlite"} <= {path.name for path in folder.iterdir()}
    key = (folder / "wallet.key").read_text()
    assert shoal(tmp_path, "init").returncode == 0
    assert (folder / "wallet.key").read_text() == key
    assert json.loads((folder / "credentials.json").read_text()) == credentials


def test_without_a_network_up_says_so_and_leaves_nothing_running(tmp_path: Path):
    done = shoal(tmp_path, "up")
    assert done.returncode == 1
    assert "NETWORK_NOT_UP" in done.stderr
    assert "shoal network up" in done.stderr
    assert shoal(tmp_path, "status").returncode == 1
    assert shoal(tmp_path, "down").returncode == 0


def test_a_start_that_fails_shows_the_end_of_the_log(tmp_path: Path):
    (tmp_path / "network").mkdir()
    (tmp_path / "network" / "profile.json").write_text('{"v": 99}')
    done = shoal(tmp_path, "up")
    assert done.returncode == 1
    assert "ended during its start" in done.stderr
    assert "NETWORK_NOT_UP" in done.stderr
    assert process.running(Settings(home=tmp_path)) is None


def test_down_ends_the_recorded_process_and_only_that(settings: Settings, background: psutil.Process):
    assert process.running(settings) is not None
    assert process.down(settings)
    assert not background.is_running() or background.status() == psutil.STATUS_ZOMBIE
    assert not process.down(settings)


def test_a_pid_that_belongs_to_somebody_else_by_now_is_left_alone(settings: Settings, background: psutil.Process):
    record = json.loads((settings.folder / "process.json").read_text())
    write_private(settings.folder / "process.json", json.dumps({**record, "started": record["started"] - 1000}))
    assert process.running(settings) is None
    assert not process.down(settings)
    assert background.is_running()


def test_a_process_that_never_becomes_healthy_is_given_up_at_the_deadline(
    settings: Settings, background: psutil.Process
):
    settings.log_file.write_text("the last words\n")
    began = time.monotonic()
    with pytest.raises(process.StartFailed, match="the last words") as failed:
        process.up(settings, 0.5)
    assert time.monotonic() - began < 20
    assert f"pid {background.pid}" in str(failed.value)


def test_an_address_of_an_earlier_run_is_not_taken_for_the_new_one(settings: Settings, background: psutil.Process):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        write_private(settings.address_file, json.dumps({"url": f"http://127.0.0.1:{other.getsockname()[1]}"}))
        with pytest.raises(process.StartFailed):
            process.up(settings, 0.5)


def test_reset_asks_and_refuses_while_the_gateway_runs(tmp_path: Path, settings: Settings, background: psutil.Process):
    refused = shoal(tmp_path, "reset", "--yes")
    assert refused.returncode == 1
    assert "shoal gateway down" in refused.stderr
    process.down(settings)
    assert shoal(tmp_path, "reset").returncode == 1  # nobody answers the question
    assert settings.folder.exists()
    assert shoal(tmp_path, "reset", "--yes").returncode == 0
    assert not settings.folder.exists()


class TestPort:
    def test_the_last_runs_port_is_taken_again_when_it_is_free(self, settings: Settings):
        with serve._listening_socket(settings) as first:
            port = first.getsockname()[1]
        write_private(settings.address_file, json.dumps({"url": f"http://127.0.0.1:{port}"}))
        with serve._listening_socket(settings) as second:
            assert second.getsockname() == ("127.0.0.1", port)
            second.listen()
            with serve._listening_socket(settings) as third:
                assert third.getsockname()[1] != port

    def test_a_port_that_was_asked_for_is_not_replaced(self, tmp_path: Path):
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            with pytest.raises(OSError, match="in use"):
                serve._listening_socket(Settings(home=tmp_path, port=other.getsockname()[1]))


def test_private_files_are_whole_and_replace_what_was_there(tmp_path: Path):
    path = tmp_path / "secret"
    path.write_text("old")
    path.chmod(0o644)
    write_private(path, "new")
    assert (path.read_text(), mode(path)) == ("new", 0o600)
    assert [entry.name for entry in tmp_path.iterdir()] == ["secret"]
