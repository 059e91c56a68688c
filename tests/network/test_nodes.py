from pathlib import Path

import pytest
import yaml

from network import crypto, nodes, ports
from network.layout import Layout
from network.topology import Topology


@pytest.fixture
def chosen(plan: Topology, layout: Layout) -> ports.Ports:
    return ports.choose(ports.names(plan), layout.home)


def test_an_overlay_changes_what_it_names_and_keeps_the_rest() -> None:
    sample = {"a": {"b": 1, "c": 2}, "d": None, "e": [1]}
    assert nodes.overlay(sample, {"a": {"b": 3}, "d": {"x": 1}, "e": []}) == {
        "a": {"b": 3, "c": 2},
        "d": {"x": 1},
        "e": [],
    }
    assert sample == {"a": {"b": 1, "c": 2}, "d": None, "e": [1]}


def test_a_setting_that_the_sample_does_not_have_is_a_mistake() -> None:
    with pytest.raises(KeyError, match="gossips"):
        nodes.overlay({"peer": {"gossip": {}}}, {"peer": {"gossips": {}}})


def test_a_peer_is_found_by_other_organisations_and_soon(plan: Topology, layout: Layout, chosen: ports.Ports) -> None:
    settings = nodes.peer_settings(plan, chosen, layout, plan.organisations[0], "peer0")
    gossip = settings["peer"]["gossip"]
    assert gossip["externalEndpoint"] == f"127.0.0.1:{chosen['peer0.platform/listen']}"
    for interval in ("reconnectInterval", "publishStateInfoInterval", "requestStateInfoInterval"):
        assert gossip[interval] == "1s"


def test_a_peer_knows_no_docker_and_ends_no_range_silently(plan: Topology, layout: Layout, chosen: ports.Ports) -> None:
    settings = nodes.peer_settings(plan, chosen, layout, plan.organisations[1], "peer0")
    assert settings["vm"]["endpoint"] == ""
    assert settings["ledger"]["state"] == {"stateDatabase": "goleveldb", "totalQueryLimit": 10_000_000}
    assert settings["ledger"]["history"] == {"enableHistoryDatabase": False}
    assert settings["peer"]["authentication"]["timewindow"] == "120s"
    assert settings["peer"]["tls"]["enabled"] is True


def test_everything_listens_on_the_loopback_only(plan: Topology, layout: Layout, chosen: ports.Ports) -> None:
    def addresses(value: object, path: str = "") -> list[str]:
        if isinstance(value, dict):
            return [found for key, entry in value.items() for found in addresses(entry, f"{path}.{key}")]
        return [str(value)] if path.lower().endswith("address") else []

    settings = [nodes.peer_settings(plan, chosen, layout, org, "peer0") for org in plan.organisations]
    settings.append(nodes.orderer_settings(plan, chosen, layout, "orderer0"))
    found = addresses({str(number): entry for number, entry in enumerate(settings)})
    assert len(found) == 16
    assert all(address.startswith("127.0.0.1") for address in found)


def test_profiles_are_served_where_the_topology_says_so_and_on_the_loopback_only(
    plan: Topology, layout: Layout
) -> None:
    wanted = plan.model_copy(update={"peer_settings": plan.peer_settings.model_copy(update={"pprof": True})})
    chosen = ports.choose(ports.names(wanted), layout.home)
    for topology, served in ((wanted, True), (plan, False)):
        peer = nodes.peer_settings(topology, chosen, layout, topology.organisations[0], "peer0")["peer"]["profile"]
        orderer = nodes.orderer_settings(topology, chosen, layout, "orderer0")["General"]["Profile"]
        assert peer == {"enabled": served, "listenAddress": f"127.0.0.1:{chosen['peer0.platform/pprof'] * served}"}
        assert orderer == {"Enabled": served, "Address": f"127.0.0.1:{chosen['orderer0.ordering/pprof'] * served}"}
    assert not any(name.endswith("/pprof") for name in ports.names(plan))


def test_the_admin_address_of_an_orderer_asks_for_a_certificate(
    plan: Topology, layout: Layout, chosen: ports.Ports
) -> None:
    settings = nodes.orderer_settings(plan, chosen, layout, "orderer0")
    assert settings["Admin"]["TLS"]["ClientAuthRequired"] is True


def test_cryptogen_makes_every_node(plan: Topology) -> None:
    wanted = crypto.cryptogen_input(plan)
    assert [spec["Hostname"] for org in wanted["OrdererOrgs"] for spec in org["Specs"]] == ["orderer0"]
    assert [org["Name"] for org in wanted["PeerOrgs"]] == ["platform", "supervisor"]
    assert all(org["EnableNodeOUs"] for org in wanted["OrdererOrgs"] + wanted["PeerOrgs"])


def test_the_users_ca_is_trusted_for_clients_only(plan: Topology, layout: Layout) -> None:
    msp = layout.crypto(False, "platform.shoal.test") / "msp"
    (msp / "cacerts").mkdir(parents=True)
    crypto.trust_users_ca(plan, layout, b"root")
    units = yaml.safe_load((msp / "config.yaml").read_text())["NodeOUs"]
    assert units["ClientOUIdentifier"] == {"OrganizationalUnitIdentifier": "client"}
    for kind in ("Peer", "Admin", "Orderer"):
        assert units[f"{kind}OUIdentifier"]["Certificate"] == "cacerts/ca.platform.shoal.test-cert.pem"
    assert Path(msp / "cacerts" / "users-ca.pem").read_bytes() == b"root"
