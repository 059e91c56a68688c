"""The compatibility of `rules` over arrays: one int64 row per demand, one column per supply."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.market import Lot, Parameters

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Columns:
    """Lots as int64 arrays of one length. `company` and `breed` are codes that mean something within one `Codes`."""

    left: Ints
    unit_price: Ints
    unit_weight: Ints
    freshness: Ints
    company: Ints
    breed: Ints

    def rows(self, chosen: slice) -> "Columns":
        """The same columns for some of the lots."""
        return Columns(*(getattr(self, name)[chosen] for name in Columns.__slots__))


class Codes(dict[str, int]):
    """Gives each new text the next number, so that equality of texts becomes equality of numbers."""

    def __missing__(self, text: str) -> int:
        self[text] = code = len(self)
        return code


def columns(lots: Sequence[Lot], companies: Codes, breeds: Codes) -> Columns:
    """Lay lots out as arrays. All products stay below 2^63 by the limits of `market`."""
    amount = _ints([lot.amount for lot in lots])
    return Columns(
        left=_ints([lot.open_amount for lot in lots]),
        unit_price=1000 * _ints([lot.price_fen for lot in lots]) // amount,
        unit_weight=1000 * _ints([lot.weight_g for lot in lots]) // amount,
        freshness=_ints([lot.freshness for lot in lots]),
        company=_ints([companies[lot.company_id] for lot in lots]),
        breed=_ints([breeds[lot.breed] for lot in lots]),
    )


def two_sides(demands: Sequence[Lot], supplies: Sequence[Lot]) -> tuple[Columns, Columns]:
    """Both sides as arrays with common codes."""
    companies, breeds = Codes(), Codes()
    return columns(demands, companies, breeds), columns(supplies, companies, breeds)


def rating_array(lots: Sequence[Lot], ratings: Mapping[str, int]) -> Ints:
    """The companies' ratings, one per lot."""
    return _ints([ratings[lot.company_id] for lot in lots])


def limit_prices(demands: Columns, params: Parameters) -> Ints:
    """ℓ of each demand, thousandths of a fen a piece."""
    limits: Ints = demands.unit_price * (1000 + params.price_tolerance_permille) // 1000
    return limits


def compatible_pairs(demands: Columns, supplies: Columns, params: Parameters) -> Flags:
    """Flags of shape (demands, supplies): who may trade with whom."""
    allowed = demands.freshness[:, None] <= supplies.freshness[None, :]
    allowed &= demands.breed[:, None] == supplies.breed[None, :]
    allowed &= demands.company[:, None] != supplies.company[None, :]
    allowed &= limit_prices(demands, params)[:, None] >= supplies.unit_price[None, :]
    if params.weight_tolerance_permille is not None:
        difference, heavier = _weights(demands, supplies)
        allowed &= 1000 * difference <= params.weight_tolerance_permille * heavier
    return allowed


def _weights(demands: Columns, supplies: Columns) -> tuple[Ints, Ints]:
    wanted, offered = demands.unit_weight[:, None], supplies.unit_weight[None, :]
    return np.abs(wanted - offered), np.maximum(wanted, offered)


def _ints(values: Sequence[int]) -> Ints:
    return np.array(values, dtype=np.int64)
