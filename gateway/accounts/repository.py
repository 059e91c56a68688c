"""All SQL of accounts and sessions."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.records.models import Account, Session


class AccountRepository:
    """Reads and writes accounts and sessions within one database session; the caller commits."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def by_login(self, login: str) -> Account | None:
        """The account with this folded log-in."""
        found: Account | None = await self._session.scalar(select(Account).where(Account.login == login))
        return found

    async def by_company(self, company_id: str) -> Account | None:
        """The account of a company."""
        found: Account | None = await self._session.scalar(select(Account).where(Account.company_id == company_id))
        return found

    async def add(self, account: Account) -> Account:
        """Adds an account; fails with IntegrityError when its log-in or company has one."""
        self._session.add(account)
        await self._session.flush()
        return account

    async def add_session(self, token_digest: str, account_id: str, expires_at: datetime, now: datetime) -> None:
        """Adds a session, and forgets this account's expired ones."""
        await self._session.execute(delete(Session).where(Session.account_id == account_id, Session.expires_at <= now))
        self._session.add(Session(token_digest=token_digest, account_id=account_id, expires_at=expires_at))

    async def by_token(self, token_digest: str, now: datetime) -> tuple[Account, datetime] | None:
        """The account that this token stands for and when the session ends, unless it has."""
        found = await self._session.execute(
            select(Account, Session.expires_at)
            .join(Session, Session.account_id == Account.id)
            .where(Session.token_digest == token_digest, Session.expires_at > now)
        )
        row = found.first()
        return None if row is None else (row[0], row[1])

    async def end_session(self, token_digest: str) -> None:
        """Forgets a token."""
        await self._session.execute(delete(Session).where(Session.token_digest == token_digest))
