"""The floor's REST as a company's software calls it: many requests at a time, each waited for."""

import asyncio
import json
import time
import uuid
from collections.abc import Mapping
from typing import Any

import aiohttp

Json = dict[str, Any]
WAIT_S = 30
DEADLINE_S = 120.0
IDLE_S = 2.0
"""A connection that was idle for longer is not used again: the gateway may be closing it (it does after 5 s), and what
is sent on it then is lost, which nobody can tell from a request that was carried out.
"""
TRIES = 5
"""Of a request that is safe to repeat, where the gateway doesn't answer, or says that it can't now."""
_AGAIN = frozenset({502, 503, 504})
_UNDER_WAY = frozenset({"pending", "running"})


FAILURES = (RuntimeError, TimeoutError, aiohttp.ClientError)
"""What ends a run before its time: it tells what it found until then, and ends with 1."""


class Refused(RuntimeError):
    """The floor answered with a problem document."""

    def __init__(self, request: str, status: int, problem: Json) -> None:
        self.code = problem.get("code", "?")
        super().__init__(f"{request} → {status} {self.code}: {problem.get('detail') or problem.get('message')}")


class Rest:
    """Requests of anybody who has headers to log in with. `repeated` counts those that had to be sent again."""

    def __init__(self, url: str, at_once: int) -> None:
        self.repeated = 0
        self.requests = 0
        self._url = url
        connector = aiohttp.TCPConnector(limit=at_once, keepalive_timeout=IDLE_S)
        self._http = aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(total=DEADLINE_S))

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()

    async def get(self, who: Mapping[str, str], path: str, **query: Any) -> Json:
        """GET under `/v1`. Raises Refused."""
        async with self._http.get(f"{self._url}/v1{path}", params=query, headers=who) as response:
            self.requests += 1
            return await self._answer(response)

    async def post(
        self, who: Mapping[str, str], path: str, body: Json, *, wait: bool = False, once: bool = False
    ) -> Json:
        """POST under `/v1`. `wait`: for the ledger, however long it takes; `once`: with an `Idempotency-Key`, and again
        where the gateway doesn't answer. Raises Refused, also for what fails later.
        """
        headers = dict(who) | {"Content-Type": "application/json"}
        if wait:
            headers["Prefer"] = f"wait={WAIT_S}"
        if once:
            headers["Idempotency-Key"] = uuid.uuid4().hex
        data = json.dumps(body, ensure_ascii=False).encode()
        for left in reversed(range(TRIES if once else 1)):
            try:
                async with self._http.post(f"{self._url}/v1{path}", data=data, headers=headers) as response:
                    self.requests += 1
                    if response.status not in _AGAIN or not left:
                        answer = await self._answer(response)
                        if wait and response.status == 202:
                            answer |= await self._followed(who, response.headers["Location"])
                        return _succeeded(path, answer)
            except aiohttp.ClientConnectionError:
                if not left:
                    raise
            self.repeated += 1
            await asyncio.sleep(0.5)
        raise AssertionError("the last try returns or raises")

    async def _followed(self, who: Mapping[str, str], location: str) -> Json:
        deadline = time.monotonic() + DEADLINE_S
        while time.monotonic() < deadline:
            answer = await self.get(who, location.removeprefix("/v1"))
            if answer.get("state") not in _UNDER_WAY:
                return answer
            await asyncio.sleep(0.1)
        raise TimeoutError(f"{location} was not done within {DEADLINE_S:.0f} s")

    @staticmethod
    async def _answer(response: aiohttp.ClientResponse) -> Json:
        data = await response.read()
        body: Json = json.loads(data) if data else {}
        if response.status >= 400:
            raise Refused(f"{response.method} {response.url.path}", response.status, body)
        return body


def _succeeded(path: str, answer: Json) -> Json:
    """Jobs and operations that end badly are resources all the same; here they are failures."""
    if answer.get("problem"):
        raise Refused(path, 200, answer["problem"])
    return answer
