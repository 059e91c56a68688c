"""The start-up: makes every part, in the order in which they need each other, and ends them in the reverse order."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from gateway.accounts.limiter import LoginLimiter
from gateway.accounts.passwords import Passwords
from gateway.accounts.service import Accounts
from gateway.backend import Backend, fabric_backend
from gateway.bootstrap import ensure_accounts, ensure_floor, ensure_market
from gateway.context import Services
from gateway.cycles.driver import CycleDriver
from gateway.cycles.rounds import MatcherChoice
from gateway.cycles.scheduler import Scheduler
from gateway.cycles.stages import PROJECTION_DEADLINE_S, Stages
from gateway.db.base import create_engine_for, sessions_of
from gateway.db.group_reader import GroupReader
from gateway.db.group_writer import GroupWriter
from gateway.db.migrate import Name, upgrade
from gateway.explanations.service import Explanations
from gateway.ledger.outbox import Outbox
from gateway.lists.intake import Intake
from gateway.lists.posting import Posting
from gateway.operations.service import Operations
from gateway.projection.projector import Projector
from gateway.projection.repository import ProjectionRepository
from gateway.settings import Settings
from gateway.statements.flush import StatementWriter
from gateway.statements.loop import flush_for_ever
from gateway.statements.service import Statements
from gateway.statements.text_index import index_older
from gateway.wallets.keyring import Keyring
from gateway.wallets.service import Wallets
from gateway.web.idempotency import IdempotencyKeys
from gateway.web.metrics import MeasuredLedger, Metrics
from sentiment import load_default


@asynccontextmanager
async def database(settings: Settings, name: Name) -> AsyncIterator[async_sessionmaker[AsyncSession]]:
    """The sessions of a database that is brought to this version's schema."""
    engine = create_engine_for(settings.database_url(name), durable=name == "records")
    try:
        await upgrade(engine, name)
        yield sessions_of(engine)
    finally:
        await engine.dispose()


def make_accounts(
    settings: Settings,
    records: async_sessionmaker[AsyncSession],
    projection: async_sessionmaker[AsyncSession],
    passwords: Passwords | None = None,
) -> Accounts:
    """The log-ins."""

    async def company_by_name(name: str) -> str | None:
        async with projection() as session:
            found = await ProjectionRepository(session).company_by_name(name)
        return None if found is None else found.company_id

    limiter = LoginLimiter(settings.logins_per_minute)
    return Accounts(
        records, passwords or Passwords(), limiter, timedelta(hours=settings.session_hours), company_by_name
    )


@asynccontextmanager
async def wired(
    settings: Settings, metrics: Metrics, backend: Backend | None = None, passwords: Passwords | None = None
) -> AsyncIterator[Services]:
    """Everything, running: databases migrated, what a crash left finished, the floor open, the projection caught up."""
    async with AsyncExitStack() as stack:
        keyring = Keyring.from_file(settings.wallet_key_file)
        records = await stack.enter_async_context(database(settings, "records"))
        projection = await stack.enter_async_context(database(settings, "projection"))
        await index_older(records)
        writer = GroupWriter(records)
        stack.push_async_callback(writer.close)
        readers = GroupReader(projection), GroupReader(records)
        for reader in readers:
            stack.push_async_callback(reader.close)
        if backend is None:
            backend = fabric_backend(settings, Outbox(records, writer))
            stack.push_async_callback(backend.ledger.close)
        services = _assembled(settings, metrics, backend, records, projection, readers, writer, keyring, passwords)
        await ensure_accounts(services.accounts, settings)
        await services.idempotency.sweep()
        await services.projector.start()
        stack.push_async_callback(services.projector.stop)
        stack.push_async_callback(services.posting.close)
        stack.push_async_callback(services.operations.close)
        await services.operations.resume()
        await ensure_floor(services)
        await ensure_market(services)
        await services.projector.catch_up(PROJECTION_DEADLINE_S)
        await services.cycles.resume()
        stack.push_async_callback(services.cycles.stop)
        every_s = settings.statement_flush_seconds
        await stack.enter_async_context(_background(flush_for_ever(services.statements.writer, every_s), "statements"))
        if settings.scheduler:
            await stack.enter_async_context(_scheduled(services))
        yield services


def _assembled(
    settings: Settings,
    metrics: Metrics,
    backend: Backend,
    records: async_sessionmaker[AsyncSession],
    projection: async_sessionmaker[AsyncSession],
    readers: tuple[GroupReader, GroupReader],
    writer: GroupWriter,
    keyring: Keyring,
    passwords: Passwords | None,
) -> Services:
    ledger = MeasuredLedger(backend.ledger, metrics)
    projector = Projector(ledger, projection)
    wallets = Wallets(records, keyring)
    intake = Intake(projector, projection)
    classifier = load_default()
    statement_writer = StatementWriter(ledger, backend.operator, records)
    stages = Stages(
        ledger=ledger,
        operator=backend.operator,
        projection=projection,
        records=records,
        projector=projector,
        writer=statement_writer,
        matcher=MatcherChoice(settings.matcher, settings.seed),
    )
    statements = Statements(
        channel=ledger.channel,
        projection=readers[0],
        records=records,
        reader=readers[1],
        wallets=wallets,
        classifier=classifier,
        writer=statement_writer,
        group=writer,
    )
    return Services(
        settings=settings,
        ledger=ledger,
        projection=projection,
        records=records,
        projection_reader=readers[0],
        records_reader=readers[1],
        projector=projector,
        operations=Operations(records, writer, ledger, projector),
        idempotency=IdempotencyKeys(records, writer),
        intake=intake,
        posting=Posting(ledger, wallets, backend.operator, intake),
        accounts=make_accounts(settings, records, projection, passwords),
        keyring=keyring,
        wallets=wallets,
        ca=backend.ca,
        classifier=classifier,
        statements=statements,
        cycles=CycleDriver(stages, records),
        explanations=Explanations(projection, records),
        operator=backend.operator,
        supervisor=backend.supervisor,
        metrics=metrics,
    )


@asynccontextmanager
async def _scheduled(services: Services) -> AsyncIterator[None]:
    scheduler = Scheduler(
        driver=services.cycles,
        ledger=services.ledger,
        operator=services.operator,
        cycle_seconds=services.settings.cycle_seconds,
    )
    async with _background(scheduler.run(), "scheduler"):
        yield


@asynccontextmanager
async def _background(work: Coroutine[None, None, None], name: str) -> AsyncIterator[None]:
    """Runs endless work beside everything else; cancels it at the end."""
    task = asyncio.create_task(work, name=name)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
