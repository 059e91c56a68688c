"""The whole main job, step by step, through REST only."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from shoal.client import Floor
from shoal.demo.golden import BUYER_WORD, BUYERS, DEMANDS, SELLER_WORD, SELLERS, SUPPLIES, Party, Row

Say = Callable[[str], None]
#: Runs of the demo on one ledger; each brings ten companies of its own.
MOST_RUNS = 9999


@dataclass(slots=True)
class Outcome:
    """What the demo saw, by the table's numbers where companies are named."""

    companies: dict[str, str] = field(default_factory=dict)  # company_id → label
    matches: list[dict[str, Any]] = field(default_factory=list)
    contracts: list[int] = field(default_factory=list)
    contract: dict[str, Any] = field(default_factory=dict)
    before: dict[str, int] = field(default_factory=dict)  # label → tenths
    after: dict[str, int] = field(default_factory=dict)
    judgements: dict[str, dict[str, Any]] = field(default_factory=dict)  # label of who wrote → judgement
    cycle: int = 0
    cycle_seconds: float = 0.0
    timings: dict[str, float] = field(default_factory=dict)


class Play:
    """One run; `operator` and `supervisor` are logged in already."""

    def __init__(self, floor: Floor, operator: Floor, supervisor: Floor, say: Say) -> None:
        self._floor = floor
        self._operator = operator
        self._supervisor = supervisor
        self._say = say
        self._clients: dict[str, Floor] = {}
        self._ids: dict[str, str] = {}
        self.outcome = Outcome()

    def run(self) -> Outcome:
        """All of it; raises Refused or TimeoutError where the floor doesn't do its job."""
        self._finish_earlier_cycle()
        self._rule_residual()
        self._register()
        self._opening_credits()
        self._post_lists()
        self._cycle()
        return self.outcome

    def _finish_earlier_cycle(self) -> None:
        """An earlier run may have been cut off: only one cycle can be worked on."""
        current = self._operator.get("/cycles/current")["cycle"]
        if current > 1 and self._operator.get(f"/cycles/{current - 1}")["state"] != "closed":
            self._operator.post(f"/cycles/{current - 1}/advance", to="closed")

    def _rule_residual(self) -> None:
        """The published example needs the published rule: the operator proposes it, the supervisor approves it."""
        current = self._operator.get("/market/parameters")
        wanted = {"price_rule": "residual", "price_tolerance_permille": 50, "weight_tolerance_permille": -1}
        if all(current[name] == value for name, value in wanted.items()):
            return
        proposal = {**current, **wanted, "version": current["version"] + 1}
        made = self._operator.post("/market/parameters/proposals", **proposal)
        digest = made.get("digest") or made["answer"]["digest"]
        self._supervisor.post("/market/parameters/approvals", version=proposal["version"], digest=digest)
        self._say("market parameters: rule residual, proposed by the operator, approved by the supervisor")

    def _register(self) -> None:
        run, password = self._free_run(), secrets.token_urlsafe(16)
        for party in (*BUYERS, *SELLERS):
            self._floor.post("/companies", **self._application(party, run, password))
            client = self._floor.logged_in(party.code(run), password)
            self._clients[party.label] = client
            self._ids[party.label] = client.get("/sessions/current")["company_id"]
        self.outcome.companies = {company: label for label, company in self._ids.items()}
        self._say("ten companies registered on the ledger and logged in")

    def _free_run(self) -> int:
        """The first run whose companies are not on this ledger yet."""
        taken = {company["social_credit_code"] for company in self._all_companies()}
        return next(run for run in range(1, MOST_RUNS) if BUYERS[0].code(run) not in taken)

    def _all_companies(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        page = self._operator.get("/companies", limit=1000)
        while True:
            found += page["items"]
            if not page.get("next_after"):
                return found
            page = self._operator.get("/companies", limit=1000, after=page["next_after"])

    @staticmethod
    def _application(party: Party, run: int, password: str) -> dict[str, str]:
        return {
            "name": party.name(run),
            "social_credit_code": party.code(run),
            "legal_representative": f"Representative of {party.label}",
            "password": password,
        }

    def _opening_credits(self) -> None:
        for party in BUYERS:
            if party.score is not None:
                path = f"/companies/{self._ids[party.label]}/opening-credit"
                self._operator.post(path, score=party.score)
                self._supervisor.post(f"{path}/approval", score=party.score)
        self.outcome.before = self._scores()
        self._say("opening credits: proposed by the operator, approved by the supervisor")

    def _scores(self) -> dict[str, int]:
        return {label: self._operator.get(f"/credit/{company}")["tenths"] for label, company in self._ids.items()}

    def _post_lists(self) -> None:
        for path, rows in (("/demand-lists", DEMANDS), ("/supply-lists", SUPPLIES)):
            for row in rows:
                self._post_list(path, row)
        self._say("Tables 2 and 3 posted: five demand lists, five supply lists")

    def _post_list(self, path: str, row: Row) -> None:
        self._clients[row.party.label].post(path, **row.body())

    def _cycle(self) -> None:
        number = self.outcome.cycle = self._operator.get("/cycles/current")["cycle"]
        started = time.monotonic()
        self._advance("matched")
        matches = self._ours(self._operator.get("/matches", cycle=number, limit=1000)["items"])
        self.outcome.matches = [self._named(match) for match in matches]
        self._say(f"cycle {number} frozen and matched: the chain checked and took {len(matches)} trades")
        for match in matches:
            for side in ("buyer", "seller"):
                client = self._clients[self.outcome.companies[match[side]]]
                client.post(f"/matches/{match['match_id']}/decision", accept=True)
        self._advance("settling")
        period = {"from_cycle": number, "to_cycle": number, "limit": 1000}
        contracts = self._ours(self._operator.get("/contracts", **period)["items"])
        self.outcome.contracts = [contract["serial"] for contract in contracts]
        self._say(f"both sides accepted; contracts {self.outcome.contracts[0]}–{self.outcome.contracts[-1]} written")
        self._evaluate(contracts)
        self._advance("closed")
        self.outcome.cycle_seconds = time.monotonic() - started
        self.outcome.after = self._scores()

    def _evaluate(self, contracts: list[dict[str, Any]]) -> None:
        buyer, seller = self._ids["buyer 1"], self._ids["seller 2"]
        first = next(c for c in contracts if (c["buyer"], c["seller"]) == (buyer, seller))
        for label, text in (("seller 2", SELLER_WORD), ("buyer 1", BUYER_WORD)):
            path = f"/contracts/{first['serial']}/evaluation"
            self.outcome.judgements[label] = self._clients[label].post(path, text=text)["judgement"]
        self.outcome.contract = self._clients["buyer 1"].get(f"/contracts/{first['serial']}", source="ledger")

    def _advance(self, state: str) -> None:
        job = self._operator.post(f"/cycles/{self.outcome.cycle}/advance", to=state)
        for step, seconds in job["timings"].items():
            self.outcome.timings[step] = self.outcome.timings.get(step, 0.0) + seconds

    def _ours(self, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Others may trade on this floor at the same time."""
        return [item for item in items if {item["buyer"], item["seller"]} <= self.outcome.companies.keys()]

    def _named(self, match: dict[str, Any]) -> dict[str, Any]:
        """A match with the table's numbers for companies."""
        numbers = {s: int(self.outcome.companies[match[s]].split()[1]) for s in ("buyer", "seller")}
        return {**numbers, **{k: match[k] for k in ("breed", "amount", "price_fen", "freshness", "weight_g")}}
