"""A small REST client, as a company's own software would have one."""

import time
from typing import Any

import httpx

WAIT = {"Prefer": "wait=25"}
DEADLINE_S = 60.0


class Refused(RuntimeError):
    """The floor answered with a problem document."""

    def __init__(self, request: str, status: int, problem: dict[str, Any]) -> None:
        self.code = problem.get("code", "?")
        super().__init__(f"{request} → {status} {self.code}: {problem.get('detail') or problem.get('message')}")


class Floor:
    """Calls of one caller; without a token it is anybody. Who logs in shares the connections of whom it came from."""

    def __init__(self, url: str, token: str | None = None, http: httpx.Client | None = None) -> None:
        self.url = url
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._http = http or httpx.Client(base_url=f"{url}/v1", timeout=DEADLINE_S)

    def close(self) -> None:
        """Close the connections, also of those who logged in through this one."""
        self._http.close()

    def logged_in(self, login: str, password: str) -> "Floor":
        """A client of its own for whoever logs in."""
        return Floor(self.url, self.post("/sessions", login=login, password=password)["token"], self._http)

    def get(self, path: str, **query: Any) -> dict[str, Any]:
        """GET; raises Refused."""
        return self._answer(self._http.get(path, params=query, headers=self.headers))

    def post(self, path: str, **body: Any) -> dict[str, Any]:
        """POST, waiting for the ledger; raises Refused, also when what was asked for fails later."""
        response = self._http.post(path, json=body, headers=self.headers | WAIT)
        answer = self._answer(response)
        location = response.headers.get("Location")  # many statements have none together, but one each
        if response.status_code == httpx.codes.ACCEPTED and location:
            return {**answer, **self._followed(location)}
        return self._succeeded(path, answer)

    @staticmethod
    def _succeeded(path: str, answer: dict[str, Any]) -> dict[str, Any]:
        """Jobs and statements that end badly are resources all the same; here they are failures."""
        if answer.get("problem"):
            raise Refused(path, httpx.codes.OK, answer["problem"])
        return answer

    def _followed(self, location: str) -> dict[str, Any]:
        deadline = time.monotonic() + DEADLINE_S
        while time.monotonic() < deadline:
            answer = self._answer(self._http.get(location.removeprefix("/v1"), headers=self.headers))
            if answer.get("state") not in {"pending", "running", "collected"}:
                return self._succeeded(location, answer)
            time.sleep(0.1)
        raise TimeoutError(f"{location} was not done within {DEADLINE_S:.0f} s")

    def _answer(self, response: httpx.Response) -> dict[str, Any]:
        body: dict[str, Any] = response.json() if response.content else {}
        if response.is_error:
            raise Refused(f"{response.request.method} {response.request.url.path}", response.status_code, body)
        return body
