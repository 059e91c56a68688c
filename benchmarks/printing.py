"""A benchmark's tables on the terminal."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from rich.console import Console
from rich.table import Table as Drawn


class Shown(Protocol):
    """A table with a title, names of columns, and rows as long as these."""

    @property
    def title(self) -> str: ...
    @property
    def head(self) -> Sequence[str]: ...
    @property
    def rows(self) -> Iterable[Sequence[str]]: ...


def show(tables: Iterable[Shown], *lines: object) -> None:
    """Print the tables, and what else is to be said, a line each."""
    console = Console(width=160)
    for table in tables:
        drawn = Drawn(*table.head, title=table.title, title_justify="left")
        for row in table.rows:
            drawn.add_row(*row)
        console.print(drawn)
    console.print(*lines, sep="\n")
