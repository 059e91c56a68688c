"""The network in Caliper's own form, and how to launch it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from network.api import Profile
from network.files import write_json
from network.profile import Peer, ProfileIdentity


def network_file(profile: Profile, identities: Mapping[str, ProfileIdentity]) -> dict[str, Any]:
    """Caliper's network configuration (version 2.0.0): who may call, each through a peer of its organisation."""
    organisations = {organisation.msp_id: name for name, organisation in profile.organisations.items()}
    callers: dict[str, dict[str, ProfileIdentity]] = {msp_id: {} for msp_id in organisations}
    for name, identity in identities.items():
        callers[identity.msp_id][name] = identity
    entries = [
        _organisation(profile.peer_of(organisations[msp_id]), msp_id, who) for msp_id, who in callers.items() if who
    ]
    return {
        "name": "Shoal",
        "version": "2.0.0",
        "caliper": {"blockchain": "fabric"},
        "channels": [{"channelName": profile.channel, "contracts": [{"id": profile.chaincode}]}],
        "organizations": entries,
    }


def _organisation(peer: Peer, msp_id: str, callers: Mapping[str, ProfileIdentity]) -> dict[str, Any]:
    certificates = [
        {
            "name": name,
            "clientPrivateKey": {"path": str(identity.private_key)},
            "clientSignedCert": {"path": str(identity.certificate)},
        }
        for name, identity in callers.items()
    ]
    node = {
        "endpoint": peer.address,
        "tlsCACerts": {"path": str(peer.tls_ca)},
        "grpcOptions": {"ssl-target-name-override": peer.tls_server_name},
    }
    return {"mspid": msp_id, "identities": {"certificates": certificates}, "peers": [node]}


def write_network_file(profile: Profile, identities: Mapping[str, ProfileIdentity], file: Path) -> Path:
    """Write it as JSON, which is YAML too."""
    return write_json(file, network_file(profile, identities))
