"""Reads of matches, as far as the caller may see them."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.accounts.principal import Principal
from gateway.errors import NotFound
from gateway.matches.schemas import MatchOut, MatchPage, match_out
from gateway.projection.models import Decision, Match
from gateway.projection.repository import ProjectionRepository


async def page(session: AsyncSession, principal: Principal, cycle: int | None, *, offset: int, limit: int) -> MatchPage:
    """A company's own matches; all of them for operator and supervisor."""
    view = ProjectionRepository(session)
    if not principal.reads_all:
        rows = await view.matches_of_company(principal.company, cycle, offset=offset, limit=limit)
    elif cycle is None:
        rows = await view.matches(offset=offset, limit=limit)
    else:
        rows = await view.matches_of_cycle(cycle, offset=offset, limit=limit)
    decisions = await _decisions(view, rows)
    items = [match_out(row, decisions[row.match_id]) for row in rows]
    return MatchPage(items=items, next_offset=offset + limit if len(rows) == limit else None)


async def one(session: AsyncSession, principal: Principal, match_id: str) -> MatchOut:
    """One match; NotFound `MATCH_UNKNOWN` also for those of others."""
    row = await visible_match(session, principal, match_id)
    return match_out(row, await ProjectionRepository(session).decisions_of_match(match_id))


async def visible_match(session: AsyncSession, principal: Principal, match_id: str) -> Match:
    """A match that the caller may see; NotFound `MATCH_UNKNOWN` otherwise."""
    row = await ProjectionRepository(session).match(match_id)
    if row is None or not (principal.reads_all or principal.company in (row.buyer, row.seller)):
        raise NotFound("MATCH_UNKNOWN", "no such match of yours; GET /v1/matches lists them")
    return row


async def _decisions(view: ProjectionRepository, rows: Sequence[Match]) -> dict[str, list[Decision]]:
    found: dict[str, list[Decision]] = defaultdict(list)
    for decision in await view.decisions_of_matches([row.match_id for row in rows]):
        found[decision.match_id].append(decision)
    return found
