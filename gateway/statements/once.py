"""`Idempotency-Key` for statements: a request that is sent again finds the statement that it made."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Request

from gateway.accounts.principal import Principal
from gateway.context import Services
from gateway.records.models import Statement
from gateway.web.deps import ServicesDep
from gateway.web.idempotency import KeyedRequest
from gateway.web.writes import Key

Take = Callable[[], Awaitable[Statement]]


class Once:
    """Takes a statement once per key."""

    def __init__(self, services: Services, request: Request, key: str | None) -> None:
        self._services = services
        self._request = request
        self._key = key

    async def take(self, principal: Principal, take: Take) -> Statement:
        """What `take` gives, or gave when the key came first. Fails as `IdempotencyKeys.begin` and `take` do."""
        if self._key is None:
            return await take()
        keys = self._services.idempotency
        method, path, body = self._request.method, self._request.url.path, await self._request.body()
        keyed = KeyedRequest.of(principal.account_id, self._key, method, path, body)
        known = await keys.begin(keyed)
        if known is not None:
            return await self._services.statements.get(known, principal.company_id)
        try:
            row = await take()
        except BaseException:
            await keys.forget(keyed)
            raise
        await keys.began(keyed, row.id)
        return row


async def _once(services: ServicesDep, request: Request, key: Key = None) -> Once:
    return Once(services, request, key)


OnceDep = Annotated[Once, Depends(_once)]
