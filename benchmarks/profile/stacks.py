"""Where the gateway's Python spends its time: its stacks, sampled from outside by py-spy, by part of the program."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

PER_SECOND = 100
END_S = 60.0
PARTS = (
    ("matcher", r"\(matching/|gateway/cycles/matcher"),
    ("classifier", r"\(sentiment/|gateway/statements/(text_index|repeats)|gateway/explanations/"),
    ("signing and checking signatures", r"cryptography/|gateway/wallets/|fabric_gateway/(signing|signer)|_signer\.py"),
    ("projector", r"gateway/projection/"),
    ("ledger client (gRPC, protobuf)", r"\(fabric_gateway/|\(grpc/|google/protobuf|gateway/ledger/"),
    ("database", r"sqlalchemy/|aiosqlite/|sqlite3|gateway/db/"),
    ("cycle", r"gateway/cycles/"),
    ("requests: rules of the floor", r"gateway/(?!web/|app|serve|cli|logs)[a-z_]+/"),
    ("requests: HTTP, validation, JSON", r"fastapi/|starlette/|uvicorn/|pydantic|gateway/web/|json/|httptools|anyio/"),
    ("event loop", r"asyncio/|uvloop|selectors\.py|concurrent/futures|threading\.py"),
)
"""The first part that any frame of a stack belongs to."""
OTHER = "other"
Format = Literal["flamegraph", "raw"]


class NotSampled(RuntimeError):
    """py-spy could not read the process; the text is its own."""


@contextmanager
def sampled(pid: int, file: Path, form: Format) -> Iterator[None]:
    """Samples a process while the block runs, only threads that compute; `file` is there afterwards."""
    command: list[str | Path] = [
        Path(sys.executable).with_name("py-spy"), "record", "--pid", str(pid), "--output", str(file),
        "--format", form, "--rate", str(PER_SECOND),
    ]  # fmt: skip
    file.parent.mkdir(parents=True, exist_ok=True)
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield
        finally:
            if process.poll() is None:
                os.kill(process.pid, signal.SIGINT)  # it writes what it has
            try:
                said = process.communicate(timeout=END_S)[1]
            except subprocess.TimeoutExpired:
                process.kill()
                said = f"py-spy did not end within {END_S:.0f} s"
        if not file.exists():
            raise NotSampled(said.strip()[-400:])


def titled(svg: str, title: str) -> str:
    """A flame graph with another title: py-spy's is its command line, with this machine's paths."""
    return re.sub(r">[^<>]*py-spy[^<>]* record [^<>]*<", f">{title}<", svg)


def part_of(stack: str) -> str:
    """Of one stack, frames from the outermost on, with semicolons between."""
    return next((name for name, pattern in _COMPILED if pattern.search(stack)), OTHER)


def by_part(lines: Sequence[str]) -> dict[str, float]:
    """Share of the samples by part, the largest first; `lines` are `frame;frame;… count`."""
    counts: dict[str, int] = {}
    for line in lines:
        stack, _, count = line.rpartition(" ")
        if stack:
            part = part_of(stack)
            counts[part] = counts.get(part, 0) + int(count)
    every = sum(counts.values())
    return {part: count / every for part, count in sorted(counts.items(), key=lambda item: -item[1])}


def hottest(lines: Sequence[str], most: int = 25) -> list[tuple[str, float]]:
    """Functions that were running themselves, with their share of the samples."""
    counts: dict[str, int] = {}
    for line in lines:
        stack, _, count = line.rpartition(" ")
        if stack:
            frame = re.sub(r":\d+\)$", ")", stack.rpartition(";")[2])
            counts[frame] = counts.get(frame, 0) + int(count)
    every = sum(counts.values())
    return [(frame, n / every) for frame, n in sorted(counts.items(), key=lambda item: -item[1])[:most]]


_COMPILED = [(name, re.compile(pattern)) for name, pattern in PARTS]
