"""How the steps of a command are told to whoever waits for them."""

from collections.abc import Callable

Progress = Callable[[str], None]
"""Receives one line of text per step."""


def silent(_line: str) -> None:
    """Tells nobody."""
