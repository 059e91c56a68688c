"""One floor for all scenarios of a session: they bring their own companies and leave no cycle half done."""

from collections.abc import Iterator

import pytest

from tests.scenarios.floor import TestFloor


@pytest.fixture(scope="session")
def floor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestFloor]:
    """A floor that is up."""
    made = TestFloor(tmp_path_factory.mktemp("floor") / "shoal")
    try:
        made.up()
        yield made
    finally:
        made.down()
