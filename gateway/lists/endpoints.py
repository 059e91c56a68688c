"""`/v1/supply-lists` and `/v1/demand-lists`: the same endpoints for both sides."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from gateway.lists.repository import cycle_states, page_of_lists
from gateway.lists.schemas import AmendIn, Changed, ListIn, ListOut, ListPage, PostBody, Posted, Side
from gateway.lists.service import Lists, visible
from gateway.projection.models import PostedList
from gateway.projection.repository import ProjectionRepository
from gateway.web.deps import Anyone, Company, ServicesDep
from gateway.web.fields import CycleQuery, Limit, ListIdPath, Offset
from gateway.web.problems import problems
from gateway.web.writes import WriterDep, responses

CompanyQuery = Annotated[
    str | None, Query(pattern=r"^C-[0-9A-Z]{4,32}$", description="Only this company's (operator, supervisor).")
]


def lists_router(side: Side) -> APIRouter:
    """The endpoints of one side."""
    router = APIRouter(prefix=f"/{side}-lists", tags=[f"{side} lists"])

    @router.post(
        "", status_code=201, summary=f"Post {side} lists", responses=responses(Posted, status=201),
        operation_id=f"post_{side}_lists",
    )  # fmt: skip
    async def post(body: PostBody, caller: Company, services: ServicesDep, writer: WriterDep) -> Response:
        """Posts one lot, or `{"lists": […]}` with up to 1,000, into the cycle in intake.

        When that cycle is frozen meanwhile, they go into the next one: the answer says which.
        Fails with `BREED_UNKNOWN`.
        """
        many = not isinstance(body, ListIn)
        lots = [body] if isinstance(body, ListIn) else body.lists
        lists = Lists(services, caller.company, side)
        return await writer.perform(
            caller, f"{side}-lists.post", lambda: lists.post(lots, many=many), Posted, status=201
        )

    @router.get("", summary=f"List {side} lists", responses=problems(401), operation_id=f"list_{side}_lists")
    async def page(
        caller: Anyone,
        services: ServicesDep,
        cycle: CycleQuery = None,
        company_id: CompanyQuery = None,
        limit: Limit = 100,
        offset: Offset = 0,
    ) -> ListPage:
        """The caller's own lists, the newest cycle first; all companies' for the operator and the supervisor."""
        owner = company_id if caller.reads_all else caller.company
        async with services.projection() as session:
            rows = await page_of_lists(session, side, owner, cycle, limit=limit, offset=offset)
            states = await cycle_states(session, {row.cycle for row in rows})
        items = [_shown(row, states.get(row.cycle)) for row in rows]
        return ListPage(items=items, next_offset=offset + limit if len(rows) == limit else None)

    @router.get(
        "/{list_id}", summary=f"Look up a {side} list", responses=problems(401, 404), operation_id=f"get_{side}_list"
    )
    async def get(list_id: ListIdPath, caller: Anyone, services: ServicesDep, cycle: CycleQuery = None) -> ListOut:
        """The list as it stands in its latest cycle, or in the one asked for."""
        async with services.projection() as session:
            row = visible(await ProjectionRepository(session).posted_list(list_id, cycle), list_id, side, caller)
            states = await cycle_states(session, {row.cycle})
        return _shown(row, states.get(row.cycle))

    @router.patch(
        "/{list_id}", summary=f"Amend a {side} list", responses=responses(Changed, 404),
        operation_id=f"amend_{side}_list",
    )  # fmt: skip
    async def amend(
        list_id: ListIdPath, body: AmendIn, caller: Company, services: ServicesDep, writer: WriterDep
    ) -> Response:
        """Changes figures while the list's cycle is in intake. Fails with `LIST_UNKNOWN`, `CYCLE_NOT_OPEN`."""
        lists = Lists(services, caller.company, side)
        return await writer.perform(caller, f"{side}-lists.amend", lambda: lists.amend(list_id, body), Changed)

    @router.delete(
        "/{list_id}", summary=f"Withdraw a {side} list", responses=responses(Changed, 404),
        operation_id=f"withdraw_{side}_list",
    )  # fmt: skip
    async def withdraw(list_id: ListIdPath, caller: Company, services: ServicesDep, writer: WriterDep) -> Response:
        """Takes the list back while its cycle is in intake. Fails with `LIST_UNKNOWN`, `CYCLE_NOT_OPEN`."""
        lists = Lists(services, caller.company, side)
        return await writer.perform(caller, f"{side}-lists.withdraw", lambda: lists.withdraw(list_id), Changed)

    return router


def _shown(row: PostedList, cycle_state: str | None) -> ListOut:
    fields = {name: getattr(row, name) for name in ListOut.model_fields if name != "open"}
    return ListOut(open=cycle_state == "intake", **fields)
