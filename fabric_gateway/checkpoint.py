"""Where a reader of events has got to, and where that is kept."""

import asyncio
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from .errors import MalformedError


@dataclass(frozen=True, slots=True)
class Position:
    """Continue with block `block_number`, behind its transaction `transaction_id` (empty: at its beginning)."""

    block_number: int
    transaction_id: str = ""


class Checkpointer(Protocol):
    """Keeps one `Position`. Save it after the event is handled: best in the same database transaction."""

    async def load(self) -> Position | None:
        """The stored position, None before the first save."""
        ...

    async def save(self, position: Position) -> None:
        """Replace the stored position."""
        ...


class InMemoryCheckpointer:
    """Lost with the process: for readers that only need to survive reconnection."""

    def __init__(self, position: Position | None = None) -> None:
        self._position = position

    async def load(self) -> Position | None:
        return self._position

    async def save(self, position: Position) -> None:
        self._position = position


class FileCheckpointer:
    """One JSON file, replaced as a whole and synced, so that a crash leaves the old position or the new one.

    One reader per file. `load` raises `MalformedError` for a file that is not a checkpoint.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    async def load(self) -> Position | None:
        return await asyncio.to_thread(self._read)

    async def save(self, position: Position) -> None:
        await asyncio.to_thread(self._write, position)

    def _read(self) -> Position | None:
        try:
            text = self._path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        try:
            stored = json.loads(text)
            block_number, transaction_id = stored["block_number"], stored["transaction_id"]
        except (ValueError, TypeError, KeyError) as error:
            raise MalformedError(f"{self._path} is not a checkpoint file; remove it to start anew") from error
        if type(block_number) is not int or block_number < 0 or not isinstance(transaction_id, str):
            raise MalformedError(f"{self._path} is not a checkpoint file; remove it to start anew")
        return Position(block_number, transaction_id)

    def _write(self, position: Position) -> None:
        draft = self._path.with_name(self._path.name + ".new")
        with draft.open("w", encoding="utf-8") as file:
            json.dump({"block_number": position.block_number, "transaction_id": position.transaction_id}, file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._path)
