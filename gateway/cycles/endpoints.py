"""`/cycles` and `/jobs`."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response, status

from gateway.cycles.schemas import AdvanceIn, CycleOut, CyclePage, JobOut
from gateway.errors import NotFound
from gateway.projection.models import Cycle
from gateway.projection.repository import ProjectionRepository
from gateway.records.models import Job
from gateway.web.deps import Anyone, Authority, Operator, ServicesDep
from gateway.web.prefer import WaitSeconds
from gateway.web.problems import problems

router = APIRouter(tags=["cycles"])
CycleNumber = Annotated[int, Path(ge=1, le=99_999_999, description="the cycle's number", examples=[1])]


def _cycle_out(row: Cycle) -> CycleOut:
    return CycleOut.model_validate(row, from_attributes=True)


def _job_out(row: Job) -> JobOut:
    fields = {name: getattr(row, name) for name in JobOut.model_fields if name != "timings"}
    return JobOut(**fields, timings=row.timings or {})


@router.get("/cycles", summary="Cycles, the newest first", responses=problems(401))
async def list_cycles(
    services: ServicesDep,
    _: Anyone,
    before: Annotated[int | None, Query(ge=1, le=99_999_999, description="only cycles before this one")] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 50,
) -> CyclePage:
    """What the ledger recorded of each cycle."""
    async with services.projection() as session:
        rows = await ProjectionRepository(session).cycles(before=before, limit=limit)
    following = rows[-1].cycle if len(rows) == limit and rows[-1].cycle > 1 else None
    return CyclePage(items=[_cycle_out(row) for row in rows], next_before=following)


@router.get("/cycles/current", summary="The cycle that takes lists", responses=problems(401, 404))
async def current_cycle(services: ServicesDep, _: Anyone) -> CycleOut:
    """Lists that are posted now are matched in this cycle."""
    async with services.projection() as session:
        row = await ProjectionRepository(session).current_cycle()
    if row is None:
        raise NotFound("CYCLE_UNKNOWN", "the floor isn't open yet; the operator opens it by starting the gateway")
    return _cycle_out(row)


@router.get("/cycles/{number}", summary="One cycle", responses=problems(401, 404))
async def get_cycle(services: ServicesDep, _: Anyone, number: CycleNumber) -> CycleOut:
    """What the ledger recorded of it."""
    async with services.projection() as session:
        row = await ProjectionRepository(session).cycle(number)
    if row is None:
        raise NotFound(
            "CYCLE_UNKNOWN", f"there is no cycle {number} yet; GET /v1/cycles/current says which takes lists"
        )
    return _cycle_out(row)


@router.post(
    "/cycles/{number}/advance",
    summary="Advance a cycle",
    status_code=status.HTTP_202_ACCEPTED,
    responses={
        200: {"model": JobOut, "description": "Done, or failed, within the wait"},
        **problems(401, 403, 404, 409),
    },
)
async def advance_cycle(
    services: ServicesDep, _: Operator, number: CycleNumber, response: Response, wait: WaitSeconds, body: AdvanceIn
) -> JobOut:
    """Freeze, match, match again what was refused, settle or close it, stage by stage up to the state asked for.

    Asking again is harmless.
    """
    job_id = await services.cycles.start(number, body.to)
    job = await services.cycles.wait(job_id, wait)
    response.headers["Location"] = f"/v1/jobs/{job_id}"
    if job.state != "running":
        response.status_code = status.HTTP_200_OK
    return _job_out(job)


@router.get("/jobs/{job_id}", summary="A cycle's job", responses=problems(401, 403, 404))
async def get_job(
    services: ServicesDep, _: Authority, job_id: Annotated[str, Path(min_length=1, max_length=64)]
) -> JobOut:
    """How far the advance of a cycle is, and how long each step took."""
    return _job_out(await services.cycles.wait(job_id, 0))
