"""The real contract over a ledger in memory: a process of chaincode/cmd/simledger behind the port."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any, Self

from gateway.errors import LedgerUnavailable
from gateway.ledger.blocks import ledger_write
from gateway.ledger.errors import refused
from gateway.ledger.port import Caller, LedgerBlock, LedgerTransaction, Receipt
from network.build import cache_folder
from network.go import find
from network.progress import silent
from shoal.home import checkout, shoal_home

_LONGEST_LINE = 256 * 1024 * 1024
_ANSWER_S = 60.0


def build(folder: Path) -> Path:
    """Compiles the program into `folder` (quick when Go has its parts in its cache)."""
    program = folder / "simledger"
    go = find(cache_folder(shoal_home()), silent)
    build_it = ("build", "-o", str(program), "./cmd/simledger")
    go.compile(*build_it, folder=checkout() / "chaincode", progress=silent, settings={})
    return program


class SimLedger:
    """A ledger of its own per object. One transaction per block; a block is there as soon as `submit` returns."""

    channel = "floor"

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._turn = asyncio.Lock()
        self._ids = count(1)
        self._grown = asyncio.Condition()

    @classmethod
    async def start(cls, program: Path) -> Self:
        """Starts the process."""
        pipe = asyncio.subprocess.PIPE
        return cls(await asyncio.create_subprocess_exec(program, stdin=pipe, stdout=pipe, limit=_LONGEST_LINE))

    async def submit(
        self, caller: Caller, function: str, argument: Mapping[str, Any], *, operation_ids: Sequence[str] = ()
    ) -> Receipt:
        """See the port."""
        reply = await self._call("submit", caller, function, argument)
        async with self._grown:
            self._grown.notify_all()
        return Receipt(reply["transaction_id"], reply["block"], json.loads(reply["answer"]))

    async def evaluate(self, caller: Caller, function: str, argument: Mapping[str, Any]) -> dict[str, Any]:
        """See the port."""
        reply = await self._call("evaluate", caller, function, argument)
        answer: dict[str, Any] = json.loads(reply["answer"])
        return answer

    async def blocks(self, start: int) -> AsyncIterator[LedgerBlock]:
        """See the port."""
        number = start
        while True:
            async with self._grown:
                while number >= await self.height():
                    await self._grown.wait()
            yield _block((await self._ask({"op": "block", "number": number}))["block"])
            number += 1

    async def height(self) -> int:
        """See the port."""
        reply = await self._ask({"op": "height"})
        return int(reply.get("height", 0))

    async def resume(self) -> int:
        """There is no outbox: a submit is either done or was never begun."""
        return 0

    async def close(self) -> None:
        """Ends the process."""
        if self._process.stdin is not None and self._process.returncode is None:
            self._process.stdin.close()
            await self._process.stdin.wait_closed()
        await asyncio.wait_for(self._process.wait(), _ANSWER_S)

    async def _call(self, op: str, caller: Caller, function: str, argument: Mapping[str, Any]) -> dict[str, Any]:
        return await self._ask(
            {
                "op": op,
                "msp_id": caller.msp_id,
                "certificate": caller.certificate_pem.decode(),
                "function": function,
                "argument": json.dumps(argument, ensure_ascii=False),
            }
        )

    async def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        # A caller that is cancelled must not leave its answer to the next one: the exchange is finished regardless.
        reply = await asyncio.shield(asyncio.create_task(self._exchange(request)))
        if not reply["ok"]:
            raise refused(reply["error"])
        return reply

    async def _exchange(self, request: dict[str, Any]) -> dict[str, Any]:
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        async with self._turn:
            number = next(self._ids)
            try:
                process.stdin.write(json.dumps({"id": number, **request}, ensure_ascii=False).encode() + b"\n")
                await process.stdin.drain()
                line = await asyncio.wait_for(process.stdout.readline(), _ANSWER_S)
            except (BrokenPipeError, ConnectionResetError):
                line = b""
            if not line:
                raise LedgerUnavailable("LEDGER_UNAVAILABLE", "the simulated ledger's process has ended")
            reply: dict[str, Any] = json.loads(line)
            assert reply["id"] == number
            return reply


def _block(block: dict[str, Any]) -> LedgerBlock:
    return LedgerBlock(
        block["number"],
        tuple(
            LedgerTransaction(
                transaction["transaction_id"],
                index,
                transaction["code"] == "VALID",
                transaction["code"],
                tuple(map(_write, transaction["writes"] or ())),
            )
            for index, transaction in enumerate(block["transactions"])
        ),
    )


def _write(write: dict[str, Any]) -> Any:
    value = None if write["delete"] else base64.b64decode(write["value_base64"])
    return ledger_write(base64.b64decode(write["key_base64"]).decode(), value)
