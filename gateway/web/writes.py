"""One way for all ledger writes: idempotency, the operation, the wait, and the answer's status and headers."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import Depends, Header, Request, Response
from pydantic import BaseModel, ValidationError

from gateway.accounts.principal import Principal
from gateway.context import Services
from gateway.errors import ShoalError
from gateway.ledger.port import Receipt
from gateway.operations.schemas import OperationOut
from gateway.operations.service import Operation, Work
from gateway.web.deps import services_of
from gateway.web.idempotency import KeyedRequest
from gateway.web.prefer import Prefer, wait_of
from gateway.web.problems import problems

_POLL_S = 0.05

Prepare = Callable[[], Awaitable[Work]]
"""Checks what can be checked before anything is written, and gives the work. Its failures are answered at once."""

Key = Annotated[
    str,  # not `| None`: FastAPI takes such a type apart at each request
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=128,
        pattern=r"^[\x21-\x7e]+$",
        description="Makes the request safe to repeat: the same key and body are answered again, not done again.",
        examples=["0b9cbb1e-5c0b-4d7c-9f3a-1f1d3a1c7a11"],
    ),
]


class Writer:
    """Does the ledger write of one request."""

    def __init__(self, services: Services, request: Request, wait_s: int, key: str) -> None:
        self._services = services
        self._request = request
        self._wait_s = wait_s
        self._key = key

    async def perform(
        self, principal: Principal, kind: str, prepare: Prepare, answer: type[BaseModel], *, status: int = 200
    ) -> Response:
        """Answers 202 with the operation, or, when it ended within the wait, `status` with its answer as `answer`."""
        if not self._key:
            operation = await self._run(principal, kind, await prepare())
        else:
            operation = await self._once(principal, kind, prepare, self._key)
        if operation.state == "failed":
            raise _failure(operation)
        return self._response(operation, answer, status)

    async def _run(self, principal: Principal, kind: str, work: Work) -> Operation:
        return await self._services.operations.run(principal, kind, work, wait_s=self._wait_s)

    async def _once(self, principal: Principal, kind: str, prepare: Prepare, key: str) -> Operation:
        keys = self._services.idempotency
        url = self._request.url
        body = await self._request.body()
        keyed = KeyedRequest.of(principal.account_id, key, self._request.method, url.path, body)
        known = await keys.begin(keyed)
        if known is not None:
            return await self._wait_for(principal, known)
        try:
            work = await prepare()
        except BaseException:
            await keys.forget(keyed)
            raise

        async def remembered(operation_id: str) -> Receipt:
            # Before anything is sent: whatever happens from here on, the key leads to this operation.
            await keys.began(keyed, operation_id)
            return await work(operation_id)

        return await self._run(principal, kind, remembered)

    async def _wait_for(self, principal: Principal, operation_id: str) -> Operation:
        deadline = time.monotonic() + self._wait_s
        operation = await self._services.operations.get(principal, operation_id)
        while operation.state == "pending" and time.monotonic() < deadline:
            await asyncio.sleep(_POLL_S)
            operation = await self._services.operations.get(principal, operation_id)
        return operation

    def _response(self, operation: Operation, answer: type[BaseModel], status: int) -> Response:
        headers = {"Preference-Applied": f"wait={self._wait_s}"} if self._wait_s else {}
        if operation.state == "committed":
            try:
                done = answer.model_validate(operation.answer)
            except ValidationError:
                pass  # ended by the next process after a crash: only the ledger's own answer is known
            else:
                return Response(done.model_dump_json(), status, headers, "application/json")
        headers |= {"Location": f"/v1/transactions/{operation.id}", "Retry-After": "1"}
        shown = OperationOut.model_validate(operation)
        return Response(shown.model_dump_json(), 202, headers, "application/json")


def _failure(operation: Operation) -> ShoalError:
    problem = dict(operation.problem or {})
    known = {name: problem.pop(name, None) for name in ("code", "detail", "message", "field", "status")}
    for name in ("type", "title", "instance"):
        problem.pop(name, None)
    return ShoalError(
        str(known["code"] or "INTERNAL"),
        str(known["detail"] or known["message"] or "the operation failed"),
        known["field"],
        status=int(known["status"] or 500),
        **problem,
    )


def responses(answer: type[BaseModel], *statuses: int, status: int = 200) -> dict[int | str, dict[str, Any]]:
    """The documented responses of a write: its answer, 202 with the operation, and problems."""
    location = {"description": "The operation's resource.", "schema": {"type": "string"}}
    return {
        status: {"model": answer, "description": "On the ledger (the request said `Prefer: wait=N`)."},
        202: {"model": OperationOut, "description": "Under way; look at Location.", "headers": {"Location": location}},
        **problems(401, 403, 409, *statuses),
    }


async def _writer(request: Request, key: Key = "", prefer: Prefer = "") -> Writer:
    services = services_of(request)
    return Writer(services, request, wait_of(prefer, services.settings.wait_limit_s), key)


WriterDep = Annotated[Writer, Depends(_writer)]
