"""Fixed markets to measure with: the same kind, sizes and seed give the same lists, as columns and as CSV files.

    .venv/bin/python -m benchmarks.matching.instances --kind spread --lists 1000 --breeds 20 --seed 1 --out DIR

writes `demand.csv`, `supply.csv` and `companies.csv` for `shoal match`.
"""

import argparse
import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from matching.lists import Lists, Market
from matching.market import MAX_PRICE_FEN, MAX_WEIGHT_G
from matching.rules_array import Ints

KINDS = ("spread", "crowded", "one-breed", "small-lots", "equal", "long-tails", "newcomers")
"""Spread: the plain market that the others differ from in one thing. Crowded: one side has three times the lists of the
other (demand for even seeds, supply for odd ones). One-breed: all lists in one breed, whatever `breeds` says.
Small-lots: one piece or two. Equal: all lists of a breed alike but for their company. Long-tails: Pareto amounts and
prices. Newcomers: every company at the opening score, so that a breed is a single step."""
OPENING_CREDIT = 30
LISTS_A_COMPANY = 4
TOP_AMOUNT = 500
TOP_TAIL_AMOUNT = 20_000
TOP_TAIL_PRICE = 20.0
"""Long tails end here, so that a lot's total price stays within what a list may carry."""

Random = np.random.Generator
Floats = np.ndarray[tuple[int], np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Instance:
    """A market with the credit (tenths) of each of its companies."""

    kind: str
    seed: int
    market: Market
    credit_tenths: Ints


def instance(kind: str, lists: int, breeds: int, seed: int) -> Instance:
    """The market of this kind with so many lists in all (2 or more), in posting order. ValueError for other input."""
    if kind not in KINDS:
        raise ValueError(f"kind: one of {', '.join(KINDS)}, not {kind!r}")
    if lists < 2 or breeds < 1 or seed < 0:
        raise ValueError(f"lists 2 or more, breeds 1 or more, seed 0 or more, not {lists}, {breeds}, {seed}")
    breeds = 1 if kind == "one-breed" else breeds
    rng = np.random.default_rng([seed, KINDS.index(kind), lists, breeds])
    levels = _log_uniform(rng, 200, 20_000, breeds), _log_uniform(rng, 50, 5_000, breeds)  # fen, grams a piece
    demands, supplies = _sides(kind, lists, seed)
    companies = max(2, lists // LISTS_A_COMPANY)
    credit = rng.integers(1, 51, companies)
    if kind == "newcomers":
        credit = np.full(companies, OPENING_CREDIT, np.int64)
    sides = [_side(rng, kind, letter, count, companies, *levels) for letter, count in (("d", demands), ("s", supplies))]
    names = [f"company-{k:06}" for k in range(companies)]
    market = Market(sides[0], sides[1], names, 4 - (credit - 1) // 10, [f"breed-{k:03}" for k in range(breeds)])
    return Instance(kind, seed, market, credit)


def _sides(kind: str, lists: int, seed: int) -> tuple[int, int]:
    """Demand and supply lists."""
    small = max(1, lists // 4) if kind == "crowded" else lists // 2
    return (small, lists - small) if seed % 2 else (lists - small, small)


def _side(
    rng: Random, kind: str, letter: str, count: int, companies: int, price_levels: Floats, weight_levels: Floats
) -> Lists:
    company = rng.integers(0, companies, count)
    breed = rng.permutation(count) % len(price_levels)
    figures = {"equal": _equal, "long-tails": _long_tails, "small-lots": _small_lots}.get(kind, _spread)
    amount, price, weight, freshness = figures(rng, count)
    price_fen = np.rint(amount * price_levels[breed] * price).astype(np.int64).clip(1, MAX_PRICE_FEN)
    weight_g = np.rint(amount * weight_levels[breed] * weight).astype(np.int64).clip(1, MAX_WEIGHT_G)
    ids = np.empty(count, object)
    ids[:] = [f"{letter}{k:07}" for k in range(count)]
    return Lists(ids, company, breed, amount, amount, price_fen, price_fen, freshness, weight_g, weight_g)


_Figures = tuple[Ints, Floats, Floats, Ints]
"""Amounts, price and weight a piece as parts of the breed's level, freshness."""


def _spread(rng: Random, count: int) -> _Figures:
    price, weight = rng.uniform(0.75, 1.25, count), rng.uniform(0.8, 1.2, count)
    return rng.integers(1, TOP_AMOUNT + 1, count), price, weight, rng.integers(1, 4, count)


def _small_lots(rng: Random, count: int) -> _Figures:
    return rng.integers(1, 3, count), *_spread(rng, count)[1:]


def _equal(_rng: Random, count: int) -> _Figures:
    return np.full(count, 100), np.ones(count), np.ones(count), np.full(count, 2)


def _long_tails(rng: Random, count: int) -> _Figures:
    """Most lots small and cheap, few a thousand times as large or several times as dear."""
    amount = np.minimum(10 * (1 + rng.pareto(1.1, count)), TOP_TAIL_AMOUNT).astype(np.int64)
    price = np.minimum(0.8 * (1 + rng.pareto(4.0, count)), TOP_TAIL_PRICE)
    return amount, price, *_spread(rng, count)[2:]


def _log_uniform(rng: Random, low: float, high: float, count: int) -> Floats:
    return np.exp(rng.uniform(np.log(low), np.log(high), count))


def write_csv(made: Instance, folder: Path) -> None:
    """`demand.csv`, `supply.csv`, `companies.csv` in the columns of `shoal match`; lines stand in posting order."""
    folder.mkdir(parents=True, exist_ok=True)
    market = made.market
    for name, side in (("demand", market.demand), ("supply", market.supply)):
        names = ([market.companies[k] for k in side.company], [market.breeds[k] for k in side.breed])
        columns = (side.amount, side.price_fen, side.freshness, side.weight_g)
        header = ("id", "company_id", "breed", "amount", "price_fen", "freshness", "weight_g")
        _write(folder / f"{name}.csv", header, zip(side.ids, *names, *(c.tolist() for c in columns), strict=True))
    credits_ = zip(market.companies, made.credit_tenths.tolist(), strict=True)
    _write(folder / "companies.csv", ("id", "credit_tenths"), credits_)


def _write(path: Path, header: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def main() -> None:
    """Write one instance."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--kind", choices=KINDS, default="spread")
    arguments.add_argument("--lists", type=int, default=1000, help="of both sides together")
    arguments.add_argument("--breeds", type=int, default=20)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--out", type=Path, required=True, metavar="DIR")
    given = arguments.parse_args()
    write_csv(instance(given.kind, given.lists, given.breeds, given.seed), given.out)


if __name__ == "__main__":
    main()
