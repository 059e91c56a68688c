"""Takes evaluations of contracts, one or many."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from sqlalchemy import Row

from gateway.db.group_reader import GroupReader
from gateway.errors import Conflict, NotFound, ShoalError
from gateway.statements.canonical import salted_digest
from gateway.statements.decisions import merged, party
from gateway.statements.judging import GroupJudge, Reading, as_json
from gateway.statements.keeping import Keeper, New
from gateway.statements.lookups import CONTRACTS, CYCLES
from gateway.statements.repeats import Repeats
from gateway.statements.signing import Draft, Signer
from gateway.statements.stated import Stated, Text
from gateway.statements.window import Window
from sentiment import likeness
from sentiment.labels import Label

SALT_BYTES: Final = 32


class Evaluation(NamedTuple):
    """What a company writes about a contract; `expected_label` is what it was shown before it confirmed."""

    serial: int
    text: str
    expected_label: Label | None = None


@dataclass(slots=True)
class Evaluated:
    """A statement that is kept, and what the classifier made of its text (`as_json`)."""

    row: Stated
    judgement: dict[str, Any]


Outcome = Evaluated | ShoalError


@dataclass(slots=True)
class _Written:
    """A text on its way."""

    contract: Row[Any]
    side: str
    text: str
    reading: Reading
    judgement: dict[str, Any]


class Evaluations:
    """The evaluations of companies."""

    def __init__(
        self,
        projection: GroupReader,
        signer: Signer,
        keeper: Keeper,
        judge: GroupJudge,
        repeats: Repeats,
        model_digest: str,
        window: Window,
    ) -> None:
        self._projection = projection
        self._signer = signer
        self._keeper = keeper
        self._judge = judge
        self._repeats = repeats
        self._model_digest = model_digest
        self._window = window

    async def take(self, company_id: str, evaluations: Sequence[Evaluation]) -> list[Outcome]:
        """The statements of a company's evaluations of different contracts, each judged by itself.

        Refusals: NotFound `CONTRACT_UNKNOWN`; Forbidden `PARTY_MISMATCH`; Conflict `EVALUATION_EXISTS` for a second
        one, `EVALUATION_CLOSED` after the deadline, `JUDGEMENT_CHANGED` where the label is not the expected one,
        `EVALUATION_REPEATED` where the company wrote much the same about another contract, also here and before it.
        """
        with self._window.taking():
            return await self._take(company_id, evaluations)

    async def _take(self, company_id: str, evaluations: Sequence[Evaluation]) -> list[Outcome]:
        found = await self.open_contracts(company_id, [evaluation.serial for evaluation in evaluations])
        open_ = [pair for pair in zip(evaluations, found, strict=True) if not isinstance(pair[1], ShoalError)]
        readings = iter(await self._judge.read([evaluation.text for evaluation, _ in open_]) if open_ else ())
        outcomes: list[Outcome | None] = []
        written: list[_Written] = []
        for evaluation, contract in zip(evaluations, found, strict=True):
            if isinstance(contract, ShoalError):
                outcomes.append(contract)
                continue
            reading = next(readings)
            outcomes.append(_changed(evaluation, reading))
            if outcomes[-1] is None:
                written.append(_Written(*contract, evaluation.text, reading, as_json(reading.judgement)))
        later: list[Outcome] = await self._keep(company_id, written) if written else []
        return merged(outcomes, later)

    async def open_contracts(self, company_id: str, serials: Sequence[int]) -> list[tuple[Row[Any], str] | ShoalError]:
        """The contracts that the company may evaluate now with its side there, or why it may not."""
        contracts = await self._projection.many(CONTRACTS, serials)
        closing = {rows[0].evaluation_closes for rows in contracts.values()}
        cycles = await self._projection.many(CYCLES, list(closing)) if closing else {}
        closed = {number for number, rows in cycles.items() if rows[0].state == "closed"}
        closed |= {number for number in closing if self._window.is_shut(number)}
        found: list[tuple[Row[Any], str] | ShoalError] = []
        for serial in serials:
            try:
                found.append(_open_contract(company_id, serial, contracts.get(serial), closed))
            except ShoalError as error:
                found.append(error)
        return found

    async def _keep(self, company_id: str, written: Sequence[_Written]) -> list[Outcome]:
        about = [(one.contract.match_id, one.reading.sketch) for one in written]
        async with self._repeats.taking(company_id, about) as refusals:
            left = [i for i, refusal in enumerate(refusals) if refusal is None]
            news = await self._signed(company_id, [written[i] for i in left]) if left else []
            kept = await self._keeper.keep(news) if news else []
            for i, refusal in zip(left, kept, strict=True):
                refusals[i] = refusal
            rows = {i: new.row for i, new in zip(left, news, strict=True)}
            return [refusal or Evaluated(rows[i], written[i].judgement) for i, refusal in enumerate(refusals)]

    async def _signed(self, company_id: str, written: Sequence[_Written]) -> list[New]:
        drawn = secrets.token_bytes(SALT_BYTES * len(written))
        salts = [drawn[start : start + SALT_BYTES] for start in range(0, len(drawn), SALT_BYTES)]
        digests = [salted_digest(salt, one.text) for salt, one in zip(salts, written, strict=True)]
        drafts = [
            Draft("evaluation", c.match_id, c.cycle, one.side, digest, c.evaluation_closes)
            for one, digest in zip(written, digests, strict=True)
            for c in (one.contract,)
        ]
        news = []
        for row, one, salt, digest in zip(
            await self._signer.sign(company_id, drafts), written, salts, digests, strict=True
        ):
            judgement, sketch = one.reading
            row.label, row.text_digest, row.model_digest = judgement.label, digest.hex(), self._model_digest
            text = Text(
                match_id=row.match_id,
                company_id=company_id,
                text=one.text,
                salt=salt,
                judgement=one.judgement,
                bands_version=likeness.VERSION,
            )
            news.append(New(row, text, sketch))
        return news


def _open_contract(
    company_id: str, serial: int, found: Sequence[Row[Any]] | None, closed: set[int]
) -> tuple[Row[Any], str]:
    if not found:
        raise NotFound("CONTRACT_UNKNOWN", f"there is no contract {serial}; GET /v1/contracts lists yours")
    contract = found[0]
    side = party(contract, company_id)
    if contract.evaluation_closes in closed:
        closes = contract.evaluation_closes
        raise Conflict("EVALUATION_CLOSED", f"contract {serial} could be evaluated until cycle {closes}")
    return contract, side


def _changed(evaluation: Evaluation, reading: Reading) -> Conflict | None:
    expected, judgement = evaluation.expected_label, reading.judgement
    if expected in (None, judgement.label):
        return None
    return Conflict(
        "JUDGEMENT_CHANGED",
        f"the text is judged {judgement.label} now, not {expected}; look at it and confirm, or reword it",
        "expected_label",
        judgement=as_json(judgement),
    )
