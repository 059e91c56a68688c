"""The models of ledger and cycle: what they must give back, and which way they must move."""

from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from benchmarks.profile import cycle_model
from benchmarks.profile.cycle_model import PEERS, Layout, Machine, bound, core_hours_per_million
from benchmarks.profile.ledger_model import Costs, checked, costs_of, foretell
from benchmarks.profile.tables import PARALLEL

COSTS = Costs(transaction_cpu_s=0.008, block_cpu_s=0.01, parallel_share=0.25, disk_s=0.005, batch_timeout_s=0.05)
costs = st.builds(
    Costs, st.floats(0.001, 0.05), st.floats(0, 0.05), st.floats(0, 0.45), st.floats(0, 0.02), st.floats(0.005, 0.5)
)
TWO = Layout("2 cores", (Machine(2),))
seconds = st.floats(0, 100)
stages = st.dictionaries(
    st.sampled_from(["post", "match", "close"]),
    st.tuples(
        st.floats(0.01, 500),
        st.dictionaries(st.sampled_from(["gateway", "load (this benchmark)", *PARALLEL, "orderer0.ordering"]), seconds),
    ),
    min_size=1,
)


class TestLedger:
    def test_alone_it_waits_for_the_whole_batch_and_shares_no_block(self) -> None:
        costs = Costs(0.008, 0.01, 0.0, 0.005, 0.05)
        assert foretell(costs, 2, 1).response_s == pytest.approx(0.008 + 0.01 + 0.005 + 0.05)

    @given(costs, st.integers(1, 8), st.integers(1, 100))
    def test_little_and_the_cores(self, costs: Costs, cores: int, in_flight: int) -> None:
        point = foretell(costs, cores, in_flight)
        assert point.per_second * point.response_s == pytest.approx(in_flight, rel=1e-6)
        assert point.per_second * costs.transaction_cpu_s <= cores * (1 + 1e-6)

    @given(costs, st.integers(1, 40))
    def test_more_in_flight_or_more_cores_is_never_slower(self, costs: Costs, in_flight: int) -> None:
        rate = foretell(costs, 2, in_flight).per_second
        assert foretell(costs, 2, in_flight + 5).per_second >= rate * (1 - 1e-6)
        assert foretell(costs, 4, in_flight).per_second >= rate * (1 - 1e-6)

    @given(costs)
    def test_costs_are_found_again(self, costs: Costs) -> None:
        assume(costs.block_cpu_s > 1e-4)
        rows = [calibrated(costs, per_second) for per_second in (1.0, 100.0)]
        assume(rows[0]["blocks"] - rows[1]["blocks"] > 150)
        found = costs_of(rows, PARALLEL, costs.batch_timeout_s)
        assert found.transaction_cpu_s == pytest.approx(costs.transaction_cpu_s, rel=1e-6)
        assert found.block_cpu_s == pytest.approx(costs.block_cpu_s, rel=1e-6)
        assert found.parallel_share == pytest.approx(costs.parallel_share, abs=1e-9)

    def test_levels_that_tell_nothing_apart_are_refused(self) -> None:
        with pytest.raises(ValueError, match="more in flight"):
            costs_of([calibrated(COSTS, 10.0)] * 2, PARALLEL, 0.05)

    def test_the_check_says_how_far_off_the_model_is(self) -> None:
        model = foretell(COSTS, 2, 20).per_second
        (row,) = checked(COSTS, 2, {20: model / 2})
        assert row["error"] == pytest.approx(1.0, abs=1e-3)


def calibrated(costs: Costs, per_second: float) -> dict[str, object]:
    """A thousand transactions at a rate, as `calibration` measures them."""
    joining = per_second * costs.batch_timeout_s
    blocks = 1000 / (1 + joining)
    cpu = 1000 * costs.cpu_s(joining)
    twins = 2 * costs.parallel_share * cpu
    spent = {PARALLEL[0]: twins / 2, PARALLEL[1]: twins / 2, "orderer0.ordering": cpu - twins}
    return {"transactions": 1000, "blocks": blocks, "cpu_s": spent, "disk_s": costs.disk_s}


class TestCycle:
    @given(stages)
    def test_at_home_it_gives_the_measurement_back(self, measured: dict[str, tuple[float, dict[str, float]]]) -> None:
        found = cycle_model.foretell(measured, TWO, TWO)
        least = sum(max(spent, bound(cpu, TWO)[0]) for spent, cpu in measured.values())
        assert found.seconds == pytest.approx(least)

    @given(stages)
    def test_more_machine_is_never_slower(self, measured: dict[str, tuple[float, dict[str, float]]]) -> None:
        larger = (Machine(1),), (Machine(2),), (Machine(4),), cycle_model.apart_of(4)
        took = [cycle_model.foretell(measured, TWO, Layout("", machines)).seconds for machines in larger]
        assert all(later <= earlier * (1 + 1e-9) for earlier, later in pairwise(took))

    def test_what_a_python_process_does_alone_no_core_shortens(self) -> None:
        measured = {"post": (10.0, {"gateway": 6.0, "peer0.platform": 12.0})}
        found = cycle_model.foretell(measured, TWO, Layout("16 cores", (Machine(16),)))
        assert found.by == {"gateway": 6.0, cycle_model.WAITING: 1.0}
        assert (found.seconds, found.bottleneck) == (7.0, "gateway")

    def test_a_peer_on_its_own_machine_leaves_the_rest_more(self) -> None:
        measured = {"post": (10.0, {"gateway": 2.0, "peer0.platform": 9.0, "peer0.supervisor": 9.0})}
        found = cycle_model.foretell(measured, TWO, Layout("apart", cycle_model.apart_of(2)))
        assert found.seconds == pytest.approx(4.5)
        assert found.bottleneck == f"the cores of {PEERS[0][0]}"

    def test_means_of_rounds(self) -> None:
        rounds = [
            {"seconds": {"post": 2.0}, "cpu": {"post": {"gateway": 1.0}}},
            {"seconds": {"post": 4.0}, "cpu": {"post": {"gateway": 2.0, "load": 1.0}}},
        ]
        assert cycle_model.stages_of(rounds) == {"post": (3.0, {"gateway": 1.5, "load": 0.5})}

    def test_core_hours(self) -> None:
        assert core_hours_per_million(14.4, 1000) == pytest.approx(4.0)
