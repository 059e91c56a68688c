"""`Idempotency-Key`: a request that is sent again is answered again, not done again."""

import hashlib
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from sqlalchemy import Table, bindparam, delete, or_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from gateway.db.columns import now
from gateway.db.group_writer import GroupWriter, insert_of
from gateway.errors import Conflict
from gateway.records.models import IdempotencyKey

_KEPT = timedelta(hours=48)
_TABLE = cast("Table", IdempotencyKey.__table__)
_REMEMBER = (
    update(_TABLE)
    .where(_TABLE.c.account_id == bindparam("of_account"), _TABLE.c.key == bindparam("of_key"))
    .values(status=202, response=bindparam("response"))
)


@dataclass(frozen=True, slots=True)
class KeyedRequest:
    """A request that carries a key: whose it is, what it asks for (method and path), and the digest of its body."""

    account_id: str
    key: str
    request: str
    body_digest: str

    @classmethod
    def of(cls, account_id: str, key: str, method: str, path: str, body: bytes) -> "KeyedRequest":
        """The request with these parts."""
        return cls(account_id, key, f"{method} {path}", hashlib.sha256(body).hexdigest())


class IdempotencyKeys:
    """Remembers for each key which operation it began; keys belong to accounts and are kept for 48 hours."""

    def __init__(self, records: async_sessionmaker[AsyncSession], writer: GroupWriter) -> None:
        self._records = records
        self._writer = writer

    async def begin(self, request: KeyedRequest) -> str | None:
        """None for a new key, which is taken now; else the id of the operation that it began. Fails as `recall`."""
        known = await self.recall(request)
        return None if known is None else str(known["operation_id"])

    async def recall(self, request: KeyedRequest) -> dict[str, Any] | None:
        """None for a new key, which is taken now; else what was remembered of its request.

        Fails with `IDEMPOTENCY_MISMATCH` when the key came with another request, and `IDEMPOTENCY_BUSY` while the first
        request is still being looked at.
        """
        try:
            await self._writer.write(*insert_of(IdempotencyKey, {**asdict(request), "created_at": now()}))
        except IntegrityError:
            return await self._known(request)
        return None

    async def began(self, request: KeyedRequest, operation_id: str) -> None:
        """Remembers the operation."""
        await self.remember(request, {"operation_id": operation_id})

    async def remember(self, request: KeyedRequest, response: dict[str, Any]) -> None:
        """Keeps what is needed to answer the request once more."""
        await self._writer.write(
            _REMEMBER, {"of_account": request.account_id, "of_key": request.key, "response": response}
        )

    async def forget(self, request: KeyedRequest) -> None:
        """Frees a key whose request was refused before an operation began."""
        async with self._records.begin() as session:
            await session.execute(
                delete(IdempotencyKey).where(
                    IdempotencyKey.account_id == request.account_id,
                    IdempotencyKey.key == request.key,
                    IdempotencyKey.status.is_(None),
                )
            )

    async def sweep(self) -> None:
        """At start-up: forgets old keys, and those whose request ended with the former process, nothing begun."""
        async with self._records.begin() as session:
            await session.execute(
                delete(IdempotencyKey).where(
                    or_(IdempotencyKey.status.is_(None), IdempotencyKey.created_at < datetime.now(UTC) - _KEPT)
                )
            )

    async def _known(self, request: KeyedRequest) -> dict[str, Any]:
        async with self._records() as session:
            row = await session.get(IdempotencyKey, (request.account_id, request.key))
        if row is not None and (row.request, row.body_digest) != (request.request, request.body_digest):
            raise Conflict("IDEMPOTENCY_MISMATCH", "this Idempotency-Key came with another request; use a new one")
        if row is None or row.response is None:
            raise Conflict(
                "IDEMPOTENCY_BUSY", "the request with this Idempotency-Key is under way; repeat it in a moment"
            )
        return row.response
