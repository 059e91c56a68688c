"""Ports: chosen once per network, then recorded.

They can't be chosen again for a ledger that exists: the genesis block and the chaincode packages contain them.
"""

import hashlib
import socket
from collections.abc import Collection, Iterable
from pathlib import Path

import psutil

from network.errors import NetworkError
from network.files import read_json, write_json
from network.topology import Topology

# Below the range that systems give to outgoing connections, so that nobody is handed one of ours by chance.
_FIRST, _LAST = 15_000, 31_999

Ports = dict[str, int]
"""Port by its name, `<process>/<purpose>`."""


def names(topology: Topology) -> list[str]:
    """The name of every port that the topology needs."""
    found = []
    for orderer in topology.ordering.orderers:
        node = f"{orderer}.{topology.ordering.name}"
        found += [f"{node}/listen", f"{node}/admin", f"{node}/operations"]
    for org in topology.organisations:
        for peer in org.peers:
            node = f"{peer}.{org.name}"
            found += [f"{node}/listen", f"{node}/chaincode", f"{node}/operations"]
    found += [f"chaincode.{org.name}/listen" for org in topology.endorsers]
    if topology.peer_settings.pprof:
        found += [name.replace("/operations", "/pprof") for name in found if name.endswith("/operations")]
    return [*found, f"{topology.users_ca.name}/listen", f"{topology.users_ca.name}/operations"]


def is_free(port: int) -> bool:
    """Whether a server could listen on the loopback port now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as Go's servers do: TIME_WAIT is no obstacle
        try:
            probe.bind(("127.0.0.1", port))
            probe.listen(1)
        except OSError:
            return False
    return True


def choose(wanted: Iterable[str], home: Path, excluded: Collection[int] = ()) -> Ports:
    """A free port for each name, none of them `excluded`.

    The search starts at a place that depends on `home`, so that two networks made at the same moment seldom meet.
    """
    start = int.from_bytes(hashlib.sha256(str(home).encode()).digest()[:4])
    size = _LAST - _FIRST + 1
    candidates = (_FIRST + (start + step) % size for step in range(size))
    chosen: Ports = {}
    for name in wanted:
        port = next((port for port in candidates if port not in excluded and is_free(port)), None)
        if port is None:
            raise NetworkError("NETWORK_NO_PORT", f"no free port between {_FIRST} and {_LAST} for {name}")
        chosen[name] = port
    return chosen


def load_or_choose(file: Path, wanted: list[str], home: Path) -> Ports:
    """The recorded ports, or new ones, which are recorded. Names that are new in the topology are added."""
    recorded: Ports = read_json(file) or {}
    if missing := [name for name in wanted if name not in recorded]:
        recorded |= choose(missing, home, recorded.values())
        write_json(file, recorded)
    return recorded


def load(file: Path) -> Ports:
    """The recorded ports, none before the first `up`."""
    return read_json(file) or {}


def owner(port: int) -> str:
    """Who listens on the port, as far as this user may know."""
    try:
        for connection in psutil.net_connections("tcp"):
            if connection.laddr and connection.laddr.port == port and connection.status == psutil.CONN_LISTEN:
                if connection.pid is None:
                    break
                return f"{psutil.Process(connection.pid).name()} (pid {connection.pid})"
    except psutil.Error:
        pass
    return "a process of another user"


def require_free(ports: Ports) -> None:
    """`NETWORK_PORT_TAKEN`, naming port, purpose and owner, unless all of them are free."""
    taken = [f"port {port} of {name} is taken by {owner(port)}" for name, port in ports.items() if not is_free(port)]
    if taken:
        advice = "stop it, or let `shoal network reset` give up this ledger and choose other ports"
        raise NetworkError("NETWORK_PORT_TAKEN", f"{'; '.join(taken)}: {advice}")
