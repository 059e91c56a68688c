"""Identities that the gateway signs with on behalf of companies."""

import asyncio
import base64
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from gateway.errors import Conflict
from gateway.ledger.port import Caller
from gateway.records.models import Wallet
from gateway.wallets.keyring import Keyring
from gateway.wallets.keys import key_id, load_private_key, private_pem, sign_low_s
from gateway.wallets.repository import WalletRepository

_OPEN_WALLETS = 4096
_SIGNED_AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class _Open:
    caller: Caller
    key: EllipticCurvePrivateKey = field(repr=False)
    key_id: str


class Wallets:
    """Private keys are encrypted in the records; those in use are kept open in memory, the least used are dropped."""

    def __init__(self, records: async_sessionmaker[AsyncSession], keyring: Keyring) -> None:
        self._records = records
        self._keyring = keyring
        self._open: OrderedDict[str, _Open] = OrderedDict()

    async def store(self, owner: str, msp_id: str, certificate_pem: bytes, key: EllipticCurvePrivateKey) -> None:
        """Keeps an identity."""
        wallet = Wallet(
            owner=owner,
            msp_id=msp_id,
            certificate_pem=certificate_pem,
            encrypted_key=self._keyring.encrypt(owner, private_pem(key)),
            key_id=key_id(key),
        )
        async with self._records.begin() as session:
            await WalletRepository(session).put(wallet)
        self._open.pop(owner, None)

    async def has(self, owner: str) -> bool:
        """Whether there is an identity of this company or role."""
        return owner in self._open or await self._row(owner) is not None

    async def caller(self, owner: str) -> Caller:
        """Who signs the company's transactions; fails with `WALLET_MISSING`."""
        return (await self._opened(owner)).caller

    async def sign(self, owner: str, message: bytes) -> tuple[str, str]:
        """`sign_all` of one message."""
        key_id, (signature,) = await self.sign_all(owner, [message])
        return key_id, signature

    async def sign_all(self, owner: str, messages: Sequence[bytes]) -> tuple[str, list[str]]:
        """The key's id, and each message's signature: ECDSA over SHA-256, low-S, DER, base64."""
        opened = await self._opened(owner)
        # A signature takes half a tenth of a millisecond, as long as a change of threads; many would hold up others.
        if len(messages) <= _SIGNED_AT_ONCE:
            return opened.key_id, _signatures(opened.key, messages)
        return opened.key_id, await asyncio.to_thread(_signatures, opened.key, messages)

    async def _row(self, owner: str) -> Wallet | None:
        async with self._records() as session:
            return await WalletRepository(session).get(owner)

    async def _opened(self, owner: str) -> _Open:
        opened = self._open.get(owner)
        if opened is None:
            row = await self._row(owner)
            if row is None:
                raise Conflict(
                    "WALLET_MISSING", "your registration isn't finished; repeat POST /v1/companies as you sent it"
                )
            pem = self._keyring.decrypt(owner, row.encrypted_key)
            opened = _Open(Caller(row.msp_id, row.certificate_pem, pem), load_private_key(pem), row.key_id)
            self._open[owner] = opened
            while len(self._open) > _OPEN_WALLETS:
                self._open.popitem(last=False)
        self._open.move_to_end(owner)
        return opened


def _signatures(key: EllipticCurvePrivateKey, messages: Sequence[bytes]) -> list[str]:
    return [base64.b64encode(sign_low_s(key, message)).decode("ascii") for message in messages]
