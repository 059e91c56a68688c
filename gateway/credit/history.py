"""A company's credit history: each entry with its reason in words and the evaluations behind it."""

from collections.abc import Mapping, Sequence

from gateway.context import Services
from gateway.contracts.schemas import JudgementOut
from gateway.credit.ratings import score_text
from gateway.credit.schemas import EntryOut, JudgedOut
from gateway.credit.words import Judged, Whose, explained
from gateway.projection.models import CreditEntry
from gateway.projection.repository import ProjectionRepository
from gateway.statements import repository as statements
from matching.explain import Language

#: Words shown of an evaluation.
SHOWN = 5
Kept = Mapping[tuple[str, str], JudgementOut]


async def entries(services: Services, rows: Sequence[CreditEntry], language: Language) -> list[EntryOut]:
    """The entries as shown to who may read both parties' evaluations."""
    async with services.projection() as session:
        serials = sorted({row.serial for row in rows if row.serial})
        matches = {row.serial: row.match_id for row in await ProjectionRepository(session).contracts_by_serial(serials)}
    async with services.records() as session:
        found = await statements.texts_of(session, sorted(matches.values()))
    kept = {(text.match_id, text.company_id): JudgementOut.model_validate(text.judgement) for text in found}
    return [_entry(row, _judged(row, matches.get(row.serial), kept), language) for row in rows]


def _judged(row: CreditEntry, match_id: str | None, kept: Kept) -> list[JudgedOut]:
    """The evaluations that the gateway has the words of."""
    if match_id is None:
        return []
    sides: tuple[tuple[Whose, str, str], ...] = (
        ("own", row.company_id, row.own_label),
        ("partner", row.counterparty, row.partner_label),
    )
    found = ((whose, kept.get((match_id, company_id))) for whose, company_id, label in sides if label)
    return [
        JudgedOut(
            whose=whose,
            label=judgement.label,
            unsure=judgement.unsure,
            words=[word for word in judgement.words if word.weight > 0][:SHOWN],
        )
        for whose, judgement in found
        if judgement is not None
    ]


def _entry(row: CreditEntry, judged: list[JudgedOut], language: Language) -> EntryOut:
    words = [Judged(each.whose, each.label, each.unsure, [word.word for word in each.words]) for each in judged]
    same = ("seq", "cycle", "serial", "reason", "own_label", "partner_label", "counterparty", "corrects")
    return EntryOut(
        **{name: getattr(row, name) for name in same},
        before=score_text(row.before),
        after=score_text(row.after),
        text=explained(row, words, language),
        language=language,
        evaluations=judged,
    )
