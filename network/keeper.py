"""The keeper: a daemon that starts a network's processes and starts each again that ends.

    python -m network.keeper <home>

It follows `processes.json`: a specification that is new, changed or gone is acted on within a moment. What runs is
recorded in `state.json`; a new keeper takes over what an old one left running. On SIGTERM it ends and leaves the
processes alone: `down` ends them itself.
"""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from network import pids
from network.backoff import Backoff
from network.files import read_json, write_json
from network.layout import Layout
from network.logs import limit_size, open_log
from network.pids import Running
from network.processes import ProcessSpec, read_specifications, start_environment

_PAUSE_S = 0.2


@dataclass
class _Kept:
    """One process under care. `child` only where this keeper started it."""

    spec: ProcessSpec
    key: str
    running: Running | None = None
    child: subprocess.Popen[bytes] | None = None
    starts: int = 0
    backoff: Backoff = field(default_factory=Backoff)

    def alive(self) -> bool:
        if self.child is not None:
            return self.child.poll() is None
        return self.running is not None and self.running.process() is not None


class Keeper:
    """Keeps the processes of the network under one home."""

    def __init__(self, home: Path) -> None:
        self._layout = Layout(home)
        self._kept: dict[str, _Kept] = {}
        self._written: Any = None
        self._specs_seen: tuple[int, int] | None = None
        self.stopping = False

    def run(self) -> None:
        """Until `stopping`."""
        while not self.stopping:
            try:
                self.step()
            except OSError as error:  # a full disk, say: the processes are still to be looked after
                print(f"keeper: {error}", flush=True)  # noqa: T201 (its standard output is its log)
            time.sleep(_PAUSE_S)

    def step(self) -> None:
        """One look at everything."""
        if not self._layout.root.exists():  # somebody deleted the network's folder: leave nothing behind
            for kept in self._kept.values():
                self._end(kept)
            self.stopping = True
            return
        self._follow_specifications()
        for kept in self._kept.values():
            if not kept.alive() and kept.backoff.may_start(time.monotonic()):
                self._start(kept)
            limit_size(Path(kept.spec.log))
        self._record()

    def _follow_specifications(self) -> None:
        file = self._layout / "processes.json"
        stat = file.stat()
        if (stat.st_mtime_ns, stat.st_ino) == self._specs_seen:
            return
        self._specs_seen = (stat.st_mtime_ns, stat.st_ino)
        wanted = {spec.name: spec for spec in read_specifications(self._layout)}
        recorded = read_json(self._layout / "state.json") or {} if not self._kept else {}
        for name in [name for name in self._kept if name not in wanted]:
            self._end(self._kept.pop(name))
        for name, spec in wanted.items():
            key = spec.key
            kept = self._kept.get(name) or self._adopt(spec, key, recorded.get(name))
            if kept.key != key:
                self._end(kept)
                kept = _Kept(spec, key, starts=kept.starts)
            self._kept[name] = kept

    def _adopt(self, spec: ProcessSpec, key: str, record: dict[str, Any] | None) -> _Kept:
        """The process as another keeper recorded it, which may still run, or one still to be started."""
        if record is None:
            return _Kept(spec, key)
        return _Kept(spec, record["key"], Running(record["pid"], record["started"]), starts=record["starts"])

    def _start(self, kept: _Kept) -> None:
        kept.starts += 1
        kept.backoff.started(time.monotonic())
        with open_log(Path(kept.spec.log)) as log:
            with suppress(OSError):
                log.write(f"--- keeper: start {kept.starts} of {kept.spec.name}\n".encode())
                log.flush()
            try:
                kept.child = subprocess.Popen(
                    kept.spec.argv,
                    env=start_environment(kept.spec),
                    cwd=kept.spec.folder,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                )
            except OSError as error:
                log.write(f"--- keeper: can't start it: {error}\n".encode())
                return
        kept.running = Running.of(kept.child.pid)

    def _end(self, kept: _Kept) -> None:
        if kept.alive() and kept.running is not None and (process := kept.running.process()) is not None:
            pids.stop([process])
        if kept.child is not None:
            kept.child.wait()

    def _record(self) -> None:
        state = {
            name: {"pid": kept.running.pid, "started": kept.running.started, "key": kept.key, "starts": kept.starts}
            for name, kept in self._kept.items()
            if kept.running is not None
        }
        if state != self._written:
            write_json(self._layout / "state.json", state)
            self._written = state


def main() -> None:
    """The daemon's entry: leaves its parent and its session, so that it outlives both."""
    if os.fork() > 0:
        os._exit(0)
    os.setsid()
    os.umask(0o077)
    home = Path(sys.argv[1])
    keeper = Keeper(home)

    def end(_signal: int, _frame: FrameType | None) -> None:
        keeper.stopping = True

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    own = Running.of(os.getpid())
    if own is None:
        raise RuntimeError("this process can't see itself")
    write_json(Layout(home) / "keeper.json", vars(own))
    keeper.run()


if __name__ == "__main__":
    main()
