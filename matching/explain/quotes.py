"""Which unit price and which total bring two lists together. Plain integers; thousandths of a fen a piece."""

from matching.market import MAX_PRICE_FEN, Parameters
from matching.rules import IDEAL, MILLION


def least_bid(limit: int, params: Parameters) -> int:
    """The least bid whose limit ⌊bid·(1000 + tolerance)/1000⌋ is at least `limit`."""
    return -(-1000 * limit // (1000 + params.price_tolerance_permille))


def bid_total(bid: int, amount: int) -> int | None:
    """The least total in fen that bids at least `bid` a piece; None where a list may not bid so much."""
    total = -(-bid * amount // 1000)
    return total if total <= MAX_PRICE_FEN else None


def ask_total(ask: int, amount: int) -> int | None:
    """The greatest total in fen that asks at most `ask` a piece; None where no whole fen does."""
    total = min((amount * (ask + 1) - 1) // 1000, MAX_PRICE_FEN)
    return total if 1000 * total >= amount else None


def best_value(freshness: int, weight: int, params: Parameters) -> int:
    """What a piece of a pair of given x₂, x₃ would score if its price factor were 0."""
    return IDEAL - (params.phi_permille * freshness + params.gamma_permille * weight) // 1000


def greatest_price_factor(prices: int, freshness: int, weight: int, params: Parameters) -> int | None:
    """The greatest x₁ with which a pair of given x₂, x₃ is worth more than its two certified `prices` together.

    10⁶ where the price rule alone decides, None where even the price factor 0 is not enough.
    """
    spare = 1000 * (IDEAL - prices - 1) + 999 - params.phi_permille * freshness - params.gamma_permille * weight
    if spare < 0:
        return None
    return MILLION if params.epsilon_permille == 0 else min(MILLION, spare // params.epsilon_permille)


def least_limit(ask: int, factor: int) -> int:
    """The least limit of a demand with which x₁ = ⌊10⁶·ask/limit⌋ is at most `factor` and the ask within the limit."""
    return ask if factor >= MILLION else MILLION * ask // (factor + 1) + 1


def greatest_ask(limit: int, factor: int) -> int:
    """The greatest ask with which x₁ = ⌊10⁶·ask/limit⌋ is at most `factor` and the ask within the limit; 0: none."""
    return limit if factor >= MILLION else ((factor + 1) * limit - 1) // MILLION
