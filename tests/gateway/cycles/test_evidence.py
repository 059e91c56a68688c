"""What a scheme was made from is on disk before the scheme is on the ledger, and is still that after a second try."""

import asyncio
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select

from gateway.cycles import evidence
from gateway.cycles.market_view import read_market
from gateway.db.columns import now
from gateway.db.direct import Direct
from gateway.projection.repository import ProjectionRepository
from gateway.records.models import Evidence
from matching.certificate import verify
from tests.helpers.crowd import Crowd
from tests.helpers.cut import Cut, CutLedger
from tests.helpers.databases import Database
from tests.helpers.floor import Floor
from tests.helpers.floor import floor as floor_of
from tests.helpers.identities import CertificateAuthority
from tests.helpers.simledger import SimLedger


async def kept(floor: Floor, round_: int = 1, breed: str = "Lobster") -> Evidence | None:
    async with floor.services.records() as session:
        found = await session.scalars(select(Evidence).where(Evidence.breed == breed, Evidence.round == round_))
        return found.one_or_none()


async def test_each_round_leaves_its_ratings_parameters_solver_seed_and_prices(floor: Floor) -> None:
    crowd = await Crowd.posted(floor)
    await crowd.advance("matched")
    found = await kept(floor)
    assert found is not None
    ids = {number: await floor.company_id(number) for number in (1, 2, 3)}
    assert found.ratings == dict.fromkeys(sorted(ids.values()), 2)
    assert (found.param_version, found.solver, found.seed, found.barred) == (1, "aco", 0, [])
    (step,) = found.certificate["steps"]
    assert (step["buyer_rating"], step["seller_rating"]) == ("C", "C")
    # All went to the better bid, so the other one's price is 0 and the supply's what that bid would have scored.
    bids = {list_id.split(".")[0]: price for list_id, price in step["demand"].items()}
    (ask,) = step["supply"].values()
    assert bids[ids[3]] == 0
    # Unit prices 8 333 333 and 10 000 000: x₁ = 833 333, X = ⌊400·x₁/1000⌋.
    assert bids[ids[2]] + ask == 2_000_000 - 333_333
    assert await kept(floor, 2) is None


async def test_the_second_round_keeps_the_pairs_that_were_barred(floor: Floor) -> None:
    crowd = await Crowd.posted(floor)
    await crowd.advance("matched")
    (match,) = await crowd.matches()
    await crowd.decide(crowd.buyers[0], match["match_id"], accept=False)
    await crowd.advance("second_round")
    found = await kept(floor, 2)
    assert found is not None
    assert found.barred == [{"demand_id": match["demand_id"], "supply_id": match["supply_id"]}]
    first = await kept(floor)
    assert first is not None
    assert first.barred == []


async def test_its_prices_prove_the_scheme_and_can_be_read_back(floor: Floor) -> None:
    crowd = await Crowd.posted(floor, 50, 70, 71)
    await crowd.advance("matched")
    found = await kept(floor)
    assert found is not None
    async with floor.services.projection() as session:
        market = await read_market(session, 1)
        trades = await ProjectionRepository(session).matches_of_cycle(1)
        scheme = await ProjectionRepository(session).scheme(1, "Lobster")
    breed, certificate = market.breeds["Lobster"], evidence.from_json(found.certificate)
    assert evidence.as_json(certificate) == found.certificate
    steps = verify(breed.demands, breed.supplies, found.ratings, trades, certificate, market.parameters)
    assert scheme is not None
    assert list(steps.values()) == [(scheme.score, scheme.bound)]


async def test_it_outlives_a_change_of_credit(floor: Floor) -> None:
    crowd = await Crowd.posted(floor)
    await crowd.advance("closed")
    found = await kept(floor)
    assert found is not None
    assert set(found.ratings.values()) == {2}


@pytest.mark.parametrize("done", [False, True], ids=["before", "after"])
async def test_it_is_on_disk_before_the_scheme_is_sent(
    tmp_path: Path, simledger: SimLedger, authority: CertificateAuthority, done: bool
) -> None:
    dying = CutLedger(simledger, Cut("floor:SubmitScheme", done=done))
    async with floor_of(tmp_path, dying, authority) as floor:
        crowd = await Crowd.posted(floor)
        asking = asyncio.create_task(crowd.advance("matched"))
        await asyncio.wait_for(dying.reached.wait(), 30)
        sent = await kept(floor)
        asking.cancel()
        await asyncio.wait({asking})
    assert sent is not None
    async with floor_of(tmp_path, simledger, authority) as floor:
        if (job := floor.services.cycles.running_job) is not None:
            await floor.services.cycles.wait(job, 30)
        again = await kept(floor)
        assert again is not None
        assert (again.certificate, again.ratings, again.solver) == (sent.certificate, sent.ratings, sent.solver)
        assert (again.created_at == sent.created_at) == done


async def test_the_digest_is_the_ledgers_own(floor: Floor) -> None:
    crowd = await Crowd.posted(floor, 50, 70, 71)
    await crowd.post_one(crowd.seller, "supply", "Eel", 10, 1_000_000)
    await crowd.advance("closed")
    async with floor.services.projection() as session:
        schemes = {scheme.breed: scheme.digest for scheme in await ProjectionRepository(session).schemes_of_cycle(1)}
    async with floor.services.records() as session:
        for breed, digest in schemes.items():
            assert await evidence.read(session, 1, breed, 1, digest) is not None, breed
    assert schemes["Eel"] == evidence.NO_TRADES


def row(**changes: object) -> Evidence:
    figures = {"cycle": 1, "breed": "Eel", "round": 1, "digest": "ab", "param_version": 1, "ratings": {"C-1": 0}}
    made = {"barred": [], "solver": "aco", "seed": 1, "certificate": {"steps": []}, "created_at": now()}
    return Evidence(**{**figures, **made, **changes})


async def test_another_scheme_leaves_evidence_of_its_own_and_the_same_one_again_does_not(records: Database) -> None:
    for changes in ({}, {"seed": 2}, {"digest": "cd", "solver": "greedy"}):
        both = [row(**changes), row(round=2, **changes)]
        await Direct(records.sessions).write(partial(evidence.store, rows=both))
    async with records.sessions() as session:
        one, other = [await evidence.read(session, 1, "Eel", 1, digest) for digest in ("ab", "cd")]
        assert one is not None
        assert other is not None
        assert (one.solver, one.seed, other.solver) == ("aco", 2, "greedy")
        assert await session.scalar(select(func.count()).select_from(Evidence)) == 4
        assert await evidence.read(session, 2, "Eel", 1, "ab") is None
