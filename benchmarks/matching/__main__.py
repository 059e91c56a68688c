"""The matching measured: goals by size and kind, all solvers beside each other, the colony looked into.

    .venv/bin/python -m benchmarks.matching [--quick] [--minutes N] [--parts PART …]

A full run writes `benchmarks/results/matching-<commit>.json`, `docs/matching-table.md` and the plots in `docs/img/`;
`--quick` measures a part of it and writes to `.shoal/bench/matching/`. Compiling, where that is needed, comes before
and isn't counted.
"""

import argparse
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.machine import circumstances, in_words
from benchmarks.matching import colony_study, comparison, scale
from benchmarks.matching.clock import Clock
from benchmarks.matching.goals import GOALS
from benchmarks.matching.instances import instance, write_csv
from benchmarks.matching.tables import all_tables, page_of
from benchmarks.matching.whole_process import run_match
from benchmarks.printing import show
from shoal.home import checkout, shoal_home

Rows = list[dict[str, Any]]
RESULTS = Path(__file__).resolve().parent.parent / "results"
ITERATIONS = 20
"""Of the convergence: several times what the colony takes by itself."""
MEASURED, LIBRARIES = ("matching", "shoal", "requirements"), ("numpy", "numba", "scipy", "POT")
PARTS = ("processes", "colony", "comparison", "convergence", "ablation")


def measure(quick: bool, parts: tuple[str, ...], clock: Clock) -> dict[str, Rows]:
    """All parts in the order of what must not be left out; the largest size comes last."""
    scratch = run_folder() / f"instance-{os.getpid()}"
    *others, largest = scale.plans(quick)
    limit_s, studied = limit_of(quick), GOALS[0] if quick else GOALS[1]
    size = (studied.lists, studied.breeds)
    compared = tuple(lists for lists in comparison.SIZES if lists <= (2_000 if quick else 100_000))
    work: tuple[tuple[str, Callable[[], Iterator[dict[str, Any]]]], ...] = (
        ("processes", lambda: (row for plan in others for row in scale.whole_processes(plan, scratch, clock))),
        ("colony", lambda: (row for plan in others for row in scale.colony_gaps(plan, clock))),
        ("convergence", lambda: colony_study.convergence(studied.kinds, *size, ITERATIONS, 2 * limit_s, clock)),
        ("ablation", lambda: colony_study.ablation(studied.kinds, *size, limit_s, clock)),
        ("comparison", lambda: comparison.compare("spread", 1, compared, limit_s, clock)),
        ("processes", lambda: scale.whole_processes(largest, scratch, clock)),
        ("colony", lambda: scale.colony_gaps(largest, clock)),
    )
    found: dict[str, Rows] = {name: [] for name in PARTS}
    for name, rows in work:
        if name in parts:
            found[name] += rows()
    return found


def limit_of(quick: bool) -> float:
    """Seconds that a solver has for a market."""
    return 2.0 if quick else 20.0


def run_folder() -> Path:
    """Where a run keeps what is not published."""
    return shoal_home() / "bench" / "matching"


def warm_up() -> None:
    """Uncounted matches: afterwards compiled code is on disk, and loaded. Ends the run where the command fails."""
    print("uncounted matches first: they compile what isn't compiled yet", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        write_csv(instance("spread", 100, 2, 0), Path(folder))
        run = run_match(Path(folder), "aco", comparison.COMPILING_S)
    if run.failure is not None:
        raise SystemExit(f"shoal match: {run.failure}")
    for solver in comparison.solvers():
        comparison.load_compiled(solver)


def publish(results: dict[str, Any], quick: bool) -> None:
    """Write results, tables and plots, and print the tables."""
    from benchmarks.matching.plots import draw_all  # a second to import

    docs = run_folder() if quick else checkout() / "docs"
    data = run_folder() / "quick.json" if quick else RESULTS / f"matching-{results['commit'][:12]}.json"
    data.parent.mkdir(parents=True, exist_ok=True)
    data.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    (docs / "matching-table.md").write_text(page_of(results), encoding="utf-8")
    draw_all(results, docs / "img")
    show(
        all_tables(results),
        in_words(results),
        f"{results['seconds']:.0f} s in all",
        *(f"left out: {what}" for what in results["left_out"]),
        data,
        docs / "matching-table.md",
    )


def main() -> None:
    """Measure, write, print."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--quick", action="store_true", help="a part of it, within three minutes")
    arguments.add_argument("--minutes", type=float, help="budget; default 30, or 3 with --quick")
    arguments.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    arguments.add_argument("--redraw", type=Path, metavar="FILE", help="only tables and plots anew, from these results")
    given = arguments.parse_args()
    if given.redraw is not None:
        kept = json.loads(given.redraw.read_text("utf-8"))
        publish(kept, kept["quick"])
        return
    warm_up()
    about = {"benchmark": "matching", "quick": given.quick} | circumstances(MEASURED, LIBRARIES)
    if about["load"] > about["machine"]["cores"]:
        print(f"the machine is busy (load {about['load']}): times will be too long", flush=True)
    clock = Clock(60 * (given.minutes or (3 if given.quick else 30)))
    found = measure(given.quick, tuple(given.parts), clock)
    about |= {"seconds": round(clock.elapsed, 1), "solver_limit_s": limit_of(given.quick), "left_out": clock.skipped}
    publish(about | found, given.quick)


if __name__ == "__main__":
    main()
