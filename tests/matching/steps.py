"""Step problems for the solvers' tests."""

import numpy as np
from hypothesis import strategies as st

from matching.solver import Fills, StepProblem
from matching.stopping import Budget


def step_problem(demand_left, supply_left, value):
    return StepProblem.of_matrix(*(np.array(part, np.int64) for part in (demand_left, supply_left, value)))


def random_step(rng, rows, columns, density=0.7, top=50):
    """Values 1…2 million for a share of the pairs, amounts 1…top."""
    value = rng.integers(1_000_000, 2_000_001, (rows, columns)) * (rng.random((rows, columns)) < density)
    return StepProblem.of_matrix(rng.integers(1, top + 1, rows), rng.integers(1, top + 1, columns), value)


@st.composite
def step_problems(draw, max_size=6):
    """Few distinct values and amounts, so that ties and simultaneous exhaustion are common."""
    rows, columns = draw(st.integers(1, max_size)), draw(st.integers(1, max_size))
    amounts = st.integers(1, 4) | st.integers(1, 100_000_000)
    values = st.sampled_from([0, 0, 1_000_000, 1_500_000, 1_500_001, 2_000_000])
    return step_problem(
        draw(st.lists(amounts, min_size=rows, max_size=rows)),
        draw(st.lists(amounts, min_size=columns, max_size=columns)),
        draw(st.lists(st.lists(values, min_size=columns, max_size=columns), min_size=rows, max_size=rows)),
    )


def fills_of(found, iterations=1):
    """Fills from (row, column, amount) triples."""
    table = np.array(found, dtype=np.int64).reshape(-1, 3)
    return Fills(table[:, 0].copy(), table[:, 1].copy(), table[:, 2].copy(), iterations)


def triples(fills):
    """Fills as sorted (row, column, amount) triples."""
    return sorted(zip(fills.demand.tolist(), fills.supply.tolist(), fills.amount.tolist(), strict=True))


def budget(iterations=10):
    return Budget(iterations)
