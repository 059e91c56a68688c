import base64

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from sqlalchemy import select

from gateway.errors import ShoalError
from gateway.records.models import Wallet
from gateway.wallets.keyring import Keyring
from gateway.wallets.keys import key_id, new_private_key, private_pem
from gateway.wallets.service import Wallets
from tests.helpers.databases import Database

KEYRING = Keyring(bytes(32))


async def test_a_stored_identity_signs_also_after_a_restart(records: Database):
    key = new_private_key()
    await Wallets(records.sessions, KEYRING).store("C-AAAA", "PlatformMSP", b"certificate", key)
    wallets = Wallets(records.sessions, KEYRING)
    assert await wallets.has("C-AAAA")
    caller = await wallets.caller("C-AAAA")
    assert (caller.msp_id, caller.certificate_pem) == ("PlatformMSP", b"certificate")
    name, signature = await wallets.sign("C-AAAA", b"message")
    assert name == key_id(key)
    key.public_key().verify(base64.b64decode(signature), b"message", ec.ECDSA(SHA256()))


async def test_the_records_dont_hold_the_private_key_in_clear(records: Database):
    key = new_private_key()
    await Wallets(records.sessions, KEYRING).store("C-AAAA", "PlatformMSP", b"certificate", key)
    async with records.sessions() as session:
        row = (await session.scalars(select(Wallet))).one()
    assert private_pem(key)[40:80] not in row.encrypted_key
    assert "key" not in repr(row).lower()


async def test_a_replaced_identity_is_used_at_once(records: Database):
    wallets = Wallets(records.sessions, KEYRING)
    first, second = new_private_key(), new_private_key()
    await wallets.store("C-AAAA", "PlatformMSP", b"1", first)
    assert (await wallets.sign("C-AAAA", b"m"))[0] == key_id(first)
    await wallets.store("C-AAAA", "PlatformMSP", b"2", second)
    assert (await wallets.sign("C-AAAA", b"m"))[0] == key_id(second)


async def test_a_missing_wallet_and_a_wrong_key_are_coded(records: Database):
    wallets = Wallets(records.sessions, KEYRING)
    assert not await wallets.has("C-AAAA")
    with pytest.raises(ShoalError) as failed:
        await wallets.caller("C-AAAA")
    assert (failed.value.code, failed.value.status) == ("WALLET_MISSING", 409)
    await wallets.store("C-AAAA", "PlatformMSP", b"1", new_private_key())
    with pytest.raises(ShoalError) as failed:
        await Wallets(records.sessions, Keyring(bytes([1] * 32))).caller("C-AAAA")
    assert failed.value.code == "WALLET_KEY"


async def test_a_caller_never_shows_its_key(records: Database):
    wallets = Wallets(records.sessions, KEYRING)
    key = new_private_key()
    await wallets.store("C-AAAA", "PlatformMSP", b"1", key)
    assert "PRIVATE KEY" not in repr(await wallets.caller("C-AAAA"))
