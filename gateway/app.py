"""The application: `create_app` puts routes, handlers and middleware together; its lifespan is the only wiring."""

import importlib.metadata
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi.responses import HTMLResponse

from gateway.accounts.endpoints import router as sessions_router
from gateway.accounts.passwords import Passwords
from gateway.appeals.endpoints import router as appeals_router
from gateway.backend import Backend
from gateway.companies.endpoints import router as companies_router
from gateway.contracts.bulk import router as evaluations_router
from gateway.contracts.endpoints import router as contracts_router
from gateway.credit.endpoints import router as credit_router
from gateway.cycles.endpoints import router as cycles_router
from gateway.explanations.endpoints import router as explanations_router
from gateway.lists.endpoints import lists_router
from gateway.market.endpoints import router as market_router
from gateway.matches.bulk import router as decisions_router
from gateway.matches.endpoints import router as matches_router
from gateway.operations.endpoints import router as operations_router
from gateway.settings import Settings
from gateway.web import problems
from gateway.web.docs_page import page
from gateway.web.health import router as health_router
from gateway.web.metrics import Metrics
from gateway.web.middleware import BodyLimit, Measure, SecurityHeaders
from gateway.web.openapi import document
from gateway.wiring import wired

_DESCRIPTION = """A trading floor for aquatic products on a ledger that platform and supervisor keep together.

Log in at `POST /v1/sessions` and send the token as `Authorization: Bearer …`. Every write to the ledger answers 202
with a `Location` to look at; with `Prefer: wait=N` it answers when the ledger has it. `Idempotency-Key` makes a write
safe to repeat. Money is in fen, weight in grams. Failures are problem documents (RFC 9457) with a stable `code`.
"""


# Each is included by itself: a router within a router would be looked through twice at every request.
_ROUTERS = (
    sessions_router,
    companies_router,
    lists_router("supply"),
    lists_router("demand"),
    cycles_router,
    matches_router,
    decisions_router,
    explanations_router,
    contracts_router,
    evaluations_router,
    appeals_router,
    credit_router,
    market_router,
    operations_router,
    health_router,
)


def create_app(settings: Settings, *, backend: Backend | None = None, passwords: Passwords | None = None) -> FastAPI:
    """The application. `backend`: what it stands on; None is the Fabric network of the settings' home."""
    metrics = Metrics()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with wired(settings, metrics, backend, passwords) as services:
            app.state.services = services
            yield

    app = FastAPI(
        title="Shoal",
        version=importlib.metadata.version("shoal"),
        description=_DESCRIPTION,
        lifespan=lifespan,
        openapi_url="/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    problems.install(app)
    app.add_middleware(BodyLimit, limit_bytes=settings.body_limit_bytes)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(Measure, observe=metrics.request)
    for router in _ROUTERS:
        app.include_router(router, prefix="/v1")

    @app.get("/docs", include_in_schema=False)
    async def docs() -> HTMLResponse:
        return HTMLResponse(page(app.openapi()))

    made: dict[str, Any] = {}

    def openapi() -> dict[str, Any]:
        if not made:
            made.update(document(app))
        return made

    app.openapi = openapi  # type: ignore[method-assign] # FastAPI's own way to extend the document
    return app
