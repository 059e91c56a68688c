"""The processes' logs: appended to over restarts, and limited in size."""

import shutil
from io import BufferedWriter
from pathlib import Path

LIMIT_BYTES = 64 * 1024 * 1024


def open_log(file: Path) -> BufferedWriter:
    """Opens for appending, so that a log that is cut short while a process writes to it goes on at its new end."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return file.open("ab")


def limit_size(file: Path, limit_bytes: int = LIMIT_BYTES) -> None:
    """Moves what is in an overlong log to `<name>.log.1` (one generation is kept).

    Copied and cut, not renamed: the process holds the file open. Lines written between the two steps are lost.
    """
    try:
        if file.stat().st_size <= limit_bytes:
            return
    except FileNotFoundError:
        return
    shutil.copyfile(file, file.with_name(f"{file.name}.1"))
    with file.open("r+b") as stream:
        stream.truncate(0)
