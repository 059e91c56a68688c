"""Explanations through REST: figures worked out by hand, who may ask, and what stays the same after a restart."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import delete

from gateway.explanations.service import READY
from gateway.records.models import Evidence
from tests.helpers.crowd import Crowd
from tests.helpers.floor import Floor, problem
from tests.helpers.floor import floor as floor_of
from tests.helpers.identities import CertificateAuthority
from tests.helpers.simledger import SimLedger
from tests.helpers.trading import PRAISE
from tests.helpers.users_ca import UsersCA

FIRST, SECOND = "1.1.Lobster", "1.2.Lobster"


async def explained(who: httpx.AsyncClient, path: str, **query: Any) -> dict[str, Any]:
    answer = await who.get(f"{path}/explanation", params=query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def list_of(who: httpx.AsyncClient, side: str) -> str:
    """The path of somebody's one list of a side."""
    (found,) = (await who.get(f"/{side}-lists", params={"cycle": 1})).json()["items"]
    return f"/{side}-lists/{found['list_id']}"


@pytest.fixture
async def crowd(floor: Floor) -> Crowd:
    """Two C buyers wanted all of one supply; the first bid more."""
    made = await Crowd.posted(floor)
    await made.advance("matched")
    return made


async def test_a_match_shows_the_factors_of_its_score_and_how_its_price_follows(crowd: Crowd) -> None:
    found = await explained(crowd.buyers[0], f"/matches/{FIRST}")
    facts = found["facts"]
    assert (found["cycle"], found["round"], found["match_id"]) == (1, 1, FIRST)
    assert (found["solver"], found["proven_permille"]) == ("aco", 1000)
    assert (facts["buyer_rating"], facts["seller_rating"], facts["amount"]) == (2, 2, 120)
    # Bid 10 000 000, ask 8 333 333 thousandths of a fen; equal freshness and weight.
    assert (facts["bid"], facts["ask"], facts["limit"]) == (10_000_000, 8_333_333, 10_000_000)
    assert (facts["x1"], facts["x2"], facts["x3"]) == (833_333, 0, 0)
    assert (facts["x"], facts["value"]) == (400 * 833_333 // 1000, 2_000_000 - 333_333)
    assert facts["price_fen"] == (120 * (10_000_000 + 8_333_333) + 1000) // 2000
    assert (facts["price"]["rule"], facts["weight"]["source"]) == ("midpoint", "REST")


async def test_the_next_best_partner_is_named_to_the_authorities_and_only_described_to_the_parties(
    crowd: Crowd,
) -> None:
    other = await crowd.floor.company_id(3)
    mine = await explained(crowd.seller, f"/matches/{FIRST}")
    # The other bid is 1 100 000 fen for 120 pieces: 9 166 666; x₁ = ⌊10⁶ · 8 333 333/9 166 666⌋ = 909 091.
    assert mine["facts"]["supply_next"]["value"] == 2_000_000 - 400 * 909_091 // 1000
    partner = mine["facts"]["supply_next"]["partner"]
    assert (partner["list_id"], partner["company_id"]) == (None, None)
    assert (partner["rating"], partner["unit_price"]) == (2, 9_166_666)
    assert other not in str(mine)
    whole = await explained(crowd.operator, f"/matches/{FIRST}")
    assert whole["facts"]["supply_next"]["partner"]["company_id"] == other
    assert other in whole["text"]
    supervisor = await crowd.floor.authority("supervisor")
    assert await explained(supervisor, f"/matches/{FIRST}") == whole


async def test_a_list_that_got_nothing_hears_the_reason_and_the_bid_that_would_have_traded(crowd: Crowd) -> None:
    path = await list_of(crowd.buyers[1], "demand")
    found = await explained(crowd.buyers[1], path)
    facts, rest = found["facts"], found["facts"]["rest"]
    assert (facts["offered"], facts["matched"], facts["left"], facts["counterparts"]) == (120, 0, 120, 1)
    assert rest["reason"] == "OUTSCORED"
    assert (rest["equal_companies"], rest["equal_lists"], rest["equal_pieces"]) == (1, 1, 120)
    # At the certified prices it would have had to outbid the winner's 10 000 000.
    assert rest["quote"]["unit_price"] > 9_999_990
    assert rest["quote"]["nearest"]["list_id"] is None
    assert await crowd.floor.company_id(1) not in str(found)
    assert await crowd.floor.company_id(1) in str(await explained(crowd.operator, path))


async def test_a_list_that_was_matched_whole_has_no_rest(crowd: Crowd) -> None:
    facts = (await explained(crowd.seller, await list_of(crowd.seller, "supply")))["facts"]
    assert (facts["side"], facts["matched"], facts["left"], facts["rest"]) == ("supply", 120, 0, None)


async def test_the_text_is_in_the_language_asked_for(crowd: Crowd) -> None:
    buyer, path = crowd.buyers[0], f"/matches/{FIRST}/explanation"
    english = (await buyer.get(path)).json()
    chinese = (await buyer.get(path, headers={"Accept-Language": "zh-CN,zh;q=0.9"})).json()
    assert (english["language"], chinese["language"]) == ("en", "zh")
    assert english["facts"] == chinese["facts"]
    assert [any("\u4e00" <= sign <= "\u9fff" for sign in found["text"]) for found in (english, chinese)] == [
        False,
        True,
    ]
    named = await buyer.get(path, params={"language": "en"}, headers={"Accept-Language": "zh"})
    assert named.json() == english
    assert problem(await buyer.get(path, params={"language": "fr"}))[0] == 422


async def test_nobody_else_can_ask(crowd: Crowd) -> None:
    stranger = await crowd.floor.company(9)
    assert problem(await stranger.get(f"/matches/{FIRST}/explanation"))[:2] == (404, "MATCH_UNKNOWN")
    path = await list_of(crowd.buyers[0], "demand")
    assert problem(await stranger.get(f"{path}/explanation"))[:2] == (404, "LIST_UNKNOWN")
    assert problem(await crowd.floor.http.get(f"{path}/explanation"))[0] == 401
    wrong_side = path.replace("demand", "supply")
    assert problem(await crowd.buyers[0].get(f"{wrong_side}/explanation"))[:2] == (404, "LIST_UNKNOWN")
    assert problem(await crowd.operator.get("/matches/1.9.Lobster/explanation"))[:2] == (404, "MATCH_UNKNOWN")


async def test_there_is_nothing_to_explain_before_the_cycle_is_matched(floor: Floor) -> None:
    crowd = await Crowd.posted(floor)
    path = await list_of(crowd.buyers[0], "demand")
    assert problem(await crowd.buyers[0].get(f"{path}/explanation"))[:2] == (409, "CYCLE_STATE")
    await crowd.advance("frozen")
    assert problem(await crowd.buyers[0].get(f"{path}/explanation"))[:2] == (409, "CYCLE_STATE")


@pytest.mark.parametrize(
    ("lot", "reason"),
    [
        (None, "NO_COUNTERPART"),
        ({"freshness": 2}, "FRESHNESS"),
        ({"price_fen": 900_000}, "PRICE"),
        ({"weight_g": 90_000}, "WEIGHT"),
    ],
)
async def test_the_first_rule_that_leaves_nobody_is_the_reason(
    floor: Floor, lot: dict[str, Any] | None, reason: str
) -> None:
    """A demand for 120 pieces at 800 000 fen, freshness 3, 30 000 g."""
    crowd = await Crowd.of(floor)
    await crowd.post_one(crowd.buyers[0], "demand", "Eel", 120, 800_000)
    if lot is not None:
        await crowd.post_one(crowd.seller, "supply", "Eel", 120, 800_000, **lot)
    await crowd.advance("matched")
    found = await explained(crowd.buyers[0], await list_of(crowd.buyers[0], "demand"))
    assert found["facts"]["rest"]["reason"] == reason
    if reason == "PRICE":
        rest = found["facts"]["rest"]
        assert (rest["ask"], rest["limit"], rest["missed"]) == (7_500_000, 6_666_666, 833_334)
    for later in ("settling", "closed"):
        await crowd.advance(later)
        assert await explained(crowd.buyers[0], await list_of(crowd.buyers[0], "demand")) == found


async def test_each_round_is_explained_by_itself(crowd: Crowd) -> None:
    await crowd.decide(crowd.buyers[0], FIRST, accept=False)
    path = await list_of(crowd.buyers[0], "demand")
    before = await explained(crowd.buyers[0], path)
    await crowd.advance("second_round")
    after = await explained(crowd.buyers[0], path)
    assert (before["round"], before["facts"]["left"]) == (1, 0)
    assert (after["round"], after["facts"]["left"]) == (2, 120)
    assert (after["facts"]["rest"]["reason"], after["facts"]["rest"]["pieces"]) == ("REFUSED_PAIR", 120)
    assert await explained(crowd.buyers[0], path, round=1) == before
    again = await explained(crowd.buyers[1], f"/matches/{SECOND}")
    assert (again["round"], again["facts"]["value"]) == (2, 2_000_000 - 400 * 909_091 // 1000)
    # The seller's only other partner is barred.
    assert again["facts"]["supply_next"] is None


async def test_the_last_round_in_which_a_list_was_on_offer_is_explained(floor: Floor) -> None:
    crowd = await Crowd.posted(floor, 50, 70, 71)
    await crowd.advance("matched")
    await crowd.both(crowd.buyers[0], FIRST)
    await crowd.decide(crowd.buyers[1], SECOND, accept=False)
    await crowd.advance("second_round")
    path = await list_of(crowd.buyers[0], "demand")
    assert (await explained(crowd.buyers[0], path))["round"] == 1
    answer = await crowd.buyers[0].get(f"{path}/explanation", params={"round": 2})
    assert problem(answer)[:2] == (404, "ROUND_UNKNOWN")
    assert (await explained(crowd.seller, await list_of(crowd.seller, "supply")))["facts"]["offered"] == 70


async def test_no_round_that_was_not_held_is_explained(crowd: Crowd) -> None:
    path = await list_of(crowd.buyers[0], "demand")
    answer = await crowd.buyers[0].get(f"{path}/explanation", params={"round": 2})
    assert problem(answer)[:2] == (404, "ROUND_UNKNOWN")


async def test_a_carried_list_is_explained_by_its_last_matched_cycle(floor: Floor) -> None:
    crowd = await Crowd.of(floor)
    await crowd.post(70, good_till_cancelled=True)
    await crowd.advance("matched")
    await crowd.both(crowd.buyers[0], FIRST)
    await crowd.advance("closed")
    path = await list_of(crowd.seller, "supply")
    found = await explained(crowd.seller, path)
    assert (found["cycle"], found["facts"]["left"], found["facts"]["rest"]["reason"]) == (1, 50, "SOLD_OUT")
    answer = await crowd.seller.get(f"{path}/explanation", params={"cycle": 2})
    assert problem(answer)[:2] == (409, "CYCLE_STATE")
    crowd.cycle = 2
    await crowd.advance("matched")
    assert (await explained(crowd.seller, path))["facts"]["rest"]["reason"] == "NO_COUNTERPART"


async def test_ratings_are_those_of_the_matching_whatever_became_of_credit(crowd: Crowd) -> None:
    before = await explained(crowd.operator, f"/matches/{FIRST}")
    await crowd.both(crowd.buyers[0], FIRST)
    await crowd.advance("settling")
    for who in (crowd.seller, crowd.buyers[0]):
        await who.post("/contracts/90001/evaluation", json={"text": PRAISE})
    await crowd.advance("closed")
    assert (await crowd.operator.get(f"/credit/{await crowd.floor.company_id(1)}")).json()["rating"] == "B"
    crowd.floor.services.explanations.forget()
    assert await explained(crowd.operator, f"/matches/{FIRST}") == before


async def test_a_restart_changes_no_explanation(
    tmp_path: Path, simledger: SimLedger, authority: CertificateAuthority
) -> None:
    ca, asked = UsersCA(), {}
    async with floor_of(tmp_path, simledger, authority, ca) as floor:
        crowd = await Crowd.posted(floor)
        await crowd.advance("matched")
        paths = [f"/matches/{FIRST}", await list_of(crowd.buyers[1], "demand")]
        asked = {path: await explained(crowd.operator, path) for path in paths}
    async with floor_of(tmp_path, simledger, authority, ca, seed=7, matcher="greedy") as floor:
        operator = await floor.authority("operator")
        assert {path: await explained(operator, path) for path in asked} == asked


async def test_without_evidence_the_gateway_says_so(crowd: Crowd) -> None:
    async with crowd.floor.services.records.begin() as session:
        await session.execute(delete(Evidence))
    answer = await crowd.operator.get(f"/matches/{FIRST}/explanation")
    assert problem(answer)[:2] == (404, "EVIDENCE_MISSING")


async def test_only_the_last_few_schemes_are_kept_ready(floor: Floor) -> None:
    breeds = ("Abalone", "Bass", "Bream", "Carp", "Catfish", "Clam", "Cod", "Crab", "Crayfish", "Croaker")
    assert len(breeds) > READY
    crowd = await Crowd.of(floor)
    for breed in breeds:
        await crowd.post_one(crowd.seller, "supply", breed, 10, 1_000_000)
    await crowd.advance("matched")
    for listed in (await crowd.seller.get("/supply-lists")).json()["items"]:
        await explained(crowd.seller, f"/supply-lists/{listed['list_id']}")
    assert floor.services.explanations.ready == READY
