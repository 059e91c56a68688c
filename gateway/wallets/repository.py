"""All SQL of wallets."""

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.records.models import Wallet


class WalletRepository:
    """Reads and writes wallets within one database session; the caller commits."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get(self, owner: str) -> Wallet | None:
        """The wallet of a company or role."""
        return await self._session.get(Wallet, owner)

    async def put(self, wallet: Wallet) -> None:
        """Adds the wallet, or replaces the owner's former one."""
        await self._session.merge(wallet)
