"""A client in a process of its own: an order a line on its standard input, an answer a line on its output."""

import asyncio
import contextlib
import json
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.ledger.load import Load, Run

READY_S = 60.0
ANSWER_MORE_S = 15.0
"""What a client may take beyond the load's own limit and deadline before it is given up."""
_LINE = 64 << 20  # bytes: an answer has every latency


class ClientEnded(Exception):
    """The client's process ended, or did not answer in time; the text has the end of what it said."""


@dataclass
class InProcessOfItsOwn:
    """Started at the first load; `afresh`: for every load anew, as what failed may leave things behind."""

    name: str
    command: Sequence[str | Path]
    environment: Mapping[str, str]
    log: Path
    afresh: bool = False
    _process: Process | None = field(default=None, init=False)

    async def run(self, load: Load) -> Run:
        """A client that ends, or doesn't answer, has failed with everything it was asked for."""
        patience_s = load.limit_s + load.deadline_s + ANSWER_MORE_S
        try:
            process = await self._started()
            answer = await self._ask(process, load.order(), patience_s)
        except ClientEnded as error:
            await self.close()
            return Run(self.name, load.in_flight, 0, patience_s, None, [], {str(error)[:300]: load.transactions})
        if self.afresh:
            await self.close()
        return Run(
            self.name, load.in_flight, answer["committed"], answer["seconds"], answer["cpu_s"],
            sorted(answer["latencies_ms"] or []), answer["errors"],
        )  # fmt: skip

    async def close(self) -> None:
        """End the process; one that doesn't end with its input is killed."""
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin is not None
        process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), 5)
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    async def _started(self) -> Process:
        if self._process is None:
            self.log.parent.mkdir(parents=True, exist_ok=True)
            with self.log.open("ab") as log:
                self._process = await asyncio.create_subprocess_exec(
                    *map(str, self.command),
                    stdin=PIPE,
                    stdout=PIPE,
                    stderr=log,
                    env=dict(self.environment),
                    limit=_LINE,
                )
            await self._line(self._process, READY_S)
        return self._process

    async def _ask(self, process: Process, order: dict[str, Any], patience_s: float) -> dict[str, Any]:
        assert process.stdin is not None
        process.stdin.write(json.dumps(order).encode() + b"\n")
        with contextlib.suppress(ConnectionError):  # then it has ended, which the answer tells
            await process.stdin.drain()
        answer: dict[str, Any] = await self._line(process, patience_s)
        return answer

    async def _line(self, process: Process, patience_s: float) -> Any:
        assert process.stdout is not None
        try:
            line = await asyncio.wait_for(process.stdout.readline(), patience_s)
        except TimeoutError as error:
            raise ClientEnded(f"{self.name} did not answer within {patience_s:.0f} s; see {self.log.name}") from error
        if not line:
            said = self.log.read_text("utf-8", "replace").strip()[-200:]
            raise ClientEnded(f"{self.name} ended: {said}")
        return json.loads(line)
