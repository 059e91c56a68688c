"""No query of a whole cycle reads all of a table that grows with the floor's history: it would slow down every day."""

import re
from typing import Any

from sqlalchemy import Connection, Engine, event

from gateway.db.base import ways_of
from tests.helpers.appealing import Dispute
from tests.helpers.crowd import Crowd
from tests.helpers.floor import Floor
from tests.helpers.two_contracts import CRABS, LOBSTERS, two_contracts

#: A row a cycle, a person, a version, a company or a dispute at most; and what a statement makes itself.
SMALL = {
    "accounts",
    "cycles",
    "parameters",
    "checkpoint",
    "jobs",
    "parameter_proposals",
    "companies",
    "wallets",
    "credits",
}
OWN = {"asked", "counted", "best", "anon_1", "anon_2", "CONSTANT"}


class Seen:
    """The SELECTs of a floor, each once, with the values that it was first asked with."""

    def __init__(self, floor: Floor) -> None:
        self._asked: dict[str, tuple[Engine, Any]] = {}
        for sessions in (floor.services.records, floor.services.projection):
            engines = ways_of(sessions).engines
            assert engines is not None
            direct = engines[0]
            for engine in (direct, sessions.kw["bind"].sync_engine):
                event.listen(engine, "before_cursor_execute", self._note(direct))

    def _note(self, engine: Engine) -> Any:
        def note(_connection: Connection, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
            if statement.startswith(("SELECT", "WITH")):
                self._asked.setdefault(statement, (engine, values))

        return note

    def scans(self) -> dict[str, set[str]]:
        """By statement the tables that it reads without an index."""
        found: dict[str, set[str]] = {}
        for statement, (engine, values) in list(self._asked.items()):
            with engine.connect() as connection:
                plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
            steps = [match for row in plan if (match := re.match(r"SCAN (?:\d+ )?(\w+)( USING)?", str(row[3])))]
            # In the order of an index a page ends where its LIMIT is reached.
            read = {step[1] for step in steps if not (step[2] and " LIMIT " in statement)}
            if whole := read - SMALL - OWN:
                found[statement] = whole
        return found

    def __len__(self) -> int:
        return len(self._asked)


async def test_every_query_of_a_cycle_goes_by_an_index(floor: Floor) -> None:
    seen = Seen(floor)
    deal = await two_contracts(floor)
    dispute = await Dispute.of(deal)
    assert (await dispute.appeal(deal.buyer, "seller")).status_code == 201
    bulk = [
        {"serial": LOBSTERS, "text": "The crabs were lively and the papers complete, we recommend them to everybody."}
    ]
    assert (await deal.buyer.post("/evaluations", json={"evaluations": bulk})).status_code == 202
    assert (await dispute.decide(appeal_id="seller.1.1.Crab")).status_code == 201
    for cycle in (1, 2):
        await deal.advance("closed", cycle)
    me = await floor.company_id(1)
    # As a company: what the operator lists of all companies and cycles at once is sorted anew for every page.
    for path in (
        "/matches", "/matches?cycle=1", "/contracts", "/contracts?from_cycle=1&to_cycle=1", "/demand-lists",
        "/demand-lists?cycle=1", f"/contracts/{CRABS}", f"/contracts/{CRABS}/evaluations", "/appeals", "/cycles",
        f"/credit/{me}", f"/credit/{me}/entries", "/matches/1.1.Crab", "/cycles/current",
    ):  # fmt: skip
        assert (await deal.buyer.get(path)).status_code == 200, path
    assert len(seen) > 40
    assert seen.scans() == {}


async def test_every_query_of_a_second_round_goes_by_an_index(floor: Floor) -> None:
    seen = Seen(floor)
    crowd = await Crowd.posted(floor)
    await crowd.advance("matched")
    await crowd.decide(crowd.buyers[0], "1.1.Lobster", accept=False)
    await crowd.advance("closed")
    assert seen.scans() == {}
