"""Small files, written whole or not at all and readable by their owner only."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml


def write_bytes(file: Path, content: bytes, mode: int = 0o600) -> Path:
    """Writes beside the file and renames: a reader, or a crash, never meets half of it."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(file)
    return file


def write_text(file: Path, content: str, mode: int = 0o600) -> Path:
    return write_bytes(file, content.encode(), mode)


def write_json(file: Path, value: Any) -> Path:
    return write_text(file, json.dumps(value, indent=1, ensure_ascii=False) + "\n")


def write_yaml(file: Path, value: Any) -> Path:
    return write_text(file, yaml.safe_dump(value, sort_keys=False))


def read_json(file: Path) -> Any:
    """The file's value, or None where there is no file."""
    try:
        return json.loads(file.read_text())
    except FileNotFoundError:
        return None


def tail(file: Path, lines: int = 20) -> str:
    """The last lines of a log, "" where there is none. Reads the last 64 kB only."""
    try:
        with file.open("rb") as stream:
            stream.seek(max(0, file.stat().st_size - 65_536))
            text = stream.read().decode(errors="replace")
    except FileNotFoundError:
        return ""
    return "\n".join(text.splitlines()[-lines:])


@contextmanager
def locked(file: Path, *, wait: bool = True) -> Iterator[None]:
    """Holds an exclusive lock on `file` that ends with this process, however it ends.

    `BlockingIOError` when somebody else holds it and `wait` is false.
    """
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with file.open("a") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield
