"""SQL of the index of alike texts."""

import asyncio
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import structlog
from sqlalchemy import Executable, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from gateway.records.models import EvaluationText, TextBand
from sentiment.likeness import SHARED, VERSION, Sketch, sketch

log = structlog.get_logger(__name__)

#: Texts that are compared in full, those that share most bands first: one just alike shares some seven of the twenty.
COMPARED: Final = 16
_CHUNK: Final = 200
INSERT: Final[Executable] = insert(TextBand).values(
    {column.key: bindparam(column.key) for column in TextBand.__table__.columns}
)


_SHARING: Final = (
    select(TextBand.match_id, func.count().label("shared"))
    .where(
        TextBand.company_id == bindparam("company_id"),
        TextBand.band.in_(bindparam("bands", expanding=True)),
        TextBand.match_id != bindparam("match_id"),
    )
    .group_by(TextBand.match_id)
    .having(func.count() >= SHARED)
    .order_by(func.count().desc(), TextBand.match_id)
    .limit(COMPARED)
    .subquery()
)
_CANDIDATES: Final = (
    select(EvaluationText.match_id, EvaluationText.text)
    .join(_SHARING, EvaluationText.match_id == _SHARING.c.match_id)
    .where(EvaluationText.company_id == bindparam("company_id"))
    .order_by(_SHARING.c.shared.desc(), EvaluationText.match_id)
)


class Candidate(NamedTuple):
    """A text that may be alike."""

    match_id: str
    text: str


def band_rows(company_id: str, match_id: str, found: Sketch) -> list[dict[str, Any]]:
    """The rows that put a text into the index, for INSERT."""
    return [{"company_id": company_id, "match_id": match_id, "band": band} for band in found.bands]


async def candidates(session: AsyncSession, company_id: str, match_id: str, bands: Sequence[int]) -> list[Candidate]:
    """The company's texts of other matches that share enough bands; of many the COMPARED that share most."""
    asked = {"company_id": company_id, "match_id": match_id, "bands": list(bands)}
    return [Candidate(*row) for row in await session.execute(_CANDIDATES, asked)]


async def remove(session: AsyncSession, company_id: str, match_id: str) -> None:
    """Takes a text out of the index."""
    await session.execute(delete(TextBand).where(TextBand.company_id == company_id, TextBand.match_id == match_id))


async def index_older(records: async_sessionmaker[AsyncSession]) -> int:
    """At start-up: texts that were kept before there was an index, or under other rules; returns how many."""
    version = EvaluationText.bands_version
    older = select(EvaluationText).where(or_(version.is_(None), version < VERSION, version > VERSION)).limit(_CHUNK)
    done = 0
    while True:
        async with records() as session:
            rows = (await session.scalars(older)).all()
        if not rows:
            break
        made = await asyncio.to_thread(lambda texts: [sketch(text) for text in texts], [row.text for row in rows])
        async with records.begin() as session:
            for row, found in zip(rows, made, strict=True):
                await remove(session, row.company_id, row.match_id)
                await session.execute(insert(TextBand), band_rows(row.company_id, row.match_id, found))
                await session.execute(
                    update(EvaluationText)
                    .where(EvaluationText.match_id == row.match_id, EvaluationText.company_id == row.company_id)
                    .values(bands_version=VERSION)
                )
        done += len(rows)
    if done:
        log.info("texts.indexed", texts=done)
    return done
