"""What is matched: lots, market parameters, trades. Everything is an integer: fen, grams, pieces, permille."""

from dataclasses import dataclass
from typing import Literal, get_args

from matching.errors import MatchingError, require_range

PriceRule = Literal["midpoint", "residual"]

MAX_AMOUNT = 100_000_000
"""Pieces in one lot. With this limit fill · weight stays below 2^63 in every product of `rules` and `pricing`."""
MAX_PRICE_FEN = 9_000_000_000
"""Fen for one lot: 10⁶ · (1000 · price / amount) stays below 2^63."""
MAX_WEIGHT_G = 9_000_000_000
"""Grams of one lot, for the same reason."""
RATINGS = 5
"""Credit ratings, A = 0 … E = 4."""


@dataclass(frozen=True, slots=True)
class Lot:
    """One supply or demand list. Divisible; price and weight are totals for the posted amount.

    `left` is what is still open (None: all of it); `left_price_fen` and `left_weight_g` what is open of the totals
    (None: the open amount's share, rounded down). `order` is the position of its posting on the ledger: among equals
    the earlier list is tried first. Raises MatchingError LOT_INVALID.
    """

    id: str
    company_id: str
    breed: str
    amount: int
    price_fen: int
    freshness: int
    weight_g: int
    left: int | None = None
    order: int = 0
    left_price_fen: int | None = None
    left_weight_g: int | None = None

    def __post_init__(self) -> None:
        for name in ("id", "company_id", "breed"):
            if not getattr(self, name):
                raise MatchingError("LOT_INVALID", f"list {self.id!r}: {name} must not be empty", name)
        for name, value, high in (
            ("amount", self.amount, MAX_AMOUNT),
            ("price_fen", self.price_fen, MAX_PRICE_FEN),
            ("weight_g", self.weight_g, MAX_WEIGHT_G),
            ("freshness", self.freshness, 3),
        ):
            require_range("LOT_INVALID", f"list {self.id!r}: {name}", value, 1, high, name)
        if self.left is not None:
            require_range("LOT_INVALID", f"list {self.id!r}: left", self.left, 1, self.amount, "left")
        for name, share, total in (
            ("left_price_fen", self.left_price_fen, self.price_fen),
            ("left_weight_g", self.left_weight_g, self.weight_g),
        ):
            if share is not None:
                require_range("LOT_INVALID", f"list {self.id!r}: {name}", share, 0, total, name)
        if 1000 * self.price_fen < self.amount:
            self._too_low("price_fen", "a thousandth of a fen")
        if 1000 * self.weight_g < self.amount:
            self._too_low("weight_g", "a milligram")

    def _too_low(self, field: str, least: str) -> None:
        raise MatchingError("LOT_INVALID", f"list {self.id!r}: {field} must be at least {least} a piece", field)

    @property
    def open_amount(self) -> int:
        """Pieces that can still be traded."""
        return self.amount if self.left is None else self.left

    @property
    def open_price_fen(self) -> int:
        """What is open of the price: the source's rule sets and lowers it."""
        share = self.price_fen * self.open_amount // self.amount
        return share if self.left_price_fen is None else self.left_price_fen

    @property
    def open_weight_g(self) -> int:
        """Grams that can still be traded."""
        share = self.weight_g * self.open_amount // self.amount
        return share if self.left_weight_g is None else self.left_weight_g


@dataclass(frozen=True, slots=True)
class Parameters:
    """Market parameters, all in permille. `weight_tolerance_permille` None: the unit weights may differ freely.

    ε, φ, γ weigh price, freshness and weight in Eq. (2); together 1000 at most, so that X never exceeds 10⁶.
    Raises MatchingError PARAMETERS_INVALID.
    """

    price_rule: PriceRule
    price_tolerance_permille: int
    weight_tolerance_permille: int | None
    epsilon_permille: int = 400
    phi_permille: int = 300
    gamma_permille: int = 300

    def __post_init__(self) -> None:
        if self.price_rule not in get_args(PriceRule):
            raise MatchingError("PARAMETERS_INVALID", f"price_rule: midpoint or residual, not {self.price_rule!r}")
        permille = [
            ("price_tolerance_permille", self.price_tolerance_permille),
            ("epsilon_permille", self.epsilon_permille),
            ("phi_permille", self.phi_permille),
            ("gamma_permille", self.gamma_permille),
        ]
        if self.weight_tolerance_permille is not None:
            permille.append(("weight_tolerance_permille", self.weight_tolerance_permille))
        for name, value in permille:
            require_range("PARAMETERS_INVALID", name, value, 0, 1000)
        if self.epsilon_permille + self.phi_permille + self.gamma_permille > 1000:
            raise MatchingError("PARAMETERS_INVALID", "epsilon, phi and gamma must add up to 1000 permille at most")

    @classmethod
    def midpoint(cls) -> "Parameters":
        """The default market: halfway between bid and ask, nobody outside its own limit."""
        return cls("midpoint", 0, 300)

    @classmethod
    def residual(cls) -> "Parameters":
        """The source's market: the side that is used up first sets price and weight."""
        return cls("residual", 50, None)


@dataclass(frozen=True, slots=True)
class Trade:
    """A fill between one demand and one supply with its total price and weight, and the goods' freshness."""

    demand_id: str
    supply_id: str
    amount: int
    price_fen: int
    weight_g: int
    freshness: int
