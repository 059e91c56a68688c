"""What the solvers' answers are held against: another program's optimum, and proofs checked in plain integers."""

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array


def optimum(step):
    """The optimal score by SciPy's HiGHS (dual simplex), which shares nothing with the solvers.

    The constraint matrix of a transportation problem is totally unimodular, so the vertex in which HiGHS ends is
    integral and the score can be worked out in integers. Values enter in units (value / 10⁶ in [1, 2]): two different
    scores of a piece then differ by 10⁻⁶ at least, above HiGHS' tolerance of 10⁻⁷.
    """
    rows, columns = np.nonzero(step.value)
    if not len(rows):
        return 0
    arcs = np.arange(len(rows))
    ends = np.concatenate([rows, len(step.demand_left) + columns])
    limits = np.concatenate([step.demand_left, step.supply_left])
    matrix = coo_array((np.ones(2 * len(arcs)), (ends, np.tile(arcs, 2))), shape=(len(limits), len(arcs)))
    answer = linprog(-step.value[rows, columns] / 1e6, A_ub=matrix.tocsr(), b_ub=limits, method="highs-ds")
    assert answer.status == 0, answer.message
    amounts = np.rint(answer.x)
    assert np.abs(amounts - answer.x).max() < 1e-4, "HiGHS did not end in a vertex"
    return sum(int(n) * int(v) for n, v in zip(amounts, step.value[rows, columns], strict=True))


def assert_proof(step, prices):
    """Prices ≥ 0 whose sum no pair exceeds: by duality Σ left · price bounds every score. All pairs, plain Python."""
    u, v = prices[0].tolist(), prices[1].tolist()
    assert all(0 <= price <= 2_000_000 for price in [*u, *v])
    for row, values in enumerate(step.value.tolist()):
        for column, value in enumerate(values):
            assert value <= u[row] + v[column], (row, column)
