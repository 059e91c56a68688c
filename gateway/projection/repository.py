"""All reads of the view. Rows come back as they are; a method that finds nothing answers None or an empty list.

Pages: `limit` rows at most, `after` is the key of the last row of the page before (None: from the start).
"""

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import Select, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.projection.folding import name_digest
from gateway.projection.models import (
    Appeal,
    Checkpoint,
    Company,
    CompanyKey,
    Contract,
    Credit,
    CreditEntry,
    Cycle,
    Decision,
    Evaluation,
    Match,
    Model,
    Opening,
    OtherWrite,
    ParameterProposal,
    Parameters,
    PostedList,
    Scheme,
    SerialBlock,
)

Row = TypeVar("Row")
#: Below SQLite's limit of bound parameters, whatever the build.
_CHUNK = 500


class ProjectionRepository:
    """Reads of one session: `async with services.projection() as session: ProjectionRepository(session).cycle(3)`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def next_block(self) -> int:
        """The number of the first block that the view doesn't show yet."""
        row = await self._session.get(Checkpoint, 1)
        return 0 if row is None else row.next_block

    # Companies

    async def company(self, company_id: str) -> Company | None:
        """The company of this id."""
        return await self._session.get(Company, company_id)

    async def company_by_name(self, name: str) -> Company | None:
        """The company of this name, however it is capitalised and spaced."""
        found = await self.other("company.name", (name_digest(name),))
        return None if found is None else await self.company(found["company_id"])

    async def company_by_code(self, social_credit_code: str) -> Company | None:
        """The company of this social credit code."""
        found = await self.other("company.code", (social_credit_code,))
        return None if found is None else await self.company(found["company_id"])

    async def companies(self, *, after: str | None = None, limit: int = 100) -> Sequence[Company]:
        """By company_id; `after` is the last company_id of the page before."""
        query = select(Company).order_by(Company.company_id).limit(limit)
        return await self._all(query if after is None else query.where(Company.company_id > after))

    async def company_keys(self, company_id: str) -> Sequence[CompanyKey]:
        """All keys of a company, revoked ones too, by key_id."""
        return await self._all(
            select(CompanyKey).where(CompanyKey.company_id == company_id).order_by(CompanyKey.key_id)
        )

    # The market

    async def parameters(self, version: int | None = None) -> Parameters | None:
        """A version of the parameters (None: the current one). Version 0, the built-in one, is in no database: None."""
        if version is None:
            current = await self.other("param.current")
            if current is None:
                return None
            version = current["version"]
        return await self._session.get(Parameters, version)

    async def parameter_proposal(self, version: int) -> ParameterProposal | None:
        """The proposal that stands for a version; none once it is approved."""
        return await self._session.get(ParameterProposal, version)

    async def model(self, digest: str) -> Model | None:
        """The classifier of this digest."""
        return await self._session.get(Model, digest)

    async def models(self) -> Sequence[Model]:
        """All classifiers, by digest."""
        return await self._all(select(Model).order_by(Model.digest))

    async def opening(self, company_id: str) -> Opening | None:
        """A company's opening credit, proposed or approved."""
        return await self._session.get(Opening, company_id)

    # Cycles

    async def cycle(self, number: int) -> Cycle | None:
        """The cycle of this number."""
        return await self._session.get(Cycle, number)

    async def current_cycle(self) -> Cycle | None:
        """The cycle that takes lists; None before the floor is open."""
        current = await self.other("cycle.current")
        return None if current is None else await self.cycle(current["intake"])

    async def unfinished_cycle(self) -> Cycle | None:
        """The cycle that is being worked on (neither in intake nor closed): there is one at most."""
        return (await self._session.scalars(select(Cycle).where(Cycle.state.not_in(("intake", "closed"))))).first()

    async def cycles(self, *, before: int | None = None, limit: int = 100) -> Sequence[Cycle]:
        """Newest first; `before` is the last number of the page before."""
        query = select(Cycle).order_by(Cycle.cycle.desc()).limit(limit)
        return await self._all(query if before is None else query.where(Cycle.cycle < before))

    # Lists

    async def lists_of_cycle(
        self, cycle: int, breed: str | None = None, side: str | None = None
    ) -> Sequence[PostedList]:
        """All lists of a cycle in the order in which the ledger took them: who posted earlier is tried first."""
        query = select(PostedList).where(PostedList.cycle == cycle)
        if breed is not None:
            query = query.where(PostedList.breed == breed)
        if side is not None:
            query = query.where(PostedList.side == side)
        return await self._all(
            query.order_by(PostedList.posted_block, PostedList.posted_tx, PostedList.posted_write, PostedList.list_id)
        )

    async def lists_of_company(
        self, company_id: str, side: str, cycle: int | None = None, *, offset: int = 0, limit: int = 100
    ) -> Sequence[PostedList]:
        """A company's lists of one side, newest cycle first, within a cycle in the order of posting."""
        query = select(PostedList).where(PostedList.company_id == company_id, PostedList.side == side)
        if cycle is not None:
            query = query.where(PostedList.cycle == cycle)
        order = (
            PostedList.cycle.desc(),
            PostedList.posted_block,
            PostedList.posted_tx,
            PostedList.posted_write,
            PostedList.list_id,
        )
        return await self._all(query.order_by(*order).offset(offset).limit(limit))

    async def posted_list(self, list_id: str, cycle: int | None = None) -> PostedList | None:
        """A list by its id: in this cycle, or in the newest one that has it (a list is carried from cycle to cycle)."""
        query = select(PostedList).where(PostedList.list_id == list_id)
        if cycle is not None:
            query = query.where(PostedList.cycle == cycle)
        return (await self._session.scalars(query.order_by(PostedList.cycle.desc()).limit(1))).first()

    # Matching

    async def scheme(self, cycle: int, breed: str, round_: int = 1) -> Scheme | None:
        """The scheme of a breed in a round of a cycle."""
        return await self._session.get(Scheme, (cycle, breed, round_))

    async def schemes_of_cycle(self, cycle: int) -> Sequence[Scheme]:
        """All schemes of a cycle, by breed, then round."""
        return await self._all(select(Scheme).where(Scheme.cycle == cycle).order_by(Scheme.breed, Scheme.round))

    async def match(self, match_id: str) -> Match | None:
        """The match of this id."""
        return (await self._session.scalars(select(Match).where(Match.match_id == match_id))).first()

    async def matches(
        self,
        company_id: str | None = None,
        *,
        cycle: int | None = None,
        breed: str | None = None,
        offset: int = 0,
        limit: int | None = 100,
    ) -> Sequence[Match]:
        """Matches of a company (None: of all), newest cycle first, then by breed and seq. `limit` None: all of them."""
        query = select(Match).order_by(Match.cycle.desc(), Match.breed, Match.seq).offset(offset).limit(limit)
        if cycle is not None:
            # A cycle's matches are found by its key; the index of the company grows with its whole history.
            query = query.where(Match.cycle == cycle)
            if company_id is not None:
                query = query.where(literal(company_id).in_([Match.buyer, Match.seller]))
        elif company_id is not None:
            query = query.where(or_(Match.buyer == company_id, Match.seller == company_id))
        if breed is not None:
            query = query.where(Match.breed == breed)
        return await self._all(query)

    async def matches_of_cycle(
        self, cycle: int, breed: str | None = None, *, offset: int = 0, limit: int | None = None
    ) -> Sequence[Match]:
        """All matches of a cycle, by breed and seq."""
        return await self.matches(cycle=cycle, breed=breed, offset=offset, limit=limit)

    async def matches_of_company(
        self, company_id: str, cycle: int | None = None, *, offset: int = 0, limit: int = 100
    ) -> Sequence[Match]:
        """A company's matches, newest cycle first."""
        return await self.matches(company_id, cycle=cycle, offset=offset, limit=limit)

    async def decisions_of_match(self, match_id: str) -> Sequence[Decision]:
        """None to two decisions, the buyer's first."""
        return await self.decisions_of_matches([match_id])

    async def decisions_of_matches(self, match_ids: Sequence[str]) -> Sequence[Decision]:
        """Those of some matches, of each the buyer's first."""
        found: list[Decision] = []
        for start in range(0, len(match_ids), _CHUNK):
            some = Decision.match_id.in_(match_ids[start : start + _CHUNK])
            found += await self._all(select(Decision).where(some).order_by(Decision.side))
        return found

    async def decisions_of_cycle(self, cycle: int, breed: str | None = None) -> Sequence[Decision]:
        """All decisions of a cycle, or of a breed in it."""
        query = select(Decision).where(Decision.cycle == cycle)
        if breed is not None:
            query = query.where(Decision.breed == breed)
        return await self._all(query.order_by(Decision.breed, Decision.seq, Decision.side))

    async def refused(self, cycle: int) -> bool:
        """Whether some party of the cycle has refused a match; silence doesn't count."""
        query = select(Decision.match_id).where(Decision.cycle == cycle, Decision.accept.is_(False)).limit(1)
        return (await self._session.scalar(query)) is not None

    # Contracts

    async def serial_block(self, cycle: int) -> SerialBlock | None:
        """The serial numbers reserved in a cycle."""
        return await self._session.get(SerialBlock, cycle)

    async def contract(self, serial: int) -> Contract | None:
        """The contract of this serial number."""
        return (await self._session.scalars(select(Contract).where(Contract.serial == serial))).first()

    async def contracts_by_serial(self, serials: Sequence[int]) -> Sequence[Contract]:
        """The contracts of these serial numbers."""
        found: list[Contract] = []
        for start in range(0, len(serials), _CHUNK):
            found += await self._all(select(Contract).where(Contract.serial.in_(serials[start : start + _CHUNK])))
        return found

    async def contract_of_match(self, match_id: str) -> Contract | None:
        """The contract that a match became."""
        return (await self._session.scalars(select(Contract).where(Contract.match_id == match_id))).first()

    async def contracts(
        self,
        company_id: str | None = None,
        *,
        from_cycle: int | None = None,
        to_cycle: int | None = None,
        after: int | None = None,
        limit: int | None = 100,
    ) -> Sequence[Contract]:
        """Contracts of a company (None: of all) by serial number; both cycles inclusive, `after` is a serial number."""
        query = select(Contract).order_by(Contract.serial).limit(limit)
        if company_id is not None and from_cycle is not None and to_cycle is not None:
            # Not by the index of the company, which grows with its whole history, but by that of the cycles.
            query = query.where(literal(company_id).in_([Contract.buyer, Contract.seller]))
        elif company_id is not None:
            query = query.where(or_(Contract.buyer == company_id, Contract.seller == company_id))
        if from_cycle is not None:
            query = query.where(Contract.cycle >= from_cycle)
        if to_cycle is not None:
            query = query.where(Contract.cycle <= to_cycle)
        if after is not None:
            query = query.where(Contract.serial > after)
        return await self._all(query)

    async def evaluations_of_match(self, match_id: str) -> Sequence[Evaluation]:
        """None to two evaluations, the buyer's first."""
        return await self._all(select(Evaluation).where(Evaluation.match_id == match_id).order_by(Evaluation.side))

    async def appeals_of_match(self, match_id: str) -> Sequence[Appeal]:
        """None to two appeals, that of the buyer's evaluation first."""
        return await self._all(select(Appeal).where(Appeal.match_id == match_id).order_by(Appeal.side))

    async def evaluations_of_cycle(self, cycle: int) -> Sequence[Evaluation]:
        """All evaluations of the contracts of a cycle."""
        return await self._all(
            select(Evaluation)
            .where(Evaluation.cycle == cycle)
            .order_by(Evaluation.breed, Evaluation.seq, Evaluation.side)
        )

    # Credit

    async def credit(self, company_id: str) -> Credit | None:
        """A company's credit."""
        return await self._session.get(Credit, company_id)

    async def credits(self) -> Sequence[Credit]:
        """Every company's credit, by company_id."""
        return await self._all(select(Credit).order_by(Credit.company_id))

    async def credit_entries(
        self, company_id: str, *, before: int | None = None, limit: int = 100
    ) -> Sequence[CreditEntry]:
        """A company's credit history, newest first; `before` is the last seq of the page before."""
        query = select(CreditEntry).where(CreditEntry.company_id == company_id)
        if before is not None:
            query = query.where(CreditEntry.seq < before)
        return await self._all(query.order_by(CreditEntry.seq.desc()).limit(limit))

    # Everything else

    async def other(self, object_type: str, attributes: tuple[str, ...] = ()) -> dict[str, Any] | None:
        """The value of an index, or of a key of a kind without a table."""
        row = await self._session.get(OtherWrite, (object_type, attributes))
        return None if row is None else row.value

    async def _all(self, query: Select[Row]) -> Sequence[Row]:
        return (await self._session.scalars(query)).all()
