from network import configtx, ports
from network.layout import Layout
from network.topology import Topology

GOVERNORS = {"Type": "Signature", "Rule": "AND('PlatformMSP.admin','SupervisorMSP.admin')"}


def with_orderers(plan: Topology, *names: str) -> Topology:
    return plan.model_copy(update={"ordering": plan.ordering.model_copy(update={"orderers": names})})


def profile_of(plan: Topology, layout: Layout) -> dict:
    chosen = ports.choose(ports.names(plan), layout.home)
    return configtx.configtx(plan, chosen, layout)["Profiles"]["Floor"] | {"ports": chosen}


def test_platform_and_supervisor_govern_together_everywhere(plan: Topology, layout: Layout) -> None:
    profile = profile_of(plan, layout)
    for group in (profile, profile["Orderer"], profile["Application"]):
        assert group["Policies"]["Admins"] == GOVERNORS


def test_the_ordering_organisation_has_no_part_in_the_application(plan: Topology, layout: Layout) -> None:
    members = profile_of(plan, layout)["Application"]["Organizations"]
    assert [member["ID"] for member in members] == ["PlatformMSP", "SupervisorMSP"]


def test_every_member_has_an_anchor_in_the_first_block(plan: Topology, layout: Layout) -> None:
    profile = profile_of(plan, layout)
    for member, name in zip(profile["Application"]["Organizations"], ("platform", "supervisor"), strict=True):
        port = profile["ports"][f"peer0.{name}/listen"]
        assert member["AnchorPeers"] == [{"Host": "127.0.0.1", "Port": port}]


def test_batches_are_as_the_topology_says(plan: Topology, layout: Layout) -> None:
    orderer = profile_of(plan, layout)["Orderer"]
    assert orderer["BatchTimeout"] == "50ms"
    assert orderer["BatchSize"] == {
        "MaxMessageCount": 500,
        "AbsoluteMaxBytes": "99 MB",
        "PreferredMaxBytes": "128 KB",
    }


def test_capabilities_are_those_of_fabric_3(plan: Topology, layout: Layout) -> None:
    profile = profile_of(plan, layout)
    assert profile["Capabilities"] == {"V3_0": True}
    assert profile["Orderer"]["Capabilities"] == {"V2_0": True}
    assert profile["Application"]["Capabilities"] == {"V2_5": True}


def test_three_orderers_are_three_consenters_with_addresses_of_their_own(plan: Topology, layout: Layout) -> None:
    profile = profile_of(with_orderers(plan, "orderer0", "orderer1", "orderer2"), layout)
    consenters = profile["Orderer"]["EtcdRaft"]["Consenters"]
    assert len({consenter["Port"] for consenter in consenters}) == 3
    assert len({consenter["ServerTLSCert"] for consenter in consenters}) == 3
    endpoints = profile["Orderer"]["Organizations"][0]["OrdererEndpoints"]
    assert endpoints == [f"127.0.0.1:{consenter['Port']}" for consenter in consenters]
