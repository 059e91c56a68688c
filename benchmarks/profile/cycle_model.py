"""What another machine would make of a cycle: seconds by stage, from what each process computes in it.

A stage lasts as long as the busiest of what must do its work one piece after the other (a machine's cores taken
together; a program that uses one core at a time), and in addition as long as nobody computes: waits for blocks, disks
and answers. That wait is what the measured stage leaves over at the measured machine, and is taken to stay the same.
At the measured machine the model gives back the measurement, so that says nothing for it; runs on fewer cores do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]
SERIAL = ("gateway", "load (this benchmark)")
"""Python programs of one process: threads that compute take turns."""
WAITING = "waiting (blocks, disks, answers)"


@dataclass(frozen=True)
class Machine:
    """Cores, and the beginnings of the names of the processes that run there; the first machine takes all others'."""

    cores: int
    holds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Layout:
    """Which machines there are."""

    name: str
    machines: tuple[Machine, ...]

    def machine_of(self, process: str) -> int:
        """The number of the machine that a process runs on."""
        return next((n for n, machine in enumerate(self.machines) if process.startswith(machine.holds or "\0")), 0)


PEERS = (("peer0.platform", "chaincode.platform"), ("peer0.supervisor", "chaincode.supervisor"))
LOAD_AWAY = ("load",)


def apart_of(cores: int) -> tuple[Machine, ...]:
    """A machine for each organisation's peer and chaincode, one for all else."""
    return (Machine(cores), *(Machine(cores, held) for held in PEERS))


def layouts() -> list[Layout]:
    """What can be bought next."""
    one = [Layout(f"{cores} cores", (Machine(cores),)) for cores in (1, 2, 4, 8, 16)]
    apart = [
        Layout(f"{cores} cores, and {cores} for each organisation's peer", apart_of(cores))
        for cores in (2, 4)
    ]  # fmt: skip
    away = Layout("2 cores, the load elsewhere", (Machine(2), Machine(2, LOAD_AWAY)))
    return [*one, away, *apart]


def bound(cpu: Mapping[str, float], layout: Layout) -> tuple[float, str]:
    """The least seconds that a stage's computing takes, and what is busy all that time."""
    spent = [0.0] * len(layout.machines)
    for process, seconds in cpu.items():
        spent[layout.machine_of(process)] += seconds
    found = [
        (seconds / machine.cores, "the cores" if number == 0 else f"the cores of {machine.holds[0]}")
        for number, (seconds, machine) in enumerate(zip(spent, layout.machines, strict=True))
    ]
    found += [(cpu.get(process, 0.0), process) for process in SERIAL]
    return max(found, key=lambda one: one[0])


@dataclass(frozen=True)
class Foretold:
    """Seconds of a cycle; `by` has the seconds for which each resource is the bottleneck, waits among them."""

    layout: str
    seconds: float
    by: dict[str, float]

    @property
    def bottleneck(self) -> str:
        """What keeps the cycle longest."""
        return max(self.by, key=lambda name: self.by[name])


def foretell(stages: Mapping[str, tuple[float, Mapping[str, float]]], measured: Layout, layout: Layout) -> Foretold:
    """A cycle elsewhere. `stages`: seconds, and seconds of processor by process, as measured at `measured`."""
    by: dict[str, float] = {}
    for seconds, cpu in stages.values():
        wait = max(0.0, seconds - bound(cpu, measured)[0])
        busy, what = bound(cpu, layout)
        by[what] = by.get(what, 0.0) + busy
        by[WAITING] = by.get(WAITING, 0.0) + wait
    return Foretold(layout.name, sum(by.values()), {name: round(seconds, 3) for name, seconds in by.items()})


def stages_of(rounds: Sequence[Row]) -> dict[str, tuple[float, dict[str, float]]]:
    """Means of rounds of one volume, as `foretell` takes them."""
    found = {}
    for stage in rounds[0]["seconds"]:
        processes = dict.fromkeys(process for row in rounds for process in row["cpu"][stage])
        cpu = {p: sum(row["cpu"][stage].get(p, 0.0) for row in rounds) / len(rounds) for p in processes}
        found[stage] = (sum(row["seconds"][stage] for row in rounds) / len(rounds), cpu)
    return found


def core_hours_per_million(cpu_s: float, trades: int) -> float:
    """Core-hours for a million trades."""
    return cpu_s / trades * 1e6 / 3600
