"""SQL of the index of alike texts.

A row says that a text (by its number) has a band. A band's key holds 24 bits of its company's name, so a company's
bands lie together, and 40 bits of the band (sentiment.likeness). That two keys are the same by chance does no harm:
what is found is compared in full.
"""

import asyncio
import hashlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

import structlog
from sqlalchemy import (
    BigInteger,
    Connection,
    Dialect,
    Executable,
    bindparam,
    column,
    delete,
    func,
    insert,
    literal_column,
    or_,
    select,
    update,
    values,
)
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from gateway.db.group_reader import Found, Key, Lookup
from gateway.records.models import EvaluationText, TextBand
from sentiment.likeness import BANDS, SHARED, VERSION, Sketch, sketch

log = structlog.get_logger(__name__)

#: Texts that are compared in full, those that share most bands first: one just alike shares some seven of the twenty.
COMPARED: Final = 16
INSERT: Final[Executable] = insert(TextBand).values(
    {column.key: bindparam(column.key) for column in TextBand.__table__.columns}
)
TEXTS: Final = Lookup(
    EvaluationText.number, reads=(EvaluationText.match_id, EvaluationText.company_id, EvaluationText.text)
)
_CHUNK: Final = 200
_BAND_BITS: Final = 40


def keys_of(company_id: str, found: Sketch) -> tuple[int, ...]:
    """The keys of a company's text: at most BANDS signed 64-bit numbers."""
    company = int.from_bytes(hashlib.blake2b(company_id.encode(), digest_size=3).digest(), "big") << _BAND_BITS
    return tuple(dict.fromkeys((company | (band & (1 << _BAND_BITS) - 1)) - 2**63 for band in found.bands))


def rows(number: int, keys: Sequence[int]) -> list[dict[str, Any]]:
    """The rows that put a text into the index, for INSERT."""
    return [{"band": key, "text": number} for key in keys]


class _Sharing:
    """A look-up by the keys of a text: rows `(_, text, shared)` of the texts that share at least SHARED of them.

    At most COMPARED and one more, for the text itself may be among them; those that share most come first.
    """

    chunk: Final = 900 // BANDS

    def read(self, connection: Connection, keys: Sequence[Key]) -> Found:
        """See `gateway.db.group_reader.Lookup`."""
        size = min(self.chunk, 1 << (len(keys) - 1).bit_length())  # few sizes, so that few statements are compiled
        asked = [band for bands in keys for band in (*bands, *(None,) * (BANDS - len(bands)))]
        asked += [None] * (size * BANDS - len(asked))
        found: Found = {}
        for row in connection.exec_driver_sql(_sharing(connection.dialect, size), tuple(asked)):
            found.setdefault(keys[row[0]], []).append(row)
        return found


SHARING: Final = _Sharing()


@lru_cache
def _sharing(dialect: Dialect, size: int) -> str:
    """The question about so many texts at once, in SQL with BANDS parameters for each, in order; NULL finds nothing.

    It is kept as text: to find out anew that a statement of 900 parameters is the same takes longer than to answer it.
    """
    pairs = [
        (literal_column(str(n), BigInteger), bindparam(f"b{n}_{i}", type_=BigInteger))
        for n in range(size)
        for i in range(BANDS)
    ]
    asked = values(column("n", BigInteger), column("band", BigInteger)).data(pairs).cte("asked")
    shared = func.count()
    rank = func.row_number().over(partition_by=asked.c.n, order_by=(shared.desc(), TextBand.text))
    counted = (
        select(asked.c.n, TextBand.text, shared.label("shared"), rank.label("rank"))
        .join(TextBand, TextBand.band == asked.c.band)
        .group_by(asked.c.n, TextBand.text)
        .having(shared >= literal_column(str(SHARED)))
        .subquery()
    )
    best = select(counted.c.n, counted.c.text, counted.c.shared).where(
        counted.c.rank <= literal_column(str(COMPARED + 1))
    )
    return str(best.order_by(counted.c.n, counted.c.rank).compile(dialect=dialect))


class TextNumbers:
    """Gives numbers to new texts: one gateway writes a record, so it can count by itself."""

    def __init__(self, records: async_sessionmaker[AsyncSession]) -> None:
        self._records = records
        self._next: int | None = None
        self._lock = asyncio.Lock()

    async def take(self, count: int) -> range:
        """So many numbers that no text has."""
        async with self._lock:
            if self._next is None:
                async with self._records() as session:
                    self._next = (await session.scalar(select(func.max(EvaluationText.number))) or 0) + 1
            taken = range(self._next, self._next + count)
            self._next = taken.stop
            return taken


async def remove(session: AsyncSession, number: int, keys: Sequence[int]) -> None:
    """Takes a text out of the index."""
    await session.execute(delete(TextBand).where(TextBand.band.in_(keys), TextBand.text == number))


async def index_older(records: async_sessionmaker[AsyncSession]) -> int:
    """At start-up: makes the index anew if a text was kept before there was one, or under other rules.

    Returns how many texts it then holds; 0 where nothing was to be done.
    """
    version, done = EvaluationText.bands_version, 0
    other = or_(version.is_(None), version < VERSION, version > VERSION)  # the two comparisons are by its index
    async with records() as session:
        if await session.scalar(select(EvaluationText.number).where(other).limit(1)) is None:
            return 0
    async with records.begin() as session:
        await session.execute(delete(TextBand))
        await session.execute(update(EvaluationText).values(bands_version=None))
    while found := await _index_some(records):
        done += found
    log.info("texts.indexed", texts=done)
    return done


async def _index_some(records: async_sessionmaker[AsyncSession]) -> int:
    waiting = select(EvaluationText).where(EvaluationText.bands_version.is_(None)).limit(_CHUNK)
    async with records() as session:
        found = (await session.scalars(waiting)).all()
    made = await asyncio.to_thread(lambda texts: [sketch(text) for text in texts], [row.text for row in found])
    bands = [
        band for row, own in zip(found, made, strict=True) for band in rows(row.number, keys_of(row.company_id, own))
    ]
    async with records.begin() as session:
        if bands:
            await session.execute(insert(TextBand), bands)
        numbers = [row.number for row in found]
        indexed = update(EvaluationText).where(EvaluationText.number.in_(numbers)).values(bands_version=VERSION)
        await session.execute(indexed)
    return len(found)
