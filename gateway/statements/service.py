"""Takes a company's decision or evaluation, signs it with the company's key, keeps it until it is written."""

import asyncio
import contextlib
import secrets
import uuid
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from gateway.db.columns import now
from gateway.db.group_writer import GroupWriter, as_insert
from gateway.errors import Conflict, Forbidden, LedgerUnavailable, NotFound
from gateway.projection.models import Contract, Match
from gateway.projection.repository import ProjectionRepository
from gateway.records.models import AppealText, EvaluationText, Statement
from gateway.statements import repository, text_index
from gateway.statements.canonical import Kind, appeal_id, decision_digest, salted_digest, statement_bytes
from gateway.statements.flush import StatementWriter
from gateway.statements.repeats import Repeats
from gateway.wallets.service import Wallets
from sentiment import Classifier, Judgement, likeness
from sentiment.labels import Label

SALT_BYTES = 32
#: Which round's matches a state takes decisions on.
ROUND_DECIDED = {"matched": 1, "second_round": 2}


@dataclass(frozen=True, slots=True)
class Preview:
    """What would become of a text: its judgement, and the refusal where a guard would not take it."""

    judgement: dict[str, Any]
    refusal: Conflict | None


def party(row: Match | Contract, company_id: str) -> str:
    """`buyer` or `seller`; raises Forbidden `PARTY_MISMATCH` for anybody else."""
    for side in ("buyer", "seller"):
        if getattr(row, side) == company_id:
            return side
    raise Forbidden("PARTY_MISMATCH", "your company is neither buyer nor seller here")


class Statements:
    """Decisions on matches, evaluations of contracts, and appeals."""

    def __init__(
        self,
        *,
        channel: str,
        projection_sessions: async_sessionmaker[AsyncSession],
        records: async_sessionmaker[AsyncSession],
        wallets: Wallets,
        classifier: Classifier,
        writer: StatementWriter,
        group: GroupWriter,
    ) -> None:
        self._channel = channel
        self._projection = projection_sessions
        self._records = records
        self._wallets = wallets
        self._classifier = classifier
        self.writer = writer
        self._group = group
        self._repeats = Repeats(records, projection_sessions)
        self._taking: set[tuple[str, str, str]] = set()

    async def decide(self, company_id: str, match_id: str, *, accept: bool) -> Statement:
        """Take a party's decision on a match.

        Raises:
            NotFound: `MATCH_UNKNOWN`. Forbidden: `PARTY_MISMATCH`.
            Conflict: `CYCLE_STATE` where the cycle takes no decisions, `ROUND_CLOSED` on a match of the first round
                in the second, `DECISION_EXISTS` for a second one.
        """
        async with self._projection() as session:
            view = ProjectionRepository(session)
            match = await view.match(match_id)
            if match is None:
                raise NotFound("MATCH_UNKNOWN", f"there is no match {match_id}; GET /v1/matches lists yours")
            side = party(match, company_id)
            cycle = await view.cycle(match.cycle)
        state = "unknown" if cycle is None else cycle.state
        if state not in ROUND_DECIDED:
            raise Conflict(
                "CYCLE_STATE",
                f"cycle {match.cycle} is {state}; decisions are taken while it is matched or in its second round",
            )
        if match.round != ROUND_DECIDED[state]:
            raise Conflict(
                "ROUND_CLOSED", f"{match_id} could be decided until the second round began; what was silent is refused"
            )
        row = await self._signed("decision", match, company_id, side, decision_digest(accept=accept), match.cycle)
        row.accept = accept
        return await self._keep(row)

    async def evaluate(self, company_id: str, serial: int, text: str, expected_label: Label | None = None) -> Statement:
        """Take a party's evaluation of a contract in words; the classifier makes a label of them.

        `expected_label` is what the company was shown before it confirmed.

        Raises:
            NotFound: `CONTRACT_UNKNOWN`. Forbidden: `PARTY_MISMATCH`.
            Conflict: `EVALUATION_EXISTS` for a second one, `EVALUATION_CLOSED` after the deadline, `JUDGEMENT_CHANGED`
                where the label is not the expected one, `EVALUATION_REPEATED` where the company wrote much the same
                about another contract.
        """
        contract, side = await self._open_contract(company_id, serial)
        judgement, sketch = await asyncio.to_thread(self._read, text)
        if expected_label not in (None, judgement.label):
            raise Conflict(
                "JUDGEMENT_CHANGED",
                f"the text is judged {judgement.label} now, not {expected_label}; look at it and confirm, or reword it",
                "expected_label",
                judgement=as_json(judgement),
            )
        async with self._repeats.taking(company_id, contract.match_id, sketch):
            salt = secrets.token_bytes(SALT_BYTES)
            digest = salted_digest(salt, text)
            row = await self._signed("evaluation", contract, company_id, side, digest, contract.evaluation_closes)
            row.label, row.text_digest, row.model_digest = judgement.label, digest.hex(), self._classifier.digest
            kept = EvaluationText(
                match_id=contract.match_id,
                company_id=company_id,
                text=text,
                salt=salt,
                judgement=as_json(judgement),
                bands_version=likeness.VERSION,
            )
            return await self._keep(row, kept, sketch)

    async def preview(self, company_id: str, serial: int, text: str) -> Preview:
        """What `evaluate` would make of the text; writes nothing.

        Raises:
            NotFound: `CONTRACT_UNKNOWN`. Forbidden: `PARTY_MISMATCH`.
            Conflict: `EVALUATION_EXISTS`, `EVALUATION_CLOSED`.
        """
        contract, _ = await self._open_contract(company_id, serial)
        async with self._records() as session:
            stated = await repository.of_party(session, "evaluation", contract.match_id, company_id)
        if stated is not None:
            raise _taken(stated)
        judgement, sketch = await asyncio.to_thread(self._read, text)
        return Preview(as_json(judgement), await self._repeats.found(company_id, contract.match_id, sketch))

    def _read(self, text: str) -> tuple[Judgement, likeness.Sketch]:
        return self._classifier.classify(text), likeness.sketch(text)

    async def _open_contract(self, company_id: str, serial: int) -> tuple[Contract, str]:
        """A contract that the company may evaluate now, and its side there."""
        async with self._projection() as session:
            view = ProjectionRepository(session)
            contract = await view.contract(serial)
            if contract is None:
                raise NotFound("CONTRACT_UNKNOWN", f"there is no contract {serial}; GET /v1/contracts lists yours")
            side = party(contract, company_id)
            closing = await view.cycle(contract.evaluation_closes)
        if closing is not None and closing.state == "closed":
            raise Conflict("EVALUATION_CLOSED", f"contract {serial} could be evaluated until cycle {closing.cycle}")
        return contract, side

    async def appeal(self, company_id: str, contract: Contract, side: str, reason: str, expiry_cycle: int) -> Statement:
        """Take a party's appeal of the evaluation of `side`; `gateway.appeals` has judged whether there may be one.

        Raises:
            Conflict: `APPEAL_EXISTS` where one is on its way; one that the chain has refused gives way.
        """
        salt = secrets.token_bytes(SALT_BYTES)
        digest = salted_digest(salt, reason)
        row = await self._signed("appeal", contract, company_id, side, digest, expiry_cycle)
        row.text_digest = digest.hex()
        text = AppealText(digest=row.text_digest, appeal_id=appeal_id(side, row.match_id), text=reason, salt=salt)
        await self._group.write(*as_insert(text))
        async with self._records.begin() as session:
            await repository.forget_refused_appeal(session, row.match_id, side)
        return await self._keep(row)

    async def get(self, statement_id: str, company_id: str | None) -> Statement:
        """A statement; a company (`company_id` set) sees its own. Raises NotFound `STATEMENT_UNKNOWN`."""
        async with self._records() as session:
            row = await repository.get(session, statement_id)
        if row is None or company_id not in (None, row.company_id):
            raise NotFound("STATEMENT_UNKNOWN", "no such statement of yours")
        return row

    async def judgement(self, row: Statement) -> dict[str, Any]:
        """What the classifier made of the evaluation's text when it was taken."""
        async with self._records() as session:
            kept = await repository.text_of(session, row.match_id, row.company_id)
        assert kept is not None, "text and statement of an evaluation are written together"
        return kept.judgement

    async def written(self, row: Statement, seconds: float) -> Statement:
        """The statement after it was written, or as it stands after `seconds` or when the ledger can't be reached.

        It is kept either way: a failure of the write is not one of the request.
        """
        if seconds > 0 and row.state == "collected":
            with contextlib.suppress(TimeoutError, LedgerUnavailable):
                await asyncio.wait_for(asyncio.shield(self.writer.flush(cast("Kind", row.kind))), seconds)
        return await self.get(row.id, None)

    async def _signed(
        self, kind: Kind, about: Match | Contract, company_id: str, side: str, digest: bytes, expiry_cycle: int
    ) -> Statement:
        message = statement_bytes(
            channel=self._channel,
            kind=kind,
            subject=appeal_id(side, about.match_id) if kind == "appeal" else about.match_id,
            company_id=company_id,
            expiry_cycle=expiry_cycle,
            digest=digest,
        )
        key_id, signature = await self._wallets.sign(company_id, message)
        return Statement(
            id=uuid.uuid4().hex,
            kind=kind,
            match_id=about.match_id,
            company_id=company_id,
            side=side,
            key_id=key_id,
            expiry_cycle=expiry_cycle,
            signature=signature,
            state="collected",
            cycle=about.cycle,
            created_at=now(),
        )

    async def _keep(
        self, row: Statement, text: EvaluationText | None = None, sketch: likeness.Sketch | None = None
    ) -> Statement:
        """Statements come by the thousand: they are committed in groups, the text before what points to it."""
        taken = _taken(row)
        party = (row.kind, row.match_id, row.side)
        if party in self._taking:
            raise taken
        self._taking.add(party)
        try:
            if text is not None and sketch is not None:
                await self._keep_text(text, sketch, taken)
            await self._group.write(*as_insert(row))
        except IntegrityError:
            raise taken from None
        finally:
            self._taking.discard(party)
        return row

    async def _keep_text(self, text: EvaluationText, sketch: likeness.Sketch, taken: Conflict) -> None:
        """A text that a crash left without its statement gives way."""
        async with self._records() as session:
            if await repository.of_party(session, "evaluation", text.match_id, text.company_id) is not None:
                raise taken
            left = await repository.text_of(session, text.match_id, text.company_id)
        if left is not None:
            async with self._records.begin() as session:
                await text_index.remove(session, text.company_id, text.match_id)
                await session.delete(left)
        bands = text_index.band_rows(text.company_id, text.match_id, sketch)
        # Written in this order, so no band is there without its text.
        await asyncio.gather(self._group.write(*as_insert(text)), self._group.write_all(text_index.INSERT, bands))


def _taken(row: Statement) -> Conflict:
    if row.kind == "appeal":
        return Conflict("APPEAL_EXISTS", f"the {row.side}'s evaluation of {row.match_id} has been appealed already")
    code = "DECISION_EXISTS" if row.kind == "decision" else "EVALUATION_EXISTS"
    return Conflict(code, f"your company has stated its {row.kind} of {row.match_id} already")


def as_json(judgement: Judgement) -> dict[str, Any]:
    """A judgement as it is kept and shown, without the parts of its arithmetic that only an auditor asks for."""
    return {
        "label": judgement.label,
        "probabilities": dict(judgement.probabilities),
        "words": [{"word": word.word, "weight": word.weight} for word in judgement.words],
        "unsure": judgement.unsure,
        "language": judgement.language,
    }
