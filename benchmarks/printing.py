"""A benchmark's tables on the terminal."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table as Drawn


@dataclass(frozen=True, slots=True)
class Table:
    """A title, column heads, and rows of as many cells of text."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]

    def markdown(self) -> str:
        """As a section of a page."""
        lines = [self.head, ["---" for _ in self.head], *self.rows]
        return f"## {self.title}\n\n" + "".join(f"| {' | '.join(line)} |\n" for line in lines)


def show(tables: Iterable[Table], *lines: object) -> None:
    """Print the tables, and what else is to be said, a line each."""
    console = Console(width=160)
    for table in tables:
        drawn = Drawn(*table.head, title=table.title, title_justify="left")
        for row in table.rows:
            drawn.add_row(*row)
        console.print(drawn)
    console.print(*lines, sep="\n")
