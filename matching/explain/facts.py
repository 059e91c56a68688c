"""What an explanation says, as integers and codes: the same for every language, ready for JSON.

Units: `unit_price`, `bid`, `ask`, `limit` in thousandths of a fen a piece; `unit_weight` in milligrams a piece;
`…_fen`, `…_g` totals; ratings 0 (A) … 4 (E); values and certified prices in the score's millionths a piece;
`…_permille` as it says.
"""

from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

Side = Literal["demand", "supply"]
OTHER: dict[Side, Side] = {"demand": "supply", "supply": "demand"}
"""The side with which a side trades."""


@dataclass(frozen=True, slots=True)
class OtherList:
    """A third party's list that an explanation refers to. Both ids are None where they are withheld."""

    list_id: str | None
    company_id: str | None
    rating: int
    unit_price: int
    unit_weight: int
    freshness: int

    def anonymous(self) -> "OtherList":
        """The same figures without saying whose they are."""
        return replace(self, list_id=None, company_id=None)


@dataclass(frozen=True, slots=True)
class NoCounterpart:
    """The breed has no list of the other side."""

    reason: Literal["NO_COUNTERPART"] = field(default="NO_COUNTERPART", init=False)


@dataclass(frozen=True, slots=True)
class OwnCompany:
    """All `lists` of the other side are this list's own company's."""

    lists: int
    reason: Literal["OWN_COMPANY"] = field(default="OWN_COMPANY", init=False)


@dataclass(frozen=True, slots=True)
class FreshnessMissed:
    """None of the other companies' `lists` has the freshness: offered must be at least what is wanted. `nearest` is the
    freshest supply, or the demand that wants least."""

    lists: int
    freshness: int
    nearest: OtherList
    reason: Literal["FRESHNESS"] = field(default="FRESHNESS", init=False)


@dataclass(frozen=True, slots=True)
class PriceMissed:
    """None of the `lists` that pass the rules before has the price: an ask may not exceed a demand's limit.

    `nearest` has the lowest ask, or the highest limit. `limit` is that of the demand of the two, `ask` the supply's;
    `missed` = ask − limit. `reached_unit_price` is the bid (the least) or ask (the highest) of this list that would
    have passed, and `reached_fen` the total for the posted amount (None: no whole fen within the limits of a list).
    `otherwise_compatible`: the two then lack nothing else.
    """

    lists: int
    unit_price: int
    limit: int
    ask: int
    missed: int
    nearest: OtherList
    reached_unit_price: int
    reached_fen: int | None
    otherwise_compatible: bool
    reason: Literal["PRICE"] = field(default="PRICE", init=False)


@dataclass(frozen=True, slots=True)
class WeightMissed:
    """None of the `lists` that pass the rules before weighs about the same: the difference of the weights of a piece,
    in permille of the heavier, rounded up, exceeds the tolerance. `nearest` has the smallest."""

    lists: int
    unit_weight: int
    difference_permille: int
    tolerance_permille: int
    nearest: OtherList
    reason: Literal["WEIGHT"] = field(default="WEIGHT", init=False)


@dataclass(frozen=True, slots=True)
class RefusedPair:
    """All compatible `lists`, with `pieces` on offer, were refused in the round before."""

    lists: int
    pieces: int
    reason: Literal["REFUSED_PAIR"] = field(default="REFUSED_PAIR", init=False)


@dataclass(frozen=True, slots=True)
class Quote:
    """What the certified prices say about this list: the price that would have traded.

    Step (buyer_rating, seller_rating) asks `own_price` + `nearest_price` of a piece of this list and `nearest`;
    together they score `value` (0: not compatible). With `unit_price` (the least bid, or the highest ask) they would
    score more. `nearest` is the list for which the smallest change does, among those that only the price could keep
    away and of which others than this list had something in their step. Both None: no price would have traded with any
    of them, and `nearest` would lack least with the best of prices. `price_fen` is the total for the posted amount;
    None also where no whole fen within the limits of a list comes to `unit_price`.
    """

    buyer_rating: int
    seller_rating: int
    nearest: OtherList
    own_price: int
    nearest_price: int
    value: int
    unit_price: int | None
    price_fen: int | None


@dataclass(frozen=True, slots=True)
class SoldOut:
    """All `pieces` of all compatible `lists` were traded; so many went to this list itself (`own_pieces`), to companies
    rated better than this list's, before its step, and to other lists of its rating.

    OUTSCORED: some went to others of its rating, whose pairs scored more. Else BETTER_RATED: some went to better-rated
    companies. Else SOLD_OUT: this list itself has all. `certified`: the scheme has prices; then `quote` is None where
    others had nothing in their step of any list that price alone could bring.
    """

    reason: Literal["SOLD_OUT", "BETTER_RATED", "OUTSCORED"]
    lists: int
    pieces: int
    own_pieces: int
    better_companies: int
    better_lists: int
    better_pieces: int
    equal_companies: int
    equal_lists: int
    equal_pieces: int
    certified: bool
    quote: Quote | None


Rest = NoCounterpart | OwnCompany | FreshnessMissed | PriceMissed | WeightMissed | RefusedPair | SoldOut
REASONS = (
    "NO_COUNTERPART",
    "OWN_COMPANY",
    "FRESHNESS",
    "PRICE",
    "WEIGHT",
    "REFUSED_PAIR",
    "BETTER_RATED",
    "OUTSCORED",
    "SOLD_OUT",
)
"""The reasons; the first rule of the first six that leaves nobody gives it, else where the compatible lists went."""


@dataclass(frozen=True, slots=True)
class ListFacts:
    """What became of a list. `amount` was posted, `offered` of it on offer, `matched` (price, weight: of these)
    matched in `trades`; `rest` says why `left` pieces were not (None where nothing is left). `counterparts` are the
    lists of the other side."""

    list_id: str
    side: Side
    breed: str
    rating: int
    amount: int
    offered: int
    matched: int
    trades: int
    matched_price_fen: int
    matched_weight_g: int
    left: int
    counterparts: int
    rest: Rest | None

    def anonymous(self) -> "ListFacts":
        """The same without the ids of third parties."""
        return replace(self, rest=_anonymous(self.rest))


@dataclass(frozen=True, slots=True)
class PriceFacts:
    """How a trade's total follows. `midpoint`: ⌊(amount·(bid + ask) + 1000)/2000⌋. `residual`: all that is open of the
    `setter`'s price (`open_price_fen` of `offered_price_fen` on offer), because the trade uses that list up; all
    three are None under `midpoint`. `demand_open` and `supply_open` are the pieces open when the trade's turn came.

    `bid_fen` is what the demand itself bids for so many pieces (rounded up), `ask_fen` what the supply asks (rounded
    down); `demand_over_fen` and `supply_under_fen` say how far the total lies outside of that (0: within).
    """

    rule: Literal["midpoint", "residual"]
    setter: Side | None
    offered_price_fen: int | None
    open_price_fen: int | None
    demand_open: int
    supply_open: int
    bid_fen: int
    ask_fen: int
    demand_over_fen: int
    supply_under_fen: int


@dataclass(frozen=True, slots=True)
class WeightFacts:
    """How a trade's grams follow. SHARE: `share_g` = ⌊supply_weight_g·amount/supply_amount⌋, of the posted figures.
    OPEN: less than that, because no more was open. REST: the trade empties the supply and takes all `open_g` of it.
    SETTER (rule `residual`): all `open_g` of the list that sets the price."""

    source: Literal["SHARE", "OPEN", "REST", "SETTER"]
    supply_weight_g: int
    supply_amount: int
    share_g: int
    open_g: int


@dataclass(frozen=True, slots=True)
class NextBest:
    """The best other compatible list that had something left when the step began, and what a piece would have
    scored."""

    value: int
    partner: OtherList


@dataclass(frozen=True, slots=True)
class MatchFacts:
    """How a match came about. x1 (price), x2 (freshness), x3 (weight) and X in millionths, Eq. (2):
    X = ⌊(ε·x1 + φ·x2 + γ·x3)/1000⌋; a piece scores value = 2 000 000 − X. `limit` is the bid with the price
    tolerance."""

    demand_id: str
    supply_id: str
    breed: str
    buyer_rating: int
    seller_rating: int
    amount: int
    price_fen: int
    weight_g: int
    demand_freshness: int
    freshness: int
    bid: int
    ask: int
    limit: int
    demand_unit_weight: int
    supply_unit_weight: int
    epsilon_permille: int
    phi_permille: int
    gamma_permille: int
    x1: int
    x2: int
    x3: int
    x: int
    value: int
    price: PriceFacts
    weight: WeightFacts
    demand_next: NextBest | None
    supply_next: NextBest | None

    def anonymous(self) -> "MatchFacts":
        """The same without the ids of third parties; the match's own two lists stay."""
        hidden = [
            None if found is None else replace(found, partner=found.partner.anonymous())
            for found in (self.demand_next, self.supply_next)
        ]
        return replace(self, demand_next=hidden[0], supply_next=hidden[1])


def data(facts: ListFacts | MatchFacts) -> dict[str, Any]:
    """The facts as JSON takes them."""
    return asdict(facts)


def _anonymous(rest: Rest | None) -> Rest | None:
    if isinstance(rest, FreshnessMissed | PriceMissed | WeightMissed):
        return replace(rest, nearest=rest.nearest.anonymous())
    if isinstance(rest, SoldOut) and rest.quote is not None:
        return replace(rest, quote=replace(rest.quote, nearest=rest.quote.nearest.anonymous()))
    return rest
