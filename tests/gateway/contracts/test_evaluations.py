"""Contracts and the words that parties write about each other."""

import hashlib

import pytest

from gateway.statements.repository import text_of
from tests.helpers.floor import WAIT, Floor, problem
from tests.helpers.trading import PRAISE, Deal


@pytest.fixture
async def deal(floor: Floor) -> Deal:
    """A contract that can be evaluated."""
    return await (await Deal.posted(floor)).contracted()


async def test_a_contract_reads_the_same_from_the_view_and_from_the_ledger(deal: Deal) -> None:
    view = (await deal.buyer.get("/contracts/90001")).json()
    ledger = (await deal.seller.get("/contracts/90001", params={"source": "ledger"})).json()
    assert view == ledger
    assert (view["serial"], view["match_id"], view["weight_g"]) == (90001, "1.1.Lobster", 30_000)


async def test_contracts_are_listed_by_period(deal: Deal) -> None:
    assert len((await deal.buyer.get("/contracts", params={"from_cycle": 1, "to_cycle": 1})).json()["items"]) == 1
    assert (await deal.buyer.get("/contracts", params={"from_cycle": 2})).json()["items"] == []


async def test_an_evaluation_shows_at_once_which_words_decided(deal: Deal) -> None:
    answer = (await deal.evaluate(deal.buyer)).json()
    assert answer["judgement"]["label"] == "excellent"
    assert answer["judgement"]["words"]
    assert sum(answer["judgement"]["probabilities"].values()) == pytest.approx(1)


async def test_the_ledger_holds_the_label_and_a_salted_digest_never_the_text(deal: Deal) -> None:
    await deal.evaluate(deal.buyer)
    (shown,) = (await deal.seller.get("/contracts/90001/evaluations")).json()
    assert (shown["label"], shown["text"]) == ("excellent", PRAISE)
    async with deal.floor.services.records() as session:
        kept = await text_of(session, "1.1.Lobster", await deal.floor.company_id(1))
    assert kept is not None
    assert shown["text_digest"] == hashlib.sha256(kept.salt + PRAISE.encode()).hexdigest()
    assert shown["model_digest"] == deal.floor.services.classifier.digest


async def test_differing_labels_move_no_credit_and_say_so(deal: Deal) -> None:
    await deal.evaluate(deal.buyer)
    await deal.evaluate(deal.seller, "Terrible. The fish was rotten, late and half of it missing. I want a refund!")
    await deal.advance("closed")
    company_id = await deal.floor.company_id(1)
    entries = (await deal.buyer.get(f"/credit/{company_id}/entries")).json()["items"]
    assert (entries[0]["reason"], entries[0]["before"], entries[0]["after"]) == ("LABELS_DIFFER", "3.0", "3.0")


async def test_an_evaluation_that_never_comes_moves_no_credit_after_its_deadline(deal: Deal) -> None:
    await deal.evaluate(deal.buyer)
    await deal.advance("closed")
    await deal.advance("closed", cycle=2)
    company_id = await deal.floor.company_id(1)
    entries = (await deal.buyer.get(f"/credit/{company_id}/entries")).json()["items"]
    assert entries[0]["reason"] == "EVALUATION_MISSING"
    assert problem(await deal.evaluate(deal.seller))[:2] == (409, "EVALUATION_CLOSED")


async def test_an_evaluation_may_follow_in_the_next_cycle(deal: Deal) -> None:
    await deal.evaluate(deal.buyer)
    await deal.advance("closed")
    assert (await deal.evaluate(deal.seller)).status_code == 201
    await deal.advance("closed", cycle=2)
    company_id = await deal.floor.company_id(1)
    assert (await deal.buyer.get(f"/credit/{company_id}")).json()["tenths"] == 31


class TestRefusals:
    async def test_a_second_evaluation(self, deal: Deal) -> None:
        await deal.evaluate(deal.buyer)
        assert problem(await deal.evaluate(deal.buyer))[:2] == (409, "EVALUATION_EXISTS")

    async def test_an_evaluation_without_a_contract(self, deal: Deal) -> None:
        assert problem(await deal.evaluate(deal.buyer, serial=90002))[:2] == (404, "CONTRACT_UNKNOWN")

    async def test_a_stranger(self, deal: Deal) -> None:
        stranger = await deal.floor.company(3)
        assert problem(await deal.evaluate(stranger))[:2] == (403, "PARTY_MISMATCH")
        assert problem(await stranger.get("/contracts/90001"))[:2] == (404, "CONTRACT_UNKNOWN")
        assert problem(await stranger.get("/contracts/90001/evaluations"))[:2] == (404, "CONTRACT_UNKNOWN")

    @pytest.mark.parametrize(
        ("text", "code"), [("", "FIELD_RANGE"), ("   ", "FIELD_FORMAT"), ("x" * 2001, "FIELD_RANGE"), (7, "FIELD_TYPE")]
    )
    async def test_a_text_out_of_range_names_its_field(self, deal: Deal, text: str, code: str) -> None:
        assert problem(await deal.evaluate(deal.buyer, text)) == (422, code, "text")


async def test_the_same_key_finds_the_same_evaluation(deal: Deal) -> None:
    headers = WAIT | {"Idempotency-Key": "once"}
    first = await deal.buyer.post("/contracts/90001/evaluation", json={"text": PRAISE}, headers=headers)
    again = await deal.buyer.post("/contracts/90001/evaluation", json={"text": PRAISE}, headers=headers)
    assert (again.status_code, again.json()) == (201, first.json())
