"""Whether a process is alive and well, asked from outside."""

import re
import socket
from dataclasses import dataclass

import httpx

from network.files import read_json
from network.layout import Layout
from network.pids import Running
from network.processes import ProcessSpec

_TIMEOUT_S = 3.0


@dataclass(frozen=True)
class ProcessStatus:
    """One process. `health` is `ok`, or what is wrong; `height` the number of blocks where a node has a ledger."""

    name: str
    kind: str
    pid: int | None
    port: int | None
    health: str
    height: int | None
    starts: int


def unhealthy(spec: ProcessSpec) -> str | None:
    """None when the process listens at all of its ports and says that it is well, else what is wrong.

    A peer says that it is well a moment before it listens for calls.
    """
    silent = next((text for port in spec.ports.values() if (text := _not_listening(port))), None)
    if silent is not None or spec.health is None:
        return silent
    try:
        answer = httpx.get(spec.health, timeout=_TIMEOUT_S, trust_env=False)
    except httpx.HTTPError as error:
        return f"{spec.health}: {error}"
    return None if answer.status_code == httpx.codes.OK else f"{spec.health}: {answer.status_code} {answer.text[:200]}"


def metric(operations: str, name: str, channel: str) -> int | None:
    """A node's metric for one channel, e.g. `ledger_blockchain_height`; None while it tells none."""
    try:
        text = httpx.get(f"http://{operations}/metrics", timeout=_TIMEOUT_S, trust_env=False).text
    except httpx.HTTPError:
        return None
    found = re.search(rf'^{name}{{channel="{re.escape(channel)}"}} (\S+)$', text, re.MULTILINE)
    return int(float(found[1])) if found else None


def running(layout: Layout, name: str) -> tuple[int | None, int]:
    """The pid of a process as the keeper knows it, None when it doesn't run; and how often it was started."""
    record = (read_json(layout / "state.json") or {}).get(name)
    if record is None:
        return None, 0
    alive = Running(record["pid"], record["started"]).process() is not None
    return (record["pid"] if alive else None), record["starts"]


def keeper_status(layout: Layout) -> ProcessStatus:
    """The keeper's own state."""
    recorded = keeper(layout)
    pid = None if recorded is None or recorded.process() is None else recorded.pid
    return ProcessStatus("keeper", "keeper", pid, None, "ok" if pid else "not running", None, 0)


def keeper(layout: Layout) -> Running | None:
    """The keeper as recorded, dead or alive."""
    record = read_json(layout / "keeper.json")
    return None if record is None else Running(record["pid"], record["started"])


def _not_listening(port: int) -> str | None:
    try:
        with socket.create_connection(("127.0.0.1", port), _TIMEOUT_S):
            return None
    except OSError as error:
        return f"port {port}: {error}"
