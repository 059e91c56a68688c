"""`shoal gateway init`: what must exist before the gateway can run."""

from contextlib import AsyncExitStack

from gateway.bootstrap import ensure_accounts, ensure_secrets
from gateway.settings import Settings
from gateway.wiring import database, make_accounts


async def initialise(settings: Settings) -> bool:
    """Secrets, migrated databases, the authorities' accounts; whether any secret had to be made."""
    made = ensure_secrets(settings)
    async with AsyncExitStack() as stack:
        records = await stack.enter_async_context(database(settings, "records"))
        projection = await stack.enter_async_context(database(settings, "projection"))
        await ensure_accounts(make_accounts(settings, records, projection), settings)
    return made
