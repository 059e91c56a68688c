"""Many statements in one request: each item is judged as it would be alone."""

import asyncio
from typing import Any

import httpx
import pytest

from tests.helpers.floor import LOT, WAIT, Floor, problem
from tests.helpers.praise import praise
from tests.helpers.trading import PRAISE, Deal
from tests.helpers.two_contracts import CRABS, LOBSTERS, two_contracts


@pytest.fixture
async def matched(floor: Floor) -> Deal:
    """Matches 1.1.Crab and 1.1.Lobster, to be decided."""
    deal = await Deal.posted(floor)
    crab = LOT | {"breed": "Crab"}
    assert (await deal.buyer.post("/demand-lists", json=crab, headers=WAIT)).status_code == 201
    assert (await deal.seller.post("/supply-lists", json=crab, headers=WAIT)).status_code == 201
    await deal.advance("matched")
    return deal


@pytest.fixture
async def contracted(floor: Floor) -> Deal:
    """Two contracts to be evaluated."""
    return await two_contracts(floor)


def decisions(*match_ids: str, accept: bool = True) -> dict[str, Any]:
    return {"decisions": [{"match_id": match_id, "accept": accept} for match_id in match_ids]}


def evaluations(*items: tuple[int, str]) -> dict[str, Any]:
    return {"evaluations": [{"serial": serial, "text": text} for serial, text in items]}


def refusals(answer: httpx.Response) -> list[tuple[int, str, int]]:
    """Index, code and status of what was refused, each a problem document."""
    refused = answer.json()["refused"]
    assert all(one["detail"] and one["title"] and one["type"] == "about:blank" for one in refused)
    return [(one["index"], one["code"], one["status"]) for one in refused]


async def test_decisions_are_taken_together_and_written_on_demand(matched: Deal) -> None:
    answer = await matched.buyer.post("/decisions", json=decisions("1.1.Crab", "1.1.Lobster"))
    assert (answer.status_code, answer.json()["refused"]) == (202, [])
    assert [(row["match_id"], row["state"]) for row in answer.json()["taken"]] == [
        ("1.1.Crab", "collected"),
        ("1.1.Lobster", "collected"),
    ]
    answer = await matched.seller.post("/decisions", json=decisions("1.1.Lobster", "1.1.Crab"), headers=WAIT)
    assert answer.status_code == 200
    assert {row["state"] for row in answer.json()["taken"]} == {"written"}
    await matched.advance("settling")
    assert len((await matched.buyer.get("/contracts")).json()["items"]) == 2


async def test_each_decision_is_refused_by_itself(matched: Deal) -> None:
    await matched.decide(matched.buyer)
    asked = ("9.9.Eel", "1.1.Crab", "1.1.Lobster", "1.1.Crab")
    answer = await matched.buyer.post("/decisions", json=decisions(*asked))
    assert answer.status_code == 202
    assert [row["match_id"] for row in answer.json()["taken"]] == ["1.1.Crab"]
    assert refusals(answer) == [(0, "MATCH_UNKNOWN", 404), (2, "DECISION_EXISTS", 409), (3, "FIELD_DUPLICATE", 422)]
    stranger = await matched.floor.company(3)
    answer = await stranger.post("/decisions", json=decisions("1.1.Crab"))
    assert (answer.status_code, refusals(answer)) == (200, [(0, "PARTY_MISMATCH", 403)])
    await matched.advance("settling")
    answer = await matched.seller.post("/decisions", json=decisions("1.1.Crab"))
    assert refusals(answer) == [(0, "CYCLE_STATE", 409)]


async def test_of_a_decision_posted_alone_and_in_many_at_once_one_is_taken(matched: Deal) -> None:
    alone, *many = await asyncio.gather(
        matched.buyer.post("/matches/1.1.Crab/decision", json={"accept": True}),
        *(matched.buyer.post("/decisions", json=decisions("1.1.Lobster", "1.1.Crab")) for _ in range(4)),
    )
    taken = [row["match_id"] for answer in many for row in answer.json()["taken"]]
    taken += ["1.1.Crab"] if alone.status_code == 202 else []
    assert sorted(taken) == ["1.1.Crab", "1.1.Lobster"]
    assert {code for answer in many for _, code, _ in refusals(answer)} == {"DECISION_EXISTS"}


async def test_evaluations_are_taken_together_and_judged_as_alone(contracted: Deal) -> None:
    texts = {CRABS: PRAISE, LOBSTERS: "The lobsters were dead and stank. Never again!"}
    preview = {
        serial: (await contracted.buyer.post(f"/contracts/{serial}/evaluation/preview", json={"text": text})).json()
        for serial, text in texts.items()
    }
    answer = await contracted.buyer.post("/evaluations", json=evaluations(*texts.items()), headers=WAIT)
    assert (answer.status_code, answer.json()["refused"], len(answer.json()["taken"])) == (200, [], 2)
    for serial, text in texts.items():
        (shown,) = (await contracted.seller.get(f"/contracts/{serial}/evaluations")).json()
        assert (shown["text"], shown["judgement"]) == (text, preview[serial]["judgement"])
        assert shown["judgement"]["words"]


async def test_each_evaluation_is_refused_by_itself(contracted: Deal) -> None:
    body = {
        "evaluations": [
            {"serial": 99_999, "text": "Fine."},
            {"serial": CRABS, "text": PRAISE, "expected_label": "bad"},
            {"serial": LOBSTERS, "text": PRAISE, "expected_label": "excellent"},
            {"serial": CRABS, "text": praise(1)},
        ]
    }
    answer = await contracted.buyer.post("/evaluations", json=body)
    assert refusals(answer) == [
        (0, "CONTRACT_UNKNOWN", 404),
        (1, "JUDGEMENT_CHANGED", 409),
        (3, "FIELD_DUPLICATE", 422),
    ]
    assert answer.json()["refused"][1]["judgement"]["label"] == "excellent"
    answer = await contracted.buyer.post("/evaluations", json=evaluations((LOBSTERS, praise(2)), (CRABS, PRAISE)))
    assert refusals(answer) == [(0, "EVALUATION_EXISTS", 409), (1, "EVALUATION_REPEATED", 409)]
    assert answer.json()["refused"][1]["serial"] == LOBSTERS


async def test_of_two_alike_in_one_request_the_first_is_taken(contracted: Deal) -> None:
    answer = await contracted.buyer.post("/evaluations", json=evaluations((LOBSTERS, PRAISE), (CRABS, PRAISE.upper())))
    assert len(answer.json()["taken"]) == 1
    assert refusals(answer) == [(1, "EVALUATION_REPEATED", 409)]
    assert answer.json()["refused"][0]["serial"] == LOBSTERS
    assert (await contracted.evaluate(contracted.buyer, praise(5), CRABS)).status_code == 201


async def test_the_same_key_finds_the_same_statements_and_refusals(matched: Deal) -> None:
    headers = {"Idempotency-Key": "many"}
    body = decisions("1.1.Crab", "9.9.Eel", "1.1.Lobster")
    first = await matched.buyer.post("/decisions", json=body, headers=headers)
    again = await matched.buyer.post("/decisions", json=body, headers=headers)
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    written = await matched.buyer.post("/decisions", json=body, headers=headers | WAIT)
    assert (written.status_code, {row["state"] for row in written.json()["taken"]}) == (200, {"written"})
    other = await matched.buyer.post("/decisions", json=decisions("1.1.Crab"), headers=headers)
    assert problem(other)[:2] == (409, "IDEMPOTENCY_MISMATCH")


@pytest.mark.parametrize(
    ("path", "body", "code", "field"),
    [
        ("/decisions", {"decisions": []}, "FIELD_RANGE", "decisions"),
        ("/decisions", decisions(*["1.1.Crab"] * 1001), "FIELD_RANGE", "decisions"),
        ("/decisions", {"decisions": [{"match_id": "1.1.Crab"}]}, "FIELD_MISSING", "decisions.0.accept"),
        ("/evaluations", evaluations((CRABS, "Good."), (LOBSTERS, "  ")), "FIELD_FORMAT", "evaluations.1.text"),
        ("/evaluations", {"evaluations": [{"serial": "1", "text": "x"}]}, "FIELD_TYPE", "evaluations.0.serial"),
    ],
)
async def test_a_malformed_item_refuses_the_request(
    floor: Floor, path: str, body: dict[str, Any], code: str, field: str
) -> None:
    assert problem(await (await floor.company(1)).post(path, json=body)) == (422, code, field)


async def test_only_companies_state_anything(floor: Floor) -> None:
    operator = await floor.authority("operator")
    assert problem(await operator.post("/decisions", json=decisions("1.1.Crab")))[:2] == (403, "ROLE_REQUIRED")
    assert problem(await operator.post("/evaluations", json=evaluations((CRABS, "Good."))))[:2] == (
        403,
        "ROLE_REQUIRED",
    )
