"""The report of a run, as Markdown and as HTML: the same tables, the same plots."""

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

from benchmarks.machine import in_words
from benchmarks.printing import Table

Row = dict[str, Any]
VERDICTS = {"expected": "as is right", "unexpected": "not expected"}


def tables(results: Row) -> list[Table]:
    """Everything that is told in figures."""
    shares = ("p50_ms", "p95_ms", "p99_ms", "max_ms")
    endpoints = [
        (row["name"], f"{row['requests']:,}", f"{row['per_second']:.1f}", *(f"{row[s]:,.1f}" for s in shares),
         str(row["expected"]), str(row["unexpected"]))
        for row in results["endpoints"]
    ]  # fmt: skip
    codes = [
        (VERDICTS[row["verdict"]], str(row["status"] or "–"), row["code"], row["name"], str(row["count"]))
        for row in results["codes"]
    ]
    began = results["began"]
    stages = [
        (str(s["cycle"]), s["state"], f"{s['began'] - began:.1f}", f"{s['ended'] - s['began']:.2f}")
        for s in results["stages"]
    ]
    cores = [(name, f"{value:.2f}") for name, value in results["core_ms"].items()]
    audit = [
        (name, str(results["audit"][name])) for name in ("writes", "unknown", "settled", "lost", "doubled", "wrong")
    ]
    head = ("endpoint", "requests", "a second", "p50, ms", "p95, ms", "p99, ms", "max, ms", "refused rightly", "failed")
    return [
        Table("Latency by endpoint", head, endpoints),
        Table("Answers other than yes, by code", ("", "status", "code", "where", "count"), codes),
        Table("Audit: what users were told against the ledger's view", ("", "count"), audit),
        Table("Stages of the cycles", ("cycle", "state", "asked for at, s", "took, s"), stages),
        Table("Processor time per request of the run", ("process", "core-ms"), cores),
    ]


def write(results: Row, missed: Sequence[str], plots: Sequence[Path], folder: Path) -> list[Path]:
    """Both files."""
    shown = [path.name for path in plots if path.suffix == ".svg"]
    markdown, html = folder / "report.md", folder / "report.html"
    markdown.write_text(_markdown(results, missed, shown), encoding="utf-8")
    html.write_text(_html(results, missed, shown), encoding="utf-8")
    return [markdown, html]


def told(results: Row, missed: Sequence[str]) -> list[str]:
    """What is said before the tables."""
    plan = results["plan"]
    return [
        f"{plan['users']} companies, {plan['spike_users']} for {plan['spike_s']:g} s; {plan['cycles']} cycles;"
        f" {results['lists_a_cycle']} lists a cycle wanted, the largest company {plan['largest']} of them;"
        f" {results['contracts']} contracts; {results['seconds']:.0f} s in all",
        in_words(results),
        *(f"NOT KEPT TO: {text}" for text in missed),
        *(f"failed: {text}" for text in results["failures"]),
    ]


def _markdown(results: Row, missed: Sequence[str], plots: Sequence[str]) -> str:
    parts = ["# Load by companies", *(f"- {line}" for line in told(results, missed))]
    for table in tables(results):
        head = [f"\n## {table.title}\n", f"| {' | '.join(table.head)} |", f"|{'---|' * len(table.head)}"]
        parts += [*head, *(f"| {' | '.join(row)} |" for row in table.rows)]
    parts += [f"\n![{name}]({name})" for name in plots]
    return "\n".join(parts) + "\n"


def _html(results: Row, missed: Sequence[str], plots: Sequence[str]) -> str:
    style = "body{font:14px sans-serif;margin:2em}td,th{padding:2px 8px;text-align:right;border-bottom:1px solid #ddd}"
    parts = [
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Load by companies</title><style>{style}</style>',
        "<h1>Load by companies</h1>",
        *(f"<p>{escape(line)}</p>" for line in told(results, missed)),
        *(f'<p><img src="{escape(name)}" alt="{escape(name)}" style="max-width:100%"></p>' for name in plots),
    ]
    for table in tables(results):
        parts.append(f"<h2>{escape(table.title)}</h2><table>{_row('th', table.head)}")
        parts += [_row("td", row) for row in table.rows]
        parts.append("</table>")
    return "\n".join(parts) + "\n"


def _row(cell: str, cells: Sequence[str]) -> str:
    return "<tr>" + "".join(f"<{cell}>{escape(text)}</{cell}>" for text in cells) + "</tr>"
