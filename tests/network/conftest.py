"""Layouts, topologies and stand-in processes for the network's tests."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from network import api, topology
from network.layout import Layout
from network.topology import Topology
from shoal.home import checkout
from tests.network.floor import Floor


@pytest.fixture
def plan() -> Topology:
    """The network as shipped."""
    return topology.load()


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    """An empty home."""
    made = Layout(tmp_path / "home")
    made.root.mkdir(parents=True)
    return made


@pytest.fixture(autouse=True)
def shared_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOAL_CACHE", _cache())


@pytest.fixture(scope="module")
def floor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Floor]:
    """A real network, up; one for each module of tests."""
    made = Floor(tmp_path_factory.mktemp("floor") / "home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHOAL_CACHE", _cache())
        try:
            made.up()
            yield made
        finally:
            api.down(made.home)


def _cache() -> str:
    """Homes come and go with the tests; what was built is kept in the checkout's cache."""
    return os.environ.get("SHOAL_CACHE", str(checkout() / ".shoal" / "cache"))
