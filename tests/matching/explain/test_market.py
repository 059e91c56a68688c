"""A whole market's scheme explained: breeds of two sides as alone, breeds of one side too."""

import numpy as np

from matching import Lot, Parameters
from matching.breed import Options
from matching.breed_work import breed_tasks, matched
from matching.explain import Explainer, explain_breed
from matching.lists import market_of
from matching.scheme import scheme_of
from matching.solvers import solver_named

PARAMS = Parameters.midpoint()


def lots(kind, rng, breeds, count=40):
    return [
        Lot(
            f"{kind}{k}",
            f"c{rng.integers(12)}",
            str(rng.choice(breeds)),
            amount := int(rng.integers(1, 50)),
            amount * int(rng.integers(900, 1100)),
            int(rng.integers(1, 4)),
            amount * int(rng.integers(400, 600)),
            order=k,
        )
        for k in range(count)
    ]


def test_every_list_of_a_market_is_explained_as_within_its_breed():
    rng = np.random.default_rng(4)
    demands, supplies = lots("d", rng, ["Eel", "Carp", "Cod"]), lots("s", rng, ["Eel", "Carp", "Bass"])
    ratings = {f"c{k}": k % 5 for k in range(12)}
    market = market_of(demands, supplies, ratings)
    found = [
        explain_breed(matched(task, PARAMS, Options(solver_named("greedy"))), PARAMS, companies=task.companies)
        for task in breed_tasks(market)
    ]
    assert [breed.result.breed for breed in found] == ["Carp", "Eel", "Bass", "Cod"]
    for breed in found:
        name = breed.result.breed
        bids, asks = ([lot for lot in side if lot.breed == name] for side in (demands, supplies))
        made = scheme_of(breed.result)
        alone = Explainer(bids, asks, ratings, PARAMS, made.trades, made.certificate)
        for side, here in (("demand", bids), ("supply", asks)):
            assert [breed.list_facts(side, k) for k in range(len(here))] == [
                alone.of_list(side, lot.id) for lot in here
            ]
        assert [breed.match_facts(k) for k in range(len(made.trades))] == [
            alone.of_match(t.demand_id, t.supply_id) for t in made.trades
        ]
    one_sided = [facts.rest.reason for breed in found[2:] for s in ("demand", "supply") for facts in breed.unmatched(s)]
    assert set(one_sided) == {"NO_COUNTERPART"}
    assert len(one_sided) == sum(lot.breed == "Cod" for lot in demands) + sum(lot.breed == "Bass" for lot in supplies)
