"""Where everything of one network lies under its home.

<home>/network/
    ports.json  made.json  deployed.json  profile.json  lock
    processes.json  state.json  keeper.json   what should run, what runs, who looks after it
    crypto/       keys and certificates of the nodes and admins (cryptogen)
    ca/           the users' CA
    identities/   identities enrolled at the users' CA
    channel/      genesis block and its source
    nodes/<process>/   configuration of each node
    ledger/<process>/  data of each node
    builder/      the peers' external builder
    packages/     chaincode packages, one per organisation
    logs/<process>.log
"""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Layout:
    """Paths of one network. Nothing is created here."""

    home: Path

    @property
    def root(self) -> Path:
        return self.home / "network"

    def __truediv__(self, part: str) -> Path:
        return self.root / part

    def crypto(self, ordering: bool, host: str) -> Path:
        """The folder of an organisation's keys and certificates."""
        return self.root / "crypto" / ("ordererOrganizations" if ordering else "peerOrganizations") / host

    def log(self, process: str) -> Path:
        return self.root / "logs" / f"{process}.log"
