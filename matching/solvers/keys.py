"""What the population-based solvers search over: a number for each list, and what such numbers stand for."""

import numpy as np
from numpy.typing import NDArray

from matching.kernels.arcs import partners
from matching.kernels.decode import decode
from matching.rules import MILLION
from matching.rules_array import Ints
from matching.solver import Fills, StepProblem

Floats = NDArray[np.float64]


class Keys:
    """Random keys (J. C. Bean, Genetic algorithms and random keys for sequencing and optimization, ORSA Journal on
    Computing 6, 1994) for a step: any vector of rows + columns numbers in [0, 1] stands for feasible fills that leave
    nothing tradable, so that vectors can be added and mixed freely.

    Rows are served in ascending order of their keys; a column's key, in millionths, is what a row sees its value
    lowered by, so that a high key keeps a column for those who have nothing else. Rows are the side with fewer pieces.
    """

    def __init__(self, step: StepProblem) -> None:
        self._flipped = int(step.demand_left.sum()) > int(step.supply_left.sum())
        self._step = step.transposed() if self._flipped else step
        self._rows = len(self._step.demand_left)
        self.length = sum(step.shape)

    def first(self, count: int, rng: np.random.Generator) -> Floats:
        """Keys to begin with (count × length). The first vector serves rows with few partners first and every row with
        the best it can get; the others depart from it, the k-th by k/count of the whole range."""
        step = self._step
        by_row, _ = partners(step.arcs, step.demand_left, step.supply_left)
        start = np.zeros(self.length)
        start[: self._rows][np.argsort(by_row, kind="stable")] = np.arange(self._rows) / self._rows
        departure = np.linspace(0.0, 1.0, count, endpoint=False)[:, None]
        return start + departure * (rng.random((count, self.length)) - start)

    def score(self, keys: Floats) -> float:
        """Σ pieces · value of what the keys stand for."""
        return float(self._decoded(keys)[3])

    def fills(self, keys: Floats, iterations: int) -> Fills:
        """What the keys stand for."""
        rows, columns, amounts, _ = self._decoded(keys)
        fills = Fills(rows, columns, amounts, iterations)
        return fills.transposed() if self._flipped else fills

    def _decoded(self, keys: Floats) -> tuple[Ints, Ints, Ints, float]:
        order = np.argsort(keys[: self._rows], kind="stable")
        price = np.rint(keys[self._rows :].clip(0.0, 1.0) * MILLION).astype(np.int32)
        return decode(self._step.arcs, self._step.demand_left, self._step.supply_left, order, price)
