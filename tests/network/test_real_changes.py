"""Networks of other shapes and with other chaincodes, two at a time, and the failures of starting one."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from network import api, start, topology
from network.errors import NetworkError
from network.ports import load as load_ports
from tests.network.floor import Floor, changed_chaincode

pytestmark = [pytest.mark.network, pytest.mark.timeout(900)]


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Floor]:
    """A second network, not up yet."""
    made = Floor(tmp_path / "home")
    yield made
    api.down(made.home)


def other_topology(file: Path, **ordering: Any) -> Path:
    value = yaml.safe_load(topology.DEFAULT_FILE.read_text())
    value["ordering"] |= ordering
    file.write_text(yaml.safe_dump(value))
    return file


def test_two_networks_run_side_by_side(floor: Floor, other: Floor) -> None:
    other.up()
    floor.submit("Put", "whose", "the first's")
    other.submit("Put", "whose", "the second's")
    assert floor.evaluate("Get", "whose") == "the first's"
    assert other.evaluate("Get", "whose") == "the second's"
    ports = [set(load_ports(home / "network" / "ports.json").values()) for home in (floor.home, other.home)]
    assert not ports[0] & ports[1]
    api.down(other.home)
    assert floor.evaluate("Get", "whose") == "the first's"


def test_reset_forgets_ledger_and_keys(other: Floor) -> None:
    other.up()
    other.submit("Put", "kept", "no")
    root = other.profile.ca.tls_ca.read_bytes()
    api.reset(other.home)
    assert other.running() == []
    assert [entry.name for entry in (other.home / "network").iterdir()] == ["lock"]
    other.up()
    assert other.evaluate("Get", "kept") == ""
    assert other.profile.ca.tls_ca.read_bytes() != root


def test_a_new_chaincode_replaces_the_old_one_over_the_same_ledger(floor: Floor, tmp_path: Path) -> None:
    floor.submit("Put", "kept", "over the change")
    before = floor.pids()
    changed = changed_chaincode(tmp_path / "changed", "return argument, nil", 'return "changed " + argument, nil')
    assert floor.evaluate("GetParameters", "x") == "x"
    floor.up(chaincode_module=changed)
    for peer in ("peer0.platform", "peer0.supervisor"):
        assert floor.evaluate("GetParameters", "x", peer=peer) == "changed x"
        assert floor.evaluate("Get", "kept", peer=peer) == "over the change"
    after = floor.pids()
    assert {name for name in before if before[name] != after[name]} == {"chaincode.platform", "chaincode.supervisor"}
    floor.up()
    assert floor.evaluate("GetParameters", "x") == "x"


def test_a_chaincode_that_refuses_its_readiness_function_is_ready_all_the_same(floor: Floor, tmp_path: Path) -> None:
    refusing = changed_chaincode(tmp_path / "refusing", "return argument, nil", 'return "", fmt.Errorf("NOT_SET")')
    floor.up(chaincode_module=refusing)
    with pytest.raises(Exception, match="NOT_SET"):
        floor.evaluate("GetParameters", "x")
    floor.up()


def test_a_chaincode_that_cannot_start_is_told_with_its_log(
    floor: Floor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "_HEALTHY_S", 5.0)
    broken = changed_chaincode(tmp_path / "broken", "contract := &market{}", 'panic("broken on purpose")')
    text = (broken / "cmd/shoal/main.go").read_text()
    (broken / "cmd/shoal/main.go").write_text(text.replace('panic("broken', 'contract := &market{}\n\tpanic("broken'))
    with pytest.raises(NetworkError) as failed:
        floor.up(chaincode_module=broken)
    assert failed.value.code == "NETWORK_WAIT_EXPIRED"
    assert "chaincode.platform" in str(failed.value)
    assert "broken on purpose" in str(failed.value)
    monkeypatch.undo()
    monkeypatch.setenv("SHOAL_CACHE", str(start.build.cache_folder(floor.home)))
    floor.up()


def test_another_topology_is_refused_and_nothing_is_changed(floor: Floor, tmp_path: Path) -> None:
    before = floor.pids()
    file = other_topology(tmp_path / "topology.yaml", orderers=["orderer0", "orderer1", "orderer2"])
    with pytest.raises(NetworkError) as refused:
        floor.up(topology_file=file)
    assert refused.value.code == "NETWORK_TOPOLOGY_CHANGED"
    floor.up()
    assert floor.pids() == before


def test_three_orderers_a_second_peer_and_a_member_that_does_not_endorse(other: Floor, tmp_path: Path) -> None:
    value = yaml.safe_load(topology.DEFAULT_FILE.read_text())
    value["ordering"]["orderers"] = ["orderer0", "orderer1", "orderer2"]
    value["organisations"][0]["peers"] = ["peer0", "peer1"]
    bank = {"name": "bank", "msp_id": "BankMSP", "endorses": False, "governs": False, "peers": ["peer0"]}
    value["organisations"].append(bank)
    other.topology_file = tmp_path / "topology.yaml"
    other.topology_file.write_text(yaml.safe_dump(value))
    other.up()
    assert len(other.pids()) == 1 + 3 + 1 + 2 + 4
    for peer in ("peer0.platform", "peer1.platform", "peer0.supervisor", "peer0.bank"):
        other.submit("Put", peer, "committed", peer=peer)
        assert other.evaluate("Get", peer, peer="peer1.platform") == "committed"
    # Two of three orderers are a majority: the network goes on while one is dead.
    before = other.pids()
    other.kill("keeper", "orderer2.ordering")
    other.submit("Put", "without", "orderer2")
    other.up()
    assert other.pids()["orderer2.ordering"] not in (None, before["orderer2.ordering"])
    assert {process.health for process in api.status(other.home)} == {"ok"}
