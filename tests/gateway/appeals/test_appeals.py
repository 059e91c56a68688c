"""Appeals from the parties' side: what is taken, from whom, until when, and who sees it."""

import asyncio
from pathlib import Path

import httpx
import pytest
from sqlalchemy import delete, update

from gateway.records.models import AppealText, EvaluationText, Statement
from tests.helpers.appealing import BUYERS, REASON, SELLERS, UNSURE, Dispute
from tests.helpers.floor import PASSWORD, Floor, demo_code, problem
from tests.helpers.floor import floor as floor_of
from tests.helpers.identities import CertificateAuthority
from tests.helpers.simledger import SimLedger
from tests.helpers.trading import PRAISE, Deal
from tests.helpers.users_ca import UsersCA

NO_WAIT = {"Prefer": "wait=0"}


@pytest.fixture
async def dispute(floor: Floor) -> Dispute:
    """Both parties have evaluated."""
    return await Dispute.on(floor)


async def test_an_appeal_shows_all_that_its_decision_rests_on(dispute: Dispute) -> None:
    seller = await dispute.deal.floor.company_id(2)
    taken = await dispute.appeal(dispute.deal.seller)
    assert taken.status_code == 201, taken.text
    shown = taken.json()
    assert taken.headers["location"] == f"/v1/statements/{shown['statement']['id']}"
    judgement = shown["judgement"]
    assert (judgement["label"], judgement["unsure"], judgement["language"]) == ("good", True, "unknown")
    del shown["statement"], shown["judgement"]
    assert shown == {
        "appeal_id": SELLERS,
        "serial": 90001,
        "match_id": "1.1.Lobster",
        "side": "seller",
        "appellant": seller,
        "label": "good",
        "text": UNSURE,
        "reason": REASON,
        "appeal_closes": 3,
        "status": "open",
        "corrected_label": None,
        "grounds": None,
        "entries": [],
    }


async def test_the_ledger_holds_a_salted_digest_of_the_reason_never_its_words(dispute: Dispute) -> None:
    await dispute.appeal(dispute.deal.buyer)
    services = dispute.deal.floor.services
    stored = await services.ledger.evaluate(
        services.operator, "credit:GetAppeal", {"match_id": "1.1.Lobster", "side": "seller"}
    )
    async with services.records() as session:
        kept = await session.get(AppealText, stored["reason_digest"])
    assert kept is not None
    assert (kept.text, len(kept.salt)) == (REASON, 32)
    assert REASON not in str(stored)


async def test_either_party_may_appeal_either_evaluation(dispute: Dispute) -> None:
    for who, side, appeal_id in ((dispute.deal.buyer, "seller", SELLERS), (dispute.deal.buyer, "buyer", BUYERS)):
        answer = await dispute.appeal(who, side)
        assert (answer.status_code, answer.json()["appeal_id"]) == (201, appeal_id)


async def test_both_parties_and_the_authorities_see_it_and_a_third_company_does_not(dispute: Dispute) -> None:
    deal = dispute.deal
    await dispute.appeal(deal.buyer)
    for who in (deal.buyer, deal.seller, deal.operator, dispute.supervisor):
        assert (await who.get(f"/appeals/{SELLERS}")).json()["reason"] == REASON
        assert [item["appeal_id"] for item in (await who.get("/appeals")).json()["items"]] == [SELLERS]
    stranger = await deal.floor.company(3)
    assert problem(await stranger.get(f"/appeals/{SELLERS}"))[:2] == (404, "APPEAL_UNKNOWN")
    assert (await stranger.get("/appeals")).json() == {"items": [], "next_after": None}
    assert problem(await dispute.appeal(stranger, "buyer"))[:2] == (404, "CONTRACT_UNKNOWN")
    assert problem(await deal.floor.http.get("/appeals"))[:2] == (401, "TOKEN_MISSING")


async def test_without_a_wait_it_is_written_with_the_next_statements(dispute: Dispute) -> None:
    answer = await dispute.appeal(dispute.deal.buyer, **NO_WAIT)
    assert (answer.status_code, answer.json()["statement"]["state"]) == (202, "collected")
    assert answer.json()["reason"] == REASON
    assert problem(await dispute.deal.buyer.get(f"/appeals/{SELLERS}"))[1] == "APPEAL_UNKNOWN"
    assert await dispute.deal.floor.services.statements.writer.flush("appeal") == 1
    location = answer.headers["location"].removeprefix("/v1")
    assert (await dispute.deal.buyer.get(location)).json()["state"] == "written"
    await dispute.deal.floor.services.projector.catch_up(10)
    assert (await dispute.deal.seller.get(f"/appeals/{SELLERS}")).json()["status"] == "open"


async def test_what_was_collected_is_written_before_its_last_cycle_closes(dispute: Dispute) -> None:
    for cycle in (1, 2):
        await dispute.deal.advance("closed", cycle)
    await dispute.deal.advance("settling", 3)
    assert (await dispute.appeal(dispute.deal.buyer, **NO_WAIT)).status_code == 202
    await dispute.deal.advance("closed", 3)
    assert (await dispute.deal.buyer.get(f"/appeals/{SELLERS}")).json()["status"] == "open"


async def test_the_same_key_finds_the_same_appeal(dispute: Dispute) -> None:
    first = await dispute.appeal(dispute.deal.buyer, **{"Idempotency-Key": "once"})
    again = await dispute.appeal(dispute.deal.buyer, **{"Idempotency-Key": "once"})
    assert (again.status_code, again.json()) == (201, first.json())
    other = await dispute.appeal(dispute.deal.buyer, reason="Another one.", **{"Idempotency-Key": "once"})
    assert problem(other)[:2] == (409, "IDEMPOTENCY_MISMATCH")


async def test_evaluations_show_the_appeal_and_the_correction(dispute: Dispute) -> None:
    async def seen() -> list[tuple[str, str | None, str | None]]:
        items = (await dispute.deal.buyer.get("/contracts/90001/evaluations")).json()
        return [(item["side"], item["corrected_label"], item["appeal"]) for item in items]

    assert await seen() == [("buyer", None, None), ("seller", None, None)]
    await dispute.appeal(dispute.deal.seller)
    assert await seen() == [("buyer", None, None), ("seller", None, "open")]
    await dispute.decide()
    assert await seen() == [("buyer", None, None), ("seller", "excellent", "corrected")]


async def test_an_appeal_outlives_the_gateway_on_its_way_and_on_the_ledger(
    tmp_path: Path, simledger: SimLedger, authority: CertificateAuthority
) -> None:
    ca = UsersCA()
    async with floor_of(tmp_path, simledger, authority, ca) as floor:
        dispute = await Dispute.on(floor)
        await dispute.appeal(dispute.deal.buyer)
        assert (await dispute.appeal(dispute.deal.buyer, "buyer", "It was irony.", **NO_WAIT)).status_code == 202
    async with floor_of(tmp_path, simledger, authority, ca) as floor:
        buyer = await floor.log_in(demo_code(1), PASSWORD)
        assert await floor.services.statements.writer.flush("appeal") == 1
        await floor.services.projector.catch_up(10)
        items = (await buyer.get("/appeals")).json()["items"]
    assert [(item["appeal_id"], item["reason"]) for item in items] == [(BUYERS, "It was irony."), (SELLERS, REASON)]


async def test_words_that_this_gateway_does_not_keep_are_null(dispute: Dispute) -> None:
    await dispute.appeal(dispute.deal.buyer)
    async with dispute.deal.floor.services.records.begin() as session:
        await session.execute(delete(AppealText))
        await session.execute(delete(EvaluationText))
    shown = (await dispute.deal.buyer.get(f"/appeals/{SELLERS}")).json()
    assert [shown[name] for name in ("text", "judgement", "reason", "label")] == [None, None, None, "good"]


async def test_pages_and_status(floor: Floor) -> None:
    dispute = await Dispute.on(floor)
    await dispute.appeal(dispute.deal.buyer)
    await dispute.appeal(dispute.deal.seller, "buyer")
    await dispute.decide()
    for status, expected in (
        ("open", [BUYERS]),
        ("corrected", [SELLERS]),
        ("confirmed", []),
        (None, [BUYERS, SELLERS]),
    ):
        query = {} if status is None else {"status": status}
        items = (await dispute.supervisor.get("/appeals", params=query)).json()["items"]
        assert [item["appeal_id"] for item in items] == expected
    first = (await dispute.deal.buyer.get("/appeals", params={"limit": 1})).json()
    assert ([item["appeal_id"] for item in first["items"]], first["next_after"]) == ([BUYERS], BUYERS)
    second = (await dispute.deal.buyer.get("/appeals", params={"limit": 1, "after": first["next_after"]})).json()
    assert [item["appeal_id"] for item in second["items"]] == [SELLERS]
    last = (await dispute.deal.buyer.get("/appeals", params={"after": second["next_after"]})).json()
    assert last == {"items": [], "next_after": None}


async def test_of_two_that_appeal_the_same_label_at_once_one_is_taken(dispute: Dispute) -> None:
    answers = await asyncio.gather(*(dispute.appeal(who) for who in (dispute.deal.buyer, dispute.deal.seller)))
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    (late,) = (answer for answer in answers if answer.status_code == 409)
    assert problem(late)[1] == "APPEAL_EXISTS"


class TestRefusals:
    async def test_a_label_that_does_not_exist(self, floor: Floor) -> None:
        deal = await (await Deal.posted(floor)).contracted()
        dispute = Dispute(deal, await floor.authority("supervisor"))
        assert problem(await dispute.appeal(deal.buyer))[:2] == (404, "EVALUATION_UNKNOWN")
        assert problem(await dispute.appeal(deal.buyer, serial=90002))[:2] == (404, "CONTRACT_UNKNOWN")
        await deal.evaluate(deal.buyer, PRAISE)
        assert problem(await dispute.appeal(deal.buyer))[:2] == (404, "EVALUATION_UNKNOWN")
        assert (await dispute.appeal(deal.buyer, "buyer")).status_code == 201

    async def test_a_second_appeal_whoever_s_and_wherever_the_first_one_is(self, dispute: Dispute) -> None:
        await dispute.appeal(dispute.deal.buyer)
        await dispute.appeal(dispute.deal.seller, "buyer", **NO_WAIT)
        for who in (dispute.deal.buyer, dispute.deal.seller):
            for side in ("buyer", "seller"):
                assert problem(await dispute.appeal(who, side))[:2] == (409, "APPEAL_EXISTS")

    async def test_after_the_last_cycle_is_closed(self, dispute: Dispute) -> None:
        for cycle in (1, 2, 3):
            await dispute.deal.advance("closed", cycle)
        assert problem(await dispute.appeal(dispute.deal.buyer))[:2] == (409, "APPEAL_CLOSED")

    @pytest.mark.parametrize("who", ["operator", "supervisor"])
    async def test_authorities_do_not_appeal(self, dispute: Dispute, who: str) -> None:
        authority = await dispute.deal.floor.authority(who)
        assert problem(await dispute.appeal(authority))[:2] == (403, "ROLE_REQUIRED")

    @pytest.mark.parametrize(
        ("reason", "code"),
        [
            ("", "FIELD_RANGE"),
            (" \t", "FIELD_FORMAT"),
            ("x" * 2001, "FIELD_RANGE"),
            (7, "FIELD_TYPE"),
            ("a\x00", "FIELD_FORMAT"),
        ],
    )
    async def test_a_reason_out_of_range_names_its_field(self, dispute: Dispute, reason: str, code: str) -> None:
        assert problem(await dispute.appeal(dispute.deal.buyer, reason=reason)) == (422, code, "reason")

    @pytest.mark.parametrize("appeal_id", ["nobody.1.1.Lobster", "buyer.x.1.Lobster", "buyer", "buyer.1.1."])
    async def test_an_id_of_another_form(self, dispute: Dispute, appeal_id: str) -> None:
        assert problem(await dispute.deal.buyer.get(f"/appeals/{appeal_id}")) == (422, "FIELD_FORMAT", "appeal_id")


async def test_an_appeal_that_the_chain_refused_gives_way_to_the_other_partys(dispute: Dispute) -> None:
    async def refuse() -> httpx.Response:
        answer = await dispute.appeal(dispute.deal.buyer, **NO_WAIT)
        async with dispute.deal.floor.services.records.begin() as session:
            await session.execute(update(Statement).where(Statement.kind == "appeal").values(signature="AAAA"))
        assert await dispute.deal.floor.services.statements.writer.flush("appeal") == 0
        return answer

    location = (await refuse()).headers["location"].removeprefix("/v1")
    refused = (await dispute.deal.buyer.get(location)).json()
    assert (refused["state"], refused["problem"]["code"]) == ("refused", "STATEMENT_SIGNATURE")
    assert (await dispute.appeal(dispute.deal.seller)).status_code == 201
