"""What moved between two runs of a benchmark, beyond their noise.

    .venv/bin/python -m benchmarks.compare OLD NEW

OLD and NEW are result files of any benchmark here, or commits of which `benchmarks/results/` has one each
(`--benchmark` says of which); several runs of one side are joined by commas, their rounds are taken together. For each
measure that both have: the medians of the rounds, their quotient, and whether it moved. Moved means that a rank test of
the rounds tells the two apart (two-sided, 5 %) and that the medians differ by `--floor` percent at least: four rounds
a side can tell, so four runs where a run has a measure once. Measures named `… ÷ …` are ratios of two neighbours in
time, a pair a round: they hold on a machine that was busier, or is another one, where the others don't. Ends with 1
when something became worse.
"""

import argparse
import itertools
import json
import math
import statistics
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from rich.console import Console
from rich.table import Table
from scipy.stats import mannwhitneyu

from benchmarks import yardstick
from benchmarks.derived import DERIVED
from benchmarks.record import FOLDER, Measure, measures_of

LEVEL = 0.05
EXACT = 20_000
"""Ways to deal the rounds that are still counted one by one: those of eight rounds a side."""
Verdict = Literal["better", "worse", "same", "too few rounds"]


@dataclass(frozen=True)
class Change:
    """A measure in both runs. `quotient` is new ÷ old (of the medians), `chance` how often noise alone does as much."""

    old: Measure
    new: Measure
    quotient: float
    chance: float
    verdict: Verdict


def chance_of(old: tuple[float, ...], new: tuple[float, ...]) -> float:
    """Two-sided exact rank test (Mann–Whitney), ties counted half: the share of all ways to deal the values to two runs
    of these sizes that part them at least as much. Beyond `EXACT` ways the test's normal approximation.
    """
    pooled = [*old, *new]
    if math.comb(len(pooled), len(new)) > EXACT:
        return float(mannwhitneyu(new, old, alternative="two-sided", method="asymptotic").pvalue)
    centre = len(old) * len(new) / 2
    seen = abs(_wins(new, old) - centre)
    places = range(len(pooled))
    extreme = count = 0
    for chosen in itertools.combinations(places, len(new)):
        kept = set(chosen)
        ours = tuple(pooled[k] for k in chosen)
        theirs = tuple(pooled[k] for k in places if k not in kept)
        extreme += abs(_wins(ours, theirs) - centre) >= seen - 1e-9
        count += 1
    return extreme / count


def _wins(ours: tuple[float, ...], theirs: tuple[float, ...]) -> float:
    return sum((a > b) + (a == b) / 2 for a in ours for b in theirs)


def change_of(old: Measure, new: Measure, floor: float = 0.03) -> Change:
    """Judge one measure; `floor` is the least relative difference of the medians that counts."""
    quotient = new.median / old.median if old.median else (1.0 if new.median == old.median else float("inf"))
    chance = chance_of(old.values, new.values)
    least = 2 / math.comb(len(old.values) + len(new.values), len(new.values))
    verdict: Verdict = "same"
    if abs(quotient - 1) >= floor and chance <= LEVEL:
        verdict = "better" if (quotient > 1) == (new.better == "higher") else "worse"
    elif abs(quotient - 1) >= floor and least > LEVEL:
        verdict = "too few rounds"
    return Change(old, new, quotient, chance, verdict)


def compare(old: dict[str, Any], new: dict[str, Any], floor: float = 0.03) -> list[Change]:
    """Every measure that both runs have, in the new run's order. `ValueError` for runs of two kinds."""
    for key in ("benchmark", "quick"):
        if old.get(key) != new.get(key):
            raise ValueError(f"the runs are not of one kind: {key} is {old.get(key)!r} and {new.get(key)!r}")
    before = kept_by(old)
    return [change_of(before[name], now, floor) for name, now in kept_by(new).items() if name in before]


def kept_by(run: dict[str, Any]) -> dict[str, Measure]:
    """The measures of a run, of whatever benchmark."""
    if "measures" not in run and run.get("benchmark") in DERIVED:
        return {measure.name: measure for measure in DERIVED[run["benchmark"]](run) if measure.values}
    return measures_of(run)


def joined(runs: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Several runs as one: the rounds of all of them, the circumstances of the busiest. `ValueError` for two kinds."""
    if len({(run.get("benchmark"), run.get("quick")) for run in runs}) > 1:
        raise ValueError("the runs of one side are not of one kind")
    values: dict[str, tuple[float, ...]] = {}
    measures: dict[str, Measure] = {}
    for run in runs:
        for name, measure in kept_by(run).items():
            values[name] = values.get(name, ()) + measure.values
            measures[name] = measure
    busiest = max(runs, key=lambda run: float(run.get("load", 0)))
    changed = any(run.get("changed") for run in runs)
    return busiest | {"changed": changed, "measures": [asdict(m) | {"values": values[n]} for n, m in measures.items()]}


def warnings_of(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """Why the figures may not be comparable, in words."""
    found = []
    if old.get("machine") != new.get("machine"):
        found.append("the machines differ: believe the ratios (÷) alone")
    elif factor := yardstick.apart(old, new):
        found.append(f"one core ran Python {factor:.2f} times as quick in the new run: believe the ratios (÷) alone")
    for name, run in (("old", old), ("new", new)):
        if run.get("load", 0) > run.get("machine", {}).get("cores", 1):
            found.append(f"the machine was busy in the {name} run (load {run['load']})")
        if run.get("changed"):
            found.append(f"the {name} run was of a checkout with changes")
    return found


def table_of(changes: list[Change]) -> Table:
    """Old, new, quotient, chance, verdict; what moved first."""
    order = ("worse", "better", "too few rounds", "same")
    table = Table("measure", "unit", "old", "new", "new ÷ old", "chance", "")
    for change in sorted(changes, key=lambda change: order.index(change.verdict)):
        style = {"worse": "bold red", "better": "bold green"}.get(change.verdict)
        table.add_row(
            change.new.name, change.new.unit, spread_of(change.old), spread_of(change.new), f"{change.quotient:.3f}",
            f"{change.chance:.3f}", change.verdict, style=style,
        )  # fmt: skip
    return table


def spread_of(measure: Measure) -> str:
    """Median, lowest and highest."""
    values = measure.values
    return f"{statistics.median(values):.4g} ({min(values):.4g}–{max(values):.4g})"


def load(named: str, benchmark: str) -> dict[str, Any]:
    """A run by its file, or by (the beginning of) its commit; several, with commas between, as one."""
    if "," in named:
        return joined([load(one, benchmark) for one in named.split(",")])
    file = Path(named)
    if not file.is_file():
        found = sorted(FOLDER.glob(f"{benchmark}-{named[:12]}*.json"))
        if len(found) != 1:
            raise SystemExit(f"{named}: neither a file nor the commit of one run of {benchmark} in {FOLDER}")
        file = found[0]
    content: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return content


def main(argv: list[str] | None = None) -> int:
    """1 where something became worse."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("old")
    arguments.add_argument("new")
    arguments.add_argument("--benchmark", default="ledger", help="of which the commits' runs are meant")
    arguments.add_argument("--floor", type=float, default=3.0, metavar="PERCENT", help="least difference that counts")
    given = arguments.parse_args(argv)
    try:
        old, new = (load(named, given.benchmark) for named in (given.old, given.new))
        changes = compare(old, new, given.floor / 100)
    except ValueError as error:
        raise SystemExit(str(error)) from error
    console = Console(width=160)
    console.print(table_of(changes), *warnings_of(old, new), sep="\n")
    moved = [change for change in changes if change.verdict in ("better", "worse")]
    console.print(f"{len(changes)} measures in both, {len(moved)} moved beyond the noise")
    return int(any(change.verdict == "worse" for change in moved))


if __name__ == "__main__":
    sys.exit(main())
