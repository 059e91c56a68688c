"""The channel's first block: members, policies, ordering. What is in it stays for the ledger's life."""

from pathlib import Path
from typing import Any

from network import tool
from network.files import write_yaml
from network.layout import Layout
from network.ports import Ports
from network.topology import Organisation, Topology

_PROFILE = "Floor"


def configtx(topology: Topology, ports: Ports, layout: Layout) -> dict[str, Any]:
    """The input of configtxgen."""
    return {
        "Profiles": {
            _PROFILE: {
                "Policies": _implicit("Readers", "Writers") | {"Admins": _governors(topology)},
                "Capabilities": {"V3_0": True},
                "Orderer": _orderer(topology, ports, layout),
                "Application": {
                    "Organizations": [_member(topology, ports, layout, org) for org in topology.organisations],
                    "Policies": _implicit("Readers", "Writers")
                    | {
                        "Admins": _governors(topology),
                        "LifecycleEndorsement": {"Type": "ImplicitMeta", "Rule": "MAJORITY Endorsement"},
                        "Endorsement": {"Type": "ImplicitMeta", "Rule": "MAJORITY Endorsement"},
                    },
                    "Capabilities": {"V2_5": True},
                },
            }
        }
    }


def genesis_block(topology: Topology, ports: Ports, layout: Layout, fabric: Path) -> None:
    """Writes channel/configtx.yaml and the block made from it."""
    folder = layout / "channel"
    write_yaml(folder / "configtx.yaml", configtx(topology, ports, layout))
    block = str(folder / f"{topology.channel}.block")
    arguments = ["-profile", _PROFILE, "-channelID", topology.channel, "-outputBlock", block]
    tool.run(fabric / "configtxgen", *arguments, "-configPath", str(folder))


def _orderer(topology: Topology, ports: Ports, layout: Layout) -> dict[str, Any]:
    ordering = topology.ordering
    host = topology.host(ordering.name)
    folder = layout.crypto(True, host)
    addresses = {name: ports[f"{name}.{ordering.name}/listen"] for name in ordering.orderers}
    consenters = []
    for name, port in addresses.items():
        certificate = str(folder / "orderers" / f"{name}.{host}" / "tls" / "server.crt")
        node = {"Host": "127.0.0.1", "Port": port, "ClientTLSCert": certificate, "ServerTLSCert": certificate}
        consenters.append(node)
    organisation = {
        "Name": ordering.msp_id,
        "ID": ordering.msp_id,
        "MSPDir": str(folder / "msp"),
        "Policies": _own_policies(ordering.msp_id),
        "OrdererEndpoints": [f"127.0.0.1:{port}" for port in addresses.values()],
    }
    return {
        "OrdererType": "etcdraft",
        "BatchTimeout": ordering.batch_timeout,
        "BatchSize": {
            "MaxMessageCount": ordering.max_message_count,
            "AbsoluteMaxBytes": ordering.absolute_max_bytes,
            "PreferredMaxBytes": ordering.preferred_max_bytes,
        },
        "EtcdRaft": {"Consenters": consenters, "Options": {"TickInterval": ordering.raft_tick}},
        "Organizations": [organisation],
        "Policies": _implicit("Readers", "Writers")
        | {"Admins": _governors(topology), "BlockValidation": {"Type": "ImplicitMeta", "Rule": "ANY Writers"}},
        "Capabilities": {"V2_0": True},
    }


def _member(topology: Topology, ports: Ports, layout: Layout, organisation: Organisation) -> dict[str, Any]:
    anchor = ports[f"{organisation.peers[0]}.{organisation.name}/listen"]
    return {
        "Name": organisation.msp_id,
        "ID": organisation.msp_id,
        "MSPDir": str(layout.crypto(False, topology.host(organisation.name)) / "msp"),
        "Policies": _own_policies(organisation.msp_id)
        | {"Endorsement": {"Type": "Signature", "Rule": f"OR('{organisation.msp_id}.peer')"}},
        # Anchors in the first block: no update of the channel is needed before organisations find each other.
        "AnchorPeers": [{"Host": "127.0.0.1", "Port": anchor}],
    }


def _own_policies(msp_id: str) -> dict[str, Any]:
    return {
        "Readers": {"Type": "Signature", "Rule": f"OR('{msp_id}.member')"},
        "Writers": {"Type": "Signature", "Rule": f"OR('{msp_id}.member')"},
        "Admins": {"Type": "Signature", "Rule": f"OR('{msp_id}.admin')"},
    }


def _implicit(*names: str) -> dict[str, Any]:
    return {name: {"Type": "ImplicitMeta", "Rule": f"ANY {name}"} for name in names}


def _governors(topology: Topology) -> dict[str, Any]:
    """The admins of all governing organisations together: none changes the rules alone, the ordering nodes never."""
    rule = ",".join(f"'{org.msp_id}.admin'" for org in topology.governors)
    return {"Type": "Signature", "Rule": f"AND({rule})"}
