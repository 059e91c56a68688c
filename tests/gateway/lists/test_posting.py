"""Group commit of lists: every request once, in its order, whatever the ledger says to those that go with it."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.errors import LedgerRefused, LedgerUnavailable
from gateway.ledger.port import Caller, Receipt
from gateway.lists import posting as posting_module
from gateway.lists.intake import Open
from gateway.lists.posting import MOST_LISTS, TURNS, Posting
from tests.helpers.scripted import ScriptedLedger

OPERATOR = Caller("PlatformMSP", b"operator", b"")


@dataclass(frozen=True)
class Sent:
    company: str
    cycle: int
    ids: tuple[str, ...]
    operations: tuple[str, ...]


@dataclass
class PostingLedger(ScriptedLedger):
    """Takes lists; refuses transactions with a `bad` one, and those of another cycle than `intake`."""

    intake: int = 7
    bad: frozenset[str] = frozenset()
    down: bool = False
    seconds: float = 0
    pace: asyncio.Event = field(default_factory=asyncio.Event)
    tried: list[Sent] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    at_once: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__()
        self.pace.set()

    async def submit(
        self, caller: Caller, function: str, argument: Mapping[str, Any], *, operation_ids: Sequence[str] = ()
    ) -> Receipt:
        assert function == "floor:PostLists"
        company = caller.certificate_pem.decode()
        ids = tuple(entry["list_id"] for entry in argument["lists"])
        self.tried.append(Sent(company, argument["cycle"], ids, tuple(operation_ids)))
        self.at_once[company] = self.at_once.get(company, 0) + 1
        assert self.at_once[company] == 1, "two transactions of a company at once"
        try:
            await self.pace.wait()
            await asyncio.sleep(self.seconds)
        finally:
            self.at_once[company] -= 1
        if self.down:
            raise LedgerUnavailable("LEDGER_UNAVAILABLE", "no answer")
        if argument["cycle"] != self.intake:
            raise LedgerRefused("CYCLE_NOT_OPEN", "frozen")
        if self.bad & set(ids):
            raise LedgerRefused("LIST_EXISTS", "stands", "lists.0.list_id")
        self.written += ids
        return Receipt(f"tx{len(self.tried)}", len(self.tried), {"written": len(ids), "kept": 0})

    async def evaluate(self, caller: Caller, function: str, argument: Mapping[str, Any]) -> dict[str, Any]:
        assert (caller, function, argument) == (OPERATOR, "floor:GetCycle", {"cycle": 0})
        return {"cycle": self.intake}


class Wallets:
    """Every company's name is its certificate."""

    async def caller(self, owner: str) -> Caller:
        return Caller("PlatformMSP", owner.encode(), b"")


@dataclass
class View:
    """The view's intake."""

    cycle: int | None = 7

    async def now(self) -> Open:
        return Open(self.cycle, frozenset())


@pytest.fixture
async def ledger() -> PostingLedger:
    return PostingLedger()


@pytest.fixture
async def posting(ledger: PostingLedger) -> AsyncIterator[Posting]:
    made = Posting(ledger, Wallets(), OPERATOR, View())  # type: ignore[arg-type]
    yield made
    await made.close()


def lists(*ids: str) -> list[dict[str, Any]]:
    return [{"list_id": id_} for id_ in ids]


async def begun(posting: Posting, count: int) -> list[asyncio.Task[Receipt]]:
    """That many posts of one list, the first one under way before the others come."""
    tasks = [asyncio.create_task(posting.post("C-A", lists("a0"), "op0"))]
    await until_idle()
    tasks += [asyncio.create_task(posting.post("C-A", lists(f"a{n}"), f"op{n}")) for n in range(1, count)]
    await until_idle()
    return tasks


async def until_idle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def test_a_lone_post_is_sent_at_once_and_answered_with_its_lists(ledger: PostingLedger, posting: Posting):
    receipt = await posting.post("C-A", lists("a1", "a2"), "op1")
    assert receipt.answer == {"cycle": 7, "list_ids": ["a1", "a2"]}
    assert ledger.tried == [Sent("C-A", 7, ("a1", "a2"), ("op1",))]


async def test_what_comes_at_the_same_moment_goes_together(ledger: PostingLedger, posting: Posting):
    await asyncio.gather(*(posting.post("C-A", lists(f"a{n}"), f"op{n}") for n in range(3)))
    assert [sent.ids for sent in ledger.tried] == [("a0", "a1", "a2")]


async def test_what_comes_meanwhile_goes_together_in_its_order(ledger: PostingLedger, posting: Posting):
    ledger.pace.clear()
    tasks = await begun(posting, 5)
    other = asyncio.create_task(posting.post("C-B", lists("b0"), "op9"))
    await until_idle()
    assert [sent.ids for sent in ledger.tried] == [("a0",), ("b0",)]
    ledger.pace.set()
    receipts = await asyncio.gather(*tasks, other)
    assert ledger.tried[2] == Sent("C-A", 7, ("a1", "a2", "a3", "a4"), ("op1", "op2", "op3", "op4"))
    assert [receipt.answer["list_ids"] for receipt in receipts[:5]] == [[f"a{n}"] for n in range(5)]
    assert len({receipt.transaction_id for receipt in receipts[1:5]}) == 1


async def test_those_answered_together_are_waited_for(ledger: PostingLedger, posting: Posting):
    ledger.seconds = 0.5  # so 75 ms

    async def twice(name: str) -> None:
        await posting.post("C-A", lists(f"{name}1"), f"op{name}1")
        await asyncio.sleep(0.01 if name == "a" else 0)
        await posting.post("C-A", lists(f"{name}2"), f"op{name}2")

    await asyncio.gather(*(twice(name) for name in "abc"))
    assert [sent.ids for sent in ledger.tried] == [("a1", "b1", "c1"), ("b2", "c2", "a2")]


async def busy(ledger: PostingLedger, posting: Posting, companies: int) -> list[asyncio.Task[Receipt]]:
    """Companies whose second transaction is due, each with a list; the ledger holds those that it has."""
    ledger.pace.clear()
    names = [f"C-{n}" for n in range(companies)]
    tasks = [asyncio.create_task(posting.post(name, lists(f"{name}.1"), f"{name}.1")) for name in names]
    await until_idle()
    tasks += [asyncio.create_task(posting.post(name, lists(f"{name}.2"), f"{name}.2")) for name in names]
    await until_idle()
    ledger.pace.set()  # those that it has may go, those that come are held
    ledger.pace = asyncio.Event()
    await asyncio.gather(*tasks[:companies])
    await until_idle()
    return tasks[companies:]


async def test_companies_that_go_on_take_turns_and_gather_posts_meanwhile(ledger: PostingLedger, posting: Posting):
    tasks = await busy(ledger, posting, TURNS + 2)
    assert len(ledger.tried) == TURNS + 2 + TURNS
    waiting = f"C-{TURNS}"
    tasks.append(asyncio.create_task(posting.post(waiting, lists("more"), "more")))
    await until_idle()
    ledger.pace.set()
    await asyncio.gather(*tasks)
    assert Sent(waiting, 7, (f"{waiting}.2", "more"), (f"{waiting}.2", "more")) in ledger.tried


async def test_an_idle_company_needs_no_turn(ledger: PostingLedger, posting: Posting):
    tasks = await busy(ledger, posting, TURNS)
    tasks.append(asyncio.create_task(posting.post("C-idle", lists("i"), "opi")))
    await until_idle()
    assert ledger.tried[-1].company == "C-idle"
    ledger.pace.set()
    await asyncio.gather(*tasks)


async def test_a_turn_is_not_waited_for_for_ever(
    ledger: PostingLedger, posting: Posting, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(posting_module, "_TURN_S", 0.05)
    tasks = await busy(ledger, posting, TURNS + 1)
    await asyncio.sleep(0.2)
    assert len(ledger.tried) == 2 * (TURNS + 1), "the ledger has all the others, and nobody has given up a turn"
    ledger.pace.set()
    await asyncio.gather(*tasks)
    monkeypatch.setattr(posting_module, "_TURN_S", 60)
    tasks, before = await busy(ledger, posting, TURNS + 1), 2 * (TURNS + 1)
    assert len(ledger.tried) == before + TURNS + 1 + TURNS, "a turn that was never had isn't given back"
    ledger.pace.set()
    await asyncio.gather(*tasks)


async def test_one_that_is_refused_fails_alone(ledger: PostingLedger, posting: Posting):
    ledger.bad = frozenset({"a2"})
    ledger.pace.clear()
    tasks = await begun(posting, 4)
    ledger.pace.set()
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert [isinstance(answer, LedgerRefused) for answer in answers] == [False, False, True, False]
    assert ledger.written == ["a0", "a1", "a3"]
    assert [sent.operations for sent in ledger.tried[2:]] == [("op1",), ("op2",), ("op3",)]


async def test_a_ledger_that_does_not_answer_is_said_to_all_and_asked_again_by_the_next(
    ledger: PostingLedger, posting: Posting
):
    ledger.down = True
    answers = await asyncio.gather(
        *(posting.post("C-A", lists(f"a{n}"), f"op{n}") for n in range(3)), return_exceptions=True
    )
    assert all(isinstance(answer, LedgerUnavailable) for answer in answers)
    ledger.down = False
    assert (await posting.post("C-A", lists("a9"), "op9")).answer["list_ids"] == ["a9"]


async def test_a_cycle_that_closes_meanwhile_sends_them_into_the_next(ledger: PostingLedger, posting: Posting):
    ledger.intake = 8  # the view still says 7
    receipt = await posting.post("C-A", lists("a1"), "op1")
    assert receipt.answer == {"cycle": 8, "list_ids": ["a1"]}
    assert [sent.cycle for sent in ledger.tried] == [7, 8]


async def test_a_view_without_a_cycle_leaves_the_question_to_the_ledger(ledger: PostingLedger):
    posting = Posting(ledger, Wallets(), OPERATOR, View(None))  # type: ignore[arg-type]
    assert (await posting.post("C-A", lists("a1"), "op1")).answer["cycle"] == 7
    assert len(ledger.tried) == 1


async def test_a_request_that_is_given_up_does_not_take_others_along(ledger: PostingLedger, posting: Posting):
    ledger.pace.clear()
    tasks = await begun(posting, 3)
    tasks[1].cancel()
    await until_idle()
    ledger.pace.set()
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(answers[1], asyncio.CancelledError)
    assert [answers[n].answer["list_ids"] for n in (0, 2)] == [["a0"], ["a2"]]  # type: ignore[union-attr]
    assert ledger.written == ["a0", "a1", "a2"]  # it was asked for, and its operation is found in the records


async def test_closing_gives_up_what_is_under_way(ledger: PostingLedger, posting: Posting):
    ledger.pace.clear()
    tasks = await begun(posting, 2)
    await posting.close()
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(answer, asyncio.CancelledError) for answer in answers)


POSTS = st.lists(
    st.tuples(st.sampled_from(["C-A", "C-B"]), st.integers(1, 400), st.booleans(), st.integers(0, 3)), max_size=25
)


@settings(max_examples=40, deadline=None)
@given(POSTS)
def test_every_request_is_written_once_and_whole_or_refused_itself(posts: list[tuple[str, int, bool, int]]):
    asyncio.run(_once_and_whole(posts))


async def _once_and_whole(posts: list[tuple[str, int, bool, int]]) -> None:
    asked = [(company, [f"{n}.{i}" for i in range(size)]) for n, (company, size, _, _) in enumerate(posts)]
    bad = frozenset(ids[0] for (_, ids), (_, _, spoilt, _) in zip(asked, posts, strict=True) if spoilt)
    ledger = PostingLedger(bad=bad)
    posting = Posting(ledger, Wallets(), OPERATOR, View())  # type: ignore[arg-type]

    async def post(number: int) -> Receipt:
        for _ in range(posts[number][3]):
            await asyncio.sleep(0)
        company, ids = asked[number]
        return await posting.post(company, lists(*ids), f"op{number}")

    answers = await asyncio.gather(*(post(n) for n in range(len(posts))), return_exceptions=True)
    good = []
    for (_, ids), answer in zip(asked, answers, strict=True):
        if bad & set(ids):
            assert isinstance(answer, LedgerRefused)
        else:
            assert isinstance(answer, Receipt)
            assert answer.answer == {"cycle": 7, "list_ids": ids}
            good += ids
    assert sorted(ledger.written) == sorted(good)
    assert all(len(sent.ids) <= MOST_LISTS for sent in ledger.tried)
    for sent in ledger.tried:
        owners = {asked[int(operation[2:])][0] for operation in sent.operations}
        assert owners == {sent.company}
