"""Drops the view and replays the ledger into it."""

from collections.abc import Callable
from functools import partial

from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

from gateway.db.base import sessions_of
from gateway.db.direct import Direct
from gateway.db.migrate import downgrade, upgrade
from gateway.ledger.port import BlockSource, LedgerBlock
from gateway.projection.apply import changes_of
from gateway.projection.block_repository import apply_block, read_checkpoint

Progress = Callable[[int, int], None]


async def rebuild(engine: AsyncEngine, ledger: BlockSource, progress: Progress = lambda _done, _height: None) -> int:
    """Drops every table, makes them anew and applies all blocks up to the height at the start. Answers the height."""
    height = await ledger.height()
    await downgrade(engine, "projection")
    await upgrade(engine, "projection")
    await replay(engine, ledger, height, progress)
    return height


async def replay(
    engine: AsyncEngine, ledger: BlockSource, height: int, progress: Progress = lambda _done, _height: None
) -> None:
    """Applies the blocks from the checkpoint up to `height`.

    `progress` is called with the number of blocks done and the height after each block.
    """
    sessions = sessions_of(engine)
    async with sessions() as session:
        done = await read_checkpoint(session)
    if done >= height:
        return
    database = Direct(sessions)
    stream = ledger.blocks(done)
    try:
        async for block in stream:
            await database.write(partial(_apply, block))
            progress(block.number + 1, height)
            if block.number + 1 >= height:
                return
    finally:
        if close := getattr(stream, "aclose", None):
            await close()
    raise AssertionError("the ledger's block stream is endless and it ended")


def _apply(block: LedgerBlock, connection: Connection) -> None:
    apply_block(connection, block, changes_of(block))
