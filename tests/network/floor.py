"""A real network for tests, with the small chaincode of testdata/, and ways to use and to break it."""

import asyncio
import os
import shutil
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import psutil
from fabric_protos.common import ledger_pb2

from fabric_gateway.channel import connect
from fabric_gateway.contract import Contract
from fabric_gateway.gateway import Gateway
from fabric_gateway.identity import Identity
from fabric_gateway.network import Network as FabricChannel
from fabric_gateway.signer import PrivateKeySigner
from fabric_gateway.timeouts import Timeouts
from network import api, pids, topology
from network.ca_client import Enrolment
from network.profile import Profile

TESTDATA = Path(__file__).with_name("testdata")
# A machine that runs several test suites at once is slow; what is tested here is whether, not how soon.
_PATIENT = Timeouts(evaluate_s=60, endorse_s=60, submit_s=30, commit_status_s=120)
Result = TypeVar("Result")


@dataclass
class Floor:
    """One network under `home`."""

    home: Path
    topology_file: Path = topology.DEFAULT_FILE
    chaincode: Path = TESTDATA / "chaincode"
    steps: list[str] = field(default_factory=list)

    def up(self, **more: Any) -> Profile:
        self.steps.clear()
        given = {"topology_file": self.topology_file, "chaincode_module": self.chaincode}
        return api.up(self.home, self.steps.append, **given | more)

    @property
    def profile(self) -> Profile:
        return api.load_profile(self.home)

    def pids(self) -> dict[str, int | None]:
        return {process.name: process.pid for process in api.status(self.home)}

    def heights(self) -> dict[str, int]:
        return {process.name: process.height for process in api.status(self.home) if process.height is not None}

    def running(self) -> list[psutil.Process]:
        return pids.marked(str(self.home / "network"))

    def kill(self, *names: str) -> None:
        """SIGKILL to the named processes, all of them at once."""
        known = self.pids()
        for name in names:
            pid = known[name]
            assert pid is not None
            os.kill(pid, signal.SIGKILL)

    def kill_all(self) -> None:
        """SIGKILL to everything, keeper first."""
        # Noted before: a process that is ending has lost its environment, and so its mark, while it still is there.
        known = self.running()
        self.kill(*self.pids())
        _, left = psutil.wait_procs([*known, *self.running()], timeout=10)
        assert not [process for process in left if process.is_running() and process.status() != psutil.STATUS_ZOMBIE]

    def submit(self, function: str, *args: str, peer: str = "peer0.platform", who: str = "operator") -> str:
        return self._with_contract(peer, self.identity(who), lambda contract: contract.submit(function, *args))

    def evaluate(
        self, function: str, *args: str, peer: str = "peer0.platform", who: str | tuple[str, Enrolment] = "operator"
    ) -> str:
        identity = self.identity(who) if isinstance(who, str) else who
        return self._with_contract(peer, identity, lambda contract: contract.evaluate(function, *args))

    def identity(self, name: str) -> tuple[str, Enrolment]:
        known = self.profile.identities[name]
        return known.msp_id, Enrolment(known.certificate.read_bytes(), known.private_key.read_bytes())

    def newest_hash(self, peer: str) -> bytes:
        """Hash of the newest block as the peer tells it."""

        async def ask(channel: FabricChannel) -> bytes:
            organisation = next(entry for entry in self.profile.peers if entry.name == peer).organisation
            msp_id = self.profile.organisations[organisation].msp_id
            proposal = channel.contract("qscc").new_proposal(
                "GetChainInfo", channel.name, endorsing_organizations=[msp_id]
            )
            answer = ledger_pb2.BlockchainInfo.FromString(await proposal.evaluate())
            return answer.currentBlockHash

        return self._with_channel(peer, self.identity("platform_admin"), ask)

    def _with_contract(self, peer: str, who: tuple[str, Enrolment], use: Callable[[Contract], Awaitable[bytes]]) -> str:
        async def call(channel: FabricChannel) -> str:
            return (await use(channel.contract(self.profile.chaincode, "market"))).decode()

        return self._with_channel(peer, who, call)

    def _with_channel(
        self, peer: str, who: tuple[str, Enrolment], use: Callable[[FabricChannel], Awaitable[Result]]
    ) -> Result:
        async def run() -> Result:
            node = next(entry for entry in self.profile.peers if entry.name == peer)
            connection = connect(node.address, node.tls_ca.read_bytes(), node.tls_server_name)
            msp_id, enrolment = who
            try:
                signer = PrivateKeySigner.from_pem(enrolment.private_key_pem)
                gateway = Gateway(connection, Identity(msp_id, enrolment.certificate_pem), signer, _PATIENT)
                return await use(gateway.network(self.profile.channel))
            finally:
                await connection.close(None)

        return asyncio.run(run())


def changed_chaincode(folder: Path, old: str, new: str) -> Path:
    """A copy of the test chaincode with one piece of its source replaced."""
    shutil.copytree(TESTDATA / "chaincode", folder)
    source = folder / "cmd" / "shoal" / "main.go"
    text = source.read_text()
    assert old in text
    source.write_text(text.replace(old, new))
    return folder
