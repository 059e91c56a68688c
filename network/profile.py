"""The connection profile: what a client needs to know of a network, in one file that can be copied with its folder."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from network import crypto
from network.errors import NetworkError
from network.files import write_json
from network.layout import Layout
from network.ports import Ports
from network.topology import Topology


@dataclass(frozen=True)
class ProfileOrganisation:
    """A member of the channel."""

    msp_id: str
    endorses: bool


@dataclass(frozen=True)
class Peer:
    """A peer: its gRPC address (TLS, Gateway service), and its address for operations (HTTP, health and metrics)."""

    name: str
    organisation: str
    address: str
    tls_ca: Path
    tls_server_name: str
    operations: str


@dataclass(frozen=True)
class Orderer:
    """An ordering node; `admin` is its channel participation address (mutual TLS)."""

    name: str
    address: str
    tls_ca: Path
    tls_server_name: str
    operations: str
    admin: str


@dataclass(frozen=True)
class CertificateAuthority:
    """The users' CA. The registrar's secret is in a file of its own."""

    url: str
    name: str
    tls_ca: Path
    registrar: str
    registrar_secret_file: Path
    operations: str


@dataclass(frozen=True)
class ProfileIdentity:
    """A certificate with its private key (PEM files) and the MSP that vouches for it."""

    msp_id: str
    certificate: Path
    private_key: Path


@dataclass(frozen=True)
class Profile:
    """All paths are absolute here; in the file they are relative to its folder."""

    channel: str
    chaincode: str
    organisations: dict[str, ProfileOrganisation]
    peers: tuple[Peer, ...]
    orderers: tuple[Orderer, ...]
    ca: CertificateAuthority
    identities: dict[str, ProfileIdentity]
    """`operator` (of the users' CA), `supervisor` (a client of SupervisorMSP), `<organisation>_admin`."""

    def peer_of(self, organisation: str) -> Peer:
        """The first peer of an organisation (`StopIteration` when there is none)."""
        return next(peer for peer in self.peers if peer.organisation == organisation)


def describe(topology: Topology, ports: Ports, layout: Layout) -> Profile:
    """The profile of a network."""

    def at(port: str) -> str:
        return f"127.0.0.1:{ports[port]}"

    def identity(organisation: str, user: str) -> ProfileIdentity:
        files = crypto.user_files(topology, layout, organisation, user)
        return ProfileIdentity(topology.organisation(organisation).msp_id, *files)

    peers = tuple(
        Peer(
            f"{name}.{org.name}", org.name, at(f"{name}.{org.name}/listen"),
            crypto.tls_root(topology, layout, org.name), f"{name}.{topology.host(org.name)}",
            at(f"{name}.{org.name}/operations"),
        )
        for org in topology.organisations for name in org.peers
    )  # fmt: skip
    ordering = topology.ordering.name
    orderers = tuple(
        Orderer(
            f"{name}.{ordering}", at(f"{name}.{ordering}/listen"), crypto.tls_root(topology, layout, ordering),
            f"{name}.{topology.host(ordering)}", at(f"{name}.{ordering}/operations"), at(f"{name}.{ordering}/admin"),
        )
        for name in topology.ordering.orderers
    )  # fmt: skip
    users = topology.users_ca
    operator = layout / "identities" / "operator"
    identities = {
        "operator": ProfileIdentity(
            topology.organisation(users.organisation).msp_id, operator / "certificate.pem", operator / "key.pem"
        )
    }
    for org in topology.organisations:
        if org.name != users.organisation:
            identities[org.name] = identity(org.name, "User1")
        identities[f"{org.name}_admin"] = identity(org.name, "Admin")
    return Profile(
        channel=topology.channel,
        chaincode=topology.chaincode.name,
        organisations={org.name: ProfileOrganisation(org.msp_id, org.endorses) for org in topology.organisations},
        peers=peers,
        orderers=orderers,
        ca=CertificateAuthority(
            url=f"https://{at(f'{users.name}/listen')}",
            name=users.name,
            tls_ca=layout / "ca" / "ca-cert.pem",
            registrar=users.registrar,
            registrar_secret_file=layout / "ca" / "registrar.secret",
            operations=at(f"{users.name}/operations"),
        ),
        identities=identities,
    )


def write(profile: Profile, file: Path) -> None:
    """Writes the file, with paths relative to its folder."""
    write_json(file, {"v": 1} | _map_paths(asdict(profile), lambda path: str(path.relative_to(file.parent))))


def load(file: Path) -> Profile:
    """The profile in `file`. `NETWORK_NOT_UP` where there is none yet."""
    try:
        value = json.loads(file.read_text())
    except FileNotFoundError as error:
        raise NetworkError("NETWORK_NOT_UP", f"{file} is missing: run `shoal network up` first") from error
    if value.get("v") != 1:
        raise NetworkError("NETWORK_NOT_UP", f"{file} is not of version 1: run `shoal network up` again")

    def node(entry: dict[str, Any]) -> dict[str, Any]:
        paths = ("tls_ca", "registrar_secret_file", "certificate", "private_key")
        return {key: file.parent / field if key in paths else field for key, field in entry.items()}

    return Profile(
        channel=value["channel"],
        chaincode=value["chaincode"],
        organisations={name: ProfileOrganisation(**entry) for name, entry in value["organisations"].items()},
        peers=tuple(Peer(**node(entry)) for entry in value["peers"]),
        orderers=tuple(Orderer(**node(entry)) for entry in value["orderers"]),
        ca=CertificateAuthority(**node(value["ca"])),
        identities={name: ProfileIdentity(**node(entry)) for name, entry in value["identities"].items()},
    )


def _map_paths(value: Any, change: Any) -> Any:
    if isinstance(value, Path):
        return change(value)
    if isinstance(value, dict):
        return {key: _map_paths(entry, change) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_map_paths(entry, change) for entry in value]
    return value
