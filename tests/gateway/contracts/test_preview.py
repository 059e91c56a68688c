"""What the classifier would say, before a company confirms."""

import pytest
from sqlalchemy import func, select

from gateway.records.models import EvaluationText, Statement, TextBand
from tests.helpers.floor import WAIT, Floor, problem
from tests.helpers.trading import PRAISE, Deal
from tests.helpers.two_contracts import CRABS, LOBSTERS, two_contracts

BLAME = "Terrible. The fish was rotten, late and half of it missing. I want a refund!"


@pytest.fixture
async def deal(floor: Floor) -> Deal:
    return await two_contracts(floor)


def path(serial: int) -> str:
    return f"/contracts/{serial}/evaluation/preview"


async def test_the_preview_is_the_judgement_of_the_evaluation_that_follows(deal: Deal) -> None:
    shown = (await deal.buyer.post(path(CRABS), json={"text": PRAISE})).json()
    assert (shown["judgement"]["label"], shown["refusal"]) == ("excellent", None)
    assert (shown["language"], "both gain 0.1" in shown["credit"]) == ("en", True)
    body = {"text": PRAISE, "expected_label": shown["judgement"]["label"]}
    taken = await deal.buyer.post(f"/contracts/{CRABS}/evaluation", json=body, headers=WAIT)
    assert (taken.status_code, taken.json()["judgement"]) == (201, shown["judgement"])


async def test_a_preview_writes_nothing(deal: Deal) -> None:
    for _ in range(2):
        assert (await deal.buyer.post(path(CRABS), json={"text": PRAISE})).status_code == 200
    async with deal.floor.services.records() as session:
        for table in (EvaluationText, TextBand):
            assert await session.scalar(select(func.count()).select_from(table)) == 0
        evaluations = select(func.count()).select_from(Statement).where(Statement.kind == "evaluation")
        assert await session.scalar(evaluations) == 0
    assert (await deal.evaluate(deal.buyer, PRAISE, CRABS)).status_code == 201


@pytest.mark.parametrize(
    ("text", "language", "says"),
    [
        (PRAISE, "zh-CN", "各加 0.1"),
        (BLAME, "en", "both lose 0.1"),
        ("Рыба свежая", "en", "unsure"),
        ("Рыба свежая", "zh", "没有把握"),
    ],
)
async def test_what_it_means_for_credit_is_said_in_the_reader_s_language(
    deal: Deal, text: str, language: str, says: str
) -> None:
    shown = await deal.buyer.post(path(CRABS), json={"text": text}, headers={"Accept-Language": language})
    assert says in shown.json()["credit"]
    assert shown.json()["language"] == language[:2]


async def test_a_repetition_is_shown_as_refusal_with_the_judgement(deal: Deal) -> None:
    await deal.evaluate(deal.buyer, PRAISE, CRABS)
    shown = (await deal.buyer.post(path(LOBSTERS), json={"text": PRAISE})).json()
    assert shown["judgement"]["label"] == "excellent"
    assert (shown["refusal"]["code"], shown["refusal"]["serial"]) == ("EVALUATION_REPEATED", CRABS)


class TestRefusals:
    """A preview needs what evaluating needs."""

    async def test_rights_and_states(self, deal: Deal) -> None:
        stranger = await deal.floor.company(3)
        assert problem(await stranger.post(path(CRABS), json={"text": PRAISE}))[:2] == (403, "PARTY_MISMATCH")
        assert problem(await deal.operator.post(path(CRABS), json={"text": PRAISE}))[:2] == (403, "ROLE_REQUIRED")
        assert problem(await deal.buyer.post(path(90009), json={"text": PRAISE}))[:2] == (404, "CONTRACT_UNKNOWN")
        await deal.evaluate(deal.buyer, PRAISE, CRABS)
        assert problem(await deal.buyer.post(path(CRABS), json={"text": BLAME}))[:2] == (409, "EVALUATION_EXISTS")
        await deal.advance("closed")
        await deal.advance("closed", cycle=2)
        assert problem(await deal.seller.post(path(CRABS), json={"text": PRAISE}))[:2] == (409, "EVALUATION_CLOSED")

    @pytest.mark.parametrize("body", [{"text": ""}, {"text": "  \n"}, {"text": "x" * 2001}, {}, {"text": "ok", "a": 1}])
    async def test_bodies(self, deal: Deal, body: dict[str, object]) -> None:
        assert problem(await deal.buyer.post(path(CRABS), json=body))[0] == 422

    async def test_another_label_than_the_company_saw_is_not_written(self, deal: Deal) -> None:
        body = {"text": PRAISE, "expected_label": "bad"}
        answer = await deal.buyer.post(f"/contracts/{CRABS}/evaluation", json=body, headers=WAIT)
        assert problem(answer) == (409, "JUDGEMENT_CHANGED", "expected_label")
        assert answer.json()["judgement"]["label"] == "excellent"
        assert answer.json()["judgement"]["words"]
        assert (await deal.buyer.get(f"/contracts/{CRABS}/evaluations")).json() == []
        assert (await deal.evaluate(deal.buyer, PRAISE, CRABS)).status_code == 201
