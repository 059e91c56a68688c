"""What Locust's own processes run: users that are companies. Only they import this: Locust patches the
standard library.

The folder of the run is in SHOAL_LOAD_RUN: plan.json, companies.json, signal.json, and the journals that are written.
"""

import functools
import json
import os
import time
from collections import deque
from collections.abc import Collection
from pathlib import Path
from typing import Any

from locust import FastHttpUser, LoadTestShape, argument_parser, runners, task
from locust.exception import StopUser

from benchmarks.load import population, shape
from benchmarks.load.acts import ACTS
from benchmarks.load.behaviour import next_act
from benchmarks.load.company import Trading
from benchmarks.load.journal import Answer, Journal, Request, verdict
from benchmarks.load.mistakes import MISTAKES
from benchmarks.load.plan import Plan

RUN = Path(os.environ["SHOAL_LOAD_RUN"])
PLAN = Plan.read(RUN / "plan.json")
DOINGS = ACTS | MISTAKES
# Two cores are everybody's: a worker that is late is not missing. In beats of a second.
runners.HEARTBEAT_LIVENESS = 30
# A worker builds Locust's whole command line anew for each option of each message that changes the number of users:
# seconds of processor a message. The defaults don't change.
argument_parser.default_args_dict = functools.cache(argument_parser.default_args_dict)


class Office:
    """The companies of this worker that aren't on the floor now, and its journal."""

    def __init__(self, index: int) -> None:
        found = list(enumerate(population.read(RUN / "companies.json")))
        self.idle = deque(Trading(company, place, PLAN.seed) for place, company in found[index :: PLAN.workers])
        self.journal = Journal(RUN / f"journal-{index}.jsonl")


_office: Office | None = None


def office(index: int) -> Office:
    """Made once: the index is known when the master has greeted the worker."""
    global _office
    if _office is None:
        _office = Office(index)
    return _office


class CompanyUser(FastHttpUser):
    """A company, and what carries its requests."""

    connection_timeout = 15.0
    network_timeout = 60.0

    def on_start(self) -> None:
        """The next company of this worker's share comes."""
        self.office = office(self.environment.runner.worker_index)
        self.trading: Trading | None = None
        if not self.office.idle:
            raise StopUser
        self.trading = self.office.idle.popleft()
        self.trading.begin(self, self.office.journal)

    def on_stop(self) -> None:
        """It leaves, and may come again."""
        if self.trading is not None:
            self.trading.end()
            self.office.idle.appendleft(self.trading)

    @task
    def turn(self) -> None:
        """One act."""
        assert self.trading is not None, "a user without a company is stopped"
        trading = self.trading
        DOINGS[next_act(trading.company, trading.desk, time.monotonic(), trading.chance)](trading)

    def wait_time(self) -> float:
        """Until the next one."""
        assert self.trading is not None, "a user without a company is stopped"
        return self.trading.pause()

    def call(
        self,
        method: str,
        path: str,
        *,
        name: str = "",
        body: Any = None,
        token: str = "",
        wait: int = 0,
        expected: Collection[str] = (),
        wrong: bool = False,
    ) -> Answer:
        """As `Caller` says."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        if wait:
            headers["Prefer"] = f"wait={wait}"
        known, began = f"{method} {name or path}", time.time()
        with self.client.request(
            method, f"/v1{path}", name=name or path, json=body, headers=headers, catch_response=True
        ) as response:
            answer = Answer(response.status_code or 0, _body(response), (response.headers or {}).get("location", ""))
            code, judged = verdict(answer, expected, wrong=wrong)
            detail = "" if judged != "unexpected" else f"{answer.status} {code} {response.error or answer.body}"[:600]
            milliseconds = round(response.request_meta["response_time"], 2)
            self.office.journal.request(Request(began, known, milliseconds, answer.status, code, judged), detail)
            if judged == "unexpected":
                response.failure(code)
            else:
                response.success()
        return answer

    def failed(self, name: str, code: str, detail: str, *, expected: Collection[str] = ()) -> None:
        """As `Caller` says."""
        judged = "expected" if code in expected else "unexpected"
        said = "" if judged == "expected" else detail[:600]
        self.office.journal.request(Request(time.time(), name, 0.0, 200, code, judged), said)  # type: ignore[arg-type]

    def sleep(self, seconds: float) -> None:
        """As `Caller` says."""
        time.sleep(seconds)  # Locust has patched it


def _body(response: Any) -> dict[str, Any]:
    try:
        found = json.loads(response.content) if response.content else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {"items": found}


class Shape(LoadTestShape):
    """The plan's."""

    def tick(self) -> tuple[int, float] | None:
        """Called by the master every second."""
        return shape.wanted(PLAN, shape.Signal.read(RUN / "signal.json"), time.time())
