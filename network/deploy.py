"""Agreeing on the chaincode: install on every peer, approve by every organisation, commit once. May be repeated."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from network import crypto, tool
from network.channel import admin_environment, orderer_arguments
from network.layout import Layout
from network.packages import package_of
from network.ports import Ports
from network.tool import Outcome
from network.topology import Organisation, Topology
from network.wait import wait_until

_SEQUENCE = "1"
_INSTALLED = "chaincode already successfully installed"
_APPROVED = f"attempted to redefine the current committed sequence ({_SEQUENCE})"
_UNCHANGED = "attempted to redefine uncommitted sequence"
_COMMITTED = f"requested sequence is {_SEQUENCE}, but new definition must be sequence"
_DEADLINE_S = 60.0


class Deployment:
    """The chaincode's way onto one channel."""

    def __init__(self, topology: Topology, layout: Layout, ports: Ports, fabric: Path) -> None:
        self._topology, self._layout, self._ports = topology, layout, ports
        self._peer = fabric / "peer"
        chaincode = topology.chaincode
        self._definition = [
            "--channelID", topology.channel, "--name", chaincode.name, "--version", chaincode.version,
            "--sequence", _SEQUENCE, "--signature-policy", topology.endorsement_policy,
        ]  # fmt: skip
        self._to_orderer = orderer_arguments(topology, layout, ports)

    def deploy(self) -> None:
        """Installs, approves (organisations side by side) and commits."""
        organisations = self._topology.organisations
        with ThreadPoolExecutor(len(organisations)) as pool:
            list(pool.map(self._install_and_approve, organisations))
        self._commit()

    def _install_and_approve(self, organisation: Organisation) -> None:
        package_arguments: list[str] = []
        if organisation.endorses:
            package = package_of(self._topology, self._layout, organisation.name)
            for peer in organisation.peers:
                install = ["install", str(package.file)]
                self._until(organisation, peer, "the package to be installed", install, (_INSTALLED,))
            package_arguments = ["--package-id", package.package_id]
        approve = ["approveformyorg", *self._to_orderer, *self._definition, *package_arguments]
        done = (_APPROVED, _UNCHANGED)
        self._until(organisation, organisation.peers[0], "the definition to be approved", approve, done)

    def _commit(self) -> None:
        first = self._topology.organisations[0]
        peers: list[str] = []
        for org in self._topology.organisations:
            address = f"127.0.0.1:{self._ports[f'{org.peers[0]}.{org.name}/listen']}"
            root = crypto.tls_root(self._topology, self._layout, org.name)
            peers += ["--peerAddresses", address, "--tlsRootCertFiles", str(root)]
        commit = ["commit", *self._to_orderer, *self._definition, *peers]
        self._until(first, first.peers[0], "the definition to be committed", commit, (_COMMITTED,))

    def _until(
        self, organisation: Organisation, peer: str, awaited: str, command: list[str], done_already: tuple[str, ...]
    ) -> None:
        """Repeats a lifecycle command until it works or says that it did before: a raft leader may be missing yet."""
        environment = admin_environment(self._topology, self._layout, organisation.name, peer, self._ports)
        node = f"{peer}.{organisation.name}"

        def check() -> str | None:
            outcome: Outcome = tool.attempt(self._peer, "lifecycle", "chaincode", *command, environment=environment)
            if outcome.status == 0 or any(text in outcome.text for text in done_already):
                return None
            return outcome.text.strip()[-1000:]

        wait_until(check, process=node, awaited=awaited, log=self._layout.log(node), timeout_s=_DEADLINE_S)
