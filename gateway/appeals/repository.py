"""SQL of appeals: over the projection, and of the words that the records keep."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, literal_column, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.projection.models import Appeal, Contract, CreditEntry, Cycle, Evaluation, Parameters
from gateway.records.models import AppealText, EvaluationText

#: Written out, not as a parameter: so the index of corrections answers it.
CORRECTS = CreditEntry.corrects > literal_column("0")
#: Below SQLite's limit of bound parameters, whatever the build.
_CHUNK = 400
Key = tuple[int, str, int, str]
_KEY = (Appeal.cycle, Appeal.breed, Appeal.seq, Appeal.side)


@dataclass(frozen=True, slots=True)
class Appealed:
    """An appeal with what it is about; `closes` is the cycle K whose end ends the contract's appeals."""

    appeal: Appeal
    contract: Contract
    evaluation: Evaluation
    closes: int


async def one(session: AsyncSession, appeal_id: str) -> Appealed | None:
    """The appeal of this id, where the ledger holds it."""
    found = (await session.execute(_appealed().where(Appeal.appeal_id == appeal_id))).first()
    return None if found is None else Appealed(found[0], found[1], found[2], found[3])


async def page(
    session: AsyncSession, company_id: str | None, status: str | None, after: Key | None, limit: int
) -> list[Appealed]:
    """Appeals of a company's contracts (None: of all), in the order of their keys; `after` is the last one's before."""
    query = _appealed().order_by(*_KEY).limit(limit)
    if company_id is not None:
        query = query.where(or_(Contract.buyer == company_id, Contract.seller == company_id))
    if status is not None:
        query = query.where(Appeal.status == status)
    if after is not None:
        query = query.where(tuple_(*_KEY) > tuple_(*after))
    return [Appealed(row[0], row[1], row[2], row[3]) for row in await session.execute(query)]


async def evaluation_of(session: AsyncSession, contract: Contract, side: str) -> Evaluation | None:
    """What this side has written about the other one, where the ledger holds it."""
    return await session.get(Evaluation, (contract.cycle, contract.breed, contract.seq, side))


async def closes(session: AsyncSession, contract: Contract) -> int:
    """Cycle K: the contract's appeals are taken until it is closed."""
    query = select(Parameters.appeal_cycles).join(Cycle, Cycle.param_version == Parameters.version)
    found = await session.scalar(query.where(Cycle.cycle == contract.cycle))
    assert found is not None, "a cycle with a contract was frozen under parameters that were approved"
    return contract.evaluation_closes + found


async def corrections(session: AsyncSession, serials: Collection[int]) -> dict[int, list[CreditEntry]]:
    """The entries that correct others, by contract."""
    found: dict[int, list[CreditEntry]] = defaultdict(list)
    for some in _chunks(serials):
        query = select(CreditEntry).where(CreditEntry.serial.in_(some), CORRECTS)
        for row in await session.scalars(query.order_by(CreditEntry.cycle, CreditEntry.company_id, CreditEntry.seq)):
            found[row.serial].append(row)
    return found


async def corrected(session: AsyncSession, after: Key | None, limit: int) -> Sequence[Evaluation]:
    """Evaluations whose label the supervisor corrected, in the order of their keys."""
    key = (Evaluation.cycle, Evaluation.breed, Evaluation.seq, Evaluation.side)
    query = select(Evaluation).where(Evaluation.corrected_label != "").order_by(*key).limit(limit)
    if after is not None:
        query = query.where(tuple_(*key) > tuple_(*after))
    return (await session.scalars(query)).all()


async def words(records: AsyncSession, digests: Collection[str]) -> dict[str, str]:
    """Reasons and grounds by their digests on the ledger, as far as this gateway keeps them."""
    found: dict[str, str] = {}
    for some in _chunks(digests):
        for row in await records.scalars(select(AppealText).where(AppealText.digest.in_(some))):
            found[row.digest] = row.text
    return found


async def same_grounds(records: AsyncSession, appeal: Appeal, text: str) -> AppealText | None:
    """The same words about this appeal beside its reason, if they were kept before."""
    query = select(AppealText).where(
        AppealText.appeal_id == appeal.appeal_id, AppealText.text == text, AppealText.digest != appeal.reason_digest
    )
    return (await records.scalars(query.order_by(AppealText.digest))).first()


async def evaluation_texts(
    records: AsyncSession, rows: Collection[Evaluation]
) -> dict[tuple[str, str], EvaluationText]:
    """The words of evaluations, by match and company, as far as this gateway keeps them."""
    found: dict[tuple[str, str], EvaluationText] = {}
    wanted = {(row.match_id, row.company_id) for row in rows}
    for some in _chunks([match_id for match_id, _ in wanted]):
        for kept in await records.scalars(select(EvaluationText).where(EvaluationText.match_id.in_(some))):
            if (kept.match_id, kept.company_id) in wanted:
                found[kept.match_id, kept.company_id] = kept
    return found


def _appealed() -> Select[Appeal, Contract, Evaluation, int]:
    def same(table: type[Contract | Evaluation]) -> list[ColumnElement[bool]]:
        return [table.cycle == Appeal.cycle, table.breed == Appeal.breed, table.seq == Appeal.seq]

    return (
        select(Appeal, Contract, Evaluation, Contract.evaluation_closes + Parameters.appeal_cycles)
        .join(Contract, and_(*same(Contract)))
        .join(Evaluation, and_(*same(Evaluation), Evaluation.side == Appeal.side))
        .join(Cycle, Cycle.cycle == Appeal.cycle)
        .join(Parameters, Parameters.version == Cycle.param_version)
    )


def _chunks(values: Collection[Any]) -> Iterator[list[Any]]:
    """The values without repetition, a query's worth at a time."""
    unique = list(dict.fromkeys(values))
    for start in range(0, len(unique), _CHUNK):
        yield unique[start : start + _CHUNK]
