"""Matching beside a working event loop: several breeds at once, never more than cores, and given up when cancelled."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from gateway.cycles import rounds
from gateway.cycles.market_view import LARGEST_BREED, BreedMarket, MarketView
from gateway.cycles.rounds import MatcherChoice, Rounds
from matching import Lot, Parameters
from shoal.home import checkout

BREEDS = ("Bass", "Carp", "Eel", "Tuna", "Cod")
LIMIT_S = 20.0


def lot(breed: str, name: str) -> Lot:
    return Lot(f"{name}.{breed}", name, breed, amount=10, price_fen=100_000, freshness=3, weight_g=10_000)


def market(*one_sided: str) -> MarketView:
    breeds = {
        breed: BreedMarket(breed, [lot(breed, "C-B1")], [] if breed in one_sided else [lot(breed, "C-S1")])
        for breed in BREEDS
    }
    return MarketView(1, 1, breeds, {"C-B1": 2, "C-S1": 2}, Parameters.midpoint(), 0)


def matching(**changes: Any) -> Rounds:
    return Rounds(None, None, None, MatcherChoice(**changes))  # type: ignore[arg-type]


class Solver:
    """Stands in for `match_breed`: waits for `go`, or until it is told to give up, and counts."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.started: list[str] = []
        self.most = self.now = 0
        self.given_up = threading.Semaphore(0)
        self._lock = threading.Lock()

    def __call__(self, demands: list[Lot], *_: Any, cancelled: Callable[[], bool], **__: Any) -> str:
        with self._lock:
            self.started.append(demands[0].breed)
            self.now += 1
            self.most = max(self.most, self.now)
        deadline = time.monotonic() + LIMIT_S
        while not self.go.is_set() and not cancelled() and time.monotonic() < deadline:
            time.sleep(0.005)
        if cancelled():
            self.given_up.release()
        with self._lock:
            self.now -= 1
        return f"scheme of {demands[0].breed}"


@contextmanager
def solved_by(monkeypatch: pytest.MonkeyPatch, cores: int) -> Iterator[Solver]:
    solver = Solver()
    monkeypatch.setattr(rounds, "match_breed", solver)
    monkeypatch.setattr(rounds, "CORES", cores)
    yield solver
    solver.go.set()


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(LIMIT_S):
        while not holds():  # noqa: ASYNC110 (threads count, and they set no event of this loop)
            await asyncio.sleep(0.005)


@pytest.mark.parametrize("cores", [1, 2, 3])
async def test_as_many_breeds_as_cores_are_matched_at_once_while_the_loop_serves(
    monkeypatch: pytest.MonkeyPatch, cores: int
) -> None:
    with solved_by(monkeypatch, cores) as solver:
        working = asyncio.create_task(matching().match(market()))
        await until(lambda: solver.now == cores)
        solver.go.set()
        assert await working == {breed: f"scheme of {breed}" for breed in BREEDS}
        assert solver.most == cores


async def test_a_breed_with_lists_on_one_side_has_no_scheme(monkeypatch: pytest.MonkeyPatch) -> None:
    with solved_by(monkeypatch, 2) as solver:
        solver.go.set()
        assert set(await matching().match(market("Eel", "Cod"))) == {"Bass", "Carp", "Tuna"}


async def test_who_is_cancelled_lets_its_solvers_give_up(monkeypatch: pytest.MonkeyPatch) -> None:
    with solved_by(monkeypatch, 2) as solver:
        working = asyncio.create_task(matching().match(market()))
        await until(lambda: solver.now == 2)
        working.cancel()
        with pytest.raises(asyncio.CancelledError):
            await working
        for _ in range(2):
            assert await asyncio.to_thread(solver.given_up.acquire, timeout=LIMIT_S)
        assert len(solver.started) == 2


async def test_one_failure_is_the_rounds_and_stops_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    with solved_by(monkeypatch, 3) as solver:
        broken = market()
        monkeypatch.setattr(broken.breeds["Bass"], "demands", [None])
        with pytest.raises(AttributeError):
            await matching().match(broken)
        await until(lambda: solver.now == 0)


async def test_a_scheme_is_given_on_while_others_are_still_matched(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[str] = []
    with solved_by(monkeypatch, 1) as solver:

        async def ready(breed: str, _: object) -> None:
            given.append(breed)
            solver.go.clear()

        working = asyncio.create_task(matching().match(market(), ready))
        for done in range(1, len(BREEDS) + 1):
            solver.go.set()
            await until(lambda done=done: len(given) >= done)  # type: ignore[misc]
            assert given == solver.started[:done]
        assert set(await working) == set(BREEDS)


async def test_who_can_not_take_a_scheme_does_not_keep_the_others_from_theirs(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[str] = []

    async def ready(breed: str, _: object) -> None:
        given.append(breed)
        if breed in ("Bass", "Eel"):
            raise ValueError(breed)

    with solved_by(monkeypatch, 2) as solver:
        solver.go.set()
        with pytest.raises(ValueError, match=r"Bass|Eel"):
            await matching().match(market(), ready)
    assert sorted(given) == sorted(BREEDS)


@pytest.mark.parametrize("solver", ["aco", "greedy"])
async def test_the_schemes_do_not_depend_on_the_number_of_cores(monkeypatch: pytest.MonkeyPatch, solver: str) -> None:
    found = []
    for cores in (1, 4):
        monkeypatch.setattr(rounds, "CORES", cores)
        schemes = await matching(solver=solver, seed=3).match(market())
        found.append({breed: (scheme.trades, scheme.bound) for breed, scheme in schemes.items()})
    assert found[0] == found[1]
    assert set(found[0]) == set(BREEDS)


async def test_a_breed_too_large_for_the_chain_goes_without_and_the_others_are_matched(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("gateway.cycles.market_view.LARGEST_BREED", 2)
    flooded = market()
    flooded.breeds["Eel"].demands.append(lot("Eel", "C-B2"))
    assert set(await matching(solver="greedy").match(flooded)) == set(BREEDS) - {"Eel"}


def test_the_chain_and_the_gateway_agree_which_breed_is_too_large() -> None:
    bounds = (checkout() / "chaincode" / "domain" / "bounds.go").read_text("utf-8")
    assert "const MaxListsPerBreed = MaxTradesPerScheme" in bounds
    assert f"MaxTradesPerScheme  = {LARGEST_BREED:_}" in bounds
