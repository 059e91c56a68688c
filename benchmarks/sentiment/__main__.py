"""The credit classifier measured: its goals, the paper's recipe and the field's beside it on the same split.

    .venv/bin/python -m benchmarks.sentiment [--quick] [--minutes N] [--data FOLDER] [--parts PART …]

A full run writes `benchmarks/results/sentiment-<commit>.json`, `docs/sentiment-table.md` and the plots in `docs/img/`;
`--quick` learns from a tenth of the reviews and writes to `.shoal/bench/sentiment/`. The reviews are looked for in
FOLDER, else in $SHOAL_REVIEWS, else in `../shared/data` beside the sources.
"""

import argparse
import hashlib
import json
from pathlib import Path
from typing import Any

from benchmarks.machine import circumstances, in_words
from benchmarks.matching.clock import Clock
from benchmarks.printing import show
from benchmarks.sentiment.data import FILES, corpus, folder_of
from benchmarks.sentiment.goals import FULL_SIZE
from benchmarks.sentiment.tables import all_tables, page_of
from sentiment.classifier import load_default
from sentiment.errors import SentimentError
from shoal.home import checkout, shoal_home

Results = dict[str, Any]
FOLDER = Path(__file__).resolve().parent.parent / "results"
DEPENDS_ON = ("sentiment", "benchmarks/sentiment", "shoal", "requirements")
LIBRARIES = ("numpy", "numba", "scipy", "scikit-learn")
PARTS = ("quality", "speed", "training")
QUICK_SHARE, QUICK_SIZE, QUICK_BATCH = 0.1, 5_000, 2_000
BATCH = 10_000


def measure(folder: Path, quick: bool, parts: tuple[str, ...], clock: Clock) -> Results:
    """All parts in the order of what must not be left out."""
    from benchmarks.sentiment import scale, study  # scikit-learn is loaded for measuring only, not for --redraw

    clock.say("reading the reviews")
    corpora = [corpus(folder, language, QUICK_SHARE if quick else 1.0) for language in FILES]
    quality, speeds, training = study.Quality(clock), list[Any](), list[Any]()
    if "quality" in parts:
        for one in corpora:
            quality.ours(one)
    if "speed" in parts:
        speeds = list(study.speeds(corpora, QUICK_BATCH if quick else BATCH, clock))
    if "training" in parts:
        run = scale.training(folder, QUICK_SIZE if quick else FULL_SIZE, clock)
        training = [run] if run else []
    if "quality" in parts:
        quality.beside(corpora)
    return {
        "quality": quality.rows,
        "learning": quality.curve,
        "times": quality.times,
        "speed": speeds,
        "training": training,
    }


def run_folder() -> Path:
    """Where a run keeps what is not published."""
    return shoal_home() / "bench" / "sentiment"


def publish(results: Results) -> None:
    """Write results, tables and plots, and print the tables."""
    from benchmarks.sentiment.plots import draw_all  # a second to import

    docs = run_folder() if results["quick"] else checkout() / "docs"
    data = run_folder() / "quick.json" if results["quick"] else FOLDER / f"sentiment-{results['commit'][:12]}.json"
    data.parent.mkdir(parents=True, exist_ok=True)
    data.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (docs / "sentiment-table.md").write_text(page_of(results), encoding="utf-8")
    draw_all(results, docs / "img")
    show(
        all_tables(results),
        in_words(results),
        f"{results['seconds']:.0f} s in all",
        *(f"left out: {what}" for what in results["left_out"]),
        data,
        docs / "sentiment-table.md",
    )


def main() -> None:
    """Measure, write, print."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--quick", action="store_true", help="a tenth of the reviews, within three minutes")
    arguments.add_argument("--minutes", type=float, help="budget; default 15, or 3 with --quick")
    arguments.add_argument("--data", type=Path, help="folder of the reviews")
    arguments.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    arguments.add_argument("--redraw", type=Path, metavar="FILE", help="only tables and plots anew, from these results")
    given = arguments.parse_args()
    if given.redraw is not None:
        publish(json.loads(given.redraw.read_text("utf-8")))
        return
    try:
        publish(_measured(given))
    except SentimentError as error:
        raise SystemExit(str(error)) from error


def _measured(given: argparse.Namespace) -> Results:
    folder = folder_of(given.data)
    about = circumstances(DEPENDS_ON, LIBRARIES)
    if about["load"] > about["machine"]["cores"]:
        print(f"the machine is busy (load {about['load']}): times will be too long", flush=True)
    clock = Clock(60 * (given.minutes or (3 if given.quick else 15)))
    found = measure(folder, given.quick, tuple(given.parts), clock)
    digests = {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for pair in FILES.values() for name in pair
    }
    return {
        "benchmark": "sentiment",
        **about,
        "quick": given.quick,
        "share": QUICK_SHARE if given.quick else 1.0,
        "classifier": load_default().digest,
        "files": digests,
        "seconds": round(clock.elapsed, 1),
        "left_out": clock.skipped,
        **found,
    }


if __name__ == "__main__":
    main()
