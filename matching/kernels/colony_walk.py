"""An ant's walk: Eq. (1) of the source, and what the ant learns of the distance to the goal on its way."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.kernels.arcs import Arcs, Int32s, Int64s, row_values
from matching.kernels.colony_candidates import Candidates, Desk, choose
from matching.kernels.colony_holds import Holds, drive_out, fills, hold, no_holds, release
from matching.kernels.jit import njit

MILLIONTH = 1e-6
SHUT = np.int32(1 << 29)
"""A level that nobody outbids."""
PLACES = 8
"""Room for so many holds for each list; an optimum needs one."""
ROUNDS = 200
"""Choices an ant may make for each list before it settles for what is free."""

Uint64s = NDArray[np.uint64]
Float64s = NDArray[np.float64]


class Rule(NamedTuple):
    """How an ant chooses. Distances are in millionths, as X of Eq. (2) is.

    `near` (κ) is added to a detour before its reciprocal is taken, `beta` (β) is the heuristic's exponent; ways longer
    than the shortest by more than `reach` aren't looked at. `stride` is how much an ant adds to a distance at least
    when it learns. A list of candidates is made anew when another column may offer more by `slack`. `goal`: whether the
    ant knows of the goal at all; `draws`: whether it goes by chance (else the most probable way).
    """

    near: float
    beta: float
    reach: np.int32
    stride: np.int32
    slack: np.int32
    goal: bool
    draws: bool


class Ant(NamedTuple):
    """One ant's state: open pieces of rows, free pieces of columns, distances (see `walk`), rows still to serve.

    `queue` is a ring of rows + 1 places from ends[0] to ends[1]; `waiting` says which rows are in it.
    """

    open: Int64s
    free: Int64s
    price: Int32s
    queue: Int32s
    waiting: NDArray[np.bool_]
    ends: Int64s
    weight: Float64s


@njit
def uniform(state: Uint64s) -> float:
    """The next number in [0, 1) of Marsaglia's xorshift generator; `state` is one word, not 0."""
    x = state[0]
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    state[0] = x
    return float(x >> np.uint64(11)) / 9007199254740992.0


@njit
def shuffle(order: Int32s, state: Uint64s) -> None:
    """Bring rows into a random order (Fisher and Yates)."""
    for i in range(len(order) - 1, 0, -1):
        j = int(uniform(state) * (i + 1))
        order[i], order[j] = order[j], order[i]


@njit
def nearest(candidates: Candidates, row: int, price: Int32s) -> tuple[int, int]:
    """The place of the way that offers most (value − price: the shorter δ_ij + δ_jg, the more), and its offer."""
    place, best = np.int64(-1), np.int32(-(1 << 30))
    for i in range(candidates.count[row]):
        offer = candidates.value[row, i] - price[candidates.column[row, i]]
        if offer > best:
            place, best = np.int64(i), offer
    return place, best


@njit
def weigh(candidates: Candidates, row: int, price: Int32s, best: int, rule: Rule, weight: Float64s) -> float:
    """The numerators of Eq. (1) for a row's candidates; returns their sum, its denominator.

        p_ij = τ_ij^α · η_ij^β / Σ_s τ_is^α · η_is^β   over the columns s that are allowed
        η_ij = κ / (κ + detour),  detour = (δ_ij + δ_jg) − the least such sum of the row

    - η: the source takes the reciprocal of a distance that may be 0, and compares sums of which all hold the rest of
      the walk. What tells two ways apart is by how much one is longer: the detour. κ keeps the reciprocal finite.
    - allowed: columns that may trade and whose value is above the price. A detour longer than `reach` counts as not
      allowed: its share is below a millionth of the shortest's.
    - `pull` is τ^α (and the history's factor for `aco-history`).
    """
    total = 0.0
    for i in range(candidates.count[row]):
        offer = candidates.value[row, i] - price[candidates.column[row, i]]
        weight[i] = 0.0
        if offer > 0 and best - offer <= rule.reach:
            detour = MILLIONTH * (best - offer)
            weight[i] = candidates.pull[row, i] * (rule.near / (rule.near + detour)) ** rule.beta
            total += weight[i]
    return total


@njit
def pick(weight: Float64s, count: int, total: float, rule: Rule, state: Uint64s) -> int:
    """A place drawn by Eq. (1), or the most probable one."""
    place = 0
    for i in range(count):
        if weight[i] > weight[place]:
            place = i
    if rule.draws:
        drawn = uniform(state) * total
        for i in range(count):
            drawn -= weight[i]
            if drawn < 0:
                return i
    return place


@njit
def _level(candidates: Candidates, row: int, price: Int32s, place: int, rule: Rule) -> int:
    """How far column's price may rise before the row would rather go elsewhere, and a stride more."""
    if not rule.goal:
        return SHUT
    other = max(candidates.beyond[row], np.int32(0))
    for i in range(candidates.count[row]):
        if i != place:
            other = max(other, candidates.value[row, i] - price[candidates.column[row, i]])
    level = max(candidates.value[row, place] - other, price[candidates.column[row, place]])
    return np.int32(level + rule.stride)


@njit
def _enqueue(ant: Ant, row: int) -> None:
    if not ant.waiting[row]:
        ant.waiting[row] = True
        ant.queue[ant.ends[1]] = row
        ant.ends[1] = ant.ends[1] + 1 if ant.ends[1] + 1 < len(ant.queue) else 0


@njit
def _take(ant: Ant, holds: Holds, row: int, column: int, level: int) -> None:
    """Serve the row from the column: what is free first, then what others hold at lower levels; they walk on."""
    wanted = ant.open[row]
    got = min(wanted, ant.free[column])
    ant.free[column] -= got
    wanted -= got
    got += release(holds, column, row)
    while wanted > 0:
        other, taken = drive_out(holds, column, level, wanted)
        if other < 0:
            break
        wanted -= taken
        got += taken
        ant.open[other] += taken
        _enqueue(ant, other)
    ant.open[row] = wanted
    if got > 0:
        hold(holds, column, row, got, level)
    if ant.free[column] == 0:
        ant.price[column] = holds.level[holds.first[column]]


@njit
def _serve(
    arcs: Arcs, ant: Ant, holds: Holds, row: int, candidates: Candidates, desk: Desk, rule: Rule, state: Uint64s
) -> int:
    """Lead a row to columns until it is served or no way is worth going; how many choices that took."""
    choices = 0
    whole = False  # the list has just been made from the whole row
    while ant.open[row] > 0 and holds.spare[0] >= 0:
        place, best = nearest(candidates, row, ant.price)
        used_up = best + rule.slack < candidates.beyond[row] or (best <= 0 and candidates.beyond[row] > 0)
        if used_up and not whole:
            choose(arcs, row, ant.price, candidates, desk)
            whole = True
            continue
        whole = False
        if best <= 0:
            break
        total = weigh(candidates, row, ant.price, best, rule, ant.weight)
        place = pick(ant.weight, candidates.count[row], total, rule, state)
        level = _level(candidates, row, ant.price, place, rule)
        _take(ant, holds, row, candidates.column[row, place], level)
        choices += 1
    return choices


@njit
def serve_rest(arcs: Arcs, open_: Int64s, free: Int64s, values: Int32s) -> tuple[Int64s, Int64s, Int64s]:
    """Fill open rows from columns with free pieces, the most valuable first, so that nothing tradable is left.

    Both leftovers are changed in place; returns rows, columns and pieces. `values` is room for a row.
    """
    places = len(open_) + len(free)  # each fill uses up a row or a column
    rows, columns, pieces = np.empty(places, np.int64), np.empty(places, np.int64), np.empty(places, np.int64)
    size = 0
    for row in range(len(open_)):
        column = np.int64(0) if open_[row] > 0 else np.int64(-1)
        offered = row_values(arcs, row, values) if column >= 0 else values
        while column >= 0 and open_[row] > 0:
            column = -1
            for c in range(len(free)):
                if free[c] > 0 and offered[c] > 0 and (column < 0 or offered[c] > offered[column]):
                    column = c
            if column >= 0:
                rows[size], columns[size], pieces[size] = row, column, min(open_[row], free[column])
                open_[row] -= pieces[size]
                free[column] -= pieces[size]
                size += 1
    return rows[:size], columns[:size], pieces[:size]


@njit
def walk(
    arcs: Arcs,
    row_left: Int64s,
    column_left: Int64s,
    order: Int32s,
    price: Int32s,
    candidates: Candidates,
    desk: Desk,
    rule: Rule,
    state: Uint64s,
) -> tuple[Int64s, Int64s, Int64s, Int64s, Int64s]:
    """Serve rows, beginning with those first in `order`: rows, columns and pieces of the fills, and both leftovers.

    An ant starts at a row with open pieces and goes to a column by Eq. (1). If that has free pieces it has reached the
    goal. If not, it drives out whoever holds pieces at the lowest level, and goes on from that row: the walk is a path
    row, column, row, column … to a column with something free, and the source's "linear distance between the next
    node j and the endpoint g" is how long the rest of it is. `price[j]` is the ant's estimate of that (in millionths):
    in, what the colony knows; out, what the ant has learnt. It raises an estimate when it finds the column taken, to
    the lowest level at which pieces are held; so nobody goes round in circles, which is what the tabu list is for. A
    row for which every way is too long stays open. The lists of candidates are changed.
    """
    rows = len(row_left)
    ant = Ant(
        row_left.copy(),
        column_left.copy(),
        price,
        np.empty(rows + 1, np.int32),
        np.ones(rows, np.bool_),
        np.array([0, rows], np.int64),
        np.empty(candidates.column.shape[1], np.float64),
    )
    ant.queue[:rows] = order
    holds = no_holds(len(column_left), PLACES * (rows + len(column_left)))
    budget = ROUNDS * (rows + len(column_left))
    while ant.ends[0] != ant.ends[1] and budget > 0:
        row = np.int64(ant.queue[ant.ends[0]])
        ant.ends[0] = ant.ends[0] + 1 if ant.ends[0] < rows else 0
        ant.waiting[row] = False
        budget -= _serve(arcs, ant, holds, row, candidates, desk, rule, state)
    fill_rows, fill_columns, fill_pieces = fills(holds)
    return fill_rows, fill_columns, fill_pieces, ant.open, ant.free
