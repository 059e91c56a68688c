"""What the fills of a scheme cost and weigh, in their order. `matching.pricing` has the rules in plain Python."""

import numpy as np

from matching.kernels.arcs import Int64s
from matching.kernels.jit import njit


@njit
def price_midpoint(
    demand: Int64s,
    supply: Int64s,
    amount: Int64s,
    bid: Int64s,
    ask: Int64s,
    posted_amount: Int64s,
    posted_weight: Int64s,
    open_amount: Int64s,
    open_weight: Int64s,
) -> tuple[Int64s, Int64s]:
    """Fen and grams of each fill: halfway between bid and ask, halves up; the supply's share of grams, the last fill
    takes the rest. `bid`, `ask` are unit prices; posted and open figures are the supplies' (open ones are used up)."""
    price, weight = np.empty(len(amount), np.int64), np.empty(len(amount), np.int64)
    for k in range(len(amount)):
        d, s, fill = demand[k], supply[k], amount[k]
        price[k] = (fill * (bid[d] + ask[s]) + 1000) // 2000
        share = min(posted_weight[s] * fill // posted_amount[s], open_weight[s])
        weight[k] = open_weight[s] if fill == open_amount[s] else share
        open_amount[s] -= fill
        open_weight[s] -= weight[k]
    return price, weight


@njit
def price_residual(
    demand: Int64s,
    supply: Int64s,
    amount: Int64s,
    demand_open: tuple[Int64s, Int64s, Int64s],
    supply_open: tuple[Int64s, Int64s, Int64s],
) -> tuple[Int64s, Int64s, int]:
    """Fen and grams of each fill: the list that it uses up (the demand, if both) sets them with what is left on it.

    The open figures (pieces, fen, grams) are used up. The third answer is the first fill that uses up neither list, −1
    where all do.
    """
    price, weight = np.zeros(len(amount), np.int64), np.zeros(len(amount), np.int64)
    for k in range(len(amount)):
        d, s, fill = demand[k], supply[k], amount[k]
        if fill == demand_open[0][d]:
            price[k], weight[k] = demand_open[1][d], demand_open[2][d]
        elif fill == supply_open[0][s]:
            price[k], weight[k] = supply_open[1][s], supply_open[2][s]
        else:
            return price, weight, k
        demand_open[0][d] -= fill
        supply_open[0][s] -= fill
        for figures, taken in ((1, price[k]), (2, weight[k])):
            demand_open[figures][d] = max(0, demand_open[figures][d] - taken)
            supply_open[figures][s] = max(0, supply_open[figures][s] - taken)
    return price, weight, -1
