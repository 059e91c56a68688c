"""What the gateway's tests share: databases made by the migrations, and the real contract over a ledger in memory."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from matching.warm import compile_kernels
from tests.helpers import simledger as sim
from tests.helpers.databases import Database, database
from tests.helpers.floor import Floor
from tests.helpers.floor import floor as floor_of
from tests.helpers.identities import CertificateAuthority


@pytest.fixture
async def projection(tmp_path: Path) -> AsyncIterator[Database]:
    """An empty view of the ledger."""
    async with database(tmp_path, "projection") as made:
        yield made


@pytest.fixture
async def records(tmp_path: Path) -> AsyncIterator[Database]:
    """An empty off-chain record."""
    async with database(tmp_path, "records") as made:
        yield made


@pytest.fixture(scope="session")
def simledger_program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The simulated ledger, compiled once."""
    return sim.build(tmp_path_factory.mktemp("simledger"))


@pytest.fixture
async def simledger(simledger_program: Path) -> AsyncIterator[sim.SimLedger]:
    """A new ledger with the real contract."""
    ledger = await sim.SimLedger.start(simledger_program)
    yield ledger
    await ledger.close()


@pytest.fixture(scope="session", autouse=True)
def _kernels() -> None:
    """The matcher's kernels, compiled before anything waits for a cycle."""
    compile_kernels()


@pytest.fixture(scope="session")
def authority() -> CertificateAuthority:
    """Issues the identities of tests."""
    return CertificateAuthority()


@pytest.fixture
async def floor(tmp_path: Path, simledger: sim.SimLedger, authority: CertificateAuthority) -> AsyncIterator[Floor]:
    """The whole gateway over a new ledger."""
    async with floor_of(tmp_path, simledger, authority) as made:
        yield made
