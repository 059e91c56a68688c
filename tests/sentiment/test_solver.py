import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from sentiment import solver
from sentiment.lbfgs import minimise
from sentiment.pattern import Pattern


def drawn(m=300, n=40, k=3, seed=0):
    """Rows of distinct terms, values, grades and shares; the last row is empty."""
    rng = np.random.default_rng(seed)
    rows = [np.sort(rng.choice(n, rng.integers(1, 9), replace=False)) for _ in range(m - 1)] + [np.array([], dtype=int)]
    starts = np.concatenate([[0], np.cumsum([len(row) for row in rows])])
    columns = np.concatenate(rows).astype(np.int32)
    pattern = Pattern(starts, columns, np.arange(n, dtype=np.uint64), np.diff(starts).astype(np.int32), None)
    truth = (columns[np.minimum(starts[:-1], len(columns) - 1)] % k).astype(np.int32)
    return pattern, rng.uniform(0.5, 3, n), truth, rng.uniform(0.5, 2, m)


def dense(pattern, scale):
    """The rows as scikit-learn has them: of length 1."""
    values = scale[pattern.columns]
    matrix = csr_matrix((values, pattern.columns, pattern.starts), shape=(len(pattern), len(scale))).toarray()
    return matrix / np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-300)


@pytest.mark.parametrize("share", [1.0, 0.5])
def test_equals_scikit_learn(monkeypatch, share):
    monkeypatch.setattr(solver, "_TOLERANCE", 1e-9)
    pattern, scale, truth, shares = drawn()
    rows = np.arange(int(len(pattern) * share))
    sides = np.array([[1.0, 2.0], [0.7, 1.0], [1.0, 1.0]])
    weights = solver.fit(pattern, rows, scale, truth[rows], shares[rows], sides, 4.0)
    for q in range(3):
        own = truth[rows] == q
        regression = LogisticRegression(C=4.0, fit_intercept=False, tol=1e-9, max_iter=10_000)
        weighed = shares[rows] * sides[q, own.astype(int)]
        expected = regression.fit(dense(pattern, scale)[rows], own, sample_weight=weighed)
        assert np.abs(weights[:, q] / scale - expected.coef_[0]).max() < 2e-3
    grades = solver.grades(pattern, rows, scale, weights)
    assert np.allclose(grades, dense(pattern, scale)[rows] @ (weights / scale[:, None]), atol=1e-5)


def test_a_stretched_term_is_penalised_less(monkeypatch):
    """Doubling a weight's stretch is quartering its penalty: so the same as a value twice as large, but in length."""
    pattern, scale, truth, shares = drawn()
    rows, sides = np.arange(len(pattern)), np.ones((3, 2))
    plain = solver.fit(pattern, rows, scale, truth, shares, sides, 0.1)
    loose = solver.fit(pattern, rows, scale, truth, shares, sides, 0.1, stretch=np.full((len(scale), 3), 3.0))
    harder = solver.fit(pattern, rows, scale, truth, shares, sides, 0.9)
    assert np.abs(loose).sum() > np.abs(plain).sum()
    assert np.abs(loose - harder).max() < 0.05 * np.abs(harder).max()


def test_starting_near_ends_at_the_same_place():
    pattern, scale, truth, shares = drawn()
    rows, sides = np.arange(len(pattern)), np.ones((3, 2))
    cold = solver.fit(pattern, rows, scale, truth, shares, sides, 4.0)
    warm = solver.fit(pattern, rows, scale, truth, shares, sides, 4.0, start=cold)
    assert np.abs(warm - cold).max() < 0.1 * np.abs(cold).max()


def test_same_rows_same_weights():
    pattern, scale, truth, shares = drawn()
    fits = [solver.fit(pattern, np.arange(300), scale, truth, shares, np.ones((3, 2)), 4.0) for _ in range(2)]
    np.testing.assert_array_equal(*fits)


def test_minimises_a_known_function():
    """A quadratic whose curvatures differ by a thousand, from a guess that is wrong."""
    curvature = np.geomspace(1, 1_000, 50)

    def bowl(x):
        return float(curvature @ (x - 1) ** 2) / 2 + 1.0, curvature * (x - 1)

    found, steps = minimise(bowl, np.zeros(50), np.sqrt(curvature), 1e-12, 500)
    assert np.abs(found - 1).max() < 1e-4
    assert steps < 200


def test_ends_where_it_starts_if_that_is_the_place():
    found, steps = minimise(lambda x: (float(x @ x), 2 * x), np.zeros(3), np.ones(3), 1e-6, 10)
    assert (found.tolist(), steps) == ([0, 0, 0], 1)
