"""Statements of companies: taken, signed with the company's key, kept until they are written."""

import asyncio
import contextlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from gateway.db.group_reader import GroupReader
from gateway.db.group_writer import GroupWriter, as_insert
from gateway.errors import Conflict, LedgerUnavailable, NotFound, ShoalError
from gateway.projection.models import Contract
from gateway.records.models import AppealText
from gateway.statements import evaluations as evaluating
from gateway.statements import repository
from gateway.statements.canonical import appeal_id, salted_digest
from gateway.statements.decisions import Decision, Decisions, Outcome
from gateway.statements.evaluations import SALT_BYTES, Evaluated, Evaluation, Evaluations
from gateway.statements.flush import StatementWriter
from gateway.statements.judging import GroupJudge, as_json
from gateway.statements.keeping import Keeper, New, taken
from gateway.statements.lookups import STATED, STATEMENTS
from gateway.statements.repeats import Repeats
from gateway.statements.signing import Draft, Signer
from gateway.statements.stated import Stated
from gateway.wallets.service import Wallets
from sentiment import Classifier
from sentiment.labels import Label


@dataclass(frozen=True, slots=True)
class Preview:
    """What would become of a text: its judgement, and the refusal where a guard would not take it."""

    judgement: dict[str, Any]
    refusal: Conflict | None


class Statements:
    """Decisions on matches, evaluations of contracts, and appeals."""

    def __init__(
        self,
        *,
        channel: str,
        projection: GroupReader,
        records: async_sessionmaker[AsyncSession],
        reader: GroupReader,
        wallets: Wallets,
        classifier: Classifier,
        writer: StatementWriter,
        group: GroupWriter,
    ) -> None:
        self._records = records
        self._reader = reader
        self.writer = writer
        self._group = group
        self._signer = Signer(channel, wallets)
        self._keeper = Keeper(records, reader, group)
        self._judge = GroupJudge(classifier)
        self._repeats = Repeats(reader, projection)
        self._decisions = Decisions(projection, self._signer, self._keeper, writer.windows["decision"])
        self._evaluations = Evaluations(
            projection,
            self._signer,
            self._keeper,
            self._judge,
            self._repeats,
            classifier.digest,
            writer.windows["evaluation"],
        )

    async def decide(self, company_id: str, match_id: str, *, accept: bool) -> Stated:
        """Take a party's decision on a match; raises what `Decisions.take` refuses with."""
        (outcome,) = await self.decide_all(company_id, [Decision(match_id, accept)])
        if isinstance(outcome, ShoalError):
            raise outcome
        return outcome

    async def decide_all(self, company_id: str, decisions: Sequence[Decision]) -> list[Outcome]:
        """See `Decisions.take`."""
        outcomes = await self._decisions.take(company_id, decisions)
        self.writer.collected("decision", sum(isinstance(outcome, Stated) for outcome in outcomes))
        return outcomes

    async def evaluate(self, company_id: str, serial: int, text: str, expected_label: Label | None = None) -> Evaluated:
        """Take a party's evaluation of a contract in words; raises what `Evaluations.take` refuses with."""
        (outcome,) = await self.evaluate_all(company_id, [Evaluation(serial, text, expected_label)])
        if isinstance(outcome, ShoalError):
            raise outcome
        return outcome

    async def evaluate_all(self, company_id: str, evaluations: Sequence[Evaluation]) -> list[evaluating.Outcome]:
        """See `Evaluations.take`."""
        outcomes = await self._evaluations.take(company_id, evaluations)
        self.writer.collected("evaluation", sum(isinstance(outcome, Evaluated) for outcome in outcomes))
        return outcomes

    async def preview(self, company_id: str, serial: int, text: str) -> Preview:
        """What `evaluate` would make of the text; writes nothing.

        Raises:
            NotFound: `CONTRACT_UNKNOWN`. Forbidden: `PARTY_MISMATCH`.
            Conflict: `EVALUATION_EXISTS`, `EVALUATION_CLOSED`.
        """
        (found,) = await self._evaluations.open_contracts(company_id, [serial])
        if isinstance(found, ShoalError):
            raise found
        match_id, side = found[0].match_id, found[1]
        stated = (await self._reader.many(STATED["evaluation"], [match_id])).get(match_id, [])
        if any(row.company_id == company_id for row in stated):
            raise taken("evaluation", match_id, side)
        ((judgement, sketch),) = await self._judge.read([text])
        (refusal,) = await self._repeats.found(company_id, [(match_id, sketch)])
        return Preview(as_json(judgement), refusal)

    async def appeal(self, company_id: str, contract: Contract, side: str, reason: str, expiry_cycle: int) -> Stated:
        """Take a party's appeal of the evaluation of `side`; `gateway.appeals` has judged whether there may be one.

        Raises:
            Conflict: `APPEAL_EXISTS` where one is on its way; one that the chain has refused gives way. `APPEAL_CLOSED`
                where the cycle that ends the time for it is being closed.
        """
        window = self.writer.windows["appeal"]
        with window.taking():
            if window.is_shut(expiry_cycle):
                raise Conflict(
                    "APPEAL_CLOSED",
                    f"appeals of contract {contract.serial} were taken until cycle {expiry_cycle} began to close",
                )
            return await self._appeal(company_id, contract, side, reason, expiry_cycle)

    async def _appeal(self, company_id: str, contract: Contract, side: str, reason: str, expiry_cycle: int) -> Stated:
        salt = secrets.token_bytes(SALT_BYTES)
        digest = salted_digest(salt, reason)
        draft = Draft("appeal", contract.match_id, contract.cycle, side, digest, expiry_cycle)
        (row,) = await self._signer.sign(company_id, [draft])
        row.text_digest = digest.hex()
        text = AppealText(digest=row.text_digest, appeal_id=appeal_id(side, row.match_id), text=reason, salt=salt)
        await self._group.write(*as_insert(text))
        async with self._records.begin() as session:
            await repository.forget_refused_appeal(session, row.match_id, side)
        (refusal,) = await self._keeper.keep([New(row)])
        if refusal is not None:
            raise refusal
        return row

    async def get(self, statement_id: str, company_id: str | None) -> Stated:
        """A statement; a company (`company_id` set) sees its own. Raises NotFound `STATEMENT_UNKNOWN`."""
        async with self._records() as session:
            row = await repository.get(session, statement_id)
        if row is None or company_id not in (None, row.company_id):
            raise NotFound("STATEMENT_UNKNOWN", "no such statement of yours")
        return Stated.of(row)

    async def get_all(self, statement_ids: Sequence[str]) -> list[Stated]:
        """Statements that are there, in this order."""
        found = await self._reader.many(STATEMENTS, statement_ids)
        return [Stated.of(found[one][0]) for one in statement_ids]

    async def judgement(self, row: Stated) -> dict[str, Any]:
        """What the classifier made of the evaluation's text when it was taken."""
        async with self._records() as session:
            kept = await repository.text_of(session, row.match_id, row.company_id)
        assert kept is not None, "text and statement of an evaluation are written together"
        return kept.judgement

    async def written(self, row: Stated, seconds: float) -> Stated:
        """`all_written` of one."""
        await self.all_written([row], seconds)
        return row

    async def all_written(self, rows: Sequence[Stated], seconds: float) -> None:
        """Brings statements of one kind up to date, once they are written, or after `seconds`, or when the ledger
        can't be reached.

        They are kept either way: a failure of the write is not one of the request.
        """
        if seconds <= 0 or all(row.state != "collected" for row in rows):
            return
        with contextlib.suppress(TimeoutError, LedgerUnavailable):
            await asyncio.wait_for(asyncio.shield(self.writer.flush(rows[0].kind)), seconds)
        found = await self._reader.many(STATEMENTS, [row.id for row in rows])
        for row in rows:
            row.state, row.problem = found[row.id][0].state, found[row.id][0].problem
