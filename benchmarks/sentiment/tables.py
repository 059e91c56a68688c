"""The results as tables: figures, the goal beside each, and whether it holds. Pure functions of the results' JSON."""

from typing import Any

from benchmarks.machine import in_words
from benchmarks.matching.tables import MISSING
from benchmarks.printing import Table
from benchmarks.sentiment.goals import GOALS, Goal, Results

Row = dict[str, Any]


def all_tables(results: Results) -> list[Table]:
    """Every table that the results have figures for."""
    tables = [
        goal_table(results),
        quality_table(results["quality"]),
        learning_table(results["learning"]),
        cost_table(results),
        speed_table(results["speed"]),
    ]
    return [table for table in tables if table.rows]


def page_of(results: Results) -> str:
    """All tables as a page."""
    files = ", ".join(f"`{name}` ({digest[:12]})" for name, digest in results["files"].items())
    lines = [
        "# The credit classifier: measured figures",
        "Written by `make bench-sentiment`; `sentiment.md` tells what they mean. A cross is a goal that isn't reached.",
        f"Machine and commit: {in_words(results)}. Shipped classifier: `{results['classifier'][:12]}`. Files, with the"
        f" start of their SHA-256: {files}.",
    ]
    if results["share"] < 1:
        lines.append(f"Learnt from {100 * results['share']:.0f} % of the reviews only: a look, no measurement.")
    if results["left_out"]:
        lines.append("Left out for want of time: " + "; ".join(results["left_out"]) + ".")
    return "\n\n".join([*lines, *(table.markdown().rstrip() for table in all_tables(results))]) + "\n"


def goal_table(results: Results) -> Table:
    """A row a goal."""
    return Table("Goals", ("what", "goal", "measured", "met"), tuple(_goal_row(goal, results) for goal in GOALS))


def _goal_row(goal: Goal, results: Results) -> tuple[str, str, str, str]:
    figure = goal.figure(results)
    verdict = {True: "✓", False: "✗", None: "not measured"}[goal.holds(figure)]
    return goal.what, goal.spelled, MISSING if figure is None else goal.form.format(figure), verdict


def quality_table(quality: list[Row]) -> Table:
    """A row a system, data set and way of reading; by data set, so that systems stand below each other."""
    keys = list(dict.fromkeys((row["measured_on"], row["way"]) for row in quality))
    ordered = sorted(quality, key=lambda row: keys.index((row["measured_on"], row["way"])))
    head = ("measured on", "system", "texts", "macro-F1 (95 %)", "accuracy", "two classes", "opposite", "unsure", "ECE")
    return Table("Quality", head, tuple(_quality_row(row) for row in ordered))


def _quality_row(row: Row) -> tuple[str, ...]:
    found = row["figures"]
    low, high = row["macro_f1_interval"]
    rest = (found[name] for name in ("two_class_accuracy", "opposite", "unsure", "calibration_error"))
    return (
        f"{row['measured_on']}, {row['way']}",
        row["system"],
        str(found["texts"]),
        f"{found['leaning']['macro_f1']:.3f} ({low:.3f}–{high:.3f})",
        f"{found['leaning']['accuracy']:.3f}",
        *(MISSING if value is None else f"{value:.3f}" for value in rest),
    )


def learning_table(learning: list[Row]) -> Table:
    """Systems down, reviews learnt from across."""
    sizes = sorted({row["reviews"] for row in learning})
    found = {(row["system"], row["reviews"]): f"{row['macro_f1']:.3f}" for row in learning}
    systems = dict.fromkeys(row["system"] for row in learning)
    rows = tuple((name, *(found.get((name, size), MISSING) for size in sizes)) for name in systems)
    return Table("Macro-F1 on `reviews_dev` by reviews learnt from", ("system", *(f"{size:,}" for size in sizes)), rows)


def cost_table(results: Results) -> Table:
    """Learning's time and memory: the whole command, and each system in the benchmark's own process."""
    rows = [
        (
            "`shoal sentiment train`, whole process",
            f"{row['reviews']:,}",
            row["failure"] or f"{row['seconds']:.1f} s",
            f"{row['peak_mib']:.0f} MiB",
        )
        for row in results["training"]
    ]
    rows += [
        (f"{row['system']} ({row['language']})", f"{row['reviews']:,}", f"{row['seconds']:.1f} s", MISSING)
        for row in results["times"]
    ]
    return Table("Cost of learning", ("what", "reviews", "time", "memory"), tuple(rows))


def speed_table(speed: list[Row]) -> Table:
    """A row a language."""
    head = ("language", "batch", "characters a text", "texts a second", "alone, median", "alone, 95th percentile")
    return Table(
        "Reading",
        head,
        tuple(
            (
                row["language"],
                f"{row['batch']:,}",
                f"{row['characters']:.0f}",
                f"{row['batch_per_s']:,.0f}",
                f"{row['alone_ms_median']:.2f} ms",
                f"{row['alone_ms_p95']:.2f} ms",
            )
            for row in speed
        ),
    )
