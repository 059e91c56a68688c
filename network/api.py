"""The network as a library: up, down, status, reset, the profile, and the list of revoked certificates."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from network import pids, ports, profile, revocation, topology
from network.build import saved
from network.channel import orderer_height
from network.errors import NetworkError
from network.files import locked
from network.health import ProcessStatus, keeper, keeper_status, metric, running, unhealthy
from network.layout import Layout
from network.processes import ProcessSpec, read_specifications
from network.profile import Profile
from network.progress import Progress, silent
from network.start import bring_up

__all__ = ["NetworkError", "ProcessStatus", "Profile", "down", "load_profile", "publish_crl", "reset", "status", "up"]


def up(
    home: Path,
    progress: Progress = silent,
    *,
    topology_file: Path = topology.DEFAULT_FILE,
    chaincode_module: Path | None = None,
) -> Profile:
    """Builds what is missing, makes the ledger if there is none, starts every process, and returns once each peer
    endorses. Harmless when the network is up. `chaincode_module` is another Go module to build `cmd/shoal` from.
    """
    layout = Layout(home.resolve())
    with _alone(layout):
        return bring_up(layout, topology.load(topology_file), chaincode_module, progress)


def down(home: Path) -> None:
    """Ends every process of the network, keeper first; the ledger stays. Harmless when nothing runs."""
    layout = Layout(home.resolve())
    with _alone(layout):
        _stop(layout)


def reset(home: Path) -> None:
    """`down`, then deletes ledger, keys and ports; what was built stays in the cache."""
    layout = Layout(home.resolve())
    with _alone(layout):
        _stop(layout)
        for entry in layout.root.iterdir():
            if entry.name != "lock":
                shutil.rmtree(entry) if entry.is_dir() else entry.unlink()


def status(home: Path) -> list[ProcessStatus]:
    """Every process, keeper first. `NETWORK_NOT_UP` before the first `up`."""
    layout = Layout(home.resolve())
    specs = read_specifications(layout)
    if not specs:
        raise NetworkError("NETWORK_NOT_UP", f"{layout.root} holds no network: run `shoal network up` first")
    return [keeper_status(layout), *(_status_of(layout, spec) for spec in specs)]


def load_profile(home: Path) -> Profile:
    """The connection profile. `NETWORK_NOT_UP` before the first `up`."""
    return profile.load(Layout(home.resolve()) / "profile.json")


def publish_crl(home: Path) -> None:
    """Tells the channel which certificates of the users' CA are revoked: their holders are refused from then on."""
    layout = Layout(home.resolve())
    with _alone(layout):
        revocation.publish(layout, load_profile(home))


def _status_of(layout: Layout, spec: ProcessSpec) -> ProcessStatus:
    pid, starts = running(layout, spec.name)
    wrong = "not running" if pid is None else unhealthy(spec)
    height = _height(layout, spec) if wrong is None else None
    return ProcessStatus(spec.name, spec.kind, pid, spec.port, wrong or "ok", height, starts)


def _height(layout: Layout, spec: ProcessSpec) -> int | None:
    if spec.kind == "peer":
        channel = topology.load_made(layout / "made.json").channel
        return metric(f"127.0.0.1:{spec.ports['operations']}", "ledger_blockchain_height", channel)
    if spec.kind == "orderer":
        made = topology.load_made(layout / "made.json")
        recorded = ports.load(layout / "ports.json")
        return orderer_height(
            made, layout, recorded, saved(layout / "programs.json").fabric, spec.name.partition(".")[0]
        )
    return None


def _stop(layout: Layout) -> None:
    known = keeper(layout)
    if known is not None and (process := known.process()) is not None:
        pids.stop([process])  # first, so that it doesn't start again what is ended next
    pids.stop(pids.marked(str(layout.root)))


@contextmanager
def _alone(layout: Layout) -> Iterator[None]:
    """`NETWORK_BUSY` when another command changes the same network."""
    try:
        with locked(layout / "lock", wait=False):
            yield
    except BlockingIOError as error:
        text = f"another command works on {layout.root}: wait until it has ended"
        raise NetworkError("NETWORK_BUSY", text) from error
