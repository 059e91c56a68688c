"""What a network consists of at run time: one specification per process."""

from dataclasses import dataclass
from typing import Any, Literal

from network import packages
from network.build import Programs
from network.digests import key_of
from network.files import read_json, write_json
from network.layout import Layout
from network.ports import Ports
from network.tool import clean_environment
from network.topology import Topology

MARK = "SHOAL_NETWORK"
"""Environment variable of every process of a network, with its folder: a process is known by it where no pid is."""

Kind = Literal["orderer", "peer", "chaincode", "ca"]


@dataclass(frozen=True)
class ProcessSpec:
    """How one process is started. `health` is its health address (HTTP); a chaincode has none, it only listens."""

    name: str
    kind: Kind
    argv: list[str]
    environment: dict[str, str]
    folder: str
    log: str
    ports: dict[str, int]
    health: str | None
    settings_key: str

    @property
    def key(self) -> str:
        """What a running process was started from: when it differs from what should run, the process is replaced."""
        return key_of(vars(self))

    @property
    def port(self) -> int:
        """The port that its clients use."""
        return self.ports["listen"]


def specifications(topology: Topology, ports: Ports, layout: Layout, programs: Programs) -> list[ProcessSpec]:
    """Every process, in the order of starting."""
    found = []
    for orderer in topology.ordering.orderers:
        node = f"{orderer}.{topology.ordering.name}"
        settings = {"FABRIC_CFG_PATH": str(layout / "nodes" / node), "FABRIC_LOGGING_SPEC": topology.log_level}
        found.append(_spec(layout, ports, node, "orderer", [str(programs.fabric / "orderer")], settings))
    users = topology.users_ca.name
    server = [str(programs.ca / "fabric-ca-server"), "start", "--home", str(layout / "ca")]
    found.append(_spec(layout, ports, users, "ca", server, {}))
    for org in topology.endorsers:
        settings = {
            "CHAINCODE_ID": packages.package_of(topology, layout, org.name).package_id,
            "CHAINCODE_SERVER_ADDRESS": f"127.0.0.1:{ports[f'chaincode.{org.name}/listen']}",
        }
        found.append(_spec(layout, ports, f"chaincode.{org.name}", "chaincode", [str(programs.chaincode)], settings))
    for org in topology.organisations:
        for peer in org.peers:
            node = f"{peer}.{org.name}"
            settings = {"FABRIC_CFG_PATH": str(layout / "nodes" / node), "FABRIC_LOGGING_SPEC": topology.log_level}
            command = [str(programs.fabric / "peer"), "node", "start"]
            found.append(_spec(layout, ports, node, "peer", command, settings))
    return found


def _spec(
    layout: Layout, ports: Ports, name: str, kind: Kind, argv: list[str], settings: dict[str, str]
) -> ProcessSpec:
    own = {key.partition("/")[2]: port for key, port in ports.items() if key.startswith(f"{name}/")}
    health = f"http://127.0.0.1:{own['operations']}/healthz" if "operations" in own else None
    environment = settings | {MARK: str(layout.root)}
    files = sorted((layout / "nodes" / name).glob("*.yaml"))
    settings_key = key_of([file.read_text() for file in files])
    return ProcessSpec(
        name, kind, argv, environment, str(layout.root), str(layout.log(name)), own, health, settings_key
    )


def write_specifications(layout: Layout, specs: list[ProcessSpec]) -> None:
    """Hands the specifications to the keeper. Unchanged ones leave the file alone."""
    value = [vars(spec) for spec in specs]
    if read_json(layout / "processes.json") != value:
        write_json(layout / "processes.json", value)


def read_specifications(layout: Layout) -> list[ProcessSpec]:
    """What should run; empty before the first `up`."""
    entries: list[dict[str, Any]] = read_json(layout / "processes.json") or []
    return [ProcessSpec(**entry) for entry in entries]


def start_environment(spec: ProcessSpec) -> dict[str, str]:
    """The environment that the process is started with."""
    return clean_environment(spec.environment)
