"""Whether a write was lost or doubled: what users wrote down against the view of the ledger. Pure functions."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from benchmarks.load.view import View
from benchmarks.trading.audit import Audit

FIGURES = ("breed", "amount", "price_fen", "freshness", "weight_g")
SHARED = ("demand_id", "supply_id", "buyer", "seller", "breed", "amount", "price_fen", "weight_g")
"""What a contract has of its match."""


@dataclass
class Said:
    """What the floor said yes to: lists as they stand by id, withdrawn ids, decisions and texts by match and company,
    companies. `open` are writes of which nobody knows: they may be there, or not.
    """

    companies: dict[str, str] = field(default_factory=dict)
    lists: dict[str, dict[str, Any]] = field(default_factory=dict)
    withdrawn: set[str] = field(default_factory=set)
    decisions: dict[tuple[str, str], bool] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    open: list[dict[str, Any]] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    """Said yes to twice, which should have been refused the second time."""

    @property
    def writes(self) -> int:
        """How many."""
        return len(self.companies) + len(self.lists) + len(self.withdrawn) + len(self.decisions) + len(self.texts)


def said_of(writes: Iterable[Mapping[str, Any]]) -> Said:
    """In the order in which they were written down: a company's own is that of one file."""
    said = Said()
    for entry in writes:
        company = entry["company_id"]
        match entry["write"]:
            case "company":
                said.companies[company] = entry["name"]
            case "list":
                standing = {"side": entry["side"], "cycle": entry["cycle"], "company_id": company} | entry["lot"]
                _once(said, said.lists, entry["list_id"], standing)
            case "amended":
                said.lists[entry["list_id"]] |= entry["change"]
            case "withdrawn":
                said.withdrawn.add(entry["list_id"])
            case "decision":
                _once(said, said.decisions, (entry["match_id"], company), entry["accept"])
            case "evaluation":
                _once(said, said.texts, (entry["match_id"], company), entry["text"])
            case "unknown":
                said.open.append(dict(entry))
    return said


def _once(said: Said, of: dict[Any, Any], key: Any, value: Any) -> None:
    if key in of:
        said.twice.append(str(key))
    of[key] = value


def audit(said: Said, view: View, labels: Mapping[str, str]) -> Audit:
    """Compare. `labels` are what the classifier makes of each text."""
    found = Audit()
    found.doubled += [f"{key} was taken twice" for key in said.twice]
    there = {company.company_id: company.name for company in view.companies}
    found.lost += [f"company {name}" for key, name in said.companies.items() if there.get(key) != name]
    _lists(said, view, found)
    _statements(said, view, labels, found)
    _contracts(view, found)
    _credit(view, found)
    return found


def _lists(said: Said, view: View, found: Audit) -> None:
    doubtful = {entry["list_id"] for entry in said.open if "list_id" in entry}
    spare = Counter({entry["company_id"]: 0 for entry in said.open})
    for entry in said.open:
        spare[entry["company_id"]] += entry.get("count", 0) if entry["what"] == "list" else 0
    there = defaultdict(list)
    for row in view.lists:
        there[row.list_id].append(row)
    for list_id, wanted in said.lists.items():
        rows = there.pop(list_id, [])
        if list_id in doubtful:
            continue
        if list_id in said.withdrawn:
            found.wrong += [f"list {list_id} was withdrawn, and is there" for _ in rows]
        elif not rows:
            found.lost.append(f"list {list_id}")
        elif len(rows) > 1:
            found.doubled.append(f"list {list_id}: {len(rows)} times")
        elif any(getattr(rows[0], name) != value for name, value in wanted.items()):
            found.wrong.append(f"list {list_id} has other figures than its company gave it")
    for list_id, rows in there.items():
        spare[rows[0].company_id] -= 1
        if spare[rows[0].company_id] < 0:
            found.doubled.append(f"list {list_id}, of which nobody said anything")


def _statements(said: Said, view: View, labels: Mapping[str, str], found: Audit) -> None:
    refused = {(row.kind, row.match_id, row.company_id) for row in view.refused}
    found.lost += [f"{kind} of {company} on {match_id}: the ledger refused it" for kind, match_id, company in refused]
    accepted = {(row.match_id, row.company_id): row.accept for row in view.decisions}
    label = {(row.match_id, row.company_id): row.label for row in view.evaluations}
    wanted = {key: labels[text] for key, text in said.texts.items()}
    maybe = {entry["company_id"] for entry in said.open if entry["what"] in ("decision", "evaluation")}
    for kind, heard, held in (("decision", said.decisions, accepted), ("evaluation", wanted, label)):
        for (match_id, company), value in heard.items():
            if (match_id, company) not in held:
                found.lost.append(f"{kind} of {company} on {match_id}")
            elif held[match_id, company] != value:
                found.wrong.append(f"{kind} of {company} on {match_id} is {held[match_id, company]}, not {value}")
        strange = [key for key in held if key not in heard and key[1] not in maybe]
        found.doubled += [f"{kind} of {company} on {match_id}, which it never made" for match_id, company in strange]


def _contracts(view: View, found: Audit) -> None:
    """Each match that both accepted is one contract with the match's figures, once its cycle has settled."""
    settled = {row.cycle for row in view.cycles if row.state in ("settling", "closed")}
    yes = Counter(row.match_id for row in view.decisions if row.accept)
    matches = {row.match_id: row for row in view.matches}
    agreed = {match_id for match_id, row in matches.items() if yes[match_id] == 2 and row.cycle in settled}
    there = Counter(row.match_id for row in view.contracts)
    found.lost += [f"contract of match {match_id}" for match_id in agreed - there.keys()]
    found.doubled += [f"contract of match {match_id}: {count} times" for match_id, count in there.items() if count > 1]
    found.wrong += [f"contract of match {match_id}, to which nobody agreed" for match_id in there.keys() - agreed]
    serials = Counter(row.serial for row in view.contracts)
    found.doubled += [f"serial number {serial}: {count} times" for serial, count in serials.items() if count > 1]
    offered, traded = {(row.cycle, row.list_id): row.amount for row in view.lists}, Counter[tuple[int, str]]()
    for row in view.contracts:
        of = matches.get(row.match_id)
        if of is not None and any(getattr(row, name) != getattr(of, name) for name in SHARED):
            found.wrong.append(f"contract {row.serial} has other figures than match {row.match_id}")
        traded.update({(row.cycle, row.demand_id): row.amount, (row.cycle, row.supply_id): row.amount})
    for key, amount in traded.items():
        if amount > offered.get(key, 0):
            found.wrong.append(f"of list {key[1]} {amount} pieces are traded, and {offered.get(key, 0)} offered")


def _credit(view: View, found: Audit) -> None:
    """Each contract whose evaluation is over has one entry with either party, one with both evaluations may have it
    before; histories have no gap.
    """
    closed = {row.cycle for row in view.cycles if row.state == "closed"}
    evaluated = Counter(row.match_id for row in view.evaluations)
    entries = Counter((row.company_id, row.serial) for row in view.entries if not row.corrects)
    for contract in view.contracts:
        before = found.faults
        for party in (contract.buyer, contract.seller):
            count, due = entries[party, contract.serial], contract.evaluation_closes in closed
            if due and not count:
                found.lost.append(f"credit of {party} for contract {contract.serial}")
            elif count > 1:
                found.doubled.append(f"credit of {party} for contract {contract.serial}: {count} entries")
            elif count and not due and evaluated[contract.match_id] < 2:
                found.wrong.append(
                    f"credit of {party} for contract {contract.serial} came before its evaluation was over"
                )
        found.settled[contract.cycle] += found.faults == before and entries[contract.buyer, contract.serial] > 0
    histories = defaultdict(list)
    for entry in sorted(view.entries, key=lambda entry: entry.seq):
        histories[entry.company_id].append(entry)
    for company, history in histories.items():
        numbered = all(entry.seq == at for at, entry in enumerate(history, 1))
        if not numbered or any(then.after != entry.before for then, entry in pairwise(history)):
            found.wrong.append(f"the credit history of {company} has a gap")
