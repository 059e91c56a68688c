"""A company at work: its log-in, its desk, and the requests that all its acts are made of."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from benchmarks.load.behaviour import Desk, pause
from benchmarks.load.caller import Caller
from benchmarks.load.journal import Answer, Journal
from benchmarks.load.population import Company
from benchmarks.trading.words import Tone, evaluation

WAIT_S, POLL_S, POLLS = 20, 0.3, 100
COMPLAINTS = 0.2
"""Share of the evaluations."""


class Trading:
    """One company. Its desk outlives a log-in: who leaves and comes again goes on where it was."""

    def __init__(self, company: Company, place: int, seed: int) -> None:
        self.company = company
        self.company_id = company.company_id
        self.desk = Desk()
        self.chance = random.Random(f"{seed}/{place}")
        self.written = 0
        self.token = ""
        self.caller: Caller
        self.journal: Journal
        self._certain = True

    def begin(self, caller: Caller, journal: Journal) -> None:
        """Come to the floor: register where that is still to be done, and log in."""
        self.caller, self.journal = caller, journal
        if not self.company_id:
            self._register()
        self.token = self.log_in()
        self.company_id = str(self.get("/sessions/current").body.get("company_id", ""))

    def end(self) -> None:
        """Leave."""
        self.send("DELETE", "/sessions/current")

    def pause(self) -> float:
        """Seconds until the next act."""
        return pause(self.company, self.desk, self.chance)

    def get(self, path: str, name: str = "", **more: Any) -> Answer:
        """Read."""
        return self.send("GET", path, None, name, **more)

    def send(self, method: str, path: str, body: Any = None, name: str = "", **more: Any) -> Answer:
        """Any request, with the company's token."""
        answer = self.caller.call(method, path, name=name, body=body, token=self.token, **more)
        self._certain = not answer.open
        return answer

    def log_in(self, **more: Any) -> str:
        """The token, or nothing."""
        body = {"login": self.company.code, "password": self.company.password}
        return str(self.caller.call("POST", "/sessions", body=body, **more).body.get("token", ""))

    def next_text(self) -> tuple[int, str]:
        """An evaluation in words that this company has not used, and its number."""
        self.written += 1
        return self.written - 1, self.text(self.written - 1)

    @staticmethod
    def text(number: int) -> str:
        """The evaluation of this number, the same every time."""
        tone: Tone = "complaint" if random.Random(number).random() < COMPLAINTS else "praise"
        return evaluation(number, tone)

    def pages(self, path: str, cursor: str, name: str) -> Iterator[dict[str, Any]]:
        """The items of all pages."""
        following = ""
        while True:
            page = self.get(path + following, name)
            if not page.done:
                return
            yield from page.body["items"]
            if page.body[f"next_{cursor}"] is None:
                return
            following = f"&{cursor}={page.body[f'next_{cursor}']}"

    def ended(self, answer: Answer, name: str, expected: tuple[str, ...] = ()) -> Answer:
        """The answer of a write once the ledger has decided: 202 is followed to its end."""
        if answer.status != 202:
            return answer
        for _ in range(POLLS):
            shown = self.get(answer.location.removeprefix("/v1"), "/transactions/{id}")
            if shown.done and shown.body["state"] == "committed":
                return Answer(200, shown.body["answer"])
            if shown.done and shown.body["state"] == "failed":
                problem = shown.body["problem"] or {}
                self.caller.failed(f"{name}, later", str(problem.get("code")), str(problem), expected=expected)
                return Answer(int(problem.get("status", 409)), problem)
            self.caller.sleep(POLL_S)
        self.caller.failed(f"{name}, later", "STILL_PENDING", f"{answer.location} after {POLLS * POLL_S:.0f} s")
        self._certain = False
        return Answer(0, {})

    def taken(self, answer: Answer, name: str, count: int, expected: tuple[str, ...]) -> list[int]:
        """Places of the items of many that were taken; each refused one is judged by itself."""
        if not answer.done:
            return []
        refused = {item["index"]: item for item in answer.body["refused"]}
        for item in refused.values():
            self.caller.failed(f"{name}, an item", str(item.get("code")), str(item), expected=expected)
        if len(refused) + len(answer.body["taken"]) != count:
            self.caller.failed(f"{name}, an item", "COUNT", f"{count} sent, answered: {answer.body}"[:500])
        return [at for at in range(count) if at not in refused]

    @contextmanager
    def writing(self, what: str, **about: Any) -> Iterator[None]:
        """Around a write. When nobody can say what became of it, that is written down: also when a user is stopped."""
        self._certain, finished = False, False
        try:
            yield
            finished = True
        finally:
            if not (self._certain and finished):
                self.journal.write("unknown", self.company_id, what=what, **about)

    def _register(self) -> None:
        company = self.company
        body = {
            "name": company.name,
            "social_credit_code": company.code,
            "legal_representative": "R. Epresentative",
            "password": company.password,
        }
        with self.writing("company", name=company.name):
            ended = self.send("POST", "/companies", body, wait=WAIT_S)
            if ended.status == 202:  # the operation is shown to whoever has registered
                self.token = self.log_in()
                ended = self.ended(ended, "POST /companies")
            if ended.done:
                self.journal.write("company", str(ended.body["company_id"]), name=company.name)
