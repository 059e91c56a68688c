"""An appeal through REST changes a credit once, with both entries in the history, whatever dies on the way."""

import base64
import csv
import io
from typing import Any

import httpx
import pytest

from fabric_gateway import EndorseError
from gateway.statements.canonical import appeal_id, statement_bytes
from gateway.wallets.keys import key_id, load_private_key, sign_low_s
from network import api as network
from shoal.client import Refused
from tests.helpers.appealing import GROUNDS, REASON, UNSURE
from tests.helpers.praise import praise
from tests.scenarios.direct import chaincode, evaluate, submit, wallet_of
from tests.scenarios.floor import TestFloor, Trader
from tests.scenarios.market import Market

pytestmark = [pytest.mark.network, pytest.mark.timeout(480)]


@pytest.fixture
def market(floor: TestFloor) -> Market:
    """One contract, settling: the buyer praises, and the seller in a language that no model knows."""
    market = Market.new(floor)
    market.post(("Crab",))
    market.advance("matched")
    market.decide()
    market.advance("settling")
    (contract,) = market.buyer.rest.get("/contracts", from_cycle=market.cycle)["items"]
    path = f"/contracts/{contract['serial']}/evaluation"
    assert market.buyer.rest.post(path, text=praise(contract["serial"]))["judgement"]["label"] == "excellent"
    judged = market.seller.rest.post(path, text=UNSURE)["judgement"]
    assert (judged["label"], judged["unsure"]) == ("good", True)
    return market


def restart(floor: TestFloor) -> None:
    """kill -9, and up again."""
    floor.kill("gateway")
    floor.shoal("gateway", "up")


def history(trader: Trader) -> list[tuple[str, str, str, int]]:
    """Reason, movement and what it corrects, of each entry beyond the newcomer's, the oldest first."""
    items = trader.rest.get(f"/credit/{trader.company_id}/entries")["items"]
    return [(item["reason"], item["before"], item["after"], item["corrects"]) for item in reversed(items)][1:]


def close_next(market: Market) -> None:
    """A whole cycle without lists: only its credit batch matters."""
    market.cycle += 1
    market.advance("closed")


def test_a_corrected_label_moves_credit_once_and_the_history_keeps_both_entries(
    floor: TestFloor, market: Market
) -> None:
    match_id = f"{market.cycle}.1.Crab"
    named = appeal_id("seller", match_id)
    serial = market.buyer.rest.get("/contracts", from_cycle=market.cycle)["items"][0]["serial"]
    supervisor, operator = floor.authority("supervisor"), floor.authority("operator")

    # Taken and not yet written when the gateway dies.
    taken = httpx.post(
        f"{floor.url}/v1/contracts/{serial}/evaluations/seller/appeal",
        json={"reason": REASON},
        headers=market.buyer.rest.headers,
    )
    assert (taken.status_code, taken.json()["statement"]["state"]) == (202, "collected")
    restart(floor)
    market.advance("closed")
    (shown,) = (item for item in supervisor.get("/appeals", status="open")["items"] if item["appeal_id"] == named)
    assert (shown["label"], shown["reason"], shown["appeal_closes"]) == ("good", REASON, market.cycle + 2)
    assert shown["text"] == UNSURE
    applied = ("LABELS_DIFFER", "3.0", "3.0", 0)
    assert history(market.buyer) == history(market.seller) == [applied]

    # Nobody but the supervisor decides, and a third company doesn't even see it.
    ruling = {"label": "excellent", "grounds": GROUNDS}
    third = floor.trader(f"Third {market.buyer.name}")
    refusals = {
        "APPEAL_UNKNOWN": lambda: third.rest.get(f"/appeals/{named}"),
        "CONTRACT_UNKNOWN": lambda: third.rest.post(f"/contracts/{serial}/evaluations/buyer/appeal", reason="Mine."),
        "APPEAL_EXISTS": lambda: market.seller.rest.post(
            f"/contracts/{serial}/evaluations/seller/appeal", reason="Me."
        ),
    }
    for who in (operator, third.rest, market.buyer.rest):
        assert refused(lambda who=who: who.post(f"/appeals/{named}/decision", **ruling)) == "ROLE_REQUIRED"
    assert {code: refused(ask) for code, ask in refusals.items()} == {code: code for code in refusals}

    decided = supervisor.post(f"/appeals/{named}/decision", **ruling)
    assert decided == {"appeal_id": named, "status": "corrected", "label": "excellent"}
    restart(floor)
    close_next(market)
    both = [applied, ("APPEAL_CORRECTED", "3.0", "3.1", 2)]
    assert history(market.buyer) == history(market.seller) == both

    # Everything once more: nothing moves.
    assert supervisor.post(f"/appeals/{named}/decision", **ruling) == decided
    assert (
        refused(lambda: supervisor.post(f"/appeals/{named}/decision", label="bad", grounds="No.")) == "APPEAL_DECIDED"
    )
    close_next(market)
    assert history(market.buyer) == history(market.seller) == both
    assert market.buyer.rest.get(f"/credit/{market.buyer.company_id}")["tenths"] == 31
    entries = market.buyer.rest.get(f"/appeals/{named}")["entries"]
    assert [(entry["company_id"], entry["seq"], entry["corrects"]) for entry in entries] == [
        (market.buyer.company_id, 3, 2)
    ]
    late = refused(lambda: market.seller.rest.post(f"/contracts/{serial}/evaluations/buyer/appeal", reason="Late."))
    assert late == "APPEAL_CLOSED"

    exported = httpx.get(f"{floor.url}/v1/appeals/corrections", headers=supervisor.headers).text
    assert {"text": UNSURE, "label": "excellent", "language": "unknown"} in csv.DictReader(io.StringIO(exported))
    kept = floor.projection_digests()
    floor.shoal("projection", "rebuild")
    assert floor.projection_digests() == kept


async def test_the_chain_itself_takes_no_decision_from_the_operator_and_no_appeal_but_the_companys_own(
    floor: TestFloor, market: Market
) -> None:
    match_id = f"{market.cycle}.1.Crab"
    decision = {"match_id": match_id, "side": "seller", "label": "excellent", "grounds_digest": "ab" * 32}
    async with chaincode(floor) as contract:
        forged = await signed(floor, market.seller, match_id) | {"company_id": market.buyer.company_id}
        assert await code_of(submit(contract, "credit:RecordAppeals", appeals=[forged])) == "STATEMENT_KEY"
        own = await signed(floor, market.buyer, match_id)
        assert await submit(contract, "credit:RecordAppeals", appeals=[own]) == {
            "changed": True,
            "written": 1,
            "kept": 0,
        }
        assert (await submit(contract, "credit:RecordAppeals", appeals=[own]))["changed"] is False
        assert await code_of(submit(contract, "credit:DecideAppeals", decisions=[decision])) == "ROLE_REQUIRED"
        found = await evaluate(contract, "credit:GetAppeal", match_id=match_id, side="seller")
        assert (found["status"], found["label"], found["company_id"]) == ("open", "good", market.buyer.company_id)
    async with chaincode(floor, await wallet_of(floor, market.seller.company_id)) as contract:
        assert await code_of(submit(contract, "credit:DecideAppeals", decisions=[decision])) == "ROLE_REQUIRED"
    market.advance("closed")


async def signed(floor: TestFloor, trader: Trader, match_id: str) -> dict[str, Any]:
    """The trader's appeal of the seller's label, as the chain takes it."""
    caller = await wallet_of(floor, trader.company_id)
    key = load_private_key(caller.private_key_pem)
    stated = {"company_id": trader.company_id, "expiry_cycle": 99_999_999}
    message = statement_bytes(
        channel=network.load_profile(floor.home).channel,
        kind="appeal",
        subject=appeal_id("seller", match_id),
        digest=bytes(32),
        **stated,
    )
    about = {"match_id": match_id, "side": "seller", "reason_digest": "00" * 32, "key_id": key_id(key)}
    return {**stated, **about, "signature": base64.b64encode(sign_low_s(key, message)).decode()}


def refused(ask: Any) -> str:
    """The code with which the gateway refuses."""
    with pytest.raises(Refused) as caught:
        ask()
    return str(caught.value.code)


async def code_of(asked: Any) -> str:
    """The code with which the chain refuses."""
    with pytest.raises(EndorseError) as caught:
        await asked
    return str(caught.value.contract_message).split()[0].rstrip(":")
