"""Caliper as one of the clients of the ledger's comparison: a launch a run, one worker, a closed load."""

import asyncio
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.caliper.install import BENCH, Caliper, install
from benchmarks.caliper.launch import CaliperFailed, Launch, errors_in, launch
from benchmarks.caliper.network_file import write_network_file
from benchmarks.caliper.observations import rounds_in
from benchmarks.ledger.load import Load, Run
from network.api import Profile
from network.files import write_json

START_S = 60.0
"""Of its manager and its worker, before the load begins."""


@dataclass(frozen=True)
class CaliperClient:
    """Times are of the transactions alone, without Caliper's start. Its processor time is not told apart from that."""

    caliper: Caliper
    network: Path
    market: Path
    folder: Path
    name: str = "caliper"

    async def run(self, load: Load) -> Run:
        """A launch that fails has failed with everything it was asked for."""
        plan = write_json(self.folder / "plan.json", plan_of(load))
        what = Launch(plan, self.network, self.folder, self.market)
        patience_s = START_S + load.limit_s + load.deadline_s
        try:
            await asyncio.to_thread(launch, self.caliper, what, patience_s)
            [seen] = rounds_in(what.observations)
        except (CaliperFailed, ValueError) as error:
            return Run(self.name, load.in_flight, 0, patience_s, None, [], {str(error)[:300]: load.transactions})
        errors = {(errors_in(what.log, 1) or ["it says not why"])[0][-120:]: seen.failed} if seen.failed else {}
        latencies = [float(latency) for latency in seen.latencies_ms]
        return Run(self.name, load.in_flight, seen.succeeded, seen.seconds, None, latencies, errors)


def caliper(profile: Profile, folder: Path) -> CaliperClient:
    """Installed, and with the network and its operator in its own form."""
    folder = folder / "caliper"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    identities = {"operator": profile.identities["operator"]}
    market = {
        "run": "0", "chaincode": profile.chaincode, "channel": profile.channel, "companies": [],
        "msp_id": profile.organisations["platform"].msp_id,
    }  # fmt: skip
    return CaliperClient(
        install(),
        write_network_file(profile, identities, folder / "network.yaml"),
        write_json(folder / "market.json", market),
        folder,
    )


def plan_of(load: Load) -> dict[str, Any]:
    """One round of Caliper's that does what the load says, for its workload `market:ProposeModel`."""
    if load.function != "market:ProposeModel":
        raise ValueError(f"Caliper's workload sends market:ProposeModel, not {load.function}")
    controlled = {"load": load.in_flight, "most": load.transactions}
    propose = {"module": str(BENCH / "workloads" / "propose.js"), "arguments": {"most": load.transactions, "warm": 100}}
    entry = {
        "label": "propose",
        "txDuration": load.limit_s,
        "rateControl": {"type": str(BENCH / "lib" / "closed.js"), "opts": controlled},
        "workload": propose,
    }
    return {
        "test": {"name": "the smallest write", "workers": {"number": 1}, "rounds": [entry]},
        "monitors": {"resource": [], "transaction": [{"module": str(BENCH / "lib" / "observer.js")}]},
    }
