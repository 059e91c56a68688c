"""What the ledger does with so many transactions in flight, foretold from what a transaction costs.

Stations: the cores, which all processes share; and delays: the orderer's wait for more transactions of a block, and the
disk's. Both the cost of a transaction and the wait depend on how many share a block, hence on the throughput: a fixed
point. A block is cut `batch_timeout_s` after its first transaction; of the others in flight, which come at λ·(N−1)/N a
second, λ·t·(N−1)/N join it, at most N−1. The first waits t, those t/2 on average.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.profile.mva import Point, Station, solve

ROUNDS, CLOSE = 200, 1e-9
Row = dict[str, Any]


@dataclass(frozen=True)
class Costs:
    """Seconds. `transaction_cpu_s` of all processes together for a transaction, `block_cpu_s` for a block whatever is
    in it; `parallel_share` of that work is done while an equal piece is done elsewhere (both organisations endorse and
    commit); `disk_s`: a block's wait for disks.
    """

    transaction_cpu_s: float
    block_cpu_s: float
    parallel_share: float
    disk_s: float
    batch_timeout_s: float

    def joining(self, per_second: float, in_flight: int) -> float:
        """Transactions that come into a block after its first one: of the others in flight, at most all of them."""
        return min(per_second * (in_flight - 1) / in_flight * self.batch_timeout_s, in_flight - 1.0)

    def batch_wait_s(self, joining: float) -> float:
        """What a transaction waits for its block to be cut, on average."""
        return self.batch_timeout_s * (1 + joining / 2) / (1 + joining)

    def cpu_s(self, joining: float) -> float:
        """A transaction's with its share of the block's."""
        return self.transaction_cpu_s + self.block_cpu_s / (1 + joining)


def costs_of(calibration: Sequence[Row], parallel: Sequence[str], batch_timeout_s: float) -> Costs:
    """From two measured levels, of which one has more transactions in a block: `cpu_s` by process, `transactions`,
    `blocks`, `disk_s` a block. `parallel`: processes of which each has a twin that does the same at the same time.
    `ValueError` where the levels don't tell a transaction's cost from a block's.
    """
    few, many = sorted(calibration, key=lambda row: row["transactions"] / row["blocks"])[:: len(calibration) - 1]
    shares = [row["blocks"] / row["transactions"] for row in (few, many)]
    costs = [sum(row["cpu_s"].values()) / row["transactions"] for row in (few, many)]
    if shares[0] - shares[1] < 0.1:
        raise ValueError("both levels have as many transactions in a block: measure one with more in flight")
    block = max(0.0, (costs[0] - costs[1]) / (shares[0] - shares[1]))
    transaction = costs[1] - block * shares[1]
    twins = sum(seconds for name, seconds in many["cpu_s"].items() if name in parallel)
    disk = many["disk_s"]
    return Costs(transaction, block, twins / 2 / sum(many["cpu_s"].values()), disk, batch_timeout_s)


def foretell(costs: Costs, cores: int, in_flight: int) -> Point:
    """Throughput and response with so many transactions in flight."""
    rate = 1.0
    for _ in range(ROUNDS):
        found = solve(stations(costs, cores, costs.joining(rate, in_flight)), in_flight)
        if abs(found.per_second - rate) <= CLOSE * rate:
            return found
        rate = (rate + found.per_second) / 2  # halfway: the whole step may swing
    return found


def stations(costs: Costs, cores: int, joining: float) -> list[Station]:
    """The network when so many join a block's first transaction."""
    cpu = costs.cpu_s(joining)
    alone = max(cpu * (1 - costs.parallel_share), cpu / cores)
    return [
        Station("cores", cpu, cores, alone),
        Station("block being filled", costs.batch_wait_s(joining), 0),
        Station("disk", costs.disk_s, 0),
    ]


def checked(costs: Costs, cores: int, measured: dict[int, float]) -> list[Row]:
    """Measured committed transactions a second by number in flight, beside the model's."""
    rows = []
    for in_flight, rate in sorted(measured.items()):
        point = foretell(costs, cores, in_flight)
        rows.append(
            {
                "in_flight": in_flight, "measured": rate, "model": round(point.per_second, 2),
                "error": round(point.per_second / rate - 1, 4), "response_s": round(point.response_s, 4),
                "in_a_block": round(1 + costs.joining(point.per_second, in_flight), 1),
                "cores_busy": round(point.busy["cores"], 3),
            }
        )  # fmt: skip
    return rows
