"""The market that Caliper trades on, made on the ledger before it starts: rules, companies, matches, contracts."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import grpc.aio

from benchmarks.caliper.identities import Company
from benchmarks.caliper.schemes import schemes_of
from fabric_gateway import Contract, Gateway, Identity, PrivateKeySigner, connect, submit_reliably
from network.api import Profile
from network.profile import ProfileIdentity

BREEDS = (
    "Abalone", "Bass", "Bream", "Carp", "Catfish", "Clam", "Cod", "Crab", "Crayfish", "Croaker", "Crucian", "Eel",
    "Flounder", "Grouper", "Halibut", "Lobster", "Mackerel", "Mussel", "Octopus", "Oyster",
)  # fmt: skip
EVALUATION_CYCLES = 100
"""Long enough that no contract of a run is closed before it is evaluated."""
MODEL = hashlib.sha256(b"the model of the benchmark").hexdigest()
AT_ONCE = 50
DEADLINE_S = 60.0


class Chain:
    """The chaincode, called as anybody whose identity is at hand."""

    def __init__(self, profile: Profile, channels: dict[str, grpc.aio.Channel]) -> None:
        self._profile = profile
        self._channels = channels
        self._operator = profile.identities["operator"]
        self._contracts: dict[str, Contract] = {}

    async def submit(self, function: str, who: ProfileIdentity | None = None, **argument: Any) -> dict[str, Any]:
        """A committed transaction's answer; by the operator unless said otherwise."""
        outcome = await submit_reliably(
            self._contract(who), function, [json.dumps(argument)], before_submit=_keep_nothing, deadline_s=DEADLINE_S
        )
        answer: dict[str, Any] = json.loads(outcome.result)
        return answer

    async def evaluate(self, function: str, **argument: Any) -> dict[str, Any]:
        """A query's answer."""
        answer: dict[str, Any] = json.loads(await self._contract(None).evaluate(function, json.dumps(argument)))
        return answer

    def _contract(self, who: ProfileIdentity | None) -> Contract:
        who = who or self._operator
        key = str(who.certificate)
        if key not in self._contracts:
            signer = PrivateKeySigner.from_pem(who.private_key.read_bytes())
            identity = Identity(who.msp_id, who.certificate.read_bytes())
            gateway = Gateway(self._channels[who.msp_id], identity, signer)
            self._contracts[key] = gateway.network(self._profile.channel).contract(self._profile.chaincode)
        return self._contracts[key]


@asynccontextmanager
async def chain_of(profile: Profile) -> AsyncIterator[Chain]:
    """Each organisation's callers speak to its own peer."""
    channels = {}
    for name, organisation in profile.organisations.items():
        peer = profile.peer_of(name)
        channels[organisation.msp_id] = connect(peer.address, peer.tls_ca.read_bytes(), peer.tls_server_name)
    try:
        yield Chain(profile, channels)
    finally:
        await asyncio.gather(*(channel.close(None) for channel in channels.values()))


async def open_market(chain: Chain, supervisor: ProfileIdentity, companies: Iterable[Company]) -> dict[str, Any]:
    """Parameters, the model of evaluations and the companies; the first cycle takes lists then. The parameters."""
    current = await chain.evaluate("market:GetParameters", version=0)
    wanted = {name: value for name, value in current.items() if name != "v"} | {
        "version": current["version"] + 1,
        "breeds": list(BREEDS),
        "admit_demo_codes": True,
        "evaluation_cycles": EVALUATION_CYCLES,
    }
    proposed = await chain.submit("market:ProposeParameters", **wanted)
    await chain.submit("market:ApproveParameters", supervisor, version=wanted["version"], digest=proposed["digest"])
    await chain.submit("market:ProposeModel", digest=MODEL)
    await chain.submit("market:ApproveModel", supervisor, digest=MODEL)
    await chain.submit("floor:OpenFloor")
    await each(companies, lambda company: register(chain, company))
    return wanted


async def register(chain: Chain, company: Company) -> None:
    """As the company itself."""
    await chain.submit(
        "companies:RegisterCompany",
        company.identity,
        company_id=company.company_id,
        name=company.name,
        social_credit_code=company.social_credit_code,
        legal_representative_digest=hashlib.sha256(company.company_id.encode()).hexdigest(),
    )


async def frozen_cycle(chain: Chain, companies: Sequence[Company], trades: int) -> int:
    """The number of a cycle with lists for so many trades, which takes no more of them."""
    cycle = int((await chain.evaluate("floor:GetCycle", cycle=0))["cycle"])
    await each(companies, lambda company: _post(chain, company, lists_of(companies, company, trades, cycle), cycle))
    await chain.submit("floor:FreezeCycle", cycle=cycle)
    return cycle


async def _post(chain: Chain, company: Company, lists: Sequence[dict[str, Any]], cycle: int) -> None:
    for start in range(0, len(lists), 500):
        await chain.submit("floor:PostLists", company.identity, cycle=cycle, lists=lists[start : start + 500])


def lists_of(companies: Sequence[Company], company: Company, trades: int, cycle: int) -> list[dict[str, Any]]:
    """A company's share of one side: ten pieces each, any bid meets any ask."""
    same = [other for other in companies if other.side == company.side]
    place, least = same.index(company), 120_000 if company.side == "demand" else 80_000
    return [
        {
            "side": company.side,
            "list_id": f"{company.company_id}.p{cycle}-{n}",
            "breed": BREEDS[(n + n // len(same)) % len(BREEDS)],
            "amount": 10,
            "price_fen": least + 7919 * n % 10_007,
            "freshness": 2,
            "weight_g": 10_000 + n % 500,
            "good_till_cancelled": False,
        }
        for n in range(place, trades, len(same))
    ]


async def matched(chain: Chain, cycle: int, companies: Iterable[Company], parameters: dict[str, Any]) -> list[Any]:
    """The schemes of a frozen cycle, as `floor:SubmitScheme` takes them. Nothing is sent."""
    sides = [(breed, side) for breed in BREEDS for side in ("demand", "supply")]
    lists = await each(sides, lambda at: _pages(chain, cycle, *at))
    scores = await each(companies, lambda who: chain.evaluate("credit:GetCredit", company_id=who.company_id))
    tenths = {score["company_id"]: score["tenths"] for score in scores}
    offered = [entry for page in lists for entry in page]
    found = await asyncio.to_thread(schemes_of, offered, tenths, parameters)
    return [{"cycle": cycle, "round": 1} | scheme for scheme in found]


async def _pages(chain: Chain, cycle: int, breed: str, side: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    asked = {"cycle": cycle, "breed": breed, "side": side, "page_size": 1000, "bookmark": ""}
    while True:
        page = await chain.evaluate("floor:ListLists", **asked)
        items += page["items"]
        if not page["bookmark"]:
            return items
        asked["bookmark"] = page["bookmark"]


async def each(items: Iterable[Any], work: Callable[[Any], Awaitable[Any]]) -> list[Any]:
    """`work` on every item, some at a time; the results in the items' order."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(item: Any) -> Any:
        async with gate:
            return await work(item)

    return await asyncio.gather(*map(one, items))


async def _keep_nothing(_transaction_id: str, _envelope: bytes) -> None:
    """What prepares a market needs no outbox: it is made anew."""
