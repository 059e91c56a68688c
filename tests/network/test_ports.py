import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network import ports, topology
from network.errors import NetworkError
from network.topology import Organisation, Topology


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which this very process listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_port_with_a_listener_is_not_free(taken: int) -> None:
    assert not ports.is_free(taken)


def test_chosen_ports_are_free_and_differ(tmp_path: Path, plan: Topology) -> None:
    chosen = ports.choose(ports.names(plan), tmp_path)
    assert len(set(chosen.values())) == len(chosen) == len(ports.names(plan))
    assert all(ports.is_free(port) for port in chosen.values())


def test_ports_lie_below_the_range_that_linux_gives_to_outgoing_connections(tmp_path: Path) -> None:
    assert all(1024 < port < 32_768 for port in ports.choose(["a", "b"], tmp_path).values())


def test_two_homes_start_searching_at_different_places(tmp_path: Path) -> None:
    assert ports.choose(["a"], tmp_path / "one") != ports.choose(["a"], tmp_path / "two")


def test_recorded_ports_stay_and_new_names_are_added(tmp_path: Path) -> None:
    file = tmp_path / "ports.json"
    first = ports.load_or_choose(file, ["a", "b"], tmp_path)
    second = ports.load_or_choose(file, ["b", "c"], tmp_path)
    assert second["a"] == first["a"]
    assert second["b"] == first["b"]
    assert len(set(second.values())) == 3
    assert ports.load(file) == second


def test_a_taken_port_is_named_with_its_purpose_and_owner(taken: int) -> None:
    with pytest.raises(NetworkError) as failed:
        ports.require_free({"peer0.platform/listen": taken})
    assert failed.value.code == "NETWORK_PORT_TAKEN"
    for part in (str(taken), "peer0.platform/listen", f"pid {os.getpid()}", "reset"):
        assert part in str(failed.value)


def test_free_ports_pass(tmp_path: Path) -> None:
    ports.require_free(ports.choose(["a", "b"], tmp_path))


@given(st.integers(1, 5), st.lists(st.tuples(st.integers(1, 4), st.booleans()), min_size=1, max_size=4))
def test_every_process_of_any_topology_has_ports_of_its_own(orderers: int, members: list[tuple[int, bool]]) -> None:
    plan = topology.load()
    organisations = tuple(
        Organisation(
            name=f"org{number}",
            msp_id=f"Org{number}MSP",
            endorses=endorses or number == 0,
            governs=True,
            peers=tuple(f"peer{peer}" for peer in range(peers)),
        )
        for number, (peers, endorses) in enumerate(members)
    )
    plan = plan.model_copy(
        update={
            "organisations": organisations,
            "ordering": plan.ordering.model_copy(update={"orderers": tuple(f"orderer{n}" for n in range(orderers))}),
        }
    )
    names = ports.names(plan)
    assert len(set(names)) == len(names)
    chaincodes = sum(org.endorses for org in organisations)
    assert len(names) == 3 * orderers + 3 * sum(peers for peers, _ in members) + chaincodes + 2
