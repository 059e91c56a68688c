"""`/v1/health` and `/v1/metrics`: for probes and operators, open to all on the loopback address."""

import asyncio
from typing import Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from gateway.context import Services
from gateway.errors import ShoalError
from gateway.web.deps import ServicesDep
from gateway.web.problems import problems

router = APIRouter(tags=["operation"])

_LEDGER_S = 3.0


class LedgerHealth(BaseModel):
    """The ledger as the gateway sees it."""

    reachable: bool
    channel: str
    height: int | None = Field(description="Number of blocks; null when it doesn't answer.")


class ProjectionHealth(BaseModel):
    """The database that shows the ledger."""

    state: str = Field(description="following, failing or stopped.")
    next_block: int = Field(description="The first block that it doesn't show yet.")
    lag: int | None = Field(description="Blocks behind the ledger; null when the ledger doesn't answer.")
    reachable: bool


class Health(BaseModel):
    """`ok` when ledger and databases answer and the projection follows."""

    status: Literal["ok", "degraded"]
    ledger: LedgerHealth
    projection: ProjectionHealth
    records: bool = Field(description="Whether the off-chain records answer.")


@router.get("/health", summary="Health", responses={**problems(), 503: {"model": Health, "description": "Degraded"}})
async def health(services: ServicesDep, response: Response) -> Health:
    """200 when all works, 503 when a part doesn't; the body says which."""
    found = await examine(services)
    response.status_code = 200 if found.status == "ok" else 503
    return found


@router.get(
    "/metrics",
    summary="Metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}, **problems()},
)
async def metrics(services: ServicesDep) -> Response:
    """Requests, ledger submits and heights, in Prometheus' text format."""
    found = await examine(services)
    services.metrics.heights(found.ledger.height, found.projection.next_block)
    return Response(services.metrics.page(), media_type="text/plain; version=0.0.4; charset=utf-8")


async def examine(services: Services) -> Health:
    """Asks every part, each with a deadline."""
    projector = services.projector
    try:
        async with asyncio.timeout(_LEDGER_S):
            seen = await projector.status()
        ledger = LedgerHealth(reachable=True, channel=services.ledger.channel, height=seen.height)
        state, next_block, lag = seen.state, seen.next_block, seen.lag
    except (ShoalError, TimeoutError):
        ledger = LedgerHealth(reachable=False, channel=services.ledger.channel, height=None)
        state, next_block, lag = "failing", projector.next_block, None
    view, records = await asyncio.gather(_answers(services.projection), _answers(services.records))
    projection = ProjectionHealth(state=state, next_block=next_block, lag=lag, reachable=view)
    good = ledger.reachable and state == "following" and view and records
    return Health(status="ok" if good else "degraded", ledger=ledger, projection=projection, records=records)


async def _answers(sessions: async_sessionmaker[AsyncSession]) -> bool:
    try:
        async with sessions() as session:
            await session.execute(text("SELECT 1"))
    except (SQLAlchemyError, OSError):
        return False
    return True
