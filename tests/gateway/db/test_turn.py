"""Who writes goes in turn."""

import asyncio

import pytest
from sqlalchemy import Connection, func, insert, select

from gateway.db.columns import now
from gateway.db.direct import Direct
from gateway.db.turn import Turn
from gateway.records.models import Account
from tests.helpers.databases import Database


async def test_they_go_one_after_the_other_in_the_order_in_which_they_came() -> None:
    turn, inside, order = Turn(10), 0, []

    async def write(number: int) -> None:
        nonlocal inside
        async with turn.taken():
            inside += 1
            assert inside == 1
            await asyncio.sleep(0)
            order.append(number)
            inside -= 1

    await asyncio.gather(*(write(number) for number in range(20)))
    assert order == list(range(20))


async def test_a_turn_ends_also_where_its_owner_fails_or_is_cancelled() -> None:
    turn = Turn(10)

    async def failing() -> None:
        async with turn.taken():
            raise ValueError("bad")

    async def waiting() -> None:
        async with turn.taken():
            await asyncio.Event().wait()

    with pytest.raises(ValueError, match="bad"):
        await failing()
    first, second = asyncio.create_task(waiting()), asyncio.create_task(waiting())
    await asyncio.sleep(0)
    for cancelled in (second, first):
        cancelled.cancel()
        with pytest.raises(asyncio.CancelledError):
            await cancelled
    async with asyncio.timeout(5), turn.taken():
        pass


async def test_who_waits_too_long_goes_without() -> None:
    turn = Turn(0.01)
    async with turn.taken():
        async with asyncio.timeout(5), turn.taken():
            pass
        assert turn._lock.locked()
    assert not turn._lock.locked()


async def test_sessions_and_pieces_of_work_share_the_turns_of_their_database(records: Database) -> None:
    direct = Direct(records.sessions)

    async def by_session(number: int) -> None:
        async with records.sessions.begin() as session:
            await session.scalar(select(func.count()).select_from(Account))
            session.add(Account(login=f"s{number}", password_hash="x", role="operator"))

    def add(connection: Connection, number: int) -> None:
        row = {"id": str(number), "login": f"d{number}", "password_hash": "x", "role": "operator", "created_at": now()}
        connection.execute(insert(Account), row)

    async def by_work(number: int) -> None:
        await direct.write(lambda connection: add(connection, number))

    async with asyncio.timeout(20):
        await asyncio.gather(*(write(number) for number in range(25) for write in (by_session, by_work)))
    async with records.sessions() as session:
        assert await session.scalar(select(func.count()).select_from(Account)) == 50
