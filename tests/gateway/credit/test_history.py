"""The history over REST: each entry in words, with the words of both evaluations."""

from typing import Any

import httpx
import pytest
from sqlalchemy import update

from gateway.projection.models import CreditEntry
from tests.helpers.floor import Floor
from tests.helpers.trading import PRAISE, Deal
from tests.helpers.two_contracts import CRABS, LOBSTERS, two_contracts

BACK = "The buyer paid at once and was friendly, a pleasure. We recommend them."


@pytest.fixture
async def deal(floor: Floor) -> Deal:
    """Both contracts praised by both sides: the second one meets the limit of the pair."""
    deal = await two_contracts(floor)
    praise = {
        CRABS: (PRAISE, BACK),
        LOBSTERS: ("Great lobsters, perfectly packed and alive!", "Prompt payment, thanks!"),
    }
    for serial, texts in praise.items():
        for who, text in zip((deal.buyer, deal.seller), texts, strict=True):
            answer = await deal.evaluate(who, text, serial)
            assert answer.json()["judgement"]["label"] == "excellent"
    await deal.advance("closed")
    return deal


async def history(deal: Deal, who: httpx.AsyncClient, **headers: str) -> list[dict[str, Any]]:
    answer = await who.get(f"/credit/{await deal.floor.company_id(1)}/entries", headers=headers)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_entries_say_why_and_which_words_decided(deal: Deal) -> None:
    second, first, newcomer = await history(deal, deal.buyer)
    assert (first["reason"], first["serial"], first["corrects"]) == ("BOTH_EXCELLENT", CRABS, 0)
    assert f"Contract {CRABS}: both sides called each other excellent" in first["text"]
    assert "The score went from 3.0 to 3.1." in first["text"]
    judgement = (await deal.buyer.get(f"/contracts/{CRABS}/evaluations")).json()[0]["judgement"]
    own, partner = first["evaluations"]
    assert (own["whose"], own["words"]) == ("own", [w for w in judgement["words"] if w["weight"] > 0][:5])
    assert own["words"][0]["word"] in first["text"]
    assert (partner["whose"], partner["label"]) == ("partner", "excellent")
    assert partner["words"] != own["words"]
    assert second["reason"] == "PAIR_LIMIT"
    assert f"another contract with {await deal.floor.company_id(2)}" in second["text"]
    assert (newcomer["evaluations"], newcomer["language"]) == ([], "en")


async def test_the_text_is_chinese_where_that_is_preferred(deal: Deal) -> None:
    _, first, newcomer = await history(deal, deal.buyer, **{"Accept-Language": "zh-CN, en;q=0.5"})
    assert f"合同 {CRABS}：双方互评“优”，各加 0.1。信用由 3.0 变为 3.1。" in first["text"]
    assert (newcomer["text"], newcomer["language"]) == ("公司入场，初始信用为 3.0。", "zh")
    assert await history(deal, deal.operator, **{"Accept-Language": "zh"}) == await history(
        deal, deal.buyer, **{"Accept-Language": "zh"}
    )


async def test_a_correction_names_what_it_puts_right(deal: Deal) -> None:
    """As the view shows it after an appeal."""
    company_id = await deal.floor.company_id(1)
    corrected = {"reason": "APPEAL_CORRECTED", "corrects": 2, "partner_label": "good", "before": 31, "after": 30}
    async with deal.floor.services.projection.begin() as session:
        await session.execute(
            update(CreditEntry).where(CreditEntry.company_id == company_id, CreditEntry.seq == 3).values(**corrected)
        )
    entry = (await history(deal, deal.buyer))[0]
    assert entry["corrects"] == 2
    assert "After an appeal the supervisor corrected what entry 2 counted." in entry["text"]
    assert "The score went from 3.1 to 3.0." in entry["text"]
    assert "the supervisor decided good" in entry["text"]
