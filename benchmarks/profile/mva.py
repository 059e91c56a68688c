"""Mean value analysis of a closed queueing network: throughput and response time for so many requests in flight.

Exact for single servers and delays with one class of requests (Reiser and Lavenberg, "Mean-value analysis of closed
multichain queuing networks", Journal of the ACM 27(2), 1980). A station of m servers is approximated as by Seidmann,
Schweitzer and Shalev-Oren (Large Scale Systems 12, 1987): a single server of demand D/m and a delay of D·(m−1)/m, right
where one request is in flight and where the station is saturated.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Station:
    """`demand_s`: seconds of service that a request needs in all its visits. `servers`: how many serve at a time, 0 for
    a delay, where nobody waits for anybody. `alone_s`: what a request spends there that meets nobody, where that is
    less than its demand because several servers work for it at the same time; not below demand ÷ servers.
    """

    name: str
    demand_s: float
    servers: int = 1
    alone_s: float | None = None

    def __post_init__(self) -> None:
        if self.demand_s < 0 or self.servers < 0:
            raise ValueError(f"station {self.name}: demand and number of servers must not be negative")

    @property
    def queueing_s(self) -> float:
        """The demand at the single server that stands for all."""
        return self.demand_s / self.servers if self.servers else 0.0

    @property
    def delay_s(self) -> float:
        """What is added whoever else is there."""
        if not self.servers:
            return self.demand_s
        alone = self.demand_s if self.alone_s is None else self.alone_s
        return max(0.0, alone - self.queueing_s)


@dataclass(frozen=True)
class Point:
    """The network with so many requests in flight. `queues`: how many of them are at each station, on average;
    `busy`: each station's utilisation, 0 to 1 (0 for delays).
    """

    in_flight: int
    per_second: float
    response_s: float
    queues: dict[str, float]
    busy: dict[str, float]

    @property
    def bottleneck(self) -> str:
        """The busiest station."""
        return max(self.busy, key=lambda name: self.busy[name])


def solve(stations: Sequence[Station], in_flight: int) -> Point:
    """`ValueError` for a network without demand, or with two stations of one name."""
    if in_flight < 1 or not any(station.demand_s for station in stations):
        raise ValueError("a closed network needs a request in flight, and a station with demand")
    if len({station.name for station in stations}) < len(stations):
        raise ValueError("stations need names of their own")
    waiting = [0.0] * len(stations)
    for number in range(1, in_flight + 1):
        # An arriving request sees the network as it is with one request less (the arrival theorem).
        there = [
            station.queueing_s * (1 + queue) + station.delay_s
            for station, queue in zip(stations, waiting, strict=True)
        ]  # fmt: skip
        response = sum(there)
        rate = number / response
        waiting = [rate * (s - station.delay_s) for s, station in zip(there, stations, strict=True)]
    return Point(
        in_flight,
        rate,
        response,
        {station.name: rate * s for s, station in zip(there, stations, strict=True)},
        {station.name: rate * station.queueing_s for station in stations},
    )


def bounds(stations: Sequence[Station], in_flight: int) -> tuple[float, float]:
    """No throughput (requests a second) is below the first or above the second: all in one queue; nobody waits, or the
    busiest station is never idle (Lazowska et al., Quantitative System Performance, 1984, chapter 5).
    """
    alone = sum(station.queueing_s + station.delay_s for station in stations)
    queued = sum(station.queueing_s for station in stations)
    slowest = max(station.queueing_s for station in stations)
    upper = in_flight / alone if not slowest else min(in_flight / alone, 1 / slowest)
    return in_flight / (alone + (in_flight - 1) * queued), upper
