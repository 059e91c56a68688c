"""Cycles and their jobs on the wire."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

State = Literal["intake", "frozen", "matched", "second_round", "settling", "closed"]
Target = Literal["frozen", "matched", "second_round", "settling", "closed"]


class CycleOut(BaseModel):
    """A matching cycle."""

    cycle: int
    state: State
    param_version: int = Field(description="version of the market parameters in force from its freezing on")
    times: dict[State, int] = Field(
        description="milliseconds since 1970 at which it entered each state; without a refusal there is no second round"
    )


class CyclePage(BaseModel):
    """Cycles, the newest first."""

    items: list[CycleOut]
    next_before: int | None = Field(description="send it as `before` for the next page; null on the last one")


class AdvanceIn(BaseModel):
    """How far to advance."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"to": "matched"}})

    to: Target | None = Field(
        default=None,
        description="the state to reach; the next one when left out. The second round is left out where nobody refused "
        "a match, and gone through on the way to a later state where somebody did",
    )


class JobOut(BaseModel):
    """A piece of long work: `timings` are seconds by step."""

    id: str
    cycle: int
    target_state: State
    state: Literal["running", "done", "failed"]
    stage: str | None = Field(description="the state that it is working towards")
    timings: dict[str, float]
    problem: dict[str, Any] | None
    created_at: datetime
    ended_at: datetime | None
