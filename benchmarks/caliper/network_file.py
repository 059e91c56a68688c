"""The network in Caliper's own form, and how to launch it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from network.api import Profile
from network.files import write_json
from network.profile import ProfileIdentity


def network_file(profile: Profile, identities: Mapping[str, ProfileIdentity]) -> dict[str, Any]:
    """Caliper's network configuration (version 2.0.0): the platform's peer, and who may call. All are of one MSP."""
    peer = profile.peer_of("platform")
    msp_id = profile.organisations["platform"].msp_id
    certificates = [
        {
            "name": name,
            "clientPrivateKey": {"path": str(identity.private_key)},
            "clientSignedCert": {"path": str(identity.certificate)},
        }
        for name, identity in identities.items()
    ]
    return {
        "name": "Shoal",
        "version": "2.0.0",
        "caliper": {"blockchain": "fabric"},
        "channels": [{"channelName": profile.channel, "contracts": [{"id": profile.chaincode}]}],
        "organizations": [
            {
                "mspid": msp_id,
                "identities": {"certificates": certificates},
                "peers": [
                    {
                        "endpoint": peer.address,
                        "tlsCACerts": {"path": str(peer.tls_ca)},
                        "grpcOptions": {"ssl-target-name-override": peer.tls_server_name},
                    }
                ],
            }
        ],
    }


def write_network_file(profile: Profile, identities: Mapping[str, ProfileIdentity], file: Path) -> Path:
    """Write it as JSON, which is YAML too."""
    return write_json(file, network_file(profile, identities))
