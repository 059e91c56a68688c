"""Decisions on matches, and every way in which one is refused."""

import httpx
import pytest

from gateway.errors import LedgerUnavailable
from tests.helpers.floor import WAIT, Floor, problem
from tests.helpers.trading import Deal


@pytest.fixture
async def deal(floor: Floor) -> Deal:
    """A match that waits for its decisions."""
    made = await Deal.posted(floor)
    await made.advance("matched")
    return made


async def test_a_match_shows_both_ratings_the_price_and_the_rule(deal: Deal) -> None:
    (match,) = (await deal.buyer.get("/matches")).json()["items"]
    assert (match["match_id"], match["amount"], match["price_fen"]) == ("1.1.Lobster", 120, 1_000_000)
    assert (match["buyer_rating"], match["seller_rating"], match["price_rule"]) == ("C", "C", "midpoint")
    assert match["decisions"] == []


async def test_a_decision_is_on_the_ledger_after_the_wait(deal: Deal) -> None:
    answer = await deal.decide(deal.buyer)
    assert (answer.status_code, answer.json()["state"]) == (201, "written")
    assert (await deal.buyer.get(answer.headers["Location"].removeprefix("/v1"))).json() == answer.json()
    (shown,) = (await deal.seller.get("/matches/1.1.Lobster")).json()["decisions"]
    assert (shown["side"], shown["accept"]) == ("buyer", True)


async def test_without_a_wait_the_statement_is_collected_first(deal: Deal) -> None:
    answer = await deal.buyer.post("/matches/1.1.Lobster/decision", json={"accept": False})
    assert (answer.status_code, answer.json()["state"]) == (202, "collected")
    await deal.advance("settling")
    assert (await deal.buyer.get(answer.headers["Location"].removeprefix("/v1"))).json()["state"] == "written"


async def test_a_second_decision_is_refused(deal: Deal) -> None:
    await deal.decide(deal.buyer)
    assert problem(await deal.decide(deal.buyer, accept=False))[:2] == (409, "DECISION_EXISTS")


async def test_a_stranger_can_neither_decide_nor_see(deal: Deal) -> None:
    stranger = await deal.floor.company(3)
    assert problem(await deal.decide(stranger))[:2] == (403, "PARTY_MISMATCH")
    assert problem(await stranger.get("/matches/1.1.Lobster"))[:2] == (404, "MATCH_UNKNOWN")
    assert (await stranger.get("/matches")).json()["items"] == []


async def test_a_statement_of_another_company_is_not_shown(deal: Deal) -> None:
    location = (await deal.decide(deal.buyer)).headers["Location"].removeprefix("/v1")
    assert problem(await deal.seller.get(location))[:2] == (404, "STATEMENT_UNKNOWN")


async def test_a_match_that_is_not_there_is_unknown(deal: Deal) -> None:
    answer = await deal.buyer.post("/matches/1.9.Lobster/decision", json={"accept": True}, headers=WAIT)
    assert problem(answer)[:2] == (404, "MATCH_UNKNOWN")


async def test_the_operator_cannot_decide_for_a_company(deal: Deal) -> None:
    assert problem(await deal.decide(deal.operator))[:2] == (403, "ROLE_REQUIRED")


async def test_a_decision_after_the_deadline_is_refused(deal: Deal) -> None:
    await deal.advance("settling")
    assert problem(await deal.decide(deal.buyer))[:2] == (409, "CYCLE_STATE")


@pytest.mark.parametrize(
    ("body", "code"),
    [({}, "FIELD_MISSING"), ({"accept": "yes"}, "FIELD_TYPE"), ({"accept": True, "x": 1}, "FIELD_UNKNOWN")],
)
async def test_a_malformed_decision_names_its_field(deal: Deal, body: dict, code: str) -> None:
    answer: httpx.Response = await deal.buyer.post("/matches/1.1.Lobster/decision", json=body)
    assert problem(answer)[:2] == (422, code)


async def test_the_same_key_finds_the_same_statement_and_another_body_is_refused(deal: Deal) -> None:
    headers = WAIT | {"Idempotency-Key": "once"}
    path = "/matches/1.1.Lobster/decision"
    first = await deal.buyer.post(path, json={"accept": True}, headers=headers)
    again = await deal.buyer.post(path, json={"accept": True}, headers=headers)
    assert (again.status_code, again.json()) == (201, first.json())
    other = await deal.buyer.post(path, json={"accept": False}, headers=headers)
    assert problem(other)[:2] == (409, "IDEMPOTENCY_MISMATCH")
    assert problem(await deal.decide(deal.buyer))[:2] == (409, "DECISION_EXISTS")


async def test_a_refused_request_frees_its_key(deal: Deal) -> None:
    headers = WAIT | {"Idempotency-Key": "again"}
    stranger = await deal.floor.company(3)
    for _ in range(2):
        answer = await stranger.post("/matches/1.1.Lobster/decision", json={"accept": True}, headers=headers)
        assert problem(answer)[:2] == (403, "PARTY_MISMATCH")


async def test_an_unreachable_ledger_leaves_the_decision_collected(deal: Deal, monkeypatch: pytest.MonkeyPatch) -> None:
    async def unreachable(_kind: str) -> int:
        raise LedgerUnavailable("LEDGER_UNAVAILABLE", "no peer answers")

    with monkeypatch.context() as broken:
        broken.setattr(deal.floor.services.statements.writer, "flush", unreachable)
        answer = await deal.decide(deal.buyer)
    assert (answer.status_code, answer.json()["state"]) == (202, "collected")
    await deal.advance("settling")
    assert (await deal.buyer.get(answer.headers["Location"].removeprefix("/v1"))).json()["state"] == "written"
