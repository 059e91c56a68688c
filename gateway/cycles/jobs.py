"""The records of the driver's jobs."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.db.columns import now
from gateway.errors import NotFound, ShoalError
from gateway.records.models import Job


async def begin(session: AsyncSession, job_id: str, cycle: int, target: str) -> None:
    """Record a job as running."""
    session.add(Job(id=job_id, kind="advance", cycle=cycle, target_state=target, state="running", created_at=now()))
    await session.flush()


async def get(session: AsyncSession, job_id: str) -> Job:
    """One job; raises NotFound `JOB_UNKNOWN`."""
    job = await session.get(Job, job_id)
    if job is None:
        raise NotFound("JOB_UNKNOWN", "no such job; POST /v1/cycles/{n}/advance starts one")
    return job


async def unfinished(session: AsyncSession) -> Sequence[Job]:
    """Jobs whose end is not recorded, the oldest first."""
    found = await session.scalars(select(Job).where(Job.state == "running").order_by(Job.created_at))
    return found.all()


async def note_stage(session: AsyncSession, job_id: str, stage: str, timings: Mapping[str, float]) -> None:
    """Record the state that the job is working towards."""
    job = await get(session, job_id)
    job.stage, job.timings = stage, dict(timings)


async def finish(session: AsyncSession, job_id: str, timings: Mapping[str, float]) -> None:
    """Record success."""
    job = await get(session, job_id)
    job.state, job.timings, job.ended_at = "done", dict(timings), now()


async def fail(
    session: AsyncSession, job_id: str, error: ShoalError, timings: Mapping[str, float] | None = None
) -> None:
    """Record why the job ended; asking again for the same target tries again."""
    job = await get(session, job_id)
    job.state, job.timings, job.ended_at = "failed", dict(timings or {}), now()
    job.problem = {"code": error.code, "message": error.message, "field": error.field}
