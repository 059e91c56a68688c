"""Keys and certificates of the nodes and admins (cryptogen), and whom the organisation of the users' CA trusts."""

from pathlib import Path
from typing import Any

from network import tool
from network.files import write_yaml
from network.layout import Layout
from network.topology import Topology

_LOOPBACK_NAMES = ["localhost", "127.0.0.1"]


def cryptogen_input(topology: Topology) -> dict[str, Any]:
    """The organisations and nodes in cryptogen's words."""
    ordering = topology.ordering
    return {
        "OrdererOrgs": [
            {
                "Name": ordering.name,
                "Domain": topology.host(ordering.name),
                "EnableNodeOUs": True,
                "Specs": [{"Hostname": name, "SANS": _LOOPBACK_NAMES} for name in ordering.orderers],
            }
        ],
        "PeerOrgs": [
            {
                "Name": org.name,
                "Domain": topology.host(org.name),
                "EnableNodeOUs": True,
                "Specs": [{"Hostname": name, "SANS": _LOOPBACK_NAMES} for name in org.peers],
                "Users": {"Count": 1},
            }
            for org in topology.organisations
        ],
    }


def generate(topology: Topology, layout: Layout, fabric: Path) -> None:
    """Makes `crypto/`, readable by its owner only."""
    source = write_yaml(layout / "crypto.yaml", cryptogen_input(topology))
    tool.run(fabric / "cryptogen", "generate", f"--config={source}", f"--output={layout / 'crypto'}")
    for path in (layout / "crypto").rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)


def trust_users_ca(topology: Topology, layout: Layout, users_root: bytes) -> None:
    """Makes the users' CA a root of its organisation, for clients only.

    Peers, admins and orderers stay tied to the nodes' own root by the `Certificate` of their classification; a CA that
    is compromised can't make a peer or an admin.
    """
    host = topology.host(topology.users_ca.organisation)
    msp = layout.crypto(False, host) / "msp"
    (msp / "cacerts" / "users-ca.pem").write_bytes(users_root)
    nodes_root = f"cacerts/ca.{host}-cert.pem"
    kinds = {"PeerOUIdentifier": "peer", "AdminOUIdentifier": "admin", "OrdererOUIdentifier": "orderer"}
    pinned = {key: {"Certificate": nodes_root, "OrganizationalUnitIdentifier": ou} for key, ou in kinds.items()}
    clients = {"ClientOUIdentifier": {"OrganizationalUnitIdentifier": "client"}}
    write_yaml(msp / "config.yaml", {"NodeOUs": {"Enable": True} | clients | pinned})


def admin_msp(topology: Topology, layout: Layout, organisation: str) -> Path:
    """The MSP folder of an organisation's admin."""
    host = topology.host(organisation)
    return layout.crypto(False, host) / "users" / f"Admin@{host}" / "msp"


def user_files(topology: Topology, layout: Layout, organisation: str, user: str) -> tuple[Path, Path]:
    """Certificate and private key of a user made by cryptogen (`Admin`, `User1`)."""
    host = topology.host(organisation)
    msp = layout.crypto(False, host) / "users" / f"{user}@{host}" / "msp"
    return msp / "signcerts" / f"{user}@{host}-cert.pem", msp / "keystore" / "priv_sk"


def tls_root(topology: Topology, layout: Layout, organisation: str) -> Path:
    """The TLS root of an organisation's nodes."""
    host = topology.host(organisation)
    folder = layout.crypto(organisation == topology.ordering.name, host)
    return folder / "tlsca" / f"tlsca.{host}-cert.pem"
