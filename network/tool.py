"""Running one of Fabric's command-line tools, with a deadline."""

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from network.errors import NetworkError

NOTHING: Mapping[str, str] = MappingProxyType({})
_KEPT = ("PATH", "HOME", "TMPDIR", "LANG", "TZ")


@dataclass(frozen=True)
class Outcome:
    """How a tool ended, and all it said."""

    status: int
    text: str


def clean_environment(more: Mapping[str, str]) -> dict[str, str]:
    """A small part of the user's environment, and `more`.

    Fabric would prefer the user's own `CORE_…` settings to our files, and the user's secrets are none of its business.
    """
    return {name: os.environ[name] for name in _KEPT if name in os.environ} | dict(more)


def attempt(program: Path, *arguments: str, timeout_s: float = 60, environment: Mapping[str, str] = NOTHING) -> Outcome:
    """Runs the tool and tells how it ended. `NETWORK_TOOL_FAILED` only when it does not end in time."""
    try:
        done = subprocess.run(
            [str(program), *arguments],
            env=clean_environment(environment),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout_s,
        )
    except subprocess.TimeoutExpired as error:
        text = f"`{program.name} {' '.join(arguments[:3])}` did not end within {timeout_s:.0f} s"
        raise NetworkError("NETWORK_TOOL_FAILED", text) from error
    return Outcome(done.returncode, done.stdout + done.stderr)


def run(program: Path, *arguments: str, timeout_s: float = 60, environment: Mapping[str, str] = NOTHING) -> str:
    """What the tool said. `NETWORK_TOOL_FAILED`, with the end of that, unless it ended well."""
    outcome = attempt(program, *arguments, timeout_s=timeout_s, environment=environment)
    if outcome.status != 0:
        text = f"`{program.name} {' '.join(arguments[:3])}` ended with {outcome.status}:\n{outcome.text[-3000:]}"
        raise NetworkError("NETWORK_TOOL_FAILED", text)
    return outcome.text
