"""`/matches/{id}/explanation` and `/supply-lists/{id}/explanation`, `/demand-lists/{id}/explanation`."""

from typing import Annotated

from fastapi import APIRouter, Query

from gateway.explanations.language import LanguageDep
from gateway.explanations.repository import list_to_explain
from gateway.explanations.schemas import ListExplanation, MatchExplanation
from gateway.lists.schemas import Side
from gateway.lists.service import visible
from gateway.matches.endpoints import MatchId
from gateway.matches.service import visible_match
from gateway.web.deps import Anyone, ServicesDep
from gateway.web.fields import CycleQuery, ListIdPath
from gateway.web.problems import problems

RoundQuery = Annotated[
    int | None, Query(alias="round", ge=1, le=2, description="A round; by default the last one it was on offer in.")
]

router = APIRouter()


@router.get(
    "/matches/{match_id}/explanation",
    tags=["matches"],
    summary="Why this match",
    responses=problems(401, 404),
    operation_id="explain_match",
)
async def explain_match(
    services: ServicesDep, caller: Anyone, match_id: MatchId, language: LanguageDep
) -> MatchExplanation:
    """The step and ratings that made it, its score's factors, its price and weight, and each side's next-best partner.

    A company may ask about its own matches; other companies' lists are shown to it without saying whose they are.
    """
    async with services.projection() as session:
        row = await visible_match(session, caller, match_id)
    return await services.explanations.of_match(row, language, whole=caller.reads_all)


def _lists(side: Side) -> None:
    @router.get(
        f"/{side}-lists/{{list_id}}/explanation",
        tags=[f"{side} lists"],
        summary=f"Why a {side} list was matched or not",
        responses=problems(401, 404, 409),
        operation_id=f"explain_{side}_list",
    )
    async def explain(
        list_id: ListIdPath,
        caller: Anyone,
        services: ServicesDep,
        language: LanguageDep,
        cycle: CycleQuery = None,
        round_: RoundQuery = None,
    ) -> ListExplanation:
        """What was matched of it, and the first rule that stopped the rest, with the numbers. By default in its latest
        cycle that has been matched.

        A company may ask about its own lists; other companies' lists are shown to it without saying whose they are.
        """
        async with services.projection() as session:
            row = visible(await list_to_explain(session, list_id, cycle), list_id, side, caller)
        return await services.explanations.of_list(row, round_, language, whole=caller.reads_all)


_lists("supply")
_lists("demand")
