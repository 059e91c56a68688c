"""Corrected labels as training data: what the classifier took wrongly, in the form that its training reads."""

import csv
import io

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from gateway.appeals import repository

COLUMNS = ("text", "label", "language")
_AT_ONCE = 1000


async def as_csv(
    projection: async_sessionmaker[AsyncSession], records: async_sessionmaker[AsyncSession], language: str | None
) -> str:
    """One line per corrected evaluation whose words this gateway keeps; None: of every language."""
    written = io.StringIO()
    lines = csv.writer(written)
    lines.writerow(COLUMNS)
    after: repository.Key | None = None
    while True:
        async with projection() as session:
            rows = await repository.corrected(session, after, _AT_ONCE)
        async with records() as session:
            texts = await repository.evaluation_texts(session, rows)
        for row in rows:
            kept = texts.get((row.match_id, row.company_id))
            if kept is not None and language in (None, kept.judgement["language"]):
                lines.writerow((kept.text, row.corrected_label, kept.judgement["language"]))
        if len(rows) < _AT_ONCE:
            return written.getvalue()
        after = (rows[-1].cycle, rows[-1].breed, rows[-1].seq, rows[-1].side)
