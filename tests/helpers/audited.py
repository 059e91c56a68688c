"""Markets as the benchmarks' companies remember them, and the ledger that they should find: without a network."""

from dataclasses import dataclass, replace

from benchmarks.trading.audit import Audit, audit
from benchmarks.trading.held import Contract, Entry, Held
from benchmarks.trading.said import Lot, Said, Trade, Wrote

START = 30


@dataclass
class World:
    """What was said, what the ledger holds, and what the classifier makes of the texts."""

    said: list[Said]
    held: Held
    labels: dict[tuple[str, str], str]

    def audited(self) -> Audit:
        return audit(self.said, self.held, self.labels)


def world(outcomes: list[tuple[int, int, str, str]]) -> World:
    """One cycle in which contract n is between buyer and seller of these numbers, who said these labels. Credit moves
    by the rule, written here a second time.
    """
    said = Said(1)
    contracts: list[Contract] = []
    labels: dict[tuple[str, str], str] = {}
    companies = {f"b{b}" for b, *_ in outcomes} | {f"s{s}" for _, s, *_ in outcomes} | {"b0", "s0"}
    entries = {company: [Entry(1, 1, 0, START, START, "", "")] for company in companies}
    moved = set()
    for n, (b, s, of_buyer, of_seller) in enumerate(outcomes):
        buyer, seller, match_id = f"b{b}", f"s{s}", f"1.{n}.Eel"
        trade = Trade(f"d{n}", f"u{n}", buyer, seller, "Eel", 10, 100, 1000)
        said.lots[f"d{n}"] = Lot(buyer, "demand", "Eel", 10, 120, 1000)
        said.lots[f"u{n}"] = Lot(seller, "supply", "Eel", 10, 80, 1000)
        said.matches[match_id] = trade
        contracts.append(Contract(90001 + n, match_id, 1, trade))
        move = 0
        if of_buyer == of_seller and (buyer, seller) not in moved:
            move = {"excellent": 1, "bad": -1, "good": 0}[of_buyer]
        changed = False
        for own, label, other in ((buyer, of_buyer, of_seller), (seller, of_seller, of_buyer)):
            said.accepted.add((match_id, own))
            said.shown[match_id, own] = 90001 + n
            said.written[match_id, own] = Wrote(n, "praise")
            labels[match_id, own] = label
            history = entries[own]
            after = min(max(history[-1].after + move, 1), 50)
            changed = changed or after != history[-1].after
            history.append(Entry(len(history) + 1, 1, 90001 + n, history[-1].after, after, label, other))
        if changed:
            moved.add((buyer, seller))
    lists = [(list_id, lot.amount) for list_id, lot in said.lots.items()]
    tenths = {company: history[-1].after for company, history in entries.items()}
    return World([said], Held(lists, contracts, entries, tenths), labels)


def with_entry(held: Held, company: str, at: int, **changes: object) -> Held:
    """The ledger with one entry of a company's history otherwise."""
    history = list(held.entries[company])
    history[at] = replace(history[at], **changes)
    return replace(held, entries=held.entries | {company: history})
