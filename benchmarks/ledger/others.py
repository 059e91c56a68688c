"""Other people's clients, set up for a network: the official one for Go, and hfc."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.ledger.process import InProcessOfItsOwn
from benchmarks.made_once import made_once
from network.api import Profile
from network.build import cache_folder, chaincode_sources, digest
from network.files import write_json
from network.go import find
from network.profile import Orderer, Peer
from shoal.home import checkout, shoal_home

GO_MODULE = checkout() / "benchmarks" / "goclient"
HFC = Path(__file__).with_name("hfc_client.py")
HFC_NEEDS = Path(__file__).with_name("hfc-needs.txt")
DEADLINE_S = 10.0
INSTALL_S = 300


def official_go(profile: Profile, folder: Path) -> InProcessOfItsOwn:
    """The official client for Go, built on first use."""
    peer, identity = profile.peer_of("platform"), profile.identities["operator"]
    target = {
        "address": peer.address,
        "server_name": peer.tls_server_name,
        "tls_ca": str(peer.tls_ca),
        "channel": profile.channel,
        "chaincode": profile.chaincode,
        "msp_id": identity.msp_id,
        "certificate": str(identity.certificate),
        "private_key": str(identity.private_key),
        "deadline_s": DEADLINE_S,
    }
    file = write_json(folder / "goclient.json", target)
    return InProcessOfItsOwn("go", [go_program(), file], os.environ, folder / "goclient.log")


def hfc(profile: Profile, folder: Path) -> InProcessOfItsOwn:
    """hfc with its own messages in Python, as it needs them."""
    identity = profile.identities["operator"]
    given = {
        "profile": str(write_json(folder / "hfc-profile.json", hfc_profile(profile, folder / "hfc-state"))),
        "peers": [peer.name for peer in profile.peers],
        "channel": profile.channel,
        "chaincode": profile.chaincode,
        "msp_id": identity.msp_id,
        "certificate": str(identity.certificate),
        "private_key": str(identity.private_key),
        "deadline_s": DEADLINE_S,
    }
    file = write_json(folder / "hfc.json", given)
    environment = os.environ | {
        "PROTOCOL_BUFFERS_PYTHON_IMPLEMENTATION": "python",
        "PYTHONPATH": str(hfc_needs()),
        "PYTHONWARNINGS": "ignore",  # what its dependencies will drop one day
    }
    command = [sys.executable, str(HFC), str(file)]
    return InProcessOfItsOwn("hfc", command, environment, folder / "hfc.log", afresh=True)


def hfc_profile(profile: Profile, state: Path) -> dict[str, Any]:
    """The network in the form that `hfc.fabric.Client` reads."""
    found: tuple[Peer | Orderer, ...] = (*profile.peers, *profile.orderers)
    nodes = {
        node.name: {
            "url": node.address,
            "grpcOptions": {"grpc.ssl_target_name_override": node.tls_server_name},
            "tlsCACerts": {"path": str(node.tls_ca)},
        }
        for node in found
    }
    return {
        "name": profile.channel,
        "client": {"organization": "platform", "credentialStore": {"path": str(state)}},
        "organizations": {
            name: {"mspid": entry.msp_id, "peers": [peer.name for peer in profile.peers if peer.organisation == name]}
            for name, entry in profile.organisations.items()
        },
        "orderers": {orderer.name: nodes[orderer.name] for orderer in profile.orderers},
        "peers": {peer.name: nodes[peer.name] for peer in profile.peers},
        "certificateAuthorities": {},
    }


def go_program() -> Path:
    """Our small program around the official client, from the cache or newly built by the network's own toolchain."""
    cache = cache_folder(shoal_home())
    go = find(cache, print)
    target = cache / "goclient" / digest(chaincode_sources(GO_MODULE), GO_MODULE, go.version)
    with made_once(target) as draft:
        if draft is not None:
            print("building the program around the official Go client", flush=True)
            command = ("build", "-v", "-trimpath", "-o", str(draft / "goclient"), ".")
            go.compile(*command, folder=GO_MODULE, progress=print, settings={"CGO_ENABLED": "0"})
    return target / "goclient"


def hfc_needs() -> Path:
    """A folder with the packages that only hfc's ledger client imports, from the cache or newly installed."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    target = cache_folder(shoal_home()) / "hfc" / digest([HFC_NEEDS], HFC_NEEDS.parent, version)
    with made_once(target) as draft:
        if draft is not None:
            pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-deps"]
            command = [*pip, "--target", str(draft), "-r", str(HFC_NEEDS)]
            subprocess.run(command, check=True, timeout=INSTALL_S)
    return target
