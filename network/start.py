"""From whatever state to a network that works: each step looks whether it was done before."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from network import (
    build,
    channel,
    configtx,
    crypto,
    nodes,
    packages,
    pids,
    ports,
    processes,
    profile,
    readiness,
    topology,
    users_ca,
)
from network.deploy import Deployment
from network.errors import NetworkError
from network.files import read_json, write_json, write_text
from network.health import keeper, metric, running, unhealthy
from network.layout import Layout
from network.logs import open_log
from network.ports import Ports
from network.processes import MARK, ProcessSpec
from network.profile import Profile
from network.progress import Progress
from network.topology import Topology
from network.wait import wait_until

_HEALTHY_S = 60.0
_READY_S = 90.0
_KEEPER_S = 15.0
_MADE_PARTS = ("crypto", "ca", "identities", "channel", "packages", "ledger", "deployed.json", "profile.json")


def bring_up(layout: Layout, plan: Topology, chaincode_module: Path | None, progress: Progress) -> Profile:
    """Steps 1–6; every one may be repeated."""
    # 1. Programs, ports, keys, genesis block: made once.
    programs = build.build(layout.home, chaincode_module, progress)
    build.save(programs, layout / "programs.json")
    recorded = ports.load_or_choose(layout / "ports.json", ports.names(plan), layout.home)
    _make(layout, plan, recorded, programs, progress)
    # 2. Settings and specifications: written anew, since programs and settings may have changed.
    nodes.write_all(plan, recorded, layout, programs.sample_settings)
    _install_builder(layout)
    specs = processes.specifications(plan, recorded, layout, programs)
    processes.write_specifications(layout, specs)
    # 3. Processes.
    _start_keeper(layout, specs, progress)
    for spec in specs:
        _wait_healthy(layout, spec)
    # 4. Channel and chaincode definition.
    if not (layout / "deployed.json").exists():
        progress(f"joining channel {plan.channel} and agreeing on chaincode {plan.chaincode.name}")
        channel.join_orderers(plan, layout, recorded, programs.fabric)
        channel.join_peers(plan, layout, recorded, programs.fabric)
        Deployment(plan, layout, recorded, programs.fabric).deploy()
        write_json(layout / "deployed.json", {"channel": plan.channel, "chaincode": plan.chaincode.name})
    described = profile.describe(plan, recorded, layout)
    _wait_ordering(layout, described)
    # 5. Profile and operator.
    users_ca.enrol_operator(described.ca, described.identities["operator"], layout)
    profile.write(described, layout / "profile.json")
    # 6. A real endorsement through every peer.
    for peer in described.peers:
        _wait_ready(layout, described, peer, plan)
    progress(f"the network is up: channel {plan.channel}, profile {layout / 'profile.json'}")
    return described


def _make(layout: Layout, plan: Topology, recorded: Ports, programs: build.Programs, progress: Progress) -> None:
    """Keys, users' CA, genesis block, packages. `made.json`, written last, says that all of it is there."""
    made = layout / "made.json"
    if made.exists():
        if topology.load_made(made).fixed_part != plan.fixed_part:
            text = "this ledger was made from another topology: undo the edit, or `shoal network reset`"
            raise NetworkError("NETWORK_TOPOLOGY_CHANGED", text)
        return
    progress("making keys, certificates and the first block")
    for name in _MADE_PARTS:  # left by an attempt that was interrupted: no ledger has been started from them
        part = layout / name
        shutil.rmtree(part) if part.is_dir() else part.unlink(missing_ok=True)
    crypto.generate(plan, layout, programs.fabric)
    crypto.trust_users_ca(plan, layout, users_ca.create(plan, recorded, layout, programs.ca))
    configtx.genesis_block(plan, recorded, layout, programs.fabric)
    packages.write_packages(plan, recorded, layout)
    write_text(made, plan.model_dump_json(indent=1))


def _install_builder(layout: Layout) -> None:
    """Copies the external builder, with the run bits that a copied checkout may have lost."""
    for script in sorted((Path(__file__).with_name("builder") / "bin").iterdir()):
        write_text(layout / "builder" / "bin" / script.name, script.read_text(), mode=0o700)


def _start_keeper(layout: Layout, specs: list[ProcessSpec], progress: Progress) -> None:
    """Starts the keeper unless it runs. It takes over the processes that an earlier one left."""
    recorded = keeper(layout)
    if recorded is not None and recorded.process() is not None:
        return
    alive = {pid for spec in specs if (pid := running(layout, spec.name)[0]) is not None}
    # A process that was started in the moment in which its keeper was killed is in no record: end it.
    pids.stop(process for process in pids.marked(str(layout.root)) if process.pid not in alive)
    for spec in specs:
        if running(layout, spec.name)[0] is None:
            ports.require_free({f"{spec.name}/{purpose}": port for purpose, port in spec.ports.items()})
    progress(f"starting {len(specs)} processes")
    log = layout.log("keeper")
    with open_log(log) as output:
        subprocess.run(
            [sys.executable, "-P", "-m", "network.keeper", str(layout.home)],
            env=dict(os.environ) | {MARK: str(layout.root)},
            cwd=layout.root,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            check=False,
            timeout=_KEEPER_S,
        )

    def check() -> str | None:
        started = keeper(layout)
        return None if started is not None and started.process() is not None else "it does not run"

    wait_until(check, process="keeper", awaited="its start", log=log, timeout_s=_KEEPER_S)


def _wait_healthy(layout: Layout, spec: ProcessSpec) -> None:
    """Waits until the process runs from the present program and settings and says that it is well."""

    def check() -> str | None:
        record = (read_json(layout / "state.json") or {}).get(spec.name)
        if record is None or record["key"] != spec.key or running(layout, spec.name)[0] is None:
            return "it does not run"
        return unhealthy(spec)

    wait_until(check, process=spec.name, awaited="its health", log=Path(spec.log), timeout_s=_HEALTHY_S)


def _wait_ordering(layout: Layout, described: Profile) -> None:
    """Waits until the orderers have a leader: restarted ones are healthy before they take transactions."""

    def check() -> str | None:
        leads = [
            metric(node.operations, "consensus_etcdraft_is_leader", described.channel) for node in described.orderers
        ]
        return None if 1 in leads else f"their metrics tell {leads}"

    first = described.orderers[0].name
    wait_until(check, process=first, awaited="a leader of the orderers", log=layout.log(first), timeout_s=_HEALTHY_S)


def _wait_ready(layout: Layout, described: Profile, peer: profile.Peer, plan: Topology) -> None:
    wait_until(
        lambda: readiness.not_endorsing(described, peer, plan.chaincode),
        process=peer.name,
        awaited=f"an endorsement of {plan.chaincode.readiness_function} through its gateway",
        log=layout.log(peer.name),
        timeout_s=_READY_S,
    )
