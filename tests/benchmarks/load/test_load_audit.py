"""The audit finds what was lost, doubled or changed, and nothing else."""

from collections.abc import Callable
from typing import Any

import pytest

from benchmarks.load.audit import audit, said_of
from benchmarks.load.view import View
from gateway.projection.models import Company, Contract, CreditEntry, Cycle, Decision, Evaluation, Match, PostedList
from gateway.records.models import Statement

LOT = {"breed": "Crab", "amount": 10, "price_fen": 1000, "freshness": 2, "weight_g": 500}
TRADE = {
    "cycle": 1, "breed": "Crab", "seq": 1, "match_id": "1.1.Crab", "demand_id": "C-B.a", "supply_id": "C-S.a",
    "buyer": "C-B", "seller": "C-S", "amount": 10, "price_fen": 1000, "weight_g": 500,
}  # fmt: skip
LABELS = {"fine": "excellent", "late": "bad"}
PARTIES = (("C-B", "buyer", "demand", "fine"), ("C-S", "seller", "supply", "late"))


def told() -> list[dict[str, Any]]:
    """What the floor said yes to: a trade, whole."""
    found: list[dict[str, Any]] = [{"write": "company", "company_id": "C-B", "name": "Buyer"}]
    for company, _, side, text in PARTIES:
        own = {"company_id": company}
        found += [
            {
                "write": "list",
                **own,
                "list_id": f"{company}.a",
                "side": side,
                "cycle": 1,
                "lot": {**LOT, "price_fen": 1},
            },
            {"write": "amended", **own, "list_id": f"{company}.a", "change": {"price_fen": 1000}},
            {"write": "list", **own, "list_id": f"{company}.b", "side": side, "cycle": 1, "lot": LOT},
            {"write": "withdrawn", **own, "list_id": f"{company}.b"},
            {"write": "decision", **own, "match_id": "1.1.Crab", "accept": True},
            {"write": "evaluation", **own, "match_id": "1.1.Crab", "text": text},
        ]
    return found


def held() -> View:
    """The same trade as the ledger has it."""
    return View(
        companies=[Company(company_id="C-B", name="Buyer"), Company(company_id="C-S", name="Seller")],
        cycles=[Cycle(cycle=1, state="closed"), Cycle(cycle=2, state="closed")],
        lists=[PostedList(**LOT, list_id=f"{c}.a", company_id=c, side=side, cycle=1) for c, _, side, _ in PARTIES],
        matches=[Match(**TRADE)],
        decisions=[Decision(match_id="1.1.Crab", company_id=c, side=side, accept=True) for c, side, _, _ in PARTIES],
        contracts=[Contract(**TRADE, serial=90001, evaluation_closes=2)],
        evaluations=[Evaluation(match_id="1.1.Crab", company_id=c, label=LABELS[text]) for c, _, _, text in PARTIES],
        entries=[CreditEntry(company_id=c, seq=1, serial=90001, before=30, after=30, corrects=0) for c, *_ in PARTIES],
        refused=[],
    )


def test_a_whole_trade_has_no_fault() -> None:
    found = audit(said_of(told()), held(), LABELS)
    assert (found.lines(), found.settled.total()) == ([], 1)
    assert said_of(told()).writes == 1 + 2 * 6 - 2  # an amendment is no write of its own


Change = Callable[[View], object]
FAULTS: list[tuple[str, Change, str]] = [
    ("lost: company Buyer", lambda v: v.companies.pop(0), "lost"),
    ("lost: list C-S.a", lambda v: v.lists.pop(), "lost"),
    ("doubled: list C-S.a: 2 times", lambda v: v.lists.append(v.lists[1]), "doubled"),
    ("wrong: list C-B.b was withdrawn, and is there",
     lambda v: v.lists.append(PostedList(**LOT, list_id="C-B.b", company_id="C-B", side="demand", cycle=1)), "wrong"),
    ("doubled: list C-B.z, of which nobody said anything",
     lambda v: v.lists.append(PostedList(**LOT, list_id="C-B.z", company_id="C-B", side="demand", cycle=1)), "doubled"),
    ("other figures than its company gave it", lambda v: setattr(v.lists[0], "price_fen", 1), "wrong"),
    ("lost: decision of C-S on 1.1.Crab", lambda v: v.decisions.pop(), "lost"),
    ("wrong: decision of C-B on 1.1.Crab is False", lambda v: setattr(v.decisions[0], "accept", False), "wrong"),
    ("doubled: decision of C-X on 1.1.Crab, which it never made",
     lambda v: v.decisions.append(Decision(match_id="1.1.Crab", company_id="C-X", accept=False)), "doubled"),
    ("lost: evaluation of C-B on 1.1.Crab", lambda v: v.evaluations.pop(0), "lost"),
    ("wrong: evaluation of C-B on 1.1.Crab is good", lambda v: setattr(v.evaluations[0], "label", "good"), "wrong"),
    ("lost: decision of C-B on 1.1.Crab: the ledger refused it",
     lambda v: v.refused.append(Statement(kind="decision", match_id="1.1.Crab", company_id="C-B")), "lost"),
    ("lost: contract of match 1.1.Crab", lambda v: v.contracts.pop(), "lost"),
    ("doubled: contract of match 1.1.Crab: 2 times", lambda v: v.contracts.append(v.contracts[0]), "doubled"),
    ("wrong: contract 90001 has other figures", lambda v: setattr(v.contracts[0], "price_fen", 999), "wrong"),
    ("pieces are traded, and 9 offered", lambda v: setattr(v.lists[0], "amount", 9), "wrong"),
    ("wrong: contract of match 1.1.Crab, to which nobody agreed", lambda v: v.matches.pop(), "wrong"),
    ("lost: credit of C-S for contract 90001", lambda v: v.entries.pop(), "lost"),
    ("doubled: credit of C-S for contract 90001: 2 entries",
     lambda v: v.entries.append(CreditEntry(company_id="C-S", seq=2, serial=90001, before=30, after=30, corrects=0)),
     "doubled"),
    ("wrong: credit of C-B for contract 90001 came before",
     lambda v: (setattr(v.cycles[1], "state", "frozen"), v.evaluations.pop()), "wrong"),
    ("wrong: the credit history of C-B has a gap", lambda v: setattr(v.entries[0], "seq", 2), "wrong"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "change", "kind"), FAULTS, ids=[line for line, _, _ in FAULTS])
def test_a_fault_is_found_and_named(line: str, change: Change, kind: str) -> None:
    view = held()
    change(view)
    found = audit(said_of(told()), view, LABELS)
    assert any(line in said for said in found.lines()), found.lines()
    assert found.as_dict()[kind]


def test_credit_may_come_before_the_deadline_once_both_have_evaluated() -> None:
    view = held()
    view.cycles[1].state = "frozen"
    assert audit(said_of(told()), view, LABELS).lines() == []
    view.entries.clear()
    found = audit(said_of(told()), view, LABELS)
    assert (found.lines(), found.settled.total()) == ([], 0)


def test_what_was_taken_twice_is_doubled() -> None:
    again = [*told(), {"write": "decision", "company_id": "C-B", "match_id": "1.1.Crab", "accept": True}]
    assert audit(said_of(again), held(), LABELS).doubled


def test_a_write_that_nobody_knows_of_may_be_there_or_not() -> None:
    unknown = {"write": "unknown", "company_id": "C-B"}
    view = held()
    view.lists.append(PostedList(**LOT, list_id="C-B.z", company_id="C-B", side="demand", cycle=1))
    view.lists[0].price_fen = 77
    open_ = [
        {**unknown, "what": "list", "count": 1},
        {**unknown, "what": "amended", "list_id": "C-B.a", "change": {"price_fen": 77}},
    ]
    assert audit(said_of([*told(), *open_]), view, LABELS).lines() == []
    view.lists.append(PostedList(**LOT, list_id="C-B.y", company_id="C-B", side="demand", cycle=1))
    assert len(audit(said_of([*told(), *open_]), view, LABELS).doubled) == 1
