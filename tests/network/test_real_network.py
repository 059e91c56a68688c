"""The shipped topology, for real. The tests use one network in turn; each leaves it up and healthy."""

import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from fabric_gateway.errors import SubmitError
from network import api, ca_client, pids, users_ca
from network.errors import NetworkError
from network.layout import Layout
from network.ports import is_free
from network.ports import load as load_ports
from shoal.home import checkout
from tests.network.floor import Floor

pytestmark = [pytest.mark.network, pytest.mark.timeout(900)]

PROCESSES = {
    "keeper",
    "orderer0.ordering",
    "users-ca",
    "chaincode.platform",
    "chaincode.supervisor",
    "peer0.platform",
    "peer0.supervisor",
}


def until(condition: Callable[[], bool], awaited: str, timeout_s: float = 60) -> None:
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, f"waited {timeout_s:.0f} s for {awaited}"
        time.sleep(0.1)


def test_status_shows_each_process_with_pid_port_health_and_height(floor: Floor) -> None:
    found = api.status(floor.home)
    assert {process.name for process in found} == PROCESSES
    assert {process.health for process in found} == {"ok"}
    assert all(psutil.pid_exists(process.pid) for process in found)
    assert len({process.port for process in found}) == len(found)
    until(lambda: len(set(floor.heights().values())) == 1, "peers and orderer at one height")
    assert set(floor.heights()) == {"orderer0.ordering", "peer0.platform", "peer0.supervisor"}


def test_every_listening_socket_is_on_the_loopback(floor: Floor) -> None:
    listening = [
        connection.laddr
        for process in floor.running()
        for connection in process.net_connections("tcp")
        if connection.status == psutil.CONN_LISTEN
    ]
    assert {address.port for address in listening} == set(load_ports(floor.home / "network" / "ports.json").values())
    assert {address.ip for address in listening} == {"127.0.0.1"}


def test_both_gateways_commit(floor: Floor) -> None:
    for peer in ("peer0.platform", "peer0.supervisor"):
        floor.submit("Put", "committed-by", peer, peer=peer)
        assert floor.evaluate("Get", "committed-by", peer=peer) == peer


def test_the_operator_is_a_client_of_the_users_ca_with_its_role(floor: Floor) -> None:
    assert floor.evaluate("Role") == "PlatformMSP/operator"
    assert floor.evaluate("Role", who="supervisor") == "SupervisorMSP/"


def test_the_registrar_can_make_neither_peer_nor_admin(floor: Floor) -> None:
    ca, registrar = floor.profile.ca, users_ca.enrol_registrar(floor.profile.ca, Layout(floor.home))
    for kind in ("peer", "admin", "orderer"):
        body = ca_client._encode({"id": f"false-{kind}", "type": kind, "affiliation": "", "caname": ca.name})
        with pytest.raises(NetworkError) as refused:
            ca_client._signed_post(ca, registrar, "register", body)
        assert refused.value.code == "NETWORK_CA_REFUSED"


def test_no_secret_is_in_a_process_list_or_a_file_for_all(floor: Floor) -> None:
    secret = floor.profile.ca.registrar_secret_file.read_text().strip()
    assert len(secret) >= 32
    for process in floor.running():
        assert secret not in " ".join(process.cmdline())
        assert secret not in " ".join(process.environ().values())
    for file in (floor.home / "network").rglob("*"):
        secretive = "key" in file.name or "secret" in file.name or file.name.endswith("-config.yaml")
        if file.is_file() and secretive:
            assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0, file


def test_up_again_changes_nothing(floor: Floor) -> None:
    pids_before, heights = floor.pids(), floor.heights()
    floor.up()
    assert floor.pids() == pids_before
    assert floor.heights() == heights
    assert not [step for step in floor.steps if "building" in step or "starting" in step or "joining" in step]


def test_a_dead_process_is_started_again(floor: Floor) -> None:
    def committed(key: str, value: str) -> bool:
        try:
            floor.submit("Put", key, value)
        except SubmitError:  # a peer notices after a moment that its orderer is there again
            return False
        return True

    for name in ("chaincode.supervisor", "peer0.supervisor", "orderer0.ordering"):
        before = floor.pids()[name]
        floor.kill(name)
        until(lambda: floor.pids()[name] not in (None, before), f"{name} to be started again")  # noqa: B023
        floor.up()
        until(lambda: committed("after-the-death-of", name), f"a commit after the death of {name}")  # noqa: B023
        assert floor.evaluate("Get", "after-the-death-of", peer="peer0.supervisor") == name


def test_a_chaincode_that_ends_itself_is_started_again(floor: Floor) -> None:
    before = floor.pids()
    with pytest.raises(Exception, match="chaincode"):
        floor.evaluate("Exit")
    until(lambda: floor.pids()["chaincode.platform"] not in (None, before["chaincode.platform"]), "a new chaincode")
    floor.up()
    assert floor.evaluate("Role") == "PlatformMSP/operator"


def test_after_the_death_of_everything_up_brings_the_same_ledger_back(floor: Floor) -> None:
    floor.submit("Put", "kept", "through it all")
    until(lambda: len(set(floor.heights().values())) == 1, "peers and orderer at one height")
    heights = floor.heights()
    hashes = {peer.name: floor.newest_hash(peer.name) for peer in floor.profile.peers}
    assert len(set(hashes.values())) == 1
    floor.kill_all()
    assert {process.health for process in api.status(floor.home)} == {"not running"}
    floor.up()
    assert floor.heights() == heights
    assert {peer.name: floor.newest_hash(peer.name) for peer in floor.profile.peers} == hashes
    assert floor.evaluate("Get", "kept") == "through it all"


def test_a_new_keeper_takes_the_processes_over(floor: Floor) -> None:
    before = floor.pids()
    floor.kill("keeper")
    floor.up()
    after = floor.pids()
    assert after["keeper"] not in (None, before["keeper"])
    assert after | {"keeper": 0} == before | {"keeper": 0}


def test_down_leaves_no_process_and_no_listener_behind(floor: Floor) -> None:
    floor.submit("Put", "kept", "over the night")
    api.down(floor.home)
    assert floor.running() == []
    assert all(is_free(port) for port in load_ports(floor.home / "network" / "ports.json").values())
    api.down(floor.home)
    floor.up()
    assert floor.evaluate("Get", "kept") == "over the night"


def test_down_ends_also_what_no_record_knows(floor: Floor) -> None:
    floor.kill("keeper")
    for name in ("state.json", "keeper.json"):
        (floor.home / "network" / name).unlink()
    api.down(floor.home)
    assert floor.running() == []
    floor.up()


def test_a_port_taken_meanwhile_is_named_with_its_owner(floor: Floor) -> None:
    api.down(floor.home)
    port = load_ports(floor.home / "network" / "ports.json")["peer0.platform/listen"]
    script = (
        f"import socket, sys; s = socket.create_server(('127.0.0.1', {port})); print(1, flush=True); sys.stdin.read()"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as stranger:
        assert stranger.stdout is not None
        stranger.stdout.readline()
        with pytest.raises(NetworkError) as failed:
            floor.up()
        stranger.kill()
    assert failed.value.code == "NETWORK_PORT_TAKEN"
    for part in (str(port), "peer0.platform/listen", f"pid {stranger.pid}"):
        assert part in str(failed.value)
    assert floor.running() == []
    floor.up()


def test_a_large_transaction_passes(floor: Floor) -> None:
    text = "fish" * (6 * 1024 * 1024)  # 24 MB: Fabric's defaults end at 10
    floor.submit("Put", "large", text)
    assert floor.evaluate("Get", "large") == text
    floor.submit("Put", "large", "")


def test_the_holder_of_a_revoked_certificate_is_refused_once_the_list_is_published(floor: Floor) -> None:
    ca, registrar = floor.profile.ca, users_ca.enrol_registrar(floor.profile.ca, Layout(floor.home))
    secret = ca_client.register(ca, registrar, "c001", {"role": "company"})
    user = ("PlatformMSP", ca_client.enrol(ca, "c001", secret))
    assert floor.evaluate("Role", who=user) == "PlatformMSP/company"
    ca_client.revoke(ca, registrar, "c001")
    api.publish_crl(floor.home)

    def refused() -> bool:
        try:
            floor.evaluate("Role", who=user)
        except Exception as error:  # noqa: BLE001 (whatever it is: the text is looked at)
            return "access denied" in str(error)
        return False

    until(refused, "the revoked user to be refused", 30)
    assert floor.evaluate("Role") == "PlatformMSP/operator"


def test_the_program_shows_status_and_logs(floor: Floor) -> None:
    def shoal(*arguments: str) -> subprocess.CompletedProcess[str]:
        program = str(Path(sys.executable).with_name("shoal"))
        return subprocess.run(
            [program, "network", *arguments],
            env={"PATH": "/usr/bin:/bin", "SHOAL_HOME": str(floor.home)},
            cwd=checkout(),
            capture_output=True,
            text=True,
            timeout=60,
        )

    shown = shoal("status")
    assert shown.returncode == 0
    assert all(name in shown.stdout for name in PROCESSES)
    logs = shoal("logs", "orderer0.ordering", "-n", "3")
    assert logs.returncode == 0
    assert len(logs.stdout.splitlines()) == 4
    assert shoal("logs", "nobody").returncode == 2


def test_nothing_of_it_is_a_zombie_or_twice(floor: Floor) -> None:
    names = sorted(process.name() for process in floor.running())
    assert len(names) == len(PROCESSES), names
    assert {process.pid for process in pids.marked(str(floor.home / "network"))} == set(floor.pids().values())
