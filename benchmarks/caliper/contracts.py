"""Matches and contracts for the rounds that decide and evaluate them: cycles taken as far as that needs."""

import base64
from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.caliper.floor import BREEDS, Chain, each, frozen_cycle, matched
from benchmarks.caliper.identities import Company
from fabric_gateway import PrivateKeySigner
from gateway.statements.canonical import decision_digest, statement_bytes

STATEMENTS = 1000
"""In one transaction."""


async def settled_cycle(
    chain: Chain, channel: str, companies: Sequence[Company], trades: int, parameters: dict[str, Any]
) -> tuple[int, list[dict[str, str]]]:
    """A closed cycle's number and its contracts, about `trades` of them, none evaluated."""
    cycle = await frozen_cycle(chain, companies, trades)
    schemes = await matched(chain, cycle, companies, parameters)
    await each(schemes, lambda scheme: chain.submit("floor:SubmitScheme", **scheme))
    await chain.submit("floor:PublishMatches", cycle=cycle)
    matches = matches_of(cycle, schemes)
    decisions = await accepted(channel, cycle, matches, {company.company_id: company for company in companies})
    batches = [decisions[start : start + STATEMENTS] for start in range(0, len(decisions), STATEMENTS)]
    await each(batches, lambda batch: chain.submit("floor:RecordDecisions", cycle=cycle, decisions=batch))
    await chain.submit("floor:StartSettling", cycle=cycle)
    await each(BREEDS, lambda breed: chain.submit("floor:SettleBreed", cycle=cycle, breed=breed))
    await chain.submit("floor:CloseCycle", cycle=cycle)
    return cycle, matches


def matches_of(cycle: int, schemes: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """`match_id, buyer, seller` of each trade: the chain numbers a breed's trades from 1 in the scheme's order."""
    return [
        {
            "match_id": f"{cycle}.{number}.{scheme['breed']}",
            "buyer": trade["demand_id"].partition(".")[0],
            "seller": trade["supply_id"].partition(".")[0],
        }
        for scheme in schemes
        for number, trade in enumerate(scheme["trades"], 1)
    ]


async def accepted(
    channel: str, cycle: int, matches: Sequence[Mapping[str, str]], companies: Mapping[str, Company]
) -> list[dict[str, Any]]:
    """The signed decisions of both parties of each match: they accept."""
    keys = {name: company.identity.private_key.read_bytes() for name, company in companies.items()}
    signers = {name: PrivateKeySigner.from_pem(key) for name, key in keys.items()}
    decisions = []
    for match_id, party in ((match["match_id"], match[side]) for match in matches for side in ("buyer", "seller")):
        message = statement_bytes(
            channel=channel, kind="decision", subject=match_id, company_id=party, expiry_cycle=cycle,
            digest=decision_digest(accept=True),
        )  # fmt: skip
        decision = {
            "match_id": match_id, "company_id": party, "accept": True, "key_id": companies[party].key_id,
            "expiry_cycle": cycle, "signature": base64.b64encode(await signers[party].sign(message)).decode(),
        }  # fmt: skip
        decisions.append(decision)
    return decisions
