"""The gateway as a background process: known by pid and start time, awaited by its health."""

import asyncio
import fcntl
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psutil

from gateway.errors import ShoalError
from gateway.files import write_private
from gateway.settings import Settings
from network.pids import Running, stop

_TAIL_LINES = 30
_POLL_S = 0.1


class StartFailed(Exception):
    """The gateway didn't become healthy; the text holds the tail of its log."""


#: The C library else keeps memory apart for up to eight threads a core; what one has freed serves none of the others.
_MEMORY = {"MALLOC_ARENA_MAX": "2"}


def up(settings: Settings, deadline_s: float, told: Callable[[str], None] = lambda _: None) -> str:
    """Starts the gateway unless it runs, waits for its health, answers its URL; `told` hears what takes long."""
    settings.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _lock(settings):
        found = running(settings)
        if found is None:
            _initialise(settings, told)
            found = _spawn(settings)
        return _healthy_url(settings, found, deadline_s)


def down(settings: Settings) -> bool:
    """Stops the gateway; whether it ran."""
    if not settings.folder.exists():
        return False
    with _lock(settings):
        found = running(settings)
        if found is not None:
            stop([found])
        _record(settings).unlink(missing_ok=True)
        return found is not None


def running(settings: Settings) -> psutil.Process | None:
    """The recorded process, if it is still that one."""
    try:
        record = json.loads(_record(settings).read_text("utf-8"))
        return Running(int(record["pid"]), float(record["started"])).process()
    except (OSError, ValueError, KeyError):
        return None


def status(settings: Settings) -> dict[str, Any]:
    """Process, address and health, as far as they are known."""
    found = running(settings)
    if found is None:
        return {"running": False}
    shown: dict[str, Any] = {"running": True, "pid": found.pid, "log": str(settings.log_file)}
    url = _url(settings)
    if url is not None:
        shown |= {"url": url, "health": _health(url) or {"status": "no answer"}}
    return shown


def _initialise(settings: Settings, told: Callable[[str], None]) -> None:
    from gateway.initialise import initialise
    from matching.warm import compile_kernels, is_compiled

    if not (settings.network_folder / "profile.json").exists():
        raise StartFailed("NETWORK_NOT_UP: run `shoal network up` first")
    try:
        asyncio.run(initialise(settings))
    except ShoalError as error:
        raise StartFailed(f"{error.code}: {error.message}") from error
    if not is_compiled():  # half a minute that would else be the first cycle's
        compile_kernels(lambda part: told(f"compiling the matcher: {part}"))


def _spawn(settings: Settings) -> psutil.Process:
    with settings.log_file.open("ab") as log:
        child = subprocess.Popen(
            [sys.executable, "-m", "gateway.cli", "run"],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            env=_MEMORY | os.environ,
        )
    seen = Running.of(child.pid)
    if seen is None:
        raise StartFailed(f"the gateway ended at once\n{_tail(settings)}")
    write_private(_record(settings), json.dumps({"pid": seen.pid, "started": seen.started}) + "\n")
    return psutil.Process(child.pid)


def _healthy_url(settings: Settings, process: psutil.Process, deadline_s: float) -> str:
    end = time.monotonic() + deadline_s
    seen: dict[str, Any] | None = None
    while time.monotonic() < end:
        if running(settings) is None:
            _record(settings).unlink(missing_ok=True)
            raise StartFailed(f"the gateway ended during its start; the end of {settings.log_file}:\n{_tail(settings)}")
        url = _url(settings)
        # An address file of an earlier run may still be there: only the gateway's own process counts.
        if url is not None and _listens(process, url):
            seen = _health(url)
            if seen is not None and seen["status"] == "ok":
                return url
        time.sleep(_POLL_S)
    raise StartFailed(
        f"the gateway (pid {process.pid}) wasn't healthy within {deadline_s:g} s; last answer of /v1/health: {seen}; "
        f"the end of {settings.log_file}:\n{_tail(settings)}"
    )


def _listens(process: psutil.Process, url: str) -> bool:
    port = int(url.rsplit(":", 1)[1])
    try:
        return any(link.status == psutil.CONN_LISTEN and link.laddr.port == port for link in process.net_connections())
    except psutil.Error:
        return False


def _health(url: str) -> dict[str, Any] | None:
    try:
        answer: dict[str, Any] = httpx.get(f"{url}/v1/health", timeout=5.0, trust_env=False).json()
    except (httpx.HTTPError, ValueError):
        return None
    return answer if "ledger" in answer else None


def _url(settings: Settings) -> str | None:
    try:
        return str(json.loads(settings.address_file.read_text("utf-8"))["url"])
    except (OSError, ValueError, KeyError):
        return None


def _record(settings: Settings) -> Path:
    return settings.folder / "process.json"


def _tail(settings: Settings) -> str:
    try:
        return "\n".join(settings.log_file.read_text("utf-8", "replace").splitlines()[-_TAIL_LINES:])
    except OSError:
        return "(no log)"


@contextmanager
def _lock(settings: Settings) -> Iterator[None]:
    """One `up` or `down` at a time."""
    with (settings.folder / "process.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
