"""Takes appeals from the parties of a contract, and shows them to whom they concern."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

from gateway.accounts.principal import Principal
from gateway.appeals import repository
from gateway.appeals.repository import Appealed
from gateway.appeals.schemas import AppealedOut, AppealOut, AppealPage, CorrectionEntry
from gateway.context import Services
from gateway.contracts import service as contracts
from gateway.contracts.schemas import JudgementOut
from gateway.credit.ratings import score_text
from gateway.errors import Conflict, NotFound, ShoalError
from gateway.matches.schemas import Side, StatementOut
from gateway.projection.models import Appeal, Contract, CreditEntry, Evaluation
from gateway.projection.repository import ProjectionRepository
from gateway.statements.canonical import appeal_id as id_of
from gateway.statements.stated import Stated

#: For a reader that is a moment ahead of the view: its own write is on the ledger already.
CATCH_UP_S = 2.0


async def appeal(services: Services, caller: Principal, serial: int, side: Side, reason: str) -> Stated:
    """Takes a party's appeal of a label.

    Raises:
        NotFound: `CONTRACT_UNKNOWN` also for strangers, `EVALUATION_UNKNOWN` where that side has written nothing.
        Conflict: `APPEAL_EXISTS` for a second one, whoever's; `APPEAL_CLOSED` after the deadline.
    """
    async with services.projection() as session:
        contract = await contracts.one(session, caller, serial)
    if await _evaluation(services, contract, side) is None:
        await _catch_up(services)
        if await _evaluation(services, contract, side) is None:
            raise NotFound(
                "EVALUATION_UNKNOWN",
                f"the ledger has no evaluation of contract {serial} by its {side}, so no label yet",
            )
    async with services.projection() as session:
        standing = await repository.one(session, id_of(side, contract.match_id))
        closes = await repository.closes(session, contract)
        last = await ProjectionRepository(session).cycle(closes)
    if standing is not None:
        raise Conflict("APPEAL_EXISTS", f"the {side}'s label of contract {serial} has been appealed; that is done once")
    if last is not None and last.state == "closed":
        raise Conflict("APPEAL_CLOSED", f"appeals of contract {serial} were taken until cycle {closes} was closed")
    return await services.statements.appeal(caller.company, contract, side, reason, closes)


async def appealed(services: Services, caller: Principal, row: Stated) -> AppealedOut:
    """The appeal that a statement carries, on the ledger or on its way."""
    if row.state == "written":
        await _catch_up(services)
    async with services.projection() as session:
        found = await repository.one(session, id_of(row.side, row.match_id))
        if found is None:
            contract = await ProjectionRepository(session).contract_of_match(row.match_id)
            assert contract is not None, "an appeal is taken of a contract that the view shows"
            evaluation = await repository.evaluation_of(session, contract, row.side)
            assert evaluation is not None, "an appeal is taken of an evaluation that the view shows"
            closes = await repository.closes(session, contract)
            found = Appealed(_on_its_way(row, evaluation), contract, evaluation, closes)
    (shown,) = await _shown(services, caller, [found])
    return AppealedOut(**dict(shown), statement=StatementOut.model_validate(row, from_attributes=True))


async def page(
    services: Services, caller: Principal, status: str | None, after: repository.Key | None, limit: int
) -> AppealPage:
    """Those of a company's own contracts; all of them for operator and supervisor."""
    company_id = None if caller.reads_all else caller.company
    async with services.projection() as session:
        found = await repository.page(session, company_id, status, after, limit)
    items = await _shown(services, caller, found)
    return AppealPage(items=items, next_after=items[-1].appeal_id if len(items) == limit else None)


async def one(services: Services, caller: Principal, appeal_id: str) -> AppealOut:
    """One appeal; NotFound `APPEAL_UNKNOWN` also for those of others."""
    (shown,) = await _shown(services, caller, [await visible(services, caller, appeal_id)])
    return shown


async def visible(services: Services, caller: Principal, appeal_id: str) -> Appealed:
    """An appeal that the caller may see; NotFound `APPEAL_UNKNOWN` otherwise."""
    async with services.projection() as session:
        found = await repository.one(session, appeal_id)
    if found is None or not (caller.reads_all or caller.company in (found.contract.buyer, found.contract.seller)):
        raise NotFound("APPEAL_UNKNOWN", "the ledger has no such appeal of yours; GET /v1/appeals lists them")
    return found


async def _evaluation(services: Services, contract: Contract, side: Side) -> Evaluation | None:
    async with services.projection() as session:
        return await repository.evaluation_of(session, contract, side)


async def _catch_up(services: Services) -> None:
    with suppress(ShoalError, TimeoutError):
        async with asyncio.timeout(CATCH_UP_S):
            await services.projector.catch_up(CATCH_UP_S)


def _on_its_way(row: Stated, evaluation: Evaluation) -> Appeal:
    """The appeal as the ledger will hold it."""
    return Appeal(
        appeal_id=id_of(row.side, row.match_id),
        match_id=row.match_id,
        side=row.side,
        company_id=row.company_id,
        label=evaluation.label,
        reason_digest=row.text_digest,
        status="open",
        corrected_label="",
        grounds_digest="",
    )


async def _shown(services: Services, caller: Principal, found: Sequence[Appealed]) -> list[AppealOut]:
    """The resources, with the words that the gateway keeps; a company sees the entries of its own history only."""
    async with services.projection() as session:
        entries = await repository.corrections(session, [one.contract.serial for one in found])
    async with services.records() as records:
        digests = [digest for one in found for digest in (one.appeal.reason_digest, one.appeal.grounds_digest)]
        words = await repository.words(records, digests)
        texts = await repository.evaluation_texts(records, [one.evaluation for one in found])
    return [
        AppealOut(
            appeal_id=one.appeal.appeal_id,
            serial=one.contract.serial,
            match_id=one.appeal.match_id,
            side=one.appeal.side,
            appellant=one.appeal.company_id,
            label=one.appeal.label,
            text=kept.text if kept else None,
            judgement=JudgementOut.model_validate(kept.judgement) if kept else None,
            reason=words.get(one.appeal.reason_digest),
            appeal_closes=one.closes,
            status=one.appeal.status,
            corrected_label=one.appeal.corrected_label or None,
            grounds=words.get(one.appeal.grounds_digest),
            entries=[
                _entry(row)
                for row in entries[one.contract.serial]
                if caller.reads_all or row.company_id == caller.company_id
            ],
        )
        for one in found
        for kept in [texts.get((one.evaluation.match_id, one.evaluation.company_id))]
    ]


def _entry(row: CreditEntry) -> CorrectionEntry:
    same = {name: getattr(row, name) for name in ("company_id", "seq", "corrects", "cycle", "reason")}
    return CorrectionEntry(**same, before=score_text(row.before), after=score_text(row.after))
