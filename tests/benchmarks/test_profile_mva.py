"""Mean value analysis against closed forms, against the product form counted out, and against the laws that hold."""

from itertools import product
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.profile.mva import Station, bounds, solve

demands = st.lists(st.floats(0.001, 10), min_size=1, max_size=4)


def stations(seconds: list[float], delay: float = 0.0) -> list[Station]:
    found = [Station(f"s{n}", demand) for n, demand in enumerate(seconds)]
    return [*found, Station("delay", delay, 0)] if delay else found


def counted_out(seconds: list[float], in_flight: int) -> float:
    """Throughput by the product form (Gordon and Newell 1967): G(N−1)/G(N), every state summed."""

    def constant(number: int) -> float:
        states = product(range(number + 1), repeat=len(seconds))
        return sum(prod(d**n for d, n in zip(seconds, state, strict=True)) for state in states if sum(state) == number)

    return constant(in_flight - 1) / constant(in_flight)


class TestExactly:
    def test_the_example_of_three_stations(self) -> None:
        # Demands 0.605, 2.1 and 1.35 s, 15 s of thinking, three users: the interactive system that Lazowska et al.
        # work through (Quantitative System Performance, chapter 6).
        point = solve(
            [Station("cpu", 0.605), Station("disk 1", 2.1), Station("disk 2", 1.35), Station("think", 15, 0)], 3
        )
        assert point.per_second == pytest.approx(0.152, abs=5e-4)

    def test_balanced_stations(self) -> None:
        for number, in_flight in product((1, 2, 5), (1, 2, 7, 100)):
            rate = solve(stations([0.25] * number), in_flight).per_second
            assert rate == pytest.approx(in_flight / (0.25 * (number + in_flight - 1)))

    def test_machine_repair_with_one_server(self) -> None:
        # Two machines, mean 1 working and 1 in repair: p0 = 1/5 by birth and death.
        point = solve([Station("repair", 1.0), Station("work", 1.0, 0)], 2)
        assert point.per_second == pytest.approx(4 / 5)

    @given(demands, st.integers(1, 5))
    def test_product_form(self, seconds: list[float], in_flight: int) -> None:
        assert solve(stations(seconds), in_flight).per_second == pytest.approx(counted_out(seconds, in_flight))


class TestLaws:
    @given(demands, st.floats(0, 10), st.integers(1, 60))
    def test_between_the_bounds(self, seconds: list[float], delay: float, in_flight: int) -> None:
        network = stations(seconds, delay)
        lower, upper = bounds(network, in_flight)
        assert lower * (1 - 1e-9) <= solve(network, in_flight).per_second <= upper * (1 + 1e-9)

    @given(demands, st.floats(0, 10), st.integers(1, 60), st.integers(1, 8))
    def test_little(self, seconds: list[float], delay: float, in_flight: int, servers: int) -> None:
        network = [*stations(seconds, delay), Station("many", 0.5, servers)]
        point = solve(network, in_flight)
        assert sum(point.queues.values()) == pytest.approx(in_flight)
        assert point.per_second * point.response_s == pytest.approx(in_flight)

    @given(demands, st.integers(1, 40))
    def test_more_in_flight_is_never_slower(self, seconds: list[float], in_flight: int) -> None:
        network = stations(seconds, 1.0)
        assert solve(network, in_flight + 1).per_second >= solve(network, in_flight).per_second * (1 - 1e-12)

    @given(demands, st.floats(0, 10), st.integers(1, 40))
    def test_no_station_is_busier_than_always(self, seconds: list[float], delay: float, in_flight: int) -> None:
        point = solve(stations(seconds, delay), in_flight)
        assert all(0 <= busy <= 1 + 1e-9 for busy in point.busy.values())
        assert point.busy[point.bottleneck] == max(point.busy.values())


class TestSeveralServers:
    @given(st.floats(0.01, 10), st.integers(1, 16))
    def test_alone_it_takes_the_whole_demand(self, demand: float, servers: int) -> None:
        assert solve([Station("cores", demand, servers)], 1).per_second == pytest.approx(1 / demand)

    @given(st.floats(0.01, 10), st.integers(1, 16))
    def test_saturated_all_of_them_serve(self, demand: float, servers: int) -> None:
        assert solve([Station("cores", demand, servers)], 2000).per_second == pytest.approx(servers / demand, rel=0.02)

    def test_close_to_the_truth_between(self) -> None:
        # Two machines repaired by two: nobody waits, so 2 / (1 + 1); three of them: birth and death gives 24/17.
        for in_flight, exact in ((2, 1.0), (3, 24 / 17)):
            found = solve([Station("repair", 1.0, 2), Station("work", 1.0, 0)], in_flight).per_second
            assert found == pytest.approx(exact, rel=0.12)

    def test_parallel_work_shortens_what_one_alone_needs(self) -> None:
        alone = solve([Station("cores", 1.0, 2, alone_s=0.6)], 1)
        assert alone.response_s == pytest.approx(0.6)
        assert solve([Station("cores", 1.0, 2, alone_s=0.1)], 1).response_s == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("network", "in_flight"),
    [([Station("a", 1)], 0), ([Station("a", 0)], 1), ([], 1), ([Station("a", 1), Station("a", 2)], 1)],
)
def test_refused(network: list[Station], in_flight: int) -> None:
    with pytest.raises(ValueError, match=r"needs a request|names of their own"):
        solve(network, in_flight)


def test_a_negative_demand_is_refused() -> None:
    with pytest.raises(ValueError, match="station cpu"):
        Station("cpu", -1)
