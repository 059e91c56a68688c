"""The published example as data: Tables 2 and 3 and Fig. 11 of W. Wang et al., whose model Shoal builds on."""

from dataclasses import dataclass
from typing import Final, Literal

from stdnum.cn import uscc

FEN = 100
GRAMS = 1000
SELLER_WORD = "I like this transaction, speedily and conveniently."
BUYER_WORD = "Excellent seller: fresh lobster, delivered on time, exactly as described. Thank you, I recommend it!"


@dataclass(frozen=True, slots=True)
class Party:
    """One of the ten companies; `score` is its opening credit (None: it starts as a newcomer, 3.0)."""

    side: Literal["buyer", "seller"]
    number: int
    score: str | None = None

    @property
    def label(self) -> str:
        """As the tables call it: `buyer 1`."""
        return f"{self.side} {self.number}"

    def name(self, run: int) -> str:
        """The company's name on the floor; every run of the demo brings its own ten."""
        place = ("Northern", "Southern", "Eastern", "Western", "Central")[self.number - 1]
        trade = "Restaurants" if self.side == "buyer" else "Aquatic Products"
        return f"{place} {trade} Company" + (f" ({run})" if run > 1 else "")

    def code(self, run: int) -> str:
        """A unified social credit code with a right check character (GB 32100-2015); the company is made up."""
        base = f"91310115MA1{'HK'[self.side == 'seller']}{run:04d}{self.number}"
        return base + uscc.calc_check_digit(base)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of Table 2 or 3: `price` in yuan for the lot, `kg` for the lot."""

    party: Party
    breed: str
    amount: int
    price: int
    freshness: int
    kg: int

    def body(self) -> dict[str, int | str]:
        """The row as a list of the floor, in fen and grams."""
        return {
            "breed": self.breed,
            "amount": self.amount,
            "price_fen": self.price * FEN,
            "freshness": self.freshness,
            "weight_g": self.kg * GRAMS,
        }


_BUYER_SCORES = {1: "4.2", 2: "3.6", 3: "2.6"}  # published: 4.2 = A, then B, then C; the scores within B and C are ours
BUYERS: Final = tuple(Party("buyer", n, _BUYER_SCORES.get(n)) for n in range(1, 6))
SELLERS: Final = tuple(Party("seller", n) for n in range(1, 6))

DEMANDS: Final = tuple(
    Row(BUYERS[n - 1], breed, amount, price, freshness, kg)
    for n, breed, amount, price, freshness, kg in (
        (1, "Lobster", 100, 8000, 3, 20),
        (2, "Lobster", 120, 10000, 3, 30),
        (3, "Lobster", 400, 32000, 3, 110),
        (4, "Perch", 200, 5000, 2, 300),
        (5, "Carp", 600, 7000, 2, 400),
    )
)
SUPPLIES: Final = tuple(
    Row(SELLERS[n - 1], breed, amount, price, freshness, kg)
    for n, breed, amount, price, freshness, kg in (
        (1, "Crab", 100, 3000, 3, 160),
        (2, "Lobster", 120, 10000, 3, 30),
        (3, "Carp", 400, 1000, 2, 100),
        (4, "Perch", 500, 8000, 3, 600),
        (5, "Crucian", 1600, 10000, 2, 620),
    )
)


@dataclass(frozen=True, slots=True)
class Published:
    """A row of Fig. 11; `price` in yuan."""

    buyer: int
    seller: int
    breed: str
    amount: int
    price: int
    freshness: int
    kg: int


FIG_11: Final = (
    Published(1, 2, "Lobster", 100, 8000, 3, 20),
    Published(2, 2, "Lobster", 20, 2000, 3, 10),
    Published(4, 4, "Perch", 200, 5000, 3, 300),
    Published(5, 3, "Carp", 400, 4000, 2, 100),
)
CARP_NOTE = (
    "Carp: the figure prints 4000 for a supply list whose table says 1000. One of the two is a misprint. By the rule "
    "that gives the other three prices, the side that is used up first (seller 3) sets the price: 1000."
)
