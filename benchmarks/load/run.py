"""One run: companies made beforehand, Locust and the driver of the cycles side by side, the audit."""

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from benchmarks.load import journal, population, shape, summary, view
from benchmarks.load.audit import audit, said_of
from benchmarks.load.driver import Driver
from benchmarks.load.launch import Locust
from benchmarks.load.plan import Plan
from benchmarks.load.population import Company
from benchmarks.trading.usage import Usage
from sentiment import load_default
from sentiment.labels import LABELS
from tests.scenarios.floor import TestFloor

AT_ONCE = 6
"""Registrations beforehand."""
DETAILS = 20
START_S = 90.0


@dataclass
class Run:
    """`folder` holds what the processes of the load read and write, and the report."""

    floor: TestFloor
    plan: Plan
    folder: Path
    samples: list[dict[str, Any]] = field(default_factory=list)
    signal: shape.Signal = field(default_factory=shape.Signal)

    def prepare(self) -> list[Company]:
        """The companies; the floor knows all but the newcomers."""
        for old in self.folder.glob("journal-*.jsonl"):
            old.unlink()
        companies = population.population(self.plan, random.Random(self.plan.seed))
        later = population.newcomers(companies, self.plan.newcomers, self.plan.users)
        print(f"registering {len(companies) - len(later)} companies", flush=True)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            made = pool.map(lambda at: at[1] if at[0] in later else self._registered(at[1]), enumerate(companies))
            companies = list(made)
        population.write(companies, self.folder / "companies.json")
        self.plan.write(self.folder / "plan.json")
        self._tell(shape.Signal())
        return companies

    def _registered(self, company: Company) -> Company:
        answer = self.floor.anybody().post(
            "/companies",
            name=company.name,
            social_credit_code=company.code,
            legal_representative="R. Epresentative",
            password=company.password,
        )
        company_id = str((answer.get("answer") or answer)["company_id"])
        return replace(company, company_id=company_id)

    def load(self) -> list[dict[str, Any]]:
        """Until all cycles are closed and all users have left. The stages."""
        locust = Locust(self.floor.url, self.folder, self.plan.workers)
        ended = threading.Event()
        sampler = threading.Thread(target=self._sample, args=(locust, ended), name="usage", daemon=True)
        try:
            driver = Driver(self.plan, self.floor.authority("operator"), self._spike, locust.check)
            sampler.start()
            self._wait_for_users(locust)
            driver.run()
            self._tell(replace(self.signal, ended=True))
            locust.wait()
            return driver.as_json()
        finally:
            ended.set()
            locust.kill()
            (self.folder / "companies.json").unlink()  # it holds passwords

    def _wait_for_users(self, locust: Locust) -> None:
        deadline = time.monotonic() + START_S
        while not list(self.folder.glob("journal-*.jsonl")):
            locust.check()
            if time.monotonic() > deadline:
                raise TimeoutError(f"no user came to the floor within {START_S:.0f} s; {locust.log} says why")
            time.sleep(0.2)

    def _spike(self) -> None:
        self._tell(replace(self.signal, spike_at=time.time()))

    def _tell(self, signal: shape.Signal) -> None:
        self.signal = signal
        signal.write(self.folder / "signal.json")

    def _sample(self, locust: Locust, ended: threading.Event) -> None:
        usage, last = Usage(self.floor.processes() | locust.pids), time.time()
        while not ended.wait(1):
            wanted, now = shape.wanted(self.plan, self.signal, time.time()), time.time()
            self.samples.append(
                {
                    "at": now,
                    "seconds": now - last,
                    "users": wanted[0] if wanted else 0,
                    "core_s": usage.since(),
                    "gateway_mib": round(usage.resident_mib("gateway"), 1),
                }
            )
            last = now

    def result(self, companies: list[Company], stages: list[dict[str, Any]]) -> dict[str, Any]:
        """Everything that was found, as it is kept. Times are seconds since 1970, samples' since the first request."""
        requests, writes, details = journal.read(self.folder)
        said, held = said_of(writes), view.read(self.floor)
        texts = sorted(set(said.texts.values()))
        labels = [LABELS[at] for at in load_default().classify_all(texts).label.tolist()] if texts else []
        found = audit(said, held, dict(zip(texts, labels, strict=True)))
        began = requests[0].at if requests else time.time()
        shown = summary.endpoints(requests)
        return {
            "plan": asdict(self.plan),
            "began": began,
            "lists_a_cycle": sum(company.lists for company in companies),
            "contracts": len(held.contracts),
            "cycles_closed": sum(row.state == "closed" for row in held.cycles),
            "endpoints": summary.as_rows(shown),
            "codes": summary.codes(requests),
            "by_second": summary.by_second(requests, began),
            "core_ms": summary.core_ms(self.samples, len(requests)),
            "samples": [sample | {"at": sample["at"] - began} for sample in self.samples],
            "stages": stages,
            "audit": found.as_dict() | {"writes": said.writes, "unknown": len(said.open)},
            "failures": list(dict.fromkeys(details))[:DETAILS],
        }
