"""Matching of supply and demand lists: pure functions over integers, no database, no network.

from matching import Lot, Parameters, match_breed
"""

from matching.breed import match_breed
from matching.errors import MatchingError
from matching.fairness import envy
from matching.market import Lot, Parameters, Trade
from matching.pricing import price_trades
from matching.scheme import BreedScheme, StepResult
from matching.whole_market import MarketScheme, match_market

__all__ = [
    "BreedScheme",
    "Lot",
    "MarketScheme",
    "MatchingError",
    "Parameters",
    "StepResult",
    "Trade",
    "envy",
    "match_breed",
    "match_market",
    "price_trades",
]
