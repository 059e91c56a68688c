"""Settings of each peer and orderer: Fabric's sample file with ours laid over it, one file per process."""

from pathlib import Path
from typing import Any

import yaml

from network.files import write_yaml
from network.layout import Layout
from network.ports import Ports
from network.topology import Organisation, Topology

Settings = dict[str, Any]


def overlay(sample: Settings, ours: Settings) -> Settings:
    """`sample` with the values of `ours`, folder by folder. A key the sample doesn't have is a mistake: `KeyError`."""
    result = dict(sample)
    for key, value in ours.items():
        if key not in sample:
            raise KeyError(f"Fabric's sample settings have no {key}")
        result[key] = overlay(sample[key], value) if isinstance(value, dict) and sample[key] else value
    return result


def peer_settings(topology: Topology, ports: Ports, layout: Layout, organisation: Organisation, peer: str) -> Settings:
    """What this peer's core.yaml says differently from Fabric's sample."""
    node, host = f"{peer}.{organisation.name}", topology.host(organisation.name)
    own = layout.crypto(False, host) / "peers" / f"{peer}.{host}"
    address = f"127.0.0.1:{ports[f'{node}/listen']}"
    neighbours = [f"127.0.0.1:{ports[f'{name}.{organisation.name}/listen']}" for name in organisation.peers]
    chaincode_address = f"127.0.0.1:{ports[f'{node}/chaincode']}"
    ledger = layout / "ledger" / node
    chosen = topology.peer_settings
    return {
        "peer": {
            "id": node,
            "networkId": "shoal",
            "listenAddress": address,
            "address": address,
            "chaincodeListenAddress": chaincode_address,
            "chaincodeAddress": chaincode_address,
            "localMspId": organisation.msp_id,
            "mspConfigPath": str(own / "msp"),
            "fileSystemPath": str(ledger),
            "authentication": {"timewindow": chosen.authentication_time_window},
            "gateway": {"endorsementTimeout": chosen.endorsement_timeout},
            "profile": _profile(topology, ports, node),
            "limits": {"concurrency": {"gatewayService": chosen.gateway_concurrency}},
            "tls": {
                "enabled": True,
                "cert": {"file": str(own / "tls" / "server.crt")},
                "key": {"file": str(own / "tls" / "server.key")},
                "rootcert": {"file": str(own / "tls" / "ca.crt")},
            },
            "gossip": {
                "bootstrap": " ".join(neighbours),
                "endpoint": address,
                # Without it no other organisation learns of this peer, and no endorsement plan is ever found.
                "externalEndpoint": address,
                "reconnectInterval": chosen.gossip_interval,
                "publishStateInfoInterval": chosen.gossip_interval,
                "requestStateInfoInterval": chosen.gossip_interval,
            },
        },
        "vm": {"endpoint": ""},  # keeps Docker out
        "chaincode": {
            "externalBuilders": [{"name": "service", "path": str(layout / "builder"), "propagateEnvironment": []}],
            "executetimeout": chosen.execute_timeout,
        },
        "ledger": {
            "state": {"stateDatabase": "goleveldb", "totalQueryLimit": chosen.total_query_limit},
            # An index from each key to all its blocks, which nothing asks for: every write would be indexed twice.
            "history": {"enableHistoryDatabase": False},
            "snapshots": {"rootDir": str(ledger / "snapshots")},
        },
        "operations": {"listenAddress": f"127.0.0.1:{ports[f'{node}/operations']}"},
        "metrics": {"provider": "prometheus"},
    }


def orderer_settings(topology: Topology, ports: Ports, layout: Layout, orderer: str) -> Settings:
    """What this orderer's orderer.yaml says differently from Fabric's sample."""
    ordering = topology.ordering
    node, host = f"{orderer}.{ordering.name}", topology.host(ordering.name)
    own = layout.crypto(True, host) / "orderers" / f"{orderer}.{host}"
    tls = {
        "Enabled": True,
        "Certificate": str(own / "tls" / "server.crt"),
        "PrivateKey": str(own / "tls" / "server.key"),
    }
    roots = [str(own / "tls" / "ca.crt")]
    ledger, profile = layout / "ledger" / node, _profile(topology, ports, node)
    return {
        "General": {
            "ListenAddress": "127.0.0.1",
            "ListenPort": ports[f"{node}/listen"],
            "LocalMSPID": ordering.msp_id,
            "LocalMSPDir": str(own / "msp"),
            "TLS": tls | {"RootCAs": roots},
            "Profile": {"Enabled": profile["enabled"], "Address": profile["listenAddress"]},
        },
        "FileLedger": {"Location": str(ledger)},
        "Consensus": {"WALDir": str(ledger / "raft" / "wal"), "SnapDir": str(ledger / "raft" / "snapshot")},
        "Admin": {
            "ListenAddress": f"127.0.0.1:{ports[f'{node}/admin']}",
            "TLS": tls | {"ClientAuthRequired": True, "ClientRootCAs": roots},
        },
        "Operations": {"ListenAddress": f"127.0.0.1:{ports[f'{node}/operations']}"},
        "Metrics": {"Provider": "prometheus"},
    }


def _profile(topology: Topology, ports: Ports, node: str) -> Settings:
    """Where the node serves Go's profiles, if at all; the sample would listen to everybody."""
    enabled = topology.peer_settings.pprof
    return {"enabled": enabled, "listenAddress": f"127.0.0.1:{ports[f'{node}/pprof'] if enabled else 0}"}


def write_all(topology: Topology, ports: Ports, layout: Layout, samples: Path) -> None:
    """Writes nodes/<process>/core.yaml and orderer.yaml, from the samples of the Fabric version that was built."""
    core = yaml.safe_load((samples / "core.yaml").read_text())
    # The sample mentions these two only in a comment.
    core["peer"] |= {"chaincodeListenAddress": None, "chaincodeAddress": None}
    for org in topology.organisations:
        for peer in org.peers:
            settings = overlay(core, peer_settings(topology, ports, layout, org, peer))
            write_yaml(layout / "nodes" / f"{peer}.{org.name}" / "core.yaml", settings)
    sample = yaml.safe_load((samples / "orderer.yaml").read_text())
    for orderer in topology.ordering.orderers:
        settings = overlay(sample, orderer_settings(topology, ports, layout, orderer))
        write_yaml(layout / "nodes" / f"{orderer}.{topology.ordering.name}" / "orderer.yaml", settings)
