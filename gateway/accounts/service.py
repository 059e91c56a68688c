"""Log in, authenticate, log out."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import cast

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from gateway.accounts.known import KnownTokens
from gateway.accounts.limiter import LoginLimiter
from gateway.accounts.names import folded_name
from gateway.accounts.passwords import Passwords
from gateway.accounts.principal import Principal, Role
from gateway.accounts.repository import AccountRepository
from gateway.accounts.tokens import new_token, token_digest
from gateway.errors import Unauthenticated
from gateway.records.models import Account

CompanyByName = Callable[[str], Awaitable[str | None]]
"""Gives the company_id of a (normalised) name, or None."""


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """A new session. `token` is shown once and kept nowhere."""

    token: str
    expires_at: datetime
    principal: Principal


class Accounts:
    """Companies log in by credit code or by name, operator and supervisor by theirs."""

    def __init__(
        self,
        records: async_sessionmaker[AsyncSession],
        passwords: Passwords,
        limiter: LoginLimiter,
        session_time: timedelta,
        company_by_name: CompanyByName,
    ) -> None:
        self._records = records
        self._passwords = passwords
        self._limiter = limiter
        self._session_time = session_time
        self._company_by_name = company_by_name
        self._known = KnownTokens()
        self._looking: dict[tuple[str, int], asyncio.Task[Principal]] = {}

    async def log_in(self, login: str, password: str) -> LoggedIn:
        """Fails with `LOGIN_FAILED` (whatever was wrong) or `LOGIN_LIMIT`; takes as long for an unknown log-in."""
        folded = folded_name(login)
        self._limiter.attempt(folded)
        account = await self._find(login, folded)
        if not await self._passwords.verify(account.password_hash if account else None, password) or account is None:
            raise Unauthenticated("LOGIN_FAILED", "log-in or password is wrong; check both")
        self._limiter.succeeded(folded)
        now = datetime.now(UTC)
        token, expires_at = new_token(), now + self._session_time
        async with self._records.begin() as session:
            await AccountRepository(session).add_session(token_digest(token), account.id, expires_at, now)
        return LoggedIn(token, expires_at, _principal(account))

    async def authenticate(self, token: str) -> Principal:
        """Who the token stands for; fails with `TOKEN_INVALID`."""
        digest, forgotten = token_digest(token), self._known.forgotten
        known = self._known.get(digest)
        if known is not None:
            return known
        # A company's requests come many at once: they share a look-up, but none from before somebody logged out.
        looking = self._looking.get((digest, forgotten))
        if looking is None:
            looking = asyncio.create_task(self._look_up(digest, forgotten))
            self._looking[digest, forgotten] = looking
        return await asyncio.shield(looking)

    async def _look_up(self, digest: str, forgotten: int) -> Principal:
        try:
            return await self._found(digest, forgotten)
        finally:
            del self._looking[digest, forgotten]

    async def _found(self, digest: str, forgotten: int) -> Principal:
        async with self._records() as session:
            found = await AccountRepository(session).by_token(digest, datetime.now(UTC))
        if found is None:
            raise Unauthenticated("TOKEN_INVALID", "the token is unknown or has expired; log in again")
        account, expires_at = found
        principal = _principal(account)
        self._known.put(digest, principal, expires_at, forgotten)
        return principal

    async def log_out(self, token: str) -> None:
        """Forgets the token; an unknown one is no failure."""
        async with self._records.begin() as session:
            await AccountRepository(session).end_session(token_digest(token))
        self._known.forget(token_digest(token))

    async def claim(self, login: str, password: str, role: Role, company_id: str | None = None) -> Principal | None:
        """Makes an account, or finds the one that has this log-in and this password; None when it has another password.

        That makes an interrupted registration repeatable by whoever began it, and by nobody else. Attempts on an
        existing account count as log-ins (`LOGIN_LIMIT`).
        """
        folded = folded_name(login)
        account = await self._by_login(folded)
        if account is None:
            made = await self._create(folded, await self._passwords.hash(password), role, company_id)
            if made is not None:
                return _principal(made)
            account = await self._by_login(folded)  # somebody else was quicker
        if account is None:
            return None
        self._limiter.attempt(folded)
        if not await self._passwords.verify(account.password_hash, password):
            return None
        self._limiter.succeeded(folded)
        return _principal(account) if (account.role, account.company_id) == (role, company_id) else None

    async def _by_login(self, folded: str) -> Account | None:
        async with self._records() as session:
            return await AccountRepository(session).by_login(folded)

    async def _create(self, folded: str, password_hash: str, role: Role, company_id: str | None) -> Account | None:
        try:
            async with self._records.begin() as session:
                account = Account(login=folded, password_hash=password_hash, role=role, company_id=company_id)
                return await AccountRepository(session).add(account)
        except IntegrityError:
            return None

    async def _find(self, login: str, folded: str) -> Account | None:
        company_id = await self._company_by_name(login)
        async with self._records() as session:
            accounts = AccountRepository(session)
            return await accounts.by_login(folded) or (await accounts.by_company(company_id) if company_id else None)


def _principal(account: Account) -> Principal:
    return Principal(account.id, cast("Role", account.role), account.company_id)
