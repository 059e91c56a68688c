"""The kernels explain a whole breed as the plain rules explain list after list and match after match."""

import numpy as np
from hypothesis import given, settings

from matching import Lot, Parameters
from matching.explain import text

from .schemes import Scheme, schemes


@settings(max_examples=150)
@given(schemes())
def test_both_ways_give_the_same_facts(scheme):
    for side in ("demand", "supply"):
        alone = [scheme.explainer.of_list(side, lot.id) for lot in scheme.lots(side)]
        assert [scheme.columns.list_facts(side, k) for k in range(len(alone))] == alone
        assert list(scheme.columns.unmatched(side)) == [facts for facts in alone if facts.rest is not None]
        assert all((facts.left > 0) == (facts.rest is not None) for facts in alone)
    assert [scheme.columns.match_facts(k) for k in range(len(scheme.trades))] == scheme.matches()


def extreme(kind, seed):
    """Lists anywhere within their limits, products near the end of 64 bits."""
    rng = np.random.default_rng(seed)
    amounts = 10 ** rng.integers(0, 9, 30)
    least = -(-amounts // 1000)
    price, weight = (np.minimum(9_000_000_000, least * 10 ** rng.integers(0, 10, 30)) for _ in range(2))
    return [
        Lot(f"{kind}{k}", f"c{k % 7}", "Eel", int(amounts[k]), int(price[k]), int(rng.integers(1, 4)), int(weight[k]))
        for k in range(30)
    ]


def test_both_ways_agree_at_the_limits_of_64_bits():
    for seed in range(20):
        for tolerance, weights in ((0, None), (1000, 1000)):
            ratings = {f"c{k}": k % (seed % 3 + 1) for k in range(7)}
            params = Parameters("midpoint", tolerance, weights)
            scheme = Scheme(extreme("d", 2 * seed), extreme("s", 2 * seed + 1), ratings, params)
            assert [*scheme.columns.unmatched("demand"), *scheme.columns.unmatched("supply")] == [
                facts for facts in scheme.facts() if facts.rest is not None
            ]
            assert all(text(facts, "en") and text(facts, "zh") for facts in scheme.facts())
            assert [scheme.columns.match_facts(k) for k in range(len(scheme.trades))] == scheme.matches()
