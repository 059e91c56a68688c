"""Keeps new statements: committed in groups, a text in one transaction with the statement that points to it."""

import asyncio
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

from sqlalchemy import Executable, Row, delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from gateway.db.group_reader import GroupReader
from gateway.db.group_writer import GroupWriter, insert_of
from gateway.errors import Conflict
from gateway.records.models import EvaluationText, Statement
from gateway.statements import text_index
from gateway.statements.canonical import Kind
from gateway.statements.lookups import STATED, TEXTS_LEFT
from gateway.statements.stated import Stated, Text
from sentiment.likeness import Sketch, sketch

Party = tuple[Kind, str, str]


class New(NamedTuple):
    """A statement to be kept, and the text that an evaluation has."""

    row: Stated
    text: Text | None = None
    sketch: Sketch | None = None

    @property
    def party(self) -> Party:
        """Of which there may be one statement."""
        return self.row.kind, self.row.match_id, self.row.side


class Keeper:
    """Two statements of one party about one match: the first is kept, whenever the second comes."""

    def __init__(self, records: async_sessionmaker[AsyncSession], reader: GroupReader, group: GroupWriter) -> None:
        self._records = records
        self._reader = reader
        self._group = group
        self._numbers = text_index.TextNumbers(records)
        self._taking: set[Party] = set()

    async def keep(self, news: Sequence[New]) -> list[Conflict | None]:
        """None for each that is on disk now, the refusal `…_EXISTS` for each that can't be; all are of one kind."""
        mine = {new.party for new in news} - self._taking
        self._taking |= mine
        try:
            refused = {new.party for new in news if new.party not in mine}
            if len(news) > 1 or news[0].text is not None:
                refused |= await self._stated([new for new in news if new.party in mine])
            fresh = [new for new in news if new.party not in refused]
            await self._number([new for new in fresh if new.text is not None])
            refused |= await self._write(fresh)
            return [taken(*new.party) if new.party in refused else None for new in news]
        finally:
            self._taking -= mine

    async def _stated(self, news: Sequence[New]) -> set[Party]:
        """Those that there is a statement of already."""
        if not news:
            return set()
        kind = news[0].row.kind
        stated = await self._reader.many(STATED[kind], [new.row.match_id for new in news])
        return {(kind, row.match_id, row.side) for row in chain(*stated.values())}

    async def _number(self, news: Sequence[New]) -> None:
        """Numbers the texts; one that a crash left without its statement gives way."""
        if not news:
            return
        left = await self._reader.many(TEXTS_LEFT, [new.row.match_id for new in news])
        for new in news:
            for row in left.get(new.row.match_id, ()):
                if row.company_id == new.row.company_id:
                    await self._remove(row)
        for new, number in zip(news, await self._numbers.take(len(news)), strict=True):
            assert new.text is not None
            new.text.number = number

    async def _remove(self, text: Row[Any]) -> None:
        async with self._records.begin() as session:
            await text_index.remove(session, text.number, text_index.keys_of(text.company_id, sketch(text.text)))
            await session.execute(delete(EvaluationText).where(EvaluationText.number == text.number))

    async def _write(self, news: Sequence[New]) -> set[Party]:
        """Those that somebody else was quicker with."""
        if not news:
            return set()
        try:
            await self._group.write_together(*_inserts(news))
        except IntegrityError:
            if len(news) == 1:
                return {news[0].party}
            return set().union(*await asyncio.gather(*(self._write([new]) for new in news)))
        return set()


def _inserts(news: Sequence[New]) -> list[tuple[Executable, list[Mapping[str, Any]]]]:
    rows: dict[Executable, list[Mapping[str, Any]]] = {}
    for new in news:
        if new.text is not None and new.sketch is not None:
            statement, values = insert_of(EvaluationText, vars(new.text))
            rows.setdefault(statement, []).append(values)
            assert new.text.number is not None
            bands = text_index.rows(new.text.number, text_index.keys_of(new.text.company_id, new.sketch))
            rows.setdefault(text_index.INSERT, []).extend(bands)
        statement, values = insert_of(Statement, vars(new.row))
        rows.setdefault(statement, []).append(values)
    return list(rows.items())


def taken(kind: Kind, match_id: str, side: str) -> Conflict:
    """The refusal of a second statement."""
    if kind == "appeal":
        return Conflict("APPEAL_EXISTS", f"the {side}'s evaluation of {match_id} has been appealed already")
    code = "DECISION_EXISTS" if kind == "decision" else "EVALUATION_EXISTS"
    return Conflict(code, f"your company has stated its {kind} of {match_id} already")
