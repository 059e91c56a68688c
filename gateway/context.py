"""Everything that the start-up wires, in one immutable object on `app.state.services`."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

    from gateway.accounts.service import Accounts
    from gateway.ca.port import CertificateAuthority
    from gateway.cycles.driver import CycleDriver
    from gateway.db.group_reader import GroupReader
    from gateway.explanations.service import Explanations
    from gateway.ledger.port import Caller, Ledger
    from gateway.lists.intake import Intake
    from gateway.lists.posting import Posting
    from gateway.operations.service import Operations
    from gateway.projection.projector import Projector
    from gateway.settings import Settings
    from gateway.statements.service import Statements
    from gateway.wallets.keyring import Keyring
    from gateway.wallets.service import Wallets
    from gateway.web.idempotency import IdempotencyKeys
    from gateway.web.metrics import Metrics
    from sentiment import Classifier


@dataclass(frozen=True, slots=True)
class Services:
    """What endpoints and services work with; made by the application's start-up and nowhere else."""

    settings: "Settings"
    ledger: "Ledger"
    projection: "async_sessionmaker[AsyncSession]"
    records: "async_sessionmaker[AsyncSession]"
    projection_reader: "GroupReader"
    records_reader: "GroupReader"
    projector: "Projector"
    operations: "Operations"
    idempotency: "IdempotencyKeys"
    intake: "Intake"
    posting: "Posting"
    accounts: "Accounts"
    keyring: "Keyring"
    wallets: "Wallets"
    ca: "CertificateAuthority"
    classifier: "Classifier"
    statements: "Statements"
    cycles: "CycleDriver"
    explanations: "Explanations"
    operator: "Caller"
    supervisor: "Caller"
    metrics: "Metrics"
