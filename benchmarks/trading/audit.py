"""Whether a trade was lost or doubled: what the companies said against what the ledger holds. Pure functions."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from benchmarks.trading.held import Contract, Entry, Held
from benchmarks.trading.said import Said

LEAST, MOST = 1, 50
"""Bounds of a score in tenths."""
SHOWN = 5


@dataclass
class Audit:
    """What was found, in words by kind; `settled` counts, by cycle, the trades of which all is there: one contract,
    both evaluations, and the entry in both parties' credit.
    """

    settled: Counter[int] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def faults(self) -> int:
        """How many in all; 0 is the only good answer."""
        return len(self.lost) + len(self.doubled) + len(self.wrong)

    def lines(self) -> list[str]:
        """The first of each kind."""
        kinds = (("lost", self.lost), ("doubled", self.doubled), ("wrong", self.wrong))
        return [f"{kind}: {what}" for kind, found in kinds for what in found[:SHOWN]]

    def as_dict(self) -> dict[str, object]:
        """What is kept."""
        counts = {"lost": len(self.lost), "doubled": len(self.doubled), "wrong": len(self.wrong)}
        return {"settled": self.settled.total()} | counts | {"first": self.lines()}


def audit(said: Sequence[Said], held: Held, labels: dict[tuple[str, str], str]) -> Audit:
    """Compare. `labels` are what the classifier makes of each text, by match and company."""
    found = Audit()
    _lists(said, held, found)
    _contracts(said, held, found)
    _entries(held, labels, found)
    _credit(held, found)
    return found


def _lists(said: Sequence[Said], held: Held, found: Audit) -> None:
    """Every list that was posted is there once, nothing else is, and no more is sold or bought of it than it offers."""
    posted = {list_id: lot for cycle in said for list_id, lot in cycle.lots.items()}
    there = Counter(list_id for list_id, _ in held.lists)
    _compare("list", posted.keys(), there, found)
    traded: Counter[str] = Counter()
    for contract in held.contracts:
        traded[contract.trade.demand_id] += contract.trade.amount
        traded[contract.trade.supply_id] += contract.trade.amount
    for list_id, amount in traded.items():
        if list_id not in posted:
            found.wrong.append(f"{list_id} is traded, and nobody posted it")
        elif amount > posted[list_id].amount:
            found.wrong.append(f"{list_id} offers {posted[list_id].amount} pieces, and {amount} are traded")


def _contracts(said: Sequence[Said], held: Held, found: Audit) -> None:
    """Every match that both accepted is one contract with the match's figures, and was shown to both as that one."""
    agreed = {match_id for cycle in said for match_id in cycle.agreed()}
    matches = {match_id: trade for cycle in said for match_id, trade in cycle.matches.items()}
    _compare("contract of match", agreed, Counter(contract.match_id for contract in held.contracts), found)
    serials = Counter(contract.serial for contract in held.contracts)
    found.doubled += [f"serial number {serial}: {count} times" for serial, count in serials.items() if count > 1]
    shown = {about: serial for cycle in said for about, serial in cycle.shown.items()}
    for contract in held.contracts:
        if contract.match_id in matches and contract.trade != matches[contract.match_id]:
            found.wrong.append(f"contract {contract.serial} has other figures than match {contract.match_id}")
        for party in (contract.trade.buyer, contract.trade.seller):
            if shown.get((contract.match_id, party)) != contract.serial:
                found.lost.append(f"contract {contract.serial} was not shown to {party}")


def _entries(held: Held, labels: dict[tuple[str, str], str], found: Audit) -> None:
    """Every contract has one entry in each party's credit, by the labels of what both wrote."""
    by_contract: dict[tuple[str, int], list[Entry]] = {}
    for company, entries in held.entries.items():
        for entry in entries:
            by_contract.setdefault((company, entry.serial), []).append(entry)
    for contract in held.contracts:
        before = found.faults
        buyer, seller = contract.trade.buyer, contract.trade.seller
        for own, partner in ((buyer, seller), (seller, buyer)):
            heard = (labels.get((contract.match_id, own), ""), labels.get((contract.match_id, partner), ""))
            entries = by_contract.get((own, contract.serial), [])
            _entry(entries, heard, f"for contract {contract.serial} of {own}", found)
        found.settled[contract.cycle] += found.faults == before


def _entry(entries: list[Entry], heard: tuple[str, str], about: str, found: Audit) -> None:
    """One entry, by these labels: the company's and its partner's."""
    if not entries:
        found.lost.append(f"credit {about}")
    elif len(entries) > 1:
        found.doubled.append(f"credit {about}: {len(entries)} entries")
    elif not all(heard) or not (entries[0].own_label and entries[0].partner_label):
        found.lost.append(f"evaluation {about}, or its partner's")
    elif (judged := (entries[0].own_label, entries[0].partner_label)) != heard:
        found.wrong.append(f"credit {about}: by {'/'.join(judged)}, not {'/'.join(heard)}")


def _credit(held: Held, found: Audit) -> None:
    """Histories have no gap, lead to the score that stands, and moved by the rule: once for a pair and cycle."""
    for company, entries in held.entries.items():
        numbered = all(entry.seq == at for at, entry in enumerate(entries, 1))
        joined = all(entry.after == then.before for entry, then in pairwise(entries))
        if not numbered or not joined or entries[-1].after != held.tenths[company]:
            found.wrong.append(f"the credit history of {company} has a gap")
    moved: set[tuple[int, frozenset[str]]] = set()
    for contract, buyer, seller in _in_order(held):
        pair = (buyer.cycle, frozenset((contract.trade.buyer, contract.trade.seller)))
        due = 0 if pair in moved else _due(buyer.own_label, seller.own_label)
        for entry in (buyer, seller):
            if entry.after != min(max(entry.before + due, LEAST), MOST):
                found.wrong.append(
                    f"credit for contract {contract.serial} went {entry.before} → {entry.after}, due {due}"
                )
        if buyer.after != buyer.before or seller.after != seller.before:
            moved.add(pair)


def _in_order(held: Held) -> list[tuple[Contract, Entry, Entry]]:
    """Contracts with both entries, in the order in which the credit of their pairs moved."""
    first = {(company, entry.serial): entry for company, entries in held.entries.items() for entry in reversed(entries)}
    found = []
    for contract in held.contracts:
        buyer = first.get((contract.trade.buyer, contract.serial))
        seller = first.get((contract.trade.seller, contract.serial))
        if buyer is not None and seller is not None:
            found.append((contract, buyer, seller))
    # Of the pair's two histories either gives the order: that of the company whose name comes first.
    return sorted(found, key=lambda at: (at[1] if at[0].trade.buyer < at[0].trade.seller else at[2]).seq)


def _due(buyer: str, seller: str) -> int:
    """Tenths that both move by."""
    return {"excellent": 1, "bad": -1}.get(buyer, 0) if buyer == seller else 0


def _compare(what: str, wanted: Iterable[str], there: Counter[str], found: Audit) -> None:
    """Each of `wanted` once, and no others."""
    wanted = set(wanted)
    found.lost += [f"{what} {name}" for name in wanted - there.keys()]
    found.doubled += [f"{what} {name}: {count} times" for name, count in there.items() if count > 1]
    found.doubled += [f"{what} {name}, of which nobody said anything" for name in there.keys() - wanted]
