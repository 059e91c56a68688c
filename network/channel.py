"""Joining the nodes to the channel. Everything here may be repeated: Fabric's answers to that are fixed texts."""

import json
from pathlib import Path
from typing import Any

from network import crypto, tool
from network.errors import NetworkError
from network.layout import Layout
from network.ports import Ports
from network.topology import Topology

_JOINED_ORDERER = "channel already exists"
_JOINED_PEER = "already exists with state [ACTIVE]"


def admin_environment(topology: Topology, layout: Layout, organisation: str, peer: str, ports: Ports) -> dict[str, str]:
    """What makes the `peer` tool act as an organisation's admin on one of its peers."""
    node = f"{peer}.{organisation}"
    return {
        "FABRIC_CFG_PATH": str(layout / "nodes" / node),
        "FABRIC_LOGGING_SPEC": "warning",
        "CORE_PEER_LOCALMSPID": topology.organisation(organisation).msp_id,
        "CORE_PEER_MSPCONFIGPATH": str(crypto.admin_msp(topology, layout, organisation)),
        "CORE_PEER_ADDRESS": f"127.0.0.1:{ports[f'{node}/listen']}",
        "CORE_PEER_TLS_ENABLED": "true",
        "CORE_PEER_TLS_ROOTCERT_FILE": str(crypto.tls_root(topology, layout, organisation)),
    }


def orderer_arguments(topology: Topology, layout: Layout, ports: Ports) -> list[str]:
    """What points the `peer` tool to the first orderer."""
    ordering = topology.ordering
    address = f"127.0.0.1:{ports[f'{ordering.orderers[0]}.{ordering.name}/listen']}"
    return ["--orderer", address, "--tls", "--cafile", str(crypto.tls_root(topology, layout, ordering.name))]


def join_orderers(topology: Topology, layout: Layout, ports: Ports, fabric: Path) -> None:
    """Joins every orderer."""
    block = str(layout / "channel" / f"{topology.channel}.block")
    for orderer in topology.ordering.orderers:
        join = ["join", "--channelID", topology.channel, "--config-block", block]
        outcome = _osnadmin(topology, layout, ports, fabric, orderer, *join)
        # The tool ends with 0 whatever the answer: only its text tells.
        if "Status: 201" not in outcome and _JOINED_ORDERER not in outcome:
            raise NetworkError("NETWORK_TOOL_FAILED", f"{orderer} did not join {topology.channel}: {outcome.strip()}")


def orderer_height(topology: Topology, layout: Layout, ports: Ports, fabric: Path, orderer: str) -> int | None:
    """Number of blocks on an orderer, None while it doesn't answer."""
    try:
        text = _osnadmin(topology, layout, ports, fabric, orderer, "list", "--channelID", topology.channel)
        answer: dict[str, Any] = json.loads(text[text.index("{") :])
        return int(answer["height"])
    except (NetworkError, ValueError, KeyError):
        return None


def join_peers(topology: Topology, layout: Layout, ports: Ports, fabric: Path) -> None:
    """Joins every peer."""
    block = str(layout / "channel" / f"{topology.channel}.block")
    for org in topology.organisations:
        for peer in org.peers:
            environment = admin_environment(topology, layout, org.name, peer, ports)
            outcome = tool.attempt(fabric / "peer", "channel", "join", "-b", block, environment=environment)
            if outcome.status != 0 and _JOINED_PEER not in outcome.text:
                text = f"{peer}.{org.name} did not join {topology.channel}: {outcome.text[-2000:]}"
                raise NetworkError("NETWORK_TOOL_FAILED", text)


def _osnadmin(topology: Topology, layout: Layout, ports: Ports, fabric: Path, orderer: str, *command: str) -> str:
    ordering = topology.ordering
    host = topology.host(ordering.name)
    tls = layout.crypto(True, host) / "orderers" / f"{orderer}.{host}" / "tls"
    address = f"127.0.0.1:{ports[f'{orderer}.{ordering.name}/admin']}"
    identity = ["--ca-file", str(tls / "ca.crt"), "--client-cert", str(tls / "server.crt"), "--client-key"]
    return tool.run(
        fabric / "osnadmin", "channel", *command, "-o", address, *identity, str(tls / "server.key"), timeout_s=15
    )
