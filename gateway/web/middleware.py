"""What wraps every request: a limit on the body, security headers, the request's measure and log line."""

import json
import time
from collections.abc import Callable
from typing import Any

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.errors import ShoalError
from gateway.web.problems import MEDIA_TYPE, problem_document

log = structlog.get_logger(__name__)

_SECURITY = {
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


class SecurityHeaders:
    """Adds the headers that tell a browser to trust as little as it can; an endpoint's own value stands."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _SECURITY.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, with_headers)


class BodyLimit:
    """Refuses a body above the limit with 413, whether or not its length was announced."""

    def __init__(self, app: ASGIApp, limit_bytes: int) -> None:
        self._app = app
        self._limit_bytes = limit_bytes
        self._message = f"send at most {limit_bytes} bytes; post in parts"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "0")
        if announced.isdecimal() and int(announced) > self._limit_bytes:
            await self._refuse(scope, send)
            return
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._limit_bytes:
                # The one exception that FastAPI lets through from reading a body; the handlers make a problem of it.
                raise HTTPException(413, self._message)
            return message

        await self._app(scope, counted, send)

    async def _refuse(self, scope: Scope, send: Send) -> None:
        error = ShoalError("BODY_TOO_LARGE", self._message, status=413)
        body = json.dumps(problem_document(error, scope["path"])).encode()
        headers = [
            (b"content-type", MEDIA_TYPE.encode()),
            (b"content-length", str(len(body)).encode()),
            (b"connection", b"close"),
        ]
        await send({"type": "http.response.start", "status": 413, "headers": headers})
        await send({"type": "http.response.body", "body": body})


class Measure:
    """Reports each request's method, route, status and seconds to `observe`, and logs it (never a header or a body)."""

    def __init__(self, app: ASGIApp, observe: Callable[[str, str, int, float], None]) -> None:
        self._app = app
        self._observe = observe

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 500

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watched)
        finally:
            seconds = time.perf_counter() - began
            route = _route(scope)
            self._observe(scope["method"], route, status, seconds)
            log.info("request", method=scope["method"], route=route, status=status, ms=round(seconds * 1000, 1))


def _route(scope: dict[str, Any] | Scope) -> str:
    """The route's template, so that ids don't become labels; `unmatched` where there is none."""
    template = str(getattr(scope.get("route"), "path", "unmatched"))
    # A route knows its path within the router that it is part of, not the prefix that the router was included with.
    versioned = template.startswith("/") and scope["path"].startswith("/v1/") and not template.startswith("/v1/")
    return "/v1" + template if versioned else template
