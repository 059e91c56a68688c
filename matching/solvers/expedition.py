"""The colony on one step: the loop of the source's Figure 3."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from matching.kernels.arcs import Int32s, pair_values
from matching.kernels.colony_candidates import choose_all, copy_of, empty_candidates
from matching.kernels.colony_forest import as_forest
from matching.kernels.colony_trail import (
    BEST,
    WORST,
    literal_update,
    mark,
    max_min_update,
    refresh_pull,
    remember,
)
from matching.kernels.colony_walk import Rule, serve_rest, shuffle, walk
from matching.rules import IDEAL, MILLION
from matching.rules_array import Ints
from matching.solver import Fills, StepProblem, product
from matching.solvers.parameters import ColonyParameters
from matching.stopping import StoppingRule

Trace = Callable[[int, int], None]
"""Called after each iteration with its number, from 1, and the best score so far."""

_FINER = 3
"""How much smaller the stride gets from iteration to iteration."""
_BACK = 20
"""Ants start with distances so many strides shorter than the last leader's: what was learnt too far can be unlearnt."""
_LEAST_STRIDE = 200
_SLACK = 0.5
"""A list of candidates is made anew when others may offer more by so many strides."""
_ROWS = 1024
"""So many rows the ants of an iteration serve together; beyond, one ant walks."""
_UNSEEN = 1e-6
"""A way with less than this share of the most probable one's probability is not looked at."""
_KEEP = 0.7
"""What counts of an edge's history an iteration later."""


@dataclass(frozen=True, slots=True)
class Walked:
    """A whole walk: its fills, their values, its score, and the distances to the goal that it learnt."""

    row: Ints
    column: Ints
    amount: Ints
    value: Ints
    score: int
    price: Int32s


class Expedition:
    """A colony on one step; the rows walk."""

    def __init__(self, step: StepProblem, parameters: ColonyParameters, rng: np.random.Generator) -> None:
        self._step, self._parameters = step, parameters
        rows, columns = step.shape
        self._candidates, self._desk = empty_candidates(rows, columns, min(parameters.candidates, columns))
        self._pieces = int(step.demand_left.sum())
        self._state = rng.integers(1, 1 << 63, 1).astype(np.uint64)
        self._unit = 0.0

    def run(self, stop: StoppingRule, trace: Trace | None) -> Fills:
        """Walk, compare, update the trail, until told to stop."""
        best = leader = last = self._lead(0, np.zeros(self._step.shape[1], np.int32))[0]
        iteration = 1
        while True:
            if trace is not None:
                trace(iteration, best.score)
            if stop(best.score) or iteration == self._parameters.n:
                break
            self._learn(best, last)
            leader, last = self._lead(iteration, leader.price)
            best = max(best, leader, key=lambda walked: walked.score)
            iteration += 1
        left = self._step.demand_left, self._step.supply_left
        return Fills(*as_forest(*left, best.row, best.column, best.amount, best.value), iteration)

    def _lead(self, iteration: int, price: Int32s) -> tuple[Walked, Walked]:
        """The best and the worst walk of an iteration.

        The first ant takes its rows in posting order and always the most probable way; the others draw, and begin with
        rows of their own. In the first iteration it goes alone, since nothing is known yet of the distance to the goal.
        """
        given = self._parameters
        finer = _FINER**iteration if given.goal else 1
        rule = self._rule(finer)
        start = np.maximum(price - _BACK * rule.stride, 0) if given.goal else np.zeros_like(price)
        choose_all(self._step.arcs, start, self._candidates, self._desk)
        refresh_pull(self._candidates, given.alpha, given.history)
        order = np.arange(self._step.shape[0], dtype=np.int32)
        walks = [self._walk(order, start, rule)]
        for _ in range(1, 1 if iteration == 0 else min(given.m, _ROWS // len(order))):
            shuffle(order, self._state)
            walks.append(self._walk(order, start, rule._replace(draws=True)))
        return max(walks, key=lambda walked: walked.score), min(walks, key=lambda walked: walked.score)

    def _rule(self, finer: int) -> Rule:
        given = self._parameters
        stride, near = max(_LEAST_STRIDE, round(MILLION * given.stride / finer)), given.near / finer
        reach = near * MILLION * (_UNSEEN ** (-1 / given.beta) - 1) if given.beta else IDEAL
        ints = np.int32(min(reach, IDEAL)), np.int32(stride), np.int32(stride * _SLACK)
        return Rule(near, float(given.beta), *ints, given.goal, False)

    def _walk(self, order: Int32s, price: Int32s, rule: Rule) -> Walked:
        """One ant's walk, with distances and lists of its own to change."""
        step, learnt = self._step, price.copy()
        lists = copy_of(self._candidates)
        left = step.demand_left, step.supply_left
        rows, columns, pieces, open_, free = walk(step.arcs, *left, order, learnt, lists, self._desk, rule, self._state)
        if open_.any() and free.any():
            late = serve_rest(step.arcs, open_, free, self._desk.values)
            rows, columns, pieces = (np.concatenate(pair) for pair in zip((rows, columns, pieces), late, strict=True))
        value = pair_values(step.arcs, rows, columns)
        return Walked(rows, columns, pieces, value, product(pieces, value), learnt)

    def _learn(self, best: Walked, worst: Walked) -> None:
        """Eq. (3), and the edges' history."""
        given, candidates = self._parameters, self._candidates
        marks = np.zeros(candidates.column.shape, np.int8)
        mark(candidates, best.row, best.column, BEST, marks)
        mark(candidates, worst.row, worst.column, WORST, marks)
        longer = self.length(worst) - self.length(best)
        if given.literal:
            literal_update(candidates, marks, given.rho, given.mu * longer)
        else:
            self._unit = self._unit or longer
            change = given.mu * longer / self._unit if self._unit else 0.0
            max_min_update(candidates, marks, given.rho, change, given.trail_min)
        if given.history:
            remember(candidates, marks, _KEEP)

    def length(self, walked: Walked) -> float:
        """|D|: the mean distance per piece of the side that walks, a piece left unserved counting 2.

        So the shorter of two walks is the one that scores more.
        """
        return 2.0 - walked.score / MILLION / self._pieces
