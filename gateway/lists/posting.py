"""Group commit of lists: what a company posts while a transaction of its own is under way goes into its next one."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any, Final

from gateway.errors import LedgerRefused
from gateway.ledger.port import Caller, Ledger, Receipt
from gateway.lists.intake import Intake
from gateway.wallets.service import Wallets

#: Lists in one transaction; the chain's own limit.
MOST_LISTS: Final = 1000
#: Those who were answered together ask again at much the same moment; the first of them is waited with for this share
#: of the transaction's time, or it would go alone and the others after it. Who sends one request at a time never waits.
_GATHER: Final = 0.15
#: Transactions at once of companies that send one after another. Who waits for a turn gathers posts meanwhile: the
#: ledger writes as many lists in half the transactions. After _TURN_S a company goes without one.
TURNS: Final = 8
_TURN_S: Final = 1.0
_CYCLES_TRIED: Final = 4
_CYCLE_MOVED: Final = frozenset({"CYCLE_NOT_OPEN", "CYCLE_UNKNOWN"})

Entry = dict[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class _Post:
    """One request's lists, all or none."""

    lists: Sequence[Entry]
    operation_id: str
    done: asyncio.Future[Receipt]


class Posting:
    """Posts lists, one transaction of a company at a time, signed by the company.

    A post waits for nothing while its company has none under way. Requests stay apart: each is answered with its
    own lists, and where the ledger refuses several together each is sent again alone, so that none pays for another's.
    """

    def __init__(self, ledger: Ledger, wallets: Wallets, operator: Caller, intake: Intake) -> None:
        self._ledger = ledger
        self._wallets = wallets
        self._operator = operator
        self._intake = intake
        self._waiting: dict[str, list[_Post]] = {}  # of the companies that have a transaction under way
        self._turns = asyncio.Semaphore(TURNS)
        self._tasks: set[asyncio.Task[None]] = set()

    async def post(self, company_id: str, lists: Sequence[Entry], operation_id: str) -> Receipt:
        """Posts entries of `PostLists` into the cycle in intake, or the one after it where it closes meanwhile.

        The receipt's answer is `cycle` and `list_ids`. Fails as `Ledger.submit` does.
        """
        done: asyncio.Future[Receipt] = asyncio.get_running_loop().create_future()
        post = _Post(lists, operation_id, done)
        if company_id in self._waiting:
            self._waiting[company_id].append(post)
        else:
            self._waiting[company_id] = [post]
            task = asyncio.create_task(self._send(company_id), name=f"lists of {company_id}")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return await done

    async def close(self) -> None:
        """Gives up what is under way: its envelope is stored, and the next start finishes it."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _send(self, company_id: str) -> None:
        under_way: list[_Post] = []
        try:
            turn: AbstractAsyncContextManager[None] = contextlib.nullcontext()
            while self._waiting[company_id]:
                async with turn:
                    under_way = _first(self._waiting[company_id])
                    began = time.monotonic()
                    await self._together(company_id, under_way)
                if len(under_way) > 1:
                    await asyncio.sleep(_GATHER * (time.monotonic() - began))
                turn = self._turn()
        finally:
            for post in (*under_way, *self._waiting.pop(company_id)):
                post.done.cancel()  # nothing is left here but where this task was cancelled

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        has_turn = False
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_TURN_S):
                    has_turn = await self._turns.acquire()
            yield
        finally:
            if has_turn:
                self._turns.release()

    async def _together(self, company_id: str, posts: Sequence[_Post]) -> None:
        try:
            receipt, cycle = await self._submit(company_id, posts)
        except Exception as error:  # noqa: BLE001 - whatever it was, each request must hear of it
            if isinstance(error, LedgerRefused) and len(posts) > 1:
                for post in posts:
                    await self._together(company_id, [post])
                return
            for post in posts:
                if not post.done.done():
                    post.done.set_exception(error)
            return
        for post in posts:
            if not post.done.done():
                ids = [entry["list_id"] for entry in post.lists]
                post.done.set_result(replace(receipt, answer={"cycle": cycle, "list_ids": ids}))

    async def _submit(self, company_id: str, posts: Sequence[_Post]) -> tuple[Receipt, int]:
        caller = await self._wallets.caller(company_id)
        lists = [entry for post in posts for entry in post.lists]
        operations = [post.operation_id for post in posts]
        # The view is asked first, and the ledger where the view was wrong.
        cycle = (await self._intake.now()).cycle or await self._current_cycle()
        for left in reversed(range(_CYCLES_TRIED)):
            argument = {"cycle": cycle, "lists": lists}
            try:
                return await self._ledger.submit(caller, "floor:PostLists", argument, operation_ids=operations), cycle
            except LedgerRefused as error:
                if error.code not in _CYCLE_MOVED or not left:
                    raise
                cycle = await self._current_cycle()
        raise AssertionError("unreachable: the last try answers or raises")

    async def _current_cycle(self) -> int:
        answer = await self._ledger.evaluate(self._operator, "floor:GetCycle", {"cycle": 0})
        return int(answer["cycle"])


def _first(waiting: list[_Post]) -> list[_Post]:
    """Takes the posts that came first, as many as fit into one transaction, out of `waiting`."""
    count, lists = 1, len(waiting[0].lists)
    while count < len(waiting) and lists + len(waiting[count].lists) <= MOST_LISTS:
        lists += len(waiting[count].lists)
        count += 1
    taken = waiting[:count]
    del waiting[:count]
    return taken
