"""`Idempotency-Key` for statements: a request that is sent again finds the statements that it made."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, Any, NamedTuple, TypeVar

from fastapi import Depends, Request

from gateway.accounts.principal import Principal
from gateway.context import Services
from gateway.statements.stated import Stated
from gateway.web.deps import ServicesDep
from gateway.web.idempotency import KeyedRequest
from gateway.web.writes import Key

T = TypeVar("T")


class Taken(NamedTuple):
    """What became of a request for many statements: `refused` are problem documents with the `index` of their item."""

    rows: Sequence[Stated]
    refused: Sequence[dict[str, Any]]


class Once:
    """Takes statements once per key."""

    def __init__(self, services: Services, request: Request, key: str) -> None:
        self._services = services
        self._request = request
        self._key = key

    async def take(self, principal: Principal, take: Callable[[], Awaitable[Stated]]) -> Stated:
        """What `take` gives, or gave when the key came first. Fails as `IdempotencyKeys.recall` and `take` do."""

        async def one() -> tuple[Stated, dict[str, Any]]:
            row = await take()
            return row, {"operation_id": row.id}

        row, known = await self._once(principal, one)
        if row is None:
            return await self._services.statements.get(known["operation_id"], principal.company_id)
        return row

    async def take_all(self, principal: Principal, take: Callable[[], Awaitable[Taken]]) -> Taken:
        """The same of many statements."""

        async def many() -> tuple[Taken, dict[str, Any]]:
            taken = await take()
            return taken, {"statements": [row.id for row in taken.rows], "refused": list(taken.refused)}

        taken, known = await self._once(principal, many)
        if taken is None:
            return Taken(await self._services.statements.get_all(known["statements"]), known["refused"])
        return taken

    async def _once(
        self, principal: Principal, take: Callable[[], Awaitable[tuple[T, dict[str, Any]]]]
    ) -> tuple[T | None, dict[str, Any]]:
        """What `take` gave and what is to be remembered of it; None and what was remembered when the key is known."""
        if not self._key:
            return await take()
        keys = self._services.idempotency
        method, path, body = self._request.method, self._request.url.path, await self._request.body()
        keyed = KeyedRequest.of(principal.account_id, self._key, method, path, body)
        known = await keys.recall(keyed)
        if known is not None:
            return None, known
        try:
            made, remembered = await take()
        except BaseException:
            await keys.forget(keyed)
            raise
        await keys.remember(keyed, remembered)
        return made, remembered


async def _once(services: ServicesDep, request: Request, key: Key = "") -> Once:
    return Once(services, request, key)


OnceDep = Annotated[Once, Depends(_once)]
