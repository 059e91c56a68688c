"""Plans sized by time: every transaction is kept, and what is left out is named."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.caliper.fit import START_S, fitted, preparing_s, seconds_of, seconds_of_plan
from benchmarks.caliper.install import BENCH
from benchmarks.caliper.needs import needs_of, read_plan
from benchmarks.caliper.session import ENDING_S

PLANS = {name: read_plan(BENCH / f"plans/{name}.yaml") for name in ("transactions", "transactions-quick", "cycles")}


def entry(label="r", module="post", rate=None, arguments=None, **amount):
    rate = {"type": "fixed-rate", "opts": rate or {"tps": 10}}
    workload = {"module": f"workloads/{module}.js"} | ({} if arguments is None else {"arguments": arguments})
    return {"label": label, "rateControl": rate, "workload": workload, **amount}


def test_what_a_round_takes():
    pause = seconds_of(entry(txDuration=0))
    assert pause > 0
    assert seconds_of(entry(txDuration=20)) == pytest.approx(pause + 22)
    assert seconds_of(entry(txNumber=100)) == pytest.approx(pause + 11)
    ramp = {"startingTps": 10, "finishingTps": 30}
    assert seconds_of(entry(txNumber=100, rate=ramp)) == pytest.approx(pause + 5.5)
    assert seconds_of(entry(txNumber=1, arguments={"seconds": 63})) == pause + 63


@pytest.mark.parametrize("name", PLANS)
@given(seconds=st.floats(0, 900))
def test_a_fitted_plan_keeps_every_transaction_and_names_the_rest(name, seconds):
    plan = PLANS[name]
    made, left_out = fitted(plan, seconds)
    kept = [one["label"] for one in made["test"]["rounds"]]
    labels = [one["label"] for one in plan["test"]["rounds"]]
    assert sorted(kept + left_out) == sorted(labels)
    assert kept == [label for label in labels if label not in left_out]
    assert {Path(one["workload"]["module"]) for one in made["test"]["rounds"]} == {
        Path(one["workload"]["module"]) for one in plan["test"]["rounds"]
    }
    needs = needs_of(made)
    assert needs.matches <= needs_of(plan).matches
    assert (left_out == []) == (seconds_of_plan(plan) <= seconds or len(kept) == len(labels))


def test_the_whole_plans_fit_their_budget():
    """14.5 minutes for the long forms, 2.7 for the short ones; network and market take a quarter of a minute."""
    for names, minutes in ((("cycles", "transactions"), 14.5), (("cycles-quick", "transactions-quick"), 2.7)):
        plans = [read_plan(BENCH / f"plans/{name}.yaml") for name in names]
        preparing = [preparing_s(needs_of(plan)) for plan in plans]
        assert 15 + sum(preparing) + sum(map(seconds_of_plan, plans)) + ENDING_S <= 60 * minutes


def test_an_empty_plan_takes_a_launch():
    assert seconds_of_plan({"test": {"rounds": []}}) == START_S
