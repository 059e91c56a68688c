"""The topology file: which organisations, nodes and settings the network consists of."""

import re
from pathlib import Path
from typing import Annotated, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from network.errors import NetworkError

DEFAULT_FILE = Path(__file__).with_name("topology.yaml")

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,30}$")]
MspId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9.-]{0,30}$")]
Duration = Annotated[str, StringConstraints(pattern=r"^[0-9]+(ms|s|m|h)$")]
Bytes = Annotated[str, StringConstraints(pattern=r"^[0-9]+ (KB|MB)$")]

_GRPC_LIMIT_BYTES = 100 * 1024 * 1024


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Ordering(_Part):
    """The ordering organisation and how it cuts blocks."""

    name: Name
    msp_id: MspId
    orderers: tuple[Name, ...] = Field(min_length=1)
    batch_timeout: Duration
    raft_tick: Duration
    max_message_count: int = Field(ge=1)
    preferred_max_bytes: Bytes
    absolute_max_bytes: Bytes


class Organisation(_Part):
    """A member of the channel with peers of its own."""

    name: Name
    msp_id: MspId
    endorses: bool
    governs: bool
    peers: tuple[Name, ...] = Field(min_length=1)


class UsersCA(_Part):
    """The certificate authority of the consortium's users."""

    name: Name
    organisation: Name
    registrar: Name
    crl_expiry: Duration


class Chaincode(_Part):
    """The one chaincode, and the call that shows that it works."""

    name: Name
    version: str
    readiness_function: str
    readiness_arguments: tuple[str, ...]
    dial_timeout: Duration


class PeerSettings(_Part):
    """Settings of every peer, and whether peers and orderers serve Go's profiles (`/debug/pprof`, loopback only).
    Unlike the rest they may change during a ledger's life.
    """

    gossip_interval: Duration
    authentication_time_window: Duration
    total_query_limit: int = Field(ge=1)
    endorsement_timeout: Duration
    execute_timeout: Duration
    gateway_concurrency: int = Field(ge=1)
    pprof: bool = False


class Topology(_Part):
    """The whole network."""

    channel: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9.-]{0,248}$")]
    domain: str
    ordering: Ordering
    organisations: tuple[Organisation, ...] = Field(min_length=1)
    users_ca: UsersCA
    chaincode: Chaincode
    peer_settings: PeerSettings
    log_level: str

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        names = [self.ordering.name, *(org.name for org in self.organisations)]
        msp_ids = [self.ordering.msp_id, *(org.msp_id for org in self.organisations)]
        for what, values in (("organisation names", names), ("MSP ids", msp_ids)):
            if len(set(values)) != len(values):
                raise ValueError(f"{what} must differ: {', '.join(values)}")
        for nodes in (self.ordering.orderers, *(org.peers for org in self.organisations)):
            if len(set(nodes)) != len(nodes):
                raise ValueError(f"nodes of one organisation must differ: {', '.join(nodes)}")
        if self.users_ca.organisation not in [org.name for org in self.organisations]:
            raise ValueError(f"users_ca.organisation {self.users_ca.organisation} is not among the organisations")
        if not self.endorsers or not any(org.governs for org in self.organisations):
            raise ValueError("at least one organisation must endorse, and at least one must govern")
        if size_bytes(self.ordering.absolute_max_bytes) >= _GRPC_LIMIT_BYTES:
            raise ValueError("ordering.absolute_max_bytes must stay below 100 MB, the nodes' message limit")
        if size_bytes(self.ordering.preferred_max_bytes) > size_bytes(self.ordering.absolute_max_bytes):
            raise ValueError("ordering.preferred_max_bytes must not exceed absolute_max_bytes")
        return self

    @property
    def endorsers(self) -> tuple[Organisation, ...]:
        """The organisations that endorse every transaction."""
        return tuple(org for org in self.organisations if org.endorses)

    @property
    def governors(self) -> tuple[Organisation, ...]:
        """The organisations whose admins together change the channel's rules."""
        return tuple(org for org in self.organisations if org.governs)

    @property
    def endorsement_policy(self) -> str:
        """Fabric's text of "every endorsing organisation"."""
        return f"AND({','.join(repr(org.msp_id + '.peer') for org in self.endorsers)})"

    def organisation(self, name: str) -> Organisation:
        """The organisation of that name (`KeyError` when there is none)."""
        return {org.name: org for org in self.organisations}[name]

    def host(self, organisation: str) -> str:
        """The domain of an organisation's nodes, as in their certificates."""
        return f"{organisation}.{self.domain}"

    @property
    def fixed_part(self) -> str:
        """What a ledger is made from and can't change afterwards, as canonical text."""
        return self.model_dump_json(exclude={"peer_settings": True, "log_level": True, "chaincode": {"dial_timeout"}})


def size_bytes(text: str) -> int:
    """Fabric's `99 MB` in bytes (its MB is 2^20)."""
    number, unit = re.fullmatch(r"([0-9]+) (KB|MB)", text).groups()  # type: ignore[union-attr]  # checked by the field
    return int(number) * (1024 if unit == "KB" else 1024 * 1024)


def load(file: Path = DEFAULT_FILE) -> Topology:
    """The topology in `file`. `NETWORK_TOPOLOGY_INVALID` names the field that is wrong."""
    try:
        return Topology.model_validate(yaml.safe_load(file.read_text()))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise NetworkError("NETWORK_TOPOLOGY_INVALID", f"correct {file.name}: {error}") from error


def load_made(file: Path) -> Topology:
    """The topology that the ledger was made from, as recorded then.

    `NETWORK_TOPOLOGY_CHANGED` where it can't be read: it was made by a version that knew other fields.
    """
    try:
        return Topology.model_validate_json(file.read_text())
    except ValidationError as error:
        text = "this ledger was made by another version of Shoal: use that one, or `shoal network reset`"
        raise NetworkError("NETWORK_TOPOLOGY_CHANGED", text) from error
