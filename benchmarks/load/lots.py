"""What companies offer and ask for: lots that mostly find each other, at several prices, weights and freshnesses."""

import random
from typing import Any

from benchmarks.load.population import ListSide

BREEDS = ("Carp", "Crab", "Eel", "Lobster", "Mussel", "Oyster", "Perch", "Shrimp", "Squid", "Trout", "Tuna", "Turbot")
PIECE_FEN, PIECE_G = 10_000, 1_000
"""About what a piece costs and weighs."""


def lot(side: ListSide, random_of: random.Random) -> dict[str, Any]:
    """A lot as it is posted. Demand bids up to a fifth above the common price, supply asks up to a fifth below it, and
    one in ten on either side asks for too much to be matched.
    """
    amount = random_of.randint(5, 50)
    better = random_of.uniform(0, 0.2) if random_of.random() < 0.9 else random_of.uniform(-0.3, -0.1)
    price = 1 + better if side == "demand" else 1 - better
    return {
        "breed": random_of.choice(BREEDS),
        "amount": amount,
        "price_fen": max(1, round(amount * PIECE_FEN * price)),
        "freshness": random_of.choice((1, 2) if side == "demand" else (2, 3)),
        "weight_g": max(1, round(amount * PIECE_G * random_of.uniform(0.9, 1.1))),
    }
