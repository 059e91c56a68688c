"""Layouts, topologies and stand-in processes for the network's tests."""

import os
from pathlib import Path

import pytest

from network import topology
from network.layout import Layout
from network.topology import Topology
from shoal.home import checkout


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
    """Homes come and go with the tests; what was built is kept in the checkout's cache."""
    monkeypatch.setenv("SHOAL_CACHE", os.environ.get("SHOAL_CACHE", str(checkout() / ".shoal" / "cache")))
