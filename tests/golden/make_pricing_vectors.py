"""Writes pricing_vectors.json: markets, schemes and what both implementations of the rules must make of them.

Run from the checkout's root: `python tests/golden/make_pricing_vectors.py`. The first cases are worked out by hand in
tests/matching/test_pricing.py and test_golden.py; the rest comes from the Python rules, so that the chaincode is held
to the same figures. Lists stand in posting order; `envy` names the first wronged pair in that order.
"""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from matching import Lot, MatchingError, Parameters, Trade, envy, match_breed, price_trades
from matching.market import MAX_AMOUNT, MAX_PRICE_FEN, MAX_WEIGHT_G
from matching.pricing import still_open
from matching.rules import arc_value, compatible

TARGET = Path(__file__).with_name("pricing_vectors.json")
TOLERANT = Parameters("midpoint", 50, None)


@dataclass(frozen=True)
class Fill:
    """An unpriced trade of a scheme that is written by hand or tampered with."""

    demand_id: str
    supply_id: str
    amount: int


def golden_market() -> tuple[list[Lot], list[Lot], dict[str, int]]:
    """Tables 2 and 3 of the source: prices in fen, weights in grams, buyer 1 in A, 2 in B, 3 in C, the others in C."""
    bids = [("Lobster", 100, 8000, 3, 20), ("Lobster", 120, 10000, 3, 30), ("Lobster", 400, 32000, 3, 110)]
    bids += [("Perch", 200, 5000, 2, 300), ("Carp", 600, 7000, 2, 400)]
    asks = [("Crab", 100, 3000, 3, 160), ("Lobster", 120, 10000, 3, 30), ("Carp", 400, 1000, 2, 100)]
    asks += [("Perch", 500, 8000, 3, 600), ("Crucian", 1600, 10000, 2, 620)]
    demands = [_listed("d", "b", k, row) for k, row in enumerate(bids, 1)]
    supplies = [_listed("s", "s", k, row) for k, row in enumerate(asks, 1)]
    ratings = {lot.company_id: 2 for lot in demands + supplies} | {"cb1": 0, "cb2": 1}
    return demands, supplies, ratings


def _listed(kind: str, company: str, number: int, row: tuple[str, int, int, int, int]) -> Lot:
    breed, amount, yuan, freshness, kg = row
    return Lot(f"{kind}{number}", f"c{company}{number}", breed, amount, 100 * yuan, freshness, 1000 * kg, order=number)


GOLDEN_FILLS = [Fill("d1", "s2", 100), Fill("d2", "s2", 20), Fill("d4", "s4", 200), Fill("d5", "s3", 400)]


def case(name: str, params: Parameters, market, fills: Sequence[Fill]) -> dict:
    """One case: the fills priced in their order, their score, and the first pair that the scheme wrongs."""
    demands, supplies, ratings = market
    trades = price_trades(fills, demands, supplies, params)
    by_id = {lot.id: lot for lot in [*demands, *supplies]}
    for trade in trades:
        if not compatible(by_id[trade.demand_id], by_id[trade.supply_id], params):
            raise AssertionError(f"{name}: {trade} is not compatible")
    wronged = envy(demands, supplies, ratings, trades, params)
    return {
        "name": name,
        "params": {
            "price_rule": params.price_rule,
            "price_tolerance_permille": params.price_tolerance_permille,
            "weight_tolerance_permille": -1
            if params.weight_tolerance_permille is None
            else params.weight_tolerance_permille,
            "epsilon_permille": params.epsilon_permille,
            "phi_permille": params.phi_permille,
            "gamma_permille": params.gamma_permille,
        },
        "demands": [_lot(lot) for lot in demands],
        "supplies": [_lot(lot) for lot in supplies],
        "ratings": ratings,
        "trades": [_trade(trade) for trade in trades],
        "score": sum(t.amount * arc_value(by_id[t.demand_id], by_id[t.supply_id], params) for t in trades),
        "envy": None if wronged is None else {"demand_id": wronged[0], "supply_id": wronged[1]},
    }


def _trade(trade: Trade) -> dict:
    return {name: getattr(trade, name) for name in trade.__slots__}


def _lot(lot: Lot) -> dict:
    return {
        "id": lot.id,
        "company_id": lot.company_id,
        "breed": lot.breed,
        "amount": lot.amount,
        "left": lot.open_amount,
        "price_fen": lot.price_fen,
        "freshness": lot.freshness,
        "weight_g": lot.weight_g,
    }


def hand_cases() -> list[dict]:
    """The source's example, rounding, carried lists, grams, and each kind of envy."""
    market = golden_market()
    cases = [
        case("golden example, residual", Parameters.residual(), market, GOLDEN_FILLS),
        case("golden example, midpoint with tolerance", TOLERANT, market, GOLDEN_FILLS),
        case("a lower-rated company is served first", TOLERANT, market, [Fill("d3", "s2", 120)]),
        case("nothing traded though something could be", TOLERANT, market, []),
    ]
    three = [Lot("d1", "x", "Eel", 3, 10, 1, 100)], [Lot("s1", "y", "Eel", 7, 10, 1, 200)], {"x": 0, "y": 0}
    free = Parameters("midpoint", 0, None)
    cases.append(case("midpoint rounds halves up and grams down", free, three, [Fill("d1", "s1", 3)]))
    demands = [Lot(f"d{k}", f"x{k}", "Eel", n, 100 * n, 1, 10 * n, order=k) for k, n in enumerate((3, 2, 2), 1)]
    supply = Lot("s1", "y", "Eel", 7, 333, 1, 71)
    ratings = {"x1": 0, "x2": 0, "x3": 0, "y": 3}
    fills = [Fill("d1", "s1", 3), Fill("d2", "s1", 2), Fill("d3", "s1", 2)]
    cases.append(case("the emptying fill takes the remaining grams", free, (demands, [supply], ratings), fills))
    carried = replace(supply, left=4)
    fills = [Fill("d1", "s1", 3), Fill("d2", "s1", 1)]
    cases.append(case("a carried list, midpoint", free, (demands, [carried], ratings), fills))
    cases.append(case("a carried list, residual", Parameters.residual(), (demands, [carried], ratings), fills))
    both = [Lot("d1", "x", "Eel", 5, 70, 1, 50)], [Lot("s1", "y", "Eel", 5, 60, 1, 55)], {"x": 4, "y": 4}
    cases.append(
        case("both used up: the buyer's figures, residual", Parameters.residual(), both, [Fill("d1", "s1", 5)])
    )
    cases += _envy_cases(free)
    return cases


def _envy_cases(params: Parameters) -> list[dict]:
    def lot(list_id: str, company: str, order: int, amount: int = 10) -> Lot:
        return Lot(list_id, company, "Eel", amount, 100 * amount, 2, 10 * amount, order=order)

    two = [lot("d1", "xa", 1), lot("d2", "xc", 2)], [lot("s1", "ya", 1), lot("s2", "yc", 2)]
    ratings = {"xa": 0, "xc": 2, "ya": 0, "yc": 2}
    cases = [
        case("fair: best with best", params, (*two, ratings), [Fill("d1", "s1", 10), Fill("d2", "s2", 10)]),
        case("envy: both hold worse partners", params, (*two, ratings), [Fill("d1", "s2", 10), Fill("d2", "s1", 10)]),
        case("envy: a seller with goods left", params, (*two, ratings), [Fill("d1", "s2", 10)]),
        case(
            "envy: part of an amount in worse hands",
            params,
            (*two, ratings),
            [Fill("d1", "s1", 6), Fill("d1", "s2", 4)],
        ),
    ]
    equals = dict.fromkeys(ratings, 1)
    fills = [Fill("d1", "s2", 10), Fill("d2", "s1", 10)]
    cases.append(case("no envy among equals", params, (*two, equals), fills))
    same = [lot("d1", "xa", 1), lot("d2", "xc", 2)], [lot("s1", "xa", 1)], {"xa": 0, "xc": 2}
    cases.append(case("a company does not trade with itself", params, same, [Fill("d2", "s1", 10)]))
    return cases


def second_round_case(
    name: str, params: Parameters, market, first: Sequence[Fill], refused: set[int], fills: Sequence[Fill]
) -> dict:
    """A second round: of the first one's fills all but the refused are accepted, and `fills` are on what they leave."""
    demands, supplies, ratings = market
    trades = price_trades(first, demands, supplies, params)
    accepted = [trade for k, trade in enumerate(trades) if k not in refused]
    left = still_open(demands, accepted, "demand"), still_open(supplies, accepted, "supply"), ratings
    made = case(name, params, left, fills)
    rounds = [{**_trade(trade), "accepted": k not in refused} for k, trade in enumerate(trades)]
    return made | {
        "demands": [_lot(lot) for lot in demands],
        "supplies": [_lot(lot) for lot in supplies],
        "first": rounds,
    }


def second_round_cases() -> list[dict]:
    """What is open of price and grams once the accepted trades are off. No barred pair has something left."""
    free, residual = Parameters("midpoint", 0, None), Parameters.residual()
    ratings = dict.fromkeys(("y", "z", *(f"x{k}" for k in range(1, 10))), 2)

    def bids(*amounts: int) -> list[Lot]:
        return [Lot(f"d{k}", f"x{k}", "Eel", n, 100 * n, 1, 10 * n, order=k) for k, n in enumerate(amounts, 1)]

    supply, floors = Lot("s1", "y", "Eel", 7, 333, 1, 71), Lot("s1", "y", "Eel", 7, 700, 1, 20)
    dear = replace(supply, price_fen=650)
    cheap, others = replace(supply, price_fen=150), [Lot("s2", "z", "Eel", 4, 360, 1, 41, order=2)]
    others.append(Lot("s3", "x2", "Eel", 20, 900, 1, 99, order=3))
    three = [Fill("d1", "s1", 3), Fill("d2", "s1", 2), Fill("d3", "s1", 2)]
    singles = [Fill(f"d{k}", "s1", 1) for k in range(1, 8)]  # six of 2 g, the last one of 8 g
    cases = [
        ("a refused fill in the middle", free, (bids(3, 2, 2, 9), [supply]), three, {1}, [Fill("d4", "s1", 2)]),
        ("the emptying fill was refused", free, (bids(3, 2, 2, 9), [supply]), three, {2}, [Fill("d4", "s1", 2)]),
        (
            "a share, then what is open",
            free,
            (bids(3, 2, 2, 1, 4), [supply]),
            three,
            {0, 1},
            [Fill("d4", "s1", 1), Fill("d5", "s1", 4)],
        ),
        (
            "less is open than the share",
            free,
            (bids(*[1] * 7, 5, 1), [floors]),
            singles,
            {0, 1, 2, 3, 4, 5},
            [Fill("d8", "s1", 5), Fill("d9", "s1", 1)],
        ),
        (
            "a carried list",
            free,
            (bids(3, 1, 9), [replace(supply, left=4)]),
            [*three[:1], Fill("d2", "s1", 1)],
            {0},
            [Fill("d3", "s1", 3)],
        ),
        (
            "what is left of a price, residual",
            residual,
            (bids(3, 2, 2, 9), [dear]),
            three,
            {2},
            [Fill("d4", "s1", 2)],
        ),
        (
            "nothing is left of a price, residual",
            residual,
            (bids(3, 4, 9), [cheap]),
            [Fill("d1", "s1", 3), Fill("d2", "s1", 4)],
            {1},
            [Fill("d3", "s1", 4)],
        ),
        (
            "a demand's open figures, residual",
            residual,
            (bids(9), [replace(supply, amount=3, price_fen=250, weight_g=20), *others]),
            [Fill("d1", "s1", 3), Fill("d1", "s2", 4)],
            {1},
            [Fill("d1", "s3", 6)],
        ),
    ]
    return [
        second_round_case(f"second round: {name}", params, (*lots, ratings), first, refused, fills)
        for name, params, lots, first, refused, fills in cases
    ]


def edge_cases() -> list[dict]:
    """Figures at the limits, where a product that is computed carelessly leaves 64 bits."""
    cases = []
    free = Parameters("midpoint", 0, None)
    for name, params in (("midpoint", free), ("midpoint, full tolerance", Parameters("midpoint", 1000, 1000))):
        for amount in (1, 2, 3, 7, MAX_AMOUNT - 1, MAX_AMOUNT):
            top = Lot("d1", "x", "Eel", amount, MAX_PRICE_FEN, 1, MAX_WEIGHT_G)
            ask = Lot("s1", "y", "Eel", amount, MAX_PRICE_FEN - 1, 3, MAX_WEIGHT_G - 1)
            fill = [Fill("d1", "s1", max(1, amount - 1))]
            cases.append(case(f"limits, {name}, {amount} pieces", params, ([top], [ask], {"x": 0, "y": 4}), fill))
    cheap = Lot("d1", "x", "Eel", MAX_AMOUNT, MAX_AMOUNT // 1000, 1, MAX_AMOUNT // 1000)
    ask = replace(cheap, id="s1", company_id="y", left=MAX_AMOUNT // 3)
    fill = [Fill("d1", "s1", MAX_AMOUNT // 3)]
    cases += [
        case(f"smallest unit figures, {params.price_rule}", params, ([cheap], [ask], {"x": 2, "y": 2}), fill)
        for params in (free, Parameters.residual())
    ]
    tiny = [Lot("d1", "x", "Eel", 1000, 1, 1, 1)], [Lot("s1", "y", "Eel", 1000, 1, 1, 1)], {"x": 0, "y": 0}
    cases.append(case("a total that rounds to nothing", free, tiny, [Fill("d1", "s1", 300)]))
    one = (
        [Lot("d1", "x", "Eel", 1, MAX_PRICE_FEN, 1, 1)],
        [Lot("s1", "y", "Eel", MAX_AMOUNT, MAX_AMOUNT // 1000, 1, 1 << 32)],
    )
    cases.append(case("dearest bid, cheapest ask", free, (*one, {"x": 0, "y": 0}), [Fill("d1", "s1", 1)]))
    return cases


def random_market(rng: random.Random, huge: bool):
    """A small market of one breed, with carried lists, companies on both sides and all ratings."""
    top = MAX_AMOUNT if huge else 40
    ratings = {f"c{k}": rng.randrange(5) for k in range(7)}

    def side(kind: str) -> list[Lot]:
        lots = []
        for k in range(rng.randint(1, 7)):
            amount = rng.randint(1, top)
            price = min(MAX_PRICE_FEN, max(-(-amount // 1000), amount * rng.randint(80, 120)))
            weight = min(MAX_WEIGHT_G, amount * rng.randint(70, 90))
            left = rng.randint(1, amount) if rng.random() < 0.3 else None
            company = rng.choice(sorted(ratings))
            lots.append(Lot(f"{kind}{k}", company, "Eel", amount, price, rng.randint(1, 3), weight, left, order=k))
        return lots

    return side("d"), side("s"), ratings


def random_cases(count: int) -> list[dict]:
    """Fair schemes of random markets under several parameters; every third is tampered with by dropping a trade."""
    rng = random.Random(20230901)
    kinds = [Parameters.midpoint(), Parameters.residual(), TOLERANT, Parameters("midpoint", 30, 120, 200, 500, 300)]
    cases: list[dict] = []
    while len(cases) < count:
        k = len(cases)
        params = kinds[k % len(kinds)]
        demands, supplies, ratings = random_market(rng, huge=k % 5 == 4)
        trades = match_breed(demands, supplies, ratings, params, solver="greedy").trades
        if len(trades) < 2:
            continue
        fills = [Fill(trade.demand_id, trade.supply_id, trade.amount) for trade in trades]
        if k % 3 == 2:
            fills.pop(rng.randrange(len(fills)))
        try:
            cases.append(case(f"random market {k}", params, (demands, supplies, ratings), fills))
        except MatchingError as error:
            if error.code != "SCHEME_FILL_NOT_MAXIMAL":
                raise
    return cases


def render() -> str:
    """The file's text: one case a line, so that a change shows which case it touches."""
    cases = hand_cases() + second_round_cases() + edge_cases() + random_cases(40)
    lines = ",\n".join(json.dumps(one, ensure_ascii=False) for one in cases)
    return f'{{"v": 1, "cases": [\n{lines}\n]}}\n'


if __name__ == "__main__":
    TARGET.write_text(render(), encoding="utf-8")
