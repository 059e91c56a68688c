from pathlib import Path
from typing import Any

import pytest
import yaml

from network import topology
from network.errors import NetworkError
from network.topology import Topology, size_bytes


def written(tmp_path: Path, change: Any) -> Path:
    """The shipped topology with `change` applied to it, as a file."""
    value = yaml.safe_load(topology.DEFAULT_FILE.read_text())
    change(value)
    file = tmp_path / "topology.yaml"
    file.write_text(yaml.safe_dump(value))
    return file


def test_the_shipped_topology_needs_both_organisations(plan: Topology) -> None:
    assert plan.endorsement_policy == "AND('PlatformMSP.peer','SupervisorMSP.peer')"
    assert [org.name for org in plan.governors] == ["platform", "supervisor"]


def test_an_organisation_that_does_not_endorse_is_not_in_the_policy(tmp_path: Path) -> None:
    def add(value: Any) -> None:
        value["organisations"].append(
            {"name": "bank", "msp_id": "BankMSP", "endorses": False, "governs": False, "peers": ["peer0"]}
        )

    plan = topology.load(written(tmp_path, add))
    assert "BankMSP" not in plan.endorsement_policy
    assert [org.name for org in plan.endorsers] == ["platform", "supervisor"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda v: v["organisations"][1].update(name="platform"), "organisation names must differ"),
        (lambda v: v["organisations"][1].update(msp_id="PlatformMSP"), "MSP ids must differ"),
        (lambda v: v["ordering"].update(orderers=["a", "a"]), "nodes of one organisation must differ"),
        (lambda v: v["ordering"].update(orderers=[]), "ordering.orderers"),
        (lambda v: v["users_ca"].update(organisation="nobody"), "is not among the organisations"),
        (
            lambda v: [org.update(endorses=False) for org in v["organisations"]],
            "at least one organisation must endorse",
        ),
        (lambda v: v["ordering"].update(absolute_max_bytes="100 MB"), "must stay below 100 MB"),
        (lambda v: v["ordering"].update(preferred_max_bytes="99 MB", absolute_max_bytes="1 MB"), "must not exceed"),
        (lambda v: v["ordering"].update(batch_timeout="50"), "ordering.batch_timeout"),
        (lambda v: v.update(colour="blue"), "colour"),
        (lambda v: v["organisations"][0].update(name="../up"), "organisations.0.name"),
    ],
)
def test_a_topology_that_breaks_a_rule_is_refused_with_the_rule(tmp_path: Path, change: Any, said: str) -> None:
    with pytest.raises(NetworkError, match=said) as refused:
        topology.load(written(tmp_path, change))
    assert refused.value.code == "NETWORK_TOPOLOGY_INVALID"


def test_a_missing_or_broken_file_has_the_same_code(tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("a: [")
    for name in ("missing.yaml", "broken.yaml"):
        with pytest.raises(NetworkError) as refused:
            topology.load(tmp_path / name)
        assert refused.value.code == "NETWORK_TOPOLOGY_INVALID"


def test_settings_of_peers_may_change_and_members_may_not(tmp_path: Path, plan: Topology) -> None:
    quicker = topology.load(written(tmp_path, lambda v: v["peer_settings"].update(gossip_interval="2s")))
    more = topology.load(written(tmp_path, lambda v: v["ordering"].update(orderers=["a", "b", "c"])))
    assert quicker.fixed_part == plan.fixed_part
    assert more.fixed_part != plan.fixed_part


def test_the_recorded_topology_is_the_same_again(tmp_path: Path, plan: Topology) -> None:
    (tmp_path / "made.json").write_text(plan.model_dump_json(indent=1))
    assert topology.load_made(tmp_path / "made.json") == plan


def test_a_record_of_another_version_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "made.json").write_text('{"channel": "floor"}')
    with pytest.raises(NetworkError, match="reset") as refused:
        topology.load_made(tmp_path / "made.json")
    assert refused.value.code == "NETWORK_TOPOLOGY_CHANGED"


def test_sizes_are_powers_of_two() -> None:
    assert size_bytes("99 MB") == 99 * 1024 * 1024
    assert size_bytes("512 KB") == 512 * 1024
