"""Takes decisions on matches, one or many."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple, TypeVar

from sqlalchemy import Row

from gateway.db.group_reader import GroupReader
from gateway.errors import Conflict, Forbidden, NotFound, ShoalError
from gateway.statements.canonical import decision_digest
from gateway.statements.keeping import Keeper, New
from gateway.statements.lookups import CYCLES, MATCHES
from gateway.statements.signing import Draft, Signer
from gateway.statements.stated import Stated
from gateway.statements.window import Window

#: Which round's matches a state takes decisions on.
ROUND_DECIDED: Final = {"matched": 1, "second_round": 2}

T = TypeVar("T")
Outcome = Stated | ShoalError
"""A statement that is kept, or why there is none."""


class Decision(NamedTuple):
    """What a company decides about a match."""

    match_id: str
    accept: bool


def party(row: Any, company_id: str) -> str:
    """`buyer` or `seller` of a match or contract; raises Forbidden `PARTY_MISMATCH` for anybody else."""
    for side in ("buyer", "seller"):
        if getattr(row, side) == company_id:
            return side
    raise Forbidden("PARTY_MISMATCH", "your company is neither buyer nor seller here")


class Decisions:
    """The decisions of companies."""

    def __init__(self, projection: GroupReader, signer: Signer, keeper: Keeper, window: Window) -> None:
        self._projection = projection
        self._window = window
        self._signer = signer
        self._keeper = keeper

    async def take(self, company_id: str, decisions: Sequence[Decision]) -> list[Outcome]:
        """The statements of a company's decisions on different matches, each judged by itself.

        Refusals: NotFound `MATCH_UNKNOWN`; Forbidden `PARTY_MISMATCH`; Conflict `CYCLE_STATE` where the cycle takes no
        decisions or is moving on, `ROUND_CLOSED` on a match of the first round in the second, `DECISION_EXISTS` for a
        second one.
        """
        with self._window.taking():
            return await self._take(company_id, decisions)

    async def _take(self, company_id: str, decisions: Sequence[Decision]) -> list[Outcome]:
        matches = await self._projection.many(MATCHES, [decision.match_id for decision in decisions])
        cycles = await self._projection.many(CYCLES, list({rows[0].cycle for rows in matches.values()}))
        states = {number: rows[0].state for number, rows in cycles.items()}
        outcomes: list[Outcome | None] = []
        drafts: list[Draft] = []
        accepts: list[bool] = []
        for match_id, accept in decisions:
            try:
                match, side = self._open_match(company_id, match_id, matches.get(match_id), states)
            except ShoalError as error:
                outcomes.append(error)
            else:
                outcomes.append(None)
                accepts.append(accept)
                digest = decision_digest(accept=accept)
                drafts.append(Draft("decision", match_id, match.cycle, side, digest, match.cycle))
        return merged(outcomes, await self._keep(company_id, drafts, accepts))

    async def _keep(self, company_id: str, drafts: Sequence[Draft], accepts: Sequence[bool]) -> list[Outcome]:
        if not drafts:
            return []
        rows = await self._signer.sign(company_id, drafts)
        for row, accept in zip(rows, accepts, strict=True):
            row.accept = accept
        refusals = await self._keeper.keep([New(row) for row in rows])
        return [refusal or row for row, refusal in zip(rows, refusals, strict=True)]

    def _open_match(
        self, company_id: str, match_id: str, found: Sequence[Row[Any]] | None, states: dict[int, str]
    ) -> tuple[Row[Any], str]:
        """A match that the company may decide on now, and its side there."""
        if not found:
            raise NotFound("MATCH_UNKNOWN", f"there is no match {match_id}; GET /v1/matches lists yours")
        match = found[0]
        side = party(match, company_id)
        state = states.get(match.cycle, "unknown")
        if state not in ROUND_DECIDED:
            raise Conflict(
                "CYCLE_STATE",
                f"cycle {match.cycle} is {state}; decisions are taken while it is matched or in its second round",
            )
        if match.round != ROUND_DECIDED[state]:
            raise Conflict(
                "ROUND_CLOSED", f"{match_id} could be decided until the second round began; what was silent is refused"
            )
        if self._window.is_shut(match.cycle, match.round):
            raise Conflict("CYCLE_STATE", f"cycle {match.cycle} is moving on: the time to decide on {match_id} is over")
        return match, side


def merged(outcomes: Sequence[T | None], later: Sequence[T]) -> list[T]:
    """The outcomes, with those that came later in the places that are None, in their order."""
    rest = iter(later)
    return [next(rest) if outcome is None else outcome for outcome in outcomes]
