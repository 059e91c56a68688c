"""Many statements in one request: each is judged by itself, and the answer says of each what became of it."""

from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import Annotated, Any

from fastapi import Depends, Request, Response, status
from pydantic import BaseModel, ConfigDict, Field

from gateway.accounts.principal import Principal
from gateway.context import Services
from gateway.errors import BadInput, ShoalError
from gateway.matches.schemas import StatementOut
from gateway.statements.once import Once, OnceDep, Taken
from gateway.statements.stated import Stated
from gateway.web.deps import ServicesDep
from gateway.web.prefer import WaitSeconds
from gateway.web.problems import Problem, problem_document, problems

MOST = 1000
"""Items of a request."""

RESPONSES: dict[int | str, dict[str, Any]] = problems(401, 403, 409)


class RefusedOut(Problem):
    """Why an item was not taken."""

    model_config = ConfigDict(extra="allow", title="Refused")

    index: int = Field(ge=0, description="the item's place in the request, from 0", examples=[3])


class BulkOut(BaseModel):
    """What became of the items."""

    taken: list[StatementOut] = Field(description="the statements, in the order of their items; no item is in both")
    refused: list[RefusedOut] = Field(description="the other items, in their order, as they would be refused alone")


class Bulk:
    """Takes the items of one request."""

    def __init__(self, services: Services, request: Request, wait_s: int, once: Once) -> None:
        self._services = services
        self._path = request.url.path
        self._wait_s = wait_s
        self._once = once

    async def answer(
        self,
        company: Principal,
        field: str,
        keys: Sequence[Hashable],
        take: Callable[[list[int]], Awaitable[Sequence[Stated | ShoalError]]],
    ) -> Response:
        """202, or 200 where none of them is still to be written.

        `keys` say what each item is about (its `field`): the second of two about the same is refused. `take` gets the
        places of the others and gives their outcomes in that order.
        """

        async def taken() -> Taken:
            firsts = {key: place for place, key in reversed(list(enumerate(keys)))}
            places = sorted(firsts.values())
            outcomes: dict[int, Stated | ShoalError] = dict(zip(places, await take(places), strict=True))
            for place, key in enumerate(keys):
                outcomes.setdefault(place, _duplicate(field, key, firsts[key]))
            return self._sorted([outcomes[place] for place in range(len(keys))])

        done = await self._once.take_all(company, taken)
        await self._services.statements.all_written(done.rows, self._wait_s)
        waiting = any(row.state == "collected" for row in done.rows)
        out = BulkOut(
            taken=[StatementOut.model_validate(row, from_attributes=True) for row in done.rows],
            refused=[RefusedOut.model_validate(problem) for problem in done.refused],
        )
        return Response(
            out.model_dump_json(),
            status.HTTP_202_ACCEPTED if waiting else status.HTTP_200_OK,
            {"Preference-Applied": f"wait={self._wait_s}"} if self._wait_s else None,
            "application/json",
        )

    def _sorted(self, outcomes: Sequence[Stated | ShoalError]) -> Taken:
        return Taken(
            [outcome for outcome in outcomes if isinstance(outcome, Stated)],
            [
                {"index": place, **problem_document(outcome, self._path)}
                for place, outcome in enumerate(outcomes)
                if isinstance(outcome, ShoalError)
            ],
        )


def _duplicate(field: str, key: Hashable, first: int) -> BadInput:
    return BadInput("FIELD_DUPLICATE", f"item {first} is about {key} already; give each once", field)


async def _bulk(services: ServicesDep, request: Request, wait: WaitSeconds, once: OnceDep) -> Bulk:
    return Bulk(services, request, wait, once)


BulkDep = Annotated[Bulk, Depends(_bulk)]
