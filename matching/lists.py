"""A market as columns: a million lists need no million objects."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.market import Lot
from matching.rules_array import Codes, Ints

Texts = NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Lists:
    """One side's lists in posting order; all arrays have one length n.

    `company` and `breed` are positions in the market's `companies` and `breeds`. `open_price_fen` and `open_weight_g`
    are what is left of the totals, as `left` is of the amount.
    """

    ids: Texts
    company: Ints
    breed: Ints
    amount: Ints
    left: Ints
    price_fen: Ints
    open_price_fen: Ints
    freshness: Ints
    weight_g: Ints
    open_weight_g: Ints

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def unit_price(self) -> Ints:
        """Thousandths of a fen for one piece, from the posted figures however much is left."""
        price: Ints = 1000 * self.price_fen // self.amount
        return price

    @property
    def unit_weight(self) -> Ints:
        """Milligrams of one piece, from the posted figures however much is left."""
        weight: Ints = 1000 * self.weight_g // self.amount
        return weight

    def take(self, rows: Ints) -> "Lists":
        """The lists at these positions, in this order."""
        return Lists(*(getattr(self, name)[rows] for name in Lists.__slots__))


@dataclass(frozen=True, slots=True)
class Market:
    """Both sides with common codes. `ratings` has 0 (A) … 4 (E) for each of `companies`."""

    demand: Lists
    supply: Lists
    companies: Sequence[str]
    ratings: Ints
    breeds: Sequence[str]

    def rows_by_breed(self) -> tuple[list[Ints], list[Ints]]:
        """For each breed the positions of its demands, and of its supplies, in posting order."""
        return _by_code(self.demand.breed, len(self.breeds)), _by_code(self.supply.breed, len(self.breeds))


def market_of(demands: Iterable[Lot], supplies: Iterable[Lot], ratings: Mapping[str, int]) -> Market:
    """Columns of two sides of lots, each given in posting order. Every company of a lot must be in `ratings`."""
    companies, breeds = Codes(), Codes()
    demand, supply = lists_of(demands, companies, breeds), lists_of(supplies, companies, breeds)
    rated = np.array([ratings[company] for company in companies], np.int64)
    return Market(demand, supply, list(companies), rated, list(breeds))


def lists_of(lots: Iterable[Lot], companies: Codes, breeds: Codes) -> Lists:
    """Columns of one side; new companies and breeds get the next codes."""
    rows = list(lots)
    ids = np.empty(len(rows), object)
    ids[:] = [lot.id for lot in rows]
    return Lists(
        ids,
        _ints(companies[lot.company_id] for lot in rows),
        _ints(breeds[lot.breed] for lot in rows),
        _ints(lot.amount for lot in rows),
        _ints(lot.open_amount for lot in rows),
        _ints(lot.price_fen for lot in rows),
        _ints(lot.open_price_fen for lot in rows),
        _ints(lot.freshness for lot in rows),
        _ints(lot.weight_g for lot in rows),
        _ints(lot.open_weight_g for lot in rows),
    )


def _by_code(codes: Ints, count: int) -> list[Ints]:
    order = np.argsort(codes, kind="stable")
    return np.split(order, np.cumsum(np.bincount(codes, minlength=count))[:-1])


def _ints(values: Iterable[int]) -> Ints:
    return np.array(list(values), np.int64)
