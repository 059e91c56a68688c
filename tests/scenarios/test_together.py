"""What is sent together stays apart: each item and each request has its own outcome, once, whatever dies meanwhile."""

import asyncio
import os
import secrets
import signal
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from gateway.db.base import create_engine_for
from gateway.records.models import OperationRow, OutboxOperation, OutboxRow
from shoal.client import DEADLINE_S, WAIT
from tests.helpers.praise import praise
from tests.scenarios.floor import TestFloor, Trader, new_code
from tests.scenarios.market import ASK_FEN, BID_FEN, Market

pytestmark = [pytest.mark.network, pytest.mark.timeout(420)]
REQUESTS, BREED = 40, "Kelp"
BLOWS, ROUNDS = 2, 8


@dataclass(frozen=True)
class Asked:
    """A request for one list, which its amount tells from the others of its company."""

    trader: Trader
    side: str
    amount: int
    key: str = field(default_factory=lambda: secrets.token_hex(16))

    async def send(self, http: httpx.AsyncClient, key: str = "") -> httpx.Response | None:
        """None where the gateway died before it answered."""
        # Nobody bids what is asked: what is posted here never meets.
        price_fen = BID_FEN if self.side == "supply" else ASK_FEN
        lot = {"breed": BREED, "amount": self.amount, "price_fen": price_fen, "freshness": 3, "weight_g": 10_000}
        headers = self.trader.rest.headers | WAIT | {"Idempotency-Key": key or self.key}
        try:
            return await http.post(f"/{self.side}-lists", json=lot, headers=headers)
        except httpx.TransportError:
            return None


def requests_of(traders: Sequence[Trader], first: int = 1) -> list[Asked]:
    """Half of them each company's, both sides in turns."""
    sides = ("supply", "demand")
    return [Asked(traders[n % 2], sides[n // 2 % 2], first + n) for n in range(REQUESTS)]


def posted(trader: Trader, cycle: int) -> dict[str, int]:
    """The amounts of a company's lists of a cycle, by id, as the ledger's view has them."""
    pages = [trader.rest.get(f"/{side}-lists", cycle=cycle, limit=1000)["items"] for side in ("supply", "demand")]
    return {listed["list_id"]: listed["amount"] for page in pages for listed in page}


async def envelopes(floor: TestFloor, *, open_only: bool = False) -> Counter[str]:
    """How many operations each envelope of PostLists is for, by transaction id."""
    query = (
        select(OutboxOperation.transaction_id, func.count())
        .join(OutboxRow, OutboxRow.transaction_id == OutboxOperation.transaction_id)
        .where(OutboxRow.function == "floor:PostLists")
        .group_by(OutboxOperation.transaction_id)
    )
    if open_only:
        query = query.where(OutboxRow.state == "sent")
    return Counter({str(transaction_id): int(count) for transaction_id, count in await records(floor, query)})


async def records(floor: TestFloor, query: Any) -> list[Any]:
    """Rows of the gateway's records, read beside it."""
    engine = create_engine_for(floor.settings.database_url("records"))
    try:
        async with engine.connect() as connection:
            return list(await connection.execute(query))
    finally:
        await engine.dispose()


def two_traders(floor: TestFloor) -> list[Trader]:
    return [floor.trader(f"Together {new_code()}") for _ in range(2)]


def close_cycle(floor: TestFloor) -> None:
    """What was posted here is not to be met with by the scenarios that follow."""
    operator = floor.authority("operator")
    operator.post(f"/cycles/{operator.get('/cycles/current')['cycle']}/advance", to="closed")


async def test_lists_posted_alone_at_once_share_transactions_and_are_answered_alone(floor: TestFloor) -> None:
    traders = two_traders(floor)
    cycle = traders[0].rest.get("/cycles/current")["cycle"]
    before = await envelopes(floor)
    asked = requests_of(traders)
    async with httpx.AsyncClient(base_url=f"{floor.url}/v1", timeout=DEADLINE_S) as http:
        answers = await asyncio.gather(*(one.send(http) for one in asked))
    assert [answer is not None and answer.status_code for answer in answers] == [201] * REQUESTS
    for trader in traders:
        of_trader = [(one, answer) for one, answer in zip(asked, answers, strict=True) if one.trader is trader]
        answered = {answer.json()["list_ids"][0]: one.amount for one, answer in of_trader if answer is not None}
        assert all(answer is not None and len(answer.json()["list_ids"]) == 1 for _, answer in of_trader)
        assert len(answered) == REQUESTS // 2
        assert posted(trader, cycle) == answered
    shared = await envelopes(floor) - before
    assert shared.total() == REQUESTS
    assert 2 <= len(shared) <= REQUESTS // 2, shared
    close_cycle(floor)


async def test_joint_envelopes_that_a_crash_leaves_open_end_once_for_every_request(floor: TestFloor) -> None:
    traders = two_traders(floor)
    cycle = traders[0].rest.get("/cycles/current")["cycle"]
    caught, asked, ids = 0, [], {}
    for number in range(ROUNDS):
        now = requests_of(traders, 1 + number * REQUESTS)
        answers, joint = await killed_while(floor, now)
        asked += now
        ids |= {
            answer.json()["list_ids"][0]: (one.trader.company_id, one.amount)
            for one, answer in zip(now, answers, strict=True)
            if answer is not None and answer.status_code == httpx.codes.CREATED
        }
        floor.shoal("gateway", "up")
        pending = select(func.count()).select_from(OperationRow).where(OperationRow.state == "pending")
        assert [row[0] for row in await records(floor, pending)] == [0]
        assert not await envelopes(floor, open_only=True)
        caught += bool(joint)
        if caught == BLOWS:
            break
    assert caught == BLOWS, f"no joint envelope was open at {ROUNDS - caught} of {ROUNDS} blows"
    async with httpx.AsyncClient(base_url=f"{floor.url}/v1", timeout=DEADLINE_S) as http:
        outcomes = await asyncio.gather(*(asked_again(http, one) for one in asked))
    assert set(outcomes) <= {"committed", "OPERATION_INTERRUPTED"}, Counter(outcomes)
    found = {list_id: (trader.company_id, n) for trader in traders for list_id, n in posted(trader, cycle).items()}
    assert sorted(found.values()) == sorted((one.trader.company_id, one.amount) for one in asked)
    assert ids.items() <= found.items()
    close_cycle(floor)


async def killed_while(floor: TestFloor, asked: Sequence[Asked]) -> tuple[list[httpx.Response | None], bool]:
    """kill -9 of the gateway as soon as an envelope for several of the requests is open; whether one was left so."""
    gateway = floor.gateway_pid()
    async with httpx.AsyncClient(base_url=f"{floor.url}/v1", timeout=DEADLINE_S) as http:
        sent = [asyncio.create_task(one.send(http)) for one in asked]
        async with asyncio.timeout(DEADLINE_S):
            while not (await has_joint(floor) or all(one.done() for one in sent)):
                continue
        os.kill(gateway, signal.SIGKILL)
        answers = await asyncio.gather(*sent)
    return answers, await has_joint(floor)


async def has_joint(floor: TestFloor) -> bool:
    return any(count > 1 for count in (await envelopes(floor, open_only=True)).values())


async def asked_again(http: httpx.AsyncClient, one: Asked) -> str:
    """How the request with its key ended; where it was interrupted, it is made anew, as its answer says."""
    answer = await one.send(http)
    assert answer is not None
    if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE:
        anew = await one.send(http, secrets.token_hex(16))
        assert anew is not None
        assert anew.status_code == httpx.codes.CREATED, anew.text
        return str(answer.json()["code"])
    assert answer.is_success, answer.text
    return "committed" if answer.status_code == httpx.codes.CREATED else str(answer.json()["state"])


def test_a_cycle_of_bulk_decisions_and_evaluations(floor: TestFloor) -> None:
    market = Market.new(floor)
    breeds = tuple(market.buyer.rest.get("/market/parameters")["breeds"][:8])
    market.post(breeds)
    market.advance("matched")
    ids = sorted(match["match_id"] for match in market.buyer.rest.get("/matches", cycle=market.cycle)["items"])
    assert ids == sorted(f"{market.cycle}.1.{breed}" for breed in breeds)
    *kept, dropped = ids

    both = twice(market.buyer, "/decisions", [{"match_id": one, "accept": True} for one in [*ids, "9.9.Eel", ids[0]]])
    assert taken_once(both) == ids
    codes = Counter((refused["index"], refused["code"]) for answer in both for refused in answer["refused"])
    expected = Counter({(place, "DECISION_EXISTS"): 1 for place in range(len(ids))})
    assert codes == expected + Counter({(len(ids), "MATCH_UNKNOWN"): 2, (len(ids) + 1, "FIELD_DUPLICATE"): 2})
    both = twice(market.seller, "/decisions", [{"match_id": one, "accept": one != dropped} for one in ids])
    assert taken_once(both) == ids
    for match in market.buyer.rest.get("/matches", cycle=market.cycle)["items"]:
        assert sorted((d["side"], d["accept"]) for d in match["decisions"]) == [
            ("buyer", True),
            ("seller", match["match_id"] != dropped),
        ]

    market.advance("settling")
    assert sorted(market.contracts()) == kept
    period = {"from_cycle": market.cycle, "to_cycle": market.cycle}
    serials = [one["serial"] for one in market.buyer.rest.get("/contracts", **period)["items"]]
    texts = [{"serial": serial, "text": praise(serial)} for serial in serials]
    unknown = {"serial": serials[-1] + 1000, "text": "Excellent."}
    both = twice(market.buyer, "/evaluations", [*texts, unknown])
    assert taken_once(both) == sorted(market.contracts())
    assert Counter(refused["code"] for answer in both for refused in answer["refused"]) == {
        "EVALUATION_EXISTS": len(serials),
        "CONTRACT_UNKNOWN": 2,
    }
    # The last says what the first says: it is refused by itself, and taken in other words.
    alike = [*texts[:-1], {"serial": serials[-1], "text": praise(serials[0]).upper()}]
    answer = market.seller.rest.post("/evaluations", evaluations=alike)
    assert [(one["index"], one["code"]) for one in answer["refused"]] == [(len(serials) - 1, "EVALUATION_REPEATED")]
    answer = market.seller.rest.post("/evaluations", evaluations=texts[-1:])
    assert ([row["state"] for row in answer["taken"]], answer["refused"]) == (["written"], [])
    for serial in serials:
        written = market.buyer.rest.get(f"/contracts/{serial}/evaluations")
        assert sorted(one["company_id"] for one in written) == sorted(one.company_id for one in market.traders)

    market.advance("closed")
    for trader in market.traders:
        credit = trader.rest.get(f"/credit/{trader.company_id}")
        entries = trader.rest.get(f"/credit/{trader.company_id}/entries", limit=100)["items"]
        moved = [(e["before"], e["after"]) for e in entries if e["before"] != e["after"] and e["serial"]]
        assert (credit["tenths"], moved) == (31, [("3.0", "3.1")])
        assert Counter(entry["serial"] for entry in entries if entry["serial"]) == Counter(serials)


def twice(trader: Trader, path: str, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same request made twice at the same time, each without a key."""
    with ThreadPoolExecutor(2) as pool:
        made = [pool.submit(trader.rest.post, path, **{path[1:]: items}) for _ in range(2)]
        return [one.result() for one in made]


def taken_once(answers: list[dict[str, Any]]) -> list[str]:
    """The matches that statements were taken for, all of which are on the ledger."""
    taken = [row for answer in answers for row in answer["taken"]]
    assert {row["state"] for row in taken} == {"written"}
    return sorted(row["match_id"] for row in taken)
