"""What companies do, each act with its requests: what it learns from the answers, and what it writes down."""

import time
from collections.abc import Callable
from typing import Any

from benchmarks.load.behaviour import Act
from benchmarks.load.company import WAIT_S, Trading
from benchmarks.load.lots import lot
from benchmarks.load.population import ListSide

IN_A_BODY = 1000
OTHER_SIDE, REFUSED, SILENT = 0.15, 0.03, 0.02
"""Shares: requests with lists of the side that isn't the company's main one; matches that are refused; matches of which
nothing is said.
"""
TOO_LATE = ("CYCLE_STATE", "ROUND_CLOSED")
CLOSED = ("EVALUATION_CLOSED",)
NOT_OPEN = ("CYCLE_NOT_OPEN",)


def look(at: Trading) -> None:
    """Ask which cycle takes lists, and how far the one before it is."""
    current = at.get("/cycles/current")
    if not current.done:
        return
    intake, worked = int(current.body["cycle"]), ""
    if intake > 1:
        before = at.get(f"/cycles/{intake - 1}", "/cycles/{n}")
        worked = str(before.body.get("state", ""))
    at.desk.told(intake, worked, time.monotonic(), at.company.lists)


def post(at: Trading) -> None:
    """A large company posts all in one request, a small one lot by lot. Half of the small ones wait for the ledger, the
    others look later what became of it.
    """
    company, desk = at.company, at.desk
    side: ListSide = company.side
    if at.chance.random() < OTHER_SIDE:
        side = "supply" if side == "demand" else "demand"
    lots = [lot(side, at.chance) for _ in range(min(desk.left, IN_A_BODY) if company.bulk else 1)]
    body, name = ({"lists": lots}, f"/{side}-lists (bulk)") if company.bulk else (lots[0], f"/{side}-lists")
    wait = WAIT_S if company.bulk or at.chance.random() < 0.5 else 0
    desk.left -= len(lots)
    with at.writing("list", count=len(lots)):
        answer = at.ended(at.send("POST", f"/{side}-lists", body, name, wait=wait), f"POST {name}")
        if not answer.done:
            return
        cycle = answer.body["cycle"]
        for list_id, posted in zip(answer.body["list_ids"], lots, strict=True):
            at.journal.write("list", at.company_id, list_id=list_id, side=side, cycle=cycle, lot=posted)
            if cycle == desk.intake:
                desk.posted[list_id] = side


def amend(at: Trading) -> None:
    """Another price."""
    list_id, side = at.chance.choice(list(at.desk.posted.items()))
    change, name = {"price_fen": at.chance.randint(50_000, 500_000)}, f"/{side}-lists/{{id}}"
    with at.writing("amended", list_id=list_id, change=change):
        answer = at.send("PATCH", f"/{side}-lists/{list_id}", change, name, wait=WAIT_S, expected=NOT_OPEN)
        if at.ended(answer, f"PATCH {name}", NOT_OPEN).done:
            at.journal.write("amended", at.company_id, list_id=list_id, change=change)


def withdraw(at: Trading) -> None:
    """Take a list back."""
    list_id = at.chance.choice(list(at.desk.posted))
    side = at.desk.posted.pop(list_id)
    name = f"/{side}-lists/{{id}}"
    with at.writing("withdrawn", list_id=list_id):
        answer = at.send("DELETE", f"/{side}-lists/{list_id}", None, name, wait=WAIT_S, expected=NOT_OPEN)
        if at.ended(answer, f"DELETE {name}", NOT_OPEN).done:
            at.journal.write("withdrawn", at.company_id, list_id=list_id)


def read_matches(at: Trading) -> None:
    """Matches of the cycle that is worked on; new ones are to be decided, or passed over in silence."""
    desk, seen_at = at.desk, at.desk.now_at
    for match in at.pages(f"/matches?cycle={max(1, desk.intake - 1)}&limit=1000", "offset", "/matches"):
        new = match["match_id"] not in desk.matches
        desk.matches[match["match_id"]] = match
        if new and at.chance.random() >= SILENT:
            desk.undecided.append(match["match_id"])
    desk.matches_read = seen_at


def decide(at: Trading) -> None:
    """One match, or all of them."""
    undecided, bulk = at.desk.undecided, at.company.bulk
    items = [(match_id, at.chance.random() >= REFUSED) for match_id in undecided[: IN_A_BODY if bulk else 1]]
    del undecided[: len(items)]
    with at.writing("decision", match_ids=[match_id for match_id, _ in items]):
        if bulk:
            body = {"decisions": [{"match_id": match_id, "accept": accept} for match_id, accept in items]}
            taken = at.taken(at.send("POST", "/decisions", body), "POST /decisions", len(items), TOO_LATE)
        else:
            ((match_id, accept),) = items
            path, name = f"/matches/{match_id}/decision", "/matches/{id}/decision"
            taken = [0] if at.send("POST", path, {"accept": accept}, name, expected=TOO_LATE).done else []
        for place in taken:
            match_id, accept = items[place]
            at.journal.write("decision", at.company_id, match_id=match_id, accept=accept)
    if len(taken) < len(items):
        undecided.clear()  # the round is over


def read_contracts(at: Trading) -> None:
    """Contracts of the cycle that is worked on; new ones are to be evaluated."""
    desk, seen_at, cycle = at.desk, at.desk.now_at, max(1, at.desk.intake - 1)
    path = f"/contracts?from_cycle={cycle}&to_cycle={cycle}&limit=1000"
    for contract in at.pages(path, "after", "/contracts"):
        if contract["serial"] not in desk.contracts:
            desk.contracts[contract["serial"]] = contract
            desk.unevaluated.append(contract["serial"])
    desk.contracts_read = seen_at


def preview(at: Trading) -> None:
    """How words would be judged."""
    serial, (number, text) = at.desk.unevaluated[0], at.next_text()
    path, name = f"/contracts/{serial}/evaluation/preview", "/contracts/{serial}/evaluation/preview"
    answer = at.send("POST", path, {"text": text}, name, expected=CLOSED)
    if answer.done:
        at.desk.previewed = (serial, number, answer.body["judgement"]["label"])
    elif answer.code in CLOSED:
        at.desk.unevaluated.remove(serial)


def evaluate(at: Trading) -> None:
    """One contract in words, or all of them; what was looked at first is confirmed with its label."""
    desk, bulk = at.desk, at.company.bulk
    written = [_words(at, serial) for serial in desk.unevaluated[: IN_A_BODY if bulk else 1]]
    del desk.unevaluated[: len(written)]
    desk.previewed = None
    items = [item for _, item in written]
    with at.writing("evaluation", serials=[item["serial"] for item in items]):
        if bulk:
            answer = at.send("POST", "/evaluations", {"evaluations": items})
            taken = at.taken(answer, "POST /evaluations", len(items), CLOSED)
        else:
            serial, body = items[0]["serial"], {name: value for name, value in items[0].items() if name != "serial"}
            path, name = f"/contracts/{serial}/evaluation", "/contracts/{serial}/evaluation"
            taken = [0] if at.send("POST", path, body, name, expected=CLOSED).done else []
        for place in taken:
            number, item = written[place]
            desk.evaluated.append((item["serial"], number))
            match_id = desk.contracts[item["serial"]]["match_id"]
            at.journal.write("evaluation", at.company_id, match_id=match_id, text=item["text"])


def _words(at: Trading, serial: int) -> tuple[int, dict[str, Any]]:
    previewed = at.desk.previewed
    if previewed is not None and previewed[0] == serial:
        _, number, label = previewed
        return number, {"serial": serial, "text": at.text(number), "expected_label": label}
    number, text = at.next_text()
    return number, {"serial": serial, "text": text}


def read_lists(at: Trading) -> None:
    """Its own."""
    at.get(f"/{at.company.side}-lists?limit=100", f"/{at.company.side}-lists")


def read_credit(at: Trading) -> None:
    """Its own score."""
    at.get(f"/credit/{at.company_id}", "/credit/{id}")


def read_history(at: Trading) -> None:
    """Why its credit moved."""
    at.get(f"/credit/{at.company_id}/entries?limit=50", "/credit/{id}/entries")


def read_partner(at: Trading) -> None:
    """Who the other party of a contract is."""
    at.get(f"/companies/{partner(at)}", "/companies/{id}")


def read_cycles(at: Trading) -> None:
    """The last ones."""
    at.get("/cycles?limit=10", "/cycles")


def read_contract(at: Trading) -> None:
    """One of its own."""
    at.get(f"/contracts/{at.chance.choice(list(at.desk.contracts))}", "/contracts/{serial}")


def read_evaluations(at: Trading) -> None:
    """What both said of one."""
    path = f"/contracts/{at.chance.choice(list(at.desk.contracts))}/evaluations"
    at.get(path, "/contracts/{serial}/evaluations")


def partner(at: Trading) -> str:
    """Somebody with whom it has a contract."""
    contract = at.desk.contracts[at.chance.choice(list(at.desk.contracts))]
    return str(contract["seller" if contract["buyer"] == at.company_id else "buyer"])


ACTS: dict[Act, Callable[[Trading], None]] = {
    "look": look, "post": post, "amend": amend, "withdraw": withdraw, "read_matches": read_matches, "decide": decide,
    "read_contracts": read_contracts, "preview": preview, "evaluate": evaluate, "read_lists": read_lists,
    "read_credit": read_credit, "read_history": read_history, "read_partner": read_partner, "read_cycles": read_cycles,
    "read_contract": read_contract, "read_evaluations": read_evaluations,
}  # fmt: skip
