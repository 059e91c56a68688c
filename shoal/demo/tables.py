"""What the demo prints."""

from typing import Any

from rich.console import Console, Group
from rich.table import Table

from gateway.credit.ratings import rating_of, score_text
from shoal.demo.golden import CARP_NOTE, FEN, FIG_11, GRAMS
from shoal.demo.play import Outcome


def show(console: Console, outcome: Outcome) -> None:
    """Matches beside the published ones, the contract, credit before and after with the words that decided."""
    console.print(Group(matches_table(outcome), CARP_NOTE, "", contract_table(outcome), "", credit_table(outcome), ""))
    for label, judgement in outcome.judgements.items():
        console.print(f"{label} wrote → [bold]{judgement['label']}[/] ({probability(judgement)}): {words(judgement)}")


def matches_table(outcome: Outcome) -> Table:
    """Ours and Fig. 11, row by row; a price that differs is marked."""
    table = Table(title="Matches, beside the published ones (Fig. 11)", title_justify="left")
    for column in ("buyer × seller", "breed", "pieces", "yuan", "published", "freshness", "kg"):
        table.add_column(column, justify="left" if column in {"buyer × seller", "breed"} else "right")
    published = {(row.buyer, row.seller, row.breed): row for row in FIG_11}
    for match in outcome.matches:
        row = published.get((match["buyer"], match["seller"], match["breed"]))
        yuan = f"{match['price_fen'] / FEN:,.2f}"
        there = "not published" if row is None else f"{row.price:,.2f}"
        table.add_row(
            f"{match['buyer']} × {match['seller']}",
            match["breed"],
            str(match["amount"]),
            yuan,
            there if there == yuan else f"[yellow]{there}[/]",
            str(match["freshness"]),
            f"{match['weight_g'] / GRAMS:g}",
        )
    table.add_row("3 × –", "Lobster", "–", "–", "–", "–", "–", style="dim")
    return table


def contract_table(outcome: Outcome) -> Table:
    """The first contract, field by field, as the chaincode answered it."""
    table = Table(title=f"Contract {outcome.contract['serial']}, read back from the ledger", title_justify="left")
    table.add_column("field")
    table.add_column("value")
    for name, value in outcome.contract.items():
        shown = f"{value} ({outcome.companies[value]})" if value in outcome.companies else str(value)
        table.add_row(name, shown)
    return table


def credit_table(outcome: Outcome) -> Table:
    """Every company's credit before and after the cycle."""
    table = Table(title="Credit on the ledger", title_justify="left")
    for column in ("company", "before", "after", "rating"):
        table.add_column(column, justify="left" if column == "company" else "right")
    for label, before in outcome.before.items():
        after = outcome.after[label]
        style = "bold green" if after > before else None
        table.add_row(label, score_text(before), score_text(after), rating_of(after), style=style)
    return table


def words(judgement: dict[str, Any], most: int = 6) -> str:
    """The words that decided, with their weights."""
    return ", ".join(f"{word['word']} {word['weight']:+.2f}" for word in judgement["words"][:most])


def probability(judgement: dict[str, Any]) -> str:
    """The label's own probability."""
    return f"{judgement['probabilities'][judgement['label']]:.0%}"
