"""What a run found: medians, the model, the goals, what can be compared. Pure functions of its rounds."""

import statistics
from collections.abc import Sequence
from typing import Any

from benchmarks.fig17 import model
from benchmarks.fig17.source import MEASURED, QUARTER
from benchmarks.fig17.tables import by_volume
from benchmarks.fig17.volume import ONE_BY_ONE, STAGES
from benchmarks.goals import Goal, verdicts
from benchmarks.record import Measure

Row = dict[str, Any]
GOALS = (
    Goal("whole", "1,000 trades, whole", "s", "at most", 13),
    Goal("settle", "1,000 trades, frozen lists to credit", "s", "at most", 3),
    Goal("faults", "trades lost, doubled or wrong", "trades", "at most", 0),
)


def judged(results: Row, wanted: Sequence[Goal]) -> Row:
    """With the model, and the goals."""
    volumes = by_volume(results["rounds"])
    whole = {volume: statistics.median(row["whole"] for row in rows) for volume, rows in volumes.items()}
    line = model.fit({volume: whole[volume] for volume in model.large(list(whole), ONE_BY_ONE)})
    own = {volume: statistics.median(row["frozen_to_credit"] for row in rows) for volume, rows in volumes.items()}
    audits = [row["audit"] for row in results["rounds"]]
    measured = {
        "whole": whole.get(MEASURED[0]),
        "settle": own.get(MEASURED[0]),
        "faults": float(sum(audit[kind] for audit in audits for kind in ("lost", "doubled", "wrong"))),
    }
    return results | {
        "model": None if line is None else line.as_dict(),
        "within_quarter": None if line is None else line.within(model.QUARTER_S),
        "largest": max(whole, default=0),
        "goals": verdicts(wanted, measured),
        "source": {"measured": MEASURED, "extrapolated": QUARTER},
    }


def measures(results: Row) -> list[Measure]:
    """What can be compared with another run."""
    found = []
    for volume, rounds in by_volume(results["rounds"]).items():
        for key in ("whole", "frozen_to_credit"):
            values = tuple(row[key] for row in rounds)
            found.append(Measure(f"{volume} trades, {key.replace('_', ' ')}", "s", "lower", values))
        for stage in STAGES:
            values = tuple(row["seconds"][stage] for row in rounds)
            found.append(Measure(f"{volume} trades, {stage}", "s", "lower", values))
    return found


def in_lines(results: Row) -> list[str]:
    """How the load came, and what the model says."""
    load, fitted = results["load_shape"], results["model"]
    lines = [
        f"load: {results['companies']} companies, closed; {load['in_flight']} requests in flight where lists come one"
        f" by one, {load['bulk_in_flight']} in bulk ({load['lists']} lists a request); statements"
        f" {'one by one' if load['single'] else 'in bulk, up to 1,000 a request'}",
        f"within 30 minutes, measured: {results['largest']:,} trades at least, the largest volume that was run",
    ]
    if fitted is not None:
        residuals = ", ".join(f"{volume:,}: {100 * share:+.1f} %" for volume, share in fitted["residuals"].items())
        unseen = (
            ""
            if fitted["unseen"] is None
            else f"; the largest, foretold by the others: {100 * fitted['unseen']:+.1f} %"
        )
        lines += [
            f"within 30 minutes, EXTRAPOLATED: {results['within_quarter']:,} trades, by {fitted['fixed_s']:.2f} s +"
            f" {1000 * fitted['per_trade_s']:.3f} ms a trade",
            f"  measured against fitted: {residuals}{unseen}",
        ]
    lines += [f"left out: {what}" for what in results["left_out"]]
    return [*lines, f"the run ended before its time: {results['failure']}"] if results["failure"] else lines
