"""The projector on scripted ledgers: in step, through failures and restarts, each block once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import select

from gateway.errors import LedgerUnavailable
from gateway.ledger.port import LedgerBlock
from gateway.projection import projector as projector_module
from gateway.projection.errors import ProjectionBehind, ProjectionForeign
from gateway.projection.models import Checkpoint, Credit, OtherWrite
from gateway.projection.projector import Projector
from tests.helpers.databases import Database
from tests.helpers.scripted import ScriptedLedger, block, write


def counting(number: int) -> LedgerBlock:
    """Block `number`, whose value can only be right when every block before was applied once."""
    return block(number, [write("fund", f"{number:08d}", of=number), write("fund.last", last=number)])


@asynccontextmanager
async def following(ledger: ScriptedLedger, made: Database) -> AsyncIterator[Projector]:
    projector = Projector(ledger, made.sessions)
    await projector.start()
    try:
        yield projector
    finally:
        await projector.stop()


async def funds(made: Database) -> list[int]:
    async with made.sessions() as session:
        rows = await session.scalars(
            select(OtherWrite).where(OtherWrite.object_type == "fund").order_by(OtherWrite.attributes)
        )
        return [row.value["of"] for row in rows]


async def failed(projector: Projector) -> None:
    """Returns once it says that it fails, however busy the machine."""
    async with asyncio.timeout(30):
        while projector.error is None:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.001)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(projector_module, "_RETRY_S", (0.0, 0.001))


async def test_it_applies_what_is_there_and_what_comes(projection: Database) -> None:
    ledger = ScriptedLedger(map(counting, range(5)))
    async with following(ledger, projection) as projector:
        await projector.wait_for(4, 5)
        assert await funds(projection) == [0, 1, 2, 3, 4]
        ledger.append(counting(5))
        await projector.wait_for(5, 5)
        assert await funds(projection) == [0, 1, 2, 3, 4, 5]
        status = await projector.status()
    assert (status.next_block, status.height, status.lag, status.state, status.error) == (6, 6, 0, "following", None)


async def test_it_goes_on_from_its_checkpoint(projection: Database) -> None:
    ledger = ScriptedLedger(map(counting, range(3)))
    async with following(ledger, projection) as projector:
        await projector.wait_for(2, 5)
    ledger.append(counting(3))
    async with following(ledger, projection) as projector:
        assert projector.next_block == 3
        await projector.wait_for(3, 5)
    assert await funds(projection) == [0, 1, 2, 3]


async def test_a_wait_has_a_deadline_and_says_what_it_waited_for(projection: Database) -> None:
    async with following(ScriptedLedger([counting(0)]), projection) as projector:
        with pytest.raises(
            ProjectionBehind, match=r"PROJECTION_BEHIND: waited 0.05 s for block 9 in the database, which"
        ):
            await projector.wait_for(9, 0.05)


async def test_waiters_are_woken_at_their_own_block(projection: Database) -> None:
    ledger = ScriptedLedger()
    async with following(ledger, projection) as projector:
        waits = [asyncio.create_task(projector.wait_for(number, 5)) for number in (2, 0, 1, 1)]
        await asyncio.sleep(0)
        ledger.append(counting(0), counting(1))
        await asyncio.gather(*waits[1:])
        assert not waits[0].done()
        ledger.append(counting(2))
        await waits[0]


async def test_it_outlives_a_peer_that_hangs_up(projection: Database, impatient: None) -> None:
    ledger = ScriptedLedger(map(counting, range(2)))
    async with following(ledger, projection) as projector:
        await projector.wait_for(1, 5)
        ledger.cut()
        ledger.append(counting(2))
        await projector.wait_for(2, 5)
        assert (await projector.status()).state == "following"
    assert ledger.streams == 2
    assert await funds(projection) == [0, 1, 2]


async def test_it_says_that_it_fails_and_why(projection: Database, impatient: None) -> None:
    class Mute(ScriptedLedger):
        mute = True

        async def height(self) -> int:
            if self.mute:
                raise LedgerUnavailable("LEDGER_UNAVAILABLE", "no peer")
            return await super().height()

    ledger = Mute([counting(0)])
    async with following(ledger, projection) as projector:
        await failed(projector)
        with pytest.raises(ProjectionBehind, match="LEDGER_UNAVAILABLE: no peer"):
            await projector.wait_for(0, 0.05)
        ledger.mute = False
        await projector.wait_for(0, 5)
        assert projector.error is None


async def test_a_value_it_does_not_read_stops_it_there_until_the_ledger_is_read_anew(
    projection: Database, impatient: None
) -> None:
    ledger = ScriptedLedger([counting(0), block(1, [write("credit", "C-AAAA", tenths=3)])])
    async with following(ledger, projection) as projector:
        await projector.wait_for(0, 5)
        await failed(projector)
        with pytest.raises(ProjectionBehind, match="PROJECTION_VALUE"):
            await projector.wait_for(1, 0.1)
        assert (await projector.status()).state == "failing"
        ledger.chain[1] = counting(1)
        await projector.wait_for(1, 5)
    assert await funds(projection) == [0, 1]


async def test_a_database_of_a_longer_ledger_is_refused(projection: Database, impatient: None) -> None:
    async with following(ScriptedLedger(map(counting, range(4))), projection) as projector:
        await projector.wait_for(3, 5)
    async with following(ScriptedLedger([counting(0)]), projection) as projector:
        await failed(projector)
        with pytest.raises(ProjectionBehind, match=r"PROJECTION_FOREIGN.*projection rebuild"):
            await projector.wait_for(4, 0.1)


async def test_a_block_of_another_chain_is_refused(projection: Database, impatient: None) -> None:
    async with following(ScriptedLedger([LedgerBlock(0, (), "aa", "")]), projection) as projector:
        await projector.wait_for(0, 5)
    other = ScriptedLedger([LedgerBlock(0, (), "bb", ""), LedgerBlock(1, (), "cc", "bb")])
    async with following(other, projection) as projector:
        await failed(projector)
        with pytest.raises(ProjectionBehind, match="PROJECTION_FOREIGN: block 1 doesn't follow"):
            await projector.wait_for(1, 0.1)


async def test_two_projectors_on_one_database_apply_each_block_once(projection: Database, impatient: None) -> None:
    class Tally(ScriptedLedger):
        async def blocks(self, start: int) -> AsyncIterator[LedgerBlock]:
            async for each in super().blocks(start):
                await asyncio.sleep(0)
                yield each

    chain = [block(number, [write("fund", f"{number:08d}", of=number)]) for number in range(40)]
    one, two = Tally(chain), Tally(chain)
    async with following(one, projection) as first, following(two, projection) as second:
        await asyncio.gather(first.wait_for(39, 20), second.wait_for(39, 20))
    assert await funds(projection) == list(range(40))


async def test_a_crash_between_any_two_steps_loses_and_doubles_nothing(
    projection: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In every block one process dies before its transaction ends; the next one applies it and is replaced too."""
    chain = [
        block(number, [write("credit", "C-AAAA", company_id="C-AAAA", tenths=number + 1, entries=number + 1)])
        for number in range(6)
    ]
    applied: list[int] = []
    genuine = projector_module.apply_block

    def dying(connection, current, changes):  # type: ignore[no-untyped-def]
        genuine(connection, current, changes)
        applied.append(current.number)
        if applied.count(current.number) == 1:
            raise KeyboardInterrupt  # nothing catches it: the transaction is cut off

    monkeypatch.setattr(projector_module, "apply_block", dying)
    for number in range(6):
        dead = Projector(ScriptedLedger(chain), projection.sessions)
        with pytest.raises(KeyboardInterrupt):
            await dead._apply(chain[number])
        async with projection.sessions() as session:
            checkpoint = await session.get(Checkpoint, 1)
            assert checkpoint is not None
            assert checkpoint.next_block == number
        async with following(ScriptedLedger(chain[: number + 1]), projection) as projector:
            await projector.wait_for(number, 5)
    assert applied == sorted([*range(6), *range(6)])
    async with projection.sessions() as session:
        row = await session.get(Credit, "C-AAAA")
        assert row is not None
        assert (row.tenths, row.entries) == (6, 6)


async def test_a_database_without_a_checkpoint_is_refused_at_the_start(projection: Database) -> None:
    async with projection.sessions.begin() as session:
        await session.delete(await session.get_one(Checkpoint, 1))
    with pytest.raises(ProjectionForeign, match="no checkpoint"):
        await Projector(ScriptedLedger(), projection.sessions).start()


async def test_ten_thousand_writes_of_one_block(projection: Database) -> None:
    entries = [
        write("credit", f"C-{number:06d}", company_id=f"C-{number:06d}", tenths=30, entries=1)
        for number in range(10_000)
    ]
    async with following(ScriptedLedger([block(0, entries), block(1, entries)]), projection) as projector:
        await projector.wait_for(1, 60)
    async with projection.sessions() as session:
        assert len((await session.scalars(select(Credit))).all()) == 10_000
