"""The whole gateway over a simulated ledger, spoken to over HTTP without a socket."""

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI

from gateway.accounts.passwords import Passwords, Work
from gateway.app import create_app
from gateway.backend import Backend
from gateway.bootstrap import ensure_secrets
from gateway.context import Services
from gateway.ledger.port import Ledger
from gateway.settings import Settings
from tests.helpers.identities import CertificateAuthority
from tests.helpers.users_ca import UsersCA

PASSWORD = "correct horse battery staple"
WAIT = {"Prefer": "wait=20"}
LOT = {"breed": "Lobster", "amount": 120, "price_fen": 1_000_000, "freshness": 3, "weight_g": 30_000}

# Real argon2id, with the least work: tests log in often.
CHEAP_PASSWORDS = Work(passes=1, memory_bytes=8 << 10)


def demo_code(number: int) -> str:
    """A demo credit code."""
    return f"DEMO{number:014d}"


@dataclass
class Floor:
    """A running gateway. `http` is nobody; `as_…` are callers."""

    app: FastAPI
    http: httpx.AsyncClient
    ca: UsersCA
    ledger: Ledger
    settings: Settings
    _stack: AsyncExitStack
    _companies: dict[int, httpx.AsyncClient] = field(default_factory=dict)

    @property
    def services(self) -> Services:
        """What the application wired."""
        services: Services = self.app.state.services
        return services

    async def client(self, token: str | None = None) -> httpx.AsyncClient:
        """A client with this token. A crash of the application shows as its 500, as over a socket."""
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        made = httpx.AsyncClient(transport=transport, base_url="http://floor/v1", headers=headers, timeout=60)
        return await self._stack.enter_async_context(made)

    async def log_in(self, login: str, password: str) -> httpx.AsyncClient:
        """A client for whoever logs in."""
        answer = await self.http.post("/sessions", json={"login": login, "password": password})
        assert answer.status_code == 201, answer.text
        return await self.client(answer.json()["token"])

    async def authority(self, role: str) -> httpx.AsyncClient:
        """The operator or the supervisor."""
        given = json.loads(self.settings.bootstrap_credentials_file.read_text())[role]
        return await self.log_in(given["name"], given["password"])

    def application(self, number: int, **changes: Any) -> dict[str, Any]:
        """The registration of company `number`."""
        return {
            "name": f"Company {number} Ltd",
            "social_credit_code": demo_code(number),
            "legal_representative": f"Person {number}",
            "password": PASSWORD,
            **changes,
        }

    async def register(self, number: int, **changes: Any) -> httpx.Response:
        """Registers company `number` and waits for the ledger."""
        return await self.http.post("/companies", json=self.application(number, **changes), headers=WAIT)

    async def company(self, number: int) -> httpx.AsyncClient:
        """Company `number`, registered and logged in."""
        if number not in self._companies:
            answer = await self.register(number)
            assert answer.status_code == 201, answer.text
            self._companies[number] = await self.log_in(demo_code(number), PASSWORD)
        return self._companies[number]

    async def company_id(self, number: int) -> str:
        """The id of company `number`."""
        client = await self.company(number)
        found: str = (await client.get("/sessions/current")).json()["company_id"]
        return found


def application(
    folder: Path, ledger: Ledger, authority: CertificateAuthority, ca: UsersCA, **changes: Any
) -> tuple[Settings, FastAPI]:
    """The application, not started."""
    settings = Settings(home=folder, **{"admit_demo_codes": True, **changes})
    ensure_secrets(settings)
    backend = Backend(ledger, ca, authority.operator(), authority.supervisor())
    return settings, create_app(settings, backend=backend, passwords=Passwords(CHEAP_PASSWORDS))


@asynccontextmanager
async def floor(
    folder: Path, ledger: Ledger, authority: CertificateAuthority, ca: UsersCA | None = None, **changes: Any
) -> AsyncIterator[Floor]:
    """A gateway whose home is `folder`; `changes` are settings."""
    users_ca = ca or UsersCA()
    settings, app = application(folder, ledger, authority, users_ca, **changes)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(app.router.lifespan_context(app))
        made = Floor(app, None, users_ca, ledger, settings, stack)  # type: ignore[arg-type] # set in the next line
        made.http = await made.client()
        yield made


def problem(answer: httpx.Response) -> tuple[int, str, str | None]:
    """Status, code and field of a problem, after checking its form."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    body = answer.json()
    assert body["status"] == answer.status_code
    assert body["detail"]
    assert body["title"]
    return answer.status_code, body["code"], body.get("field")
