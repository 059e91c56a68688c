import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from gateway.accounts.limiter import LoginLimiter
from gateway.accounts.passwords import Passwords
from gateway.accounts.repository import AccountRepository
from gateway.accounts.service import Accounts
from gateway.errors import TooManyRequests, Unauthenticated
from gateway.records.models import Account, Session
from tests.helpers.databases import Database
from tests.helpers.floor import CHEAP_PASSWORDS

PASSWORD = "a long enough password"


async def named(name: str) -> str | None:
    return "C-AAAA" if name == "Blue Bay" else None


def accounts_of(records: Database, limit: int = 100, hours: float = 1) -> Accounts:
    limiter = LoginLimiter(limit)
    return Accounts(records.sessions, Passwords(CHEAP_PASSWORDS), limiter, timedelta(hours=hours), named)


@pytest.fixture
async def accounts(records: Database) -> Accounts:
    made = accounts_of(records)
    assert await made.claim("DEMO00000000000001", PASSWORD, "company", "C-AAAA") is not None
    return made


async def test_logs_in_by_code_in_any_case_and_by_name(accounts: Accounts):
    for login in ("DEMO00000000000001", "demo00000000000001", "Blue Bay"):
        session = await accounts.log_in(login, PASSWORD)
        assert session.principal.role == "company"
        assert session.principal.company_id == "C-AAAA"
        assert await accounts.authenticate(session.token) == session.principal


@pytest.mark.parametrize(("login", "password"), [("DEMO00000000000001", "wrong"), ("nobody", PASSWORD), ("", "")])
async def test_any_wrong_login_is_the_same_failure(accounts: Accounts, login: str, password: str):
    with pytest.raises(Unauthenticated) as failed:
        await accounts.log_in(login, password)
    assert failed.value.code == "LOGIN_FAILED"
    assert failed.value.headers["WWW-Authenticate"] == "Bearer"


async def test_an_unknown_login_costs_a_verification_too(records: Database):
    class Counting(Passwords):
        verified = 0

        def _matches(self, password_hash: str, password: str) -> bool:
            Counting.verified += 1
            return super()._matches(password_hash, password)

    accounts = Accounts(records.sessions, Counting(CHEAP_PASSWORDS), LoginLimiter(9), timedelta(hours=1), named)
    with pytest.raises(Unauthenticated):
        await accounts.log_in("nobody", PASSWORD)
    assert Counting.verified == 1


async def test_even_the_right_password_is_refused_above_the_limit(records: Database):
    accounts = accounts_of(records, limit=2)
    await accounts.claim("code", PASSWORD, "company", "C-AAAA")
    for _ in range(2):
        with pytest.raises(Unauthenticated):
            await accounts.log_in("CODE", "wrong")
    with pytest.raises(TooManyRequests):
        await accounts.log_in("code", PASSWORD)


async def test_records_hold_neither_token_nor_password(accounts: Accounts, records: Database):
    session = await accounts.log_in("DEMO00000000000001", PASSWORD)
    async with records.sessions() as reading:
        digests = (await reading.scalars(select(Session.token_digest))).all()
        hashes = (await reading.scalars(select(Account.password_hash))).all()
    assert session.token not in digests
    assert all(len(digest) == 64 for digest in digests)
    assert all(stored.startswith("$argon2id$") and PASSWORD not in stored for stored in hashes)


async def test_a_token_ends_by_expiry_and_by_logging_out(accounts: Accounts, records: Database):
    first = await accounts.log_in("DEMO00000000000001", PASSWORD)
    await accounts.log_out(first.token)
    with pytest.raises(Unauthenticated) as failed:
        await accounts.authenticate(first.token)
    assert failed.value.code == "TOKEN_INVALID"
    second = await accounts.log_in("DEMO00000000000001", PASSWORD)
    async with records.sessions.begin() as session:
        await session.execute(update(Session).values(expires_at=datetime.now(UTC)))
    with pytest.raises(Unauthenticated):
        await accounts.authenticate(second.token)


async def test_logging_in_sweeps_the_accounts_expired_sessions(records: Database):
    accounts = accounts_of(records, hours=0)
    await accounts.claim("code", PASSWORD, "company", "C-AAAA")
    for _ in range(3):
        await accounts.log_in("code", PASSWORD)
    async with records.sessions() as reading:
        assert len((await reading.scalars(select(Session.token_digest))).all()) == 1


class TestClaim:
    async def test_the_same_password_finds_the_account_again(self, accounts: Accounts):
        again = await accounts.claim("demo00000000000001", PASSWORD, "company", "C-AAAA")
        assert again is not None
        assert again.company_id == "C-AAAA"

    async def test_another_password_doesnt(self, accounts: Accounts):
        assert await accounts.claim("DEMO00000000000001", "another password", "company", "C-AAAA") is None

    async def test_a_company_cant_claim_an_authoritys_account(self, accounts: Accounts):
        assert await accounts.claim("operator", PASSWORD, "operator") is not None
        assert await accounts.claim("operator", PASSWORD, "company", "C-BBBB") is None

    async def test_guesses_are_limited(self, records: Database):
        accounts = accounts_of(records, limit=2)
        await accounts.claim("code", PASSWORD, "company", "C-AAAA")
        for _ in range(2):
            assert await accounts.claim("code", "a wrong password", "company", "C-AAAA") is None
        with pytest.raises(TooManyRequests):
            await accounts.claim("code", PASSWORD, "company", "C-AAAA")


class HeldLookUps:
    """Look-ups of tokens go on, once read, when `go` is set; `begun` is set by the first, `count` counts them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun, self.go, self.count = asyncio.Event(), asyncio.Event(), 0
        read = AccountRepository.by_token

        async def held(repository: AccountRepository, digest: str, now: datetime) -> tuple[Account, datetime] | None:
            self.count += 1
            found = await read(repository, digest, now)
            self.begun.set()
            await self.go.wait()
            return found

        monkeypatch.setattr(AccountRepository, "by_token", held)


async def test_requests_that_come_together_share_a_look_up(
    accounts: Accounts, records: Database, monkeypatch: pytest.MonkeyPatch
):
    session = await accounts.log_in("DEMO00000000000001", PASSWORD)
    fresh, look_ups = accounts_of(records), HeldLookUps(monkeypatch)
    coming = [asyncio.create_task(fresh.authenticate(session.token)) for _ in range(20)]
    await look_ups.begun.wait()
    coming.pop().cancel()  # one of them goes: the others are answered all the same
    look_ups.go.set()
    assert await asyncio.gather(*coming) == [session.principal] * 19
    assert look_ups.count == 1


async def test_a_look_up_from_before_a_log_out_is_not_shared(
    accounts: Accounts, records: Database, monkeypatch: pytest.MonkeyPatch
):
    session = await accounts.log_in("DEMO00000000000001", PASSWORD)
    fresh, look_ups = accounts_of(records), HeldLookUps(monkeypatch)
    before = asyncio.create_task(fresh.authenticate(session.token))
    await look_ups.begun.wait()
    await fresh.log_out(session.token)
    after = asyncio.create_task(fresh.authenticate(session.token))
    await asyncio.sleep(0)
    look_ups.go.set()
    assert await before == session.principal
    with pytest.raises(Unauthenticated):
        await after


async def test_many_of_an_unknown_token_are_refused_each(accounts: Accounts):
    refused = await asyncio.gather(*(accounts.authenticate("guess") for _ in range(5)), return_exceptions=True)
    assert all(isinstance(one, Unauthenticated) and one.code == "TOKEN_INVALID" for one in refused)
