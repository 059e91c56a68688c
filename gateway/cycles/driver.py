"""Moves cycles: one job at a time, each job recorded so that a restarted gateway takes it up where it was cut off."""

import asyncio
import contextlib
import uuid
from collections.abc import Awaitable
from dataclasses import dataclass

import structlog
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from gateway.cycles import jobs
from gateway.cycles.stages import Notes, Stages
from gateway.cycles.timetable import ORDER, is_past, next_state
from gateway.errors import BadInput, Conflict, ShoalError
from gateway.records.models import Job

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Running:
    job_id: str
    cycle: int
    target: str
    task: "asyncio.Task[None]"


class CycleDriver:
    """Advances a cycle to a state, stage by stage.

    Only one cycle is worked on at a time (the chain demands it), so only one job runs; asking for what is already
    under way gives the running job.
    """

    def __init__(self, stages: Stages, records: async_sessionmaker[AsyncSession]) -> None:
        self._stages = stages
        self._records = records
        self._running: _Running | None = None
        self._lock = asyncio.Lock()

    async def start(self, cycle: int, target: str | None = None) -> str:
        """Begin to advance `cycle` to `target` (default: its next state) and return the job's id.

        The second round is the next state where some match was refused; on the way to a later state it is gone through.

        Raises:
            BadInput: `FIELD_RANGE` for an unknown target.
            Conflict: `CYCLE_BUSY` while another job runs, `CYCLE_STATE` where the cycle can't go there.
        """
        async with self._lock:
            running = self._running
            if running is not None and not running.task.done():
                if (running.cycle, running.target) == (cycle, target or running.target):
                    return running.job_id
                raise Conflict("CYCLE_BUSY", f"cycle {running.cycle} is on its way to {running.target}; wait for it")
            state = await self._stages.state(cycle)
            goal = target or next_state(state, refused=state == "matched" and await self.some_refused(cycle))
            if goal not in ORDER[1:]:
                raise BadInput("FIELD_RANGE", f"a cycle can be advanced to {', '.join(ORDER[1:])}", "to")
            job_id = uuid.uuid4().hex
            async with self._records.begin() as session:
                await jobs.begin(session, job_id, cycle, goal)
            self._launch(job_id, cycle, goal, state=state, chosen=target is None)
            return job_id

    async def wait(self, job_id: str, seconds: float) -> Job:
        """The job, after at most `seconds` of waiting for its end."""
        running = self._running
        if running is not None and running.job_id == job_id:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(asyncio.shield(running.task), seconds)
        async with self._records() as session:
            return await jobs.get(session, job_id)

    @property
    def running_job(self) -> str | None:
        """The id of the job that is under way, if one is."""
        running = self._running
        return None if running is None or running.task.done() else running.job_id

    async def some_refused(self, cycle: int) -> bool:
        """Whether the cycle needs its second round, as far as is known now."""
        return await self._stages.some_refused(cycle)

    async def resume(self) -> None:
        """Take up the job that was running when the gateway last ended, if there was one."""
        async with self._records() as session:
            unfinished = await jobs.unfinished(session)
        for job in unfinished[-1:]:
            log.info("resuming a cycle job", cycle=job.cycle, target=job.target_state)
            self._launch(job.id, job.cycle, job.target_state)
        for job in unfinished[:-1]:
            async with self._records.begin() as session:
                await jobs.fail(session, job.id, Conflict("CYCLE_BUSY", "a later job took over"))

    async def stop(self) -> None:
        """Cancel the running job; its record stays `running`, so that the next start resumes it."""
        if self._running is not None:
            self._running.task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._running.task

    def _launch(self, job_id: str, cycle: int, target: str, *, state: str | None = None, chosen: bool = False) -> None:
        """`state`: where the cycle stands, if that is known; `chosen`: the target is our choice, not the caller's."""
        task = asyncio.create_task(self._run(job_id, cycle, target, state, chosen), name=f"advance cycle {cycle}")
        self._running = _Running(job_id, cycle, target, task)

    async def _run(self, job_id: str, cycle: int, target: str, state: str | None, chosen: bool) -> None:
        timings: dict[str, float] = {}

        def note(step: str, seconds: float) -> None:
            timings[step] = round(timings.get(step, 0.0) + seconds, 4)

        try:
            state = state or await self._stages.state(cycle)
            await self._advance(job_id, cycle, target, state, timings, note, chosen=chosen)
            await self._stages.catch_up()
            async with self._records.begin() as session:
                await jobs.finish(session, job_id, timings)
        except ShoalError as error:
            log.warning("cycle job failed", cycle=cycle, target=target, code=error.code)
            async with self._records.begin() as session:
                await jobs.fail(session, job_id, error, timings)
        except Exception:
            log.exception("cycle job failed", cycle=cycle, target=target)
            async with self._records.begin() as session:
                internal = ShoalError("INTERNAL", "the job failed; the gateway's log says why")
                await jobs.fail(session, job_id, internal, timings)

    async def _advance(
        self, job_id: str, cycle: int, target: str, state: str, timings: dict[str, float], note: Notes, *, chosen: bool
    ) -> None:
        stages = self._stages
        moves = {
            "frozen": stages.to_frozen,
            "matched": stages.to_matched,
            "second_round": stages.to_second_round,
            "settling": stages.to_settling,
            "closed": stages.to_closed,
        }
        entered = ""
        while not is_past(state, target):
            if state == "second_round":
                await stages.to_rematched(cycle, note)
            following = await self._following(cycle, state, target, note)
            if chosen and following == "second_round":
                target = following  # somebody has refused since the target was chosen: new matches need their time
            await self._beside(self._note_stage(job_id, following, timings), moves[following](cycle, note))
            log.info("cycle advanced", cycle=cycle, state=following)
            state = entered = following
        # These states are entered in one transaction and finished in others: a crash may have come in between.
        if state == target == "second_round":
            await stages.to_rematched(cycle, note)
        elif state == target == "settling" != entered:  # the move there has done it
            await stages.to_settled(cycle, note)

    async def _note_stage(self, job_id: str, stage: str, timings: dict[str, float]) -> None:
        async with self._records.begin() as session:
            await jobs.note_stage(session, job_id, stage, timings)

    @staticmethod
    async def _beside(noting: Awaitable[None], work: Awaitable[None]) -> None:
        """Both at once, for the work needs nothing of the note; a failure of the work waits until the note is made."""
        results = await asyncio.gather(work, noting, return_exceptions=True)
        for outcome in results:
            if isinstance(outcome, BaseException):
                raise outcome

    async def _following(self, cycle: int, state: str, target: str, note: Notes) -> str:
        """The state to go to next; whether somebody refused is asked once everything collected is on the ledger."""
        if state != "matched":
            return next_state(state, refused=False)
        return next_state(state, refused=target == "second_round" or await self._stages.decided(cycle, note))
