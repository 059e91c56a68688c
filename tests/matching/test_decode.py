"""From keys to fills: the decoder against one in plain Python, and what keys mean."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matching.kernels.decode import decode
from matching.kernels.scan import NOTHING, best_column, best_gain
from matching.solver import Fills, check_fills
from matching.solvers.keys import Keys
from matching.solvers.simplex import Basis

from .steps import random_step, step_problem, step_problems


def decoded_plainly(step, order, price):
    """Row after row, the best open column first, among equals the earlier."""
    left, fills = step.supply_left.tolist(), []
    value = step.value.tolist()
    for row in order:
        wanted = int(step.demand_left[row])
        while wanted:
            open_ = [c for c, pieces in enumerate(left) if pieces and value[row][c]]
            if not open_:
                break
            column = max(open_, key=lambda c: (value[row][c] - price[c], -c))
            fills.append((row, column, min(wanted, left[column])))
            wanted -= fills[-1][2]
            left[column] -= fills[-1][2]
    return fills


@given(step_problems(), st.data())
def test_decodes_as_plain_python_does(step, data):
    rows, columns = step.shape
    order = data.draw(st.permutations(range(rows)))
    price = data.draw(st.lists(st.sampled_from([0, 500_000, 500_001, 2_000_000]), min_size=columns, max_size=columns))
    found = decode(step.arcs, step.demand_left, step.supply_left, np.array(order), np.array(price, np.int32))
    expected = decoded_plainly(step, order, price)
    assert list(zip(*(part.tolist() for part in found[:3]), strict=True)) == expected
    assert found[3] == sum(pieces * int(step.value[row, column]) for row, column, pieces in expected)
    check_fills(step, Fills(*found[:3]))
    Basis(step, Fills(*found[:3]))


@given(step_problems(), st.integers(0, 9))
def test_any_keys_stand_for_fills_of_the_step(step, seed):
    keys = Keys(step)
    for vector in keys.first(4, np.random.default_rng(seed)):
        fills = keys.fills(vector, 1)
        check_fills(step, fills)
        assert keys.score(vector) == fills.score(step)


def test_the_first_keys_serve_rows_with_few_partners_first():
    # row 1 can only have column 0; served second it would go empty
    step = step_problem([1, 1], [1, 5], [[2_000_000, 1_000_000], [1_500_000, 0]])
    keys = Keys(step)
    fills = keys.fills(keys.first(1, np.random.default_rng(0))[0], 1)
    assert sorted(zip(fills.demand.tolist(), fills.supply.tolist(), strict=True)) == [(0, 1), (1, 0)]


def test_a_columns_key_keeps_it_for_others():
    step = step_problem([1, 1], [1, 5], [[2_000_000, 1_900_000], [1_500_000, 0]])
    keys = Keys(step)
    greedy = keys.fills(np.array([0.0, 1.0, 0.0, 0.0]), 1)
    generous = keys.fills(np.array([0.0, 1.0, 0.2, 0.0]), 1)
    assert (greedy.score(step), generous.score(step)) == (2_000_000, 3_400_000)


def test_the_best_column_of_long_rows():
    """Rows longer than one block, against numpy; ties across blocks go to the first."""
    rng = np.random.default_rng(3)
    for columns in (1, 255, 256, 257, 600, 1000):
        for top in (3, 1_000_000):
            values = (rng.integers(1, top + 1, columns) * (rng.random(columns) < 0.5)).astype(np.int32)
            price = rng.integers(-top, top + 1, columns).astype(np.int32)
            gains = np.where(values > 0, values - price, NOTHING)
            expected = int(gains.argmax()) if (values > 0).any() else -1
            assert best_column(values, price) == expected
            assert best_gain(values, price) == gains.max()


def test_rows_are_the_side_with_fewer_pieces():
    rng = np.random.default_rng(4)
    step = random_step(rng, 6, 9)
    for sides in (step, step.transposed()):
        keys = Keys(sides)
        vector = keys.first(2, np.random.default_rng(0))[1]
        check_fills(sides, keys.fills(vector, 1))
    assert Keys(step).score(vector) == Keys(step.transposed()).score(vector)
