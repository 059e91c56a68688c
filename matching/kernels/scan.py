"""The best column of a row: the loop in which most of the time goes, written so that it becomes vector code."""

import numpy as np

from matching.kernels.arcs import Int32s
from matching.kernels.jit import njit

NOTHING = np.int32(-(1 << 30))
"""Less than any value less price, prices being below 2²⁹ in size."""
_BLOCK = 256


@njit
def best_gain(values: Int32s, price: Int32s) -> np.int32:
    """The greatest value less price over pairs that may trade, NOTHING without one. Nothing but a maximum in 32 bits,
    so that eight columns are looked at at a time."""
    best = NOTHING
    for c in range(len(values)):
        gain = np.int32(values[c] - price[c]) if values[c] > 0 else NOTHING
        best = max(best, gain)
    return best


@njit
def best_column(values: Int32s, price: Int32s) -> int:
    """The first column of the greatest value less price, −1 where no pair may trade. The place is looked for in one
    block only: the search by itself is no vector code."""
    best, block = NOTHING, 0
    for start in range(0, len(values), _BLOCK):
        here = best_gain(values[start : start + _BLOCK], price[start : start + _BLOCK])
        if here > best:
            best, block = here, start
    if best == NOTHING:
        return -1
    for c in range(block, len(values)):
        if values[c] > 0 and values[c] - price[c] == best:
            return c
    return -1
