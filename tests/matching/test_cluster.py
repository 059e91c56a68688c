"""A cluster of two worker processes makes the scheme that one thread makes."""

import socket

import pytest
from distributed import LocalCluster

from matching import MatchingError, Parameters
from matching.breed import Options
from matching.cluster import cluster_executor
from matching.solvers import solver_named
from matching.whole_market import match_market

from .test_whole_market import random_market, same

OPTIONS = Options(solver_named("aco"), seed=3)


def test_two_worker_processes_make_the_same_scheme():
    market, params = random_market(300, 4, 2), Parameters.midpoint()
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as cluster,
        cluster_executor(cluster.scheduler_address) as workers,
    ):
        far = match_market(market, params, OPTIONS, workers)
    assert same(match_market(market, params, OPTIONS, workers=1), far)


def test_a_scheduler_that_is_not_there_is_named(monkeypatch):
    monkeypatch.setattr("matching.cluster.CONNECT_SECONDS", 0.3)
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{unused.getsockname()[1]}"
    with pytest.raises(MatchingError, match=address) as caught, cluster_executor(address):
        pass
    assert caught.value.code == "CLUSTER_UNREACHABLE"
