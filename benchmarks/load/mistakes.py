"""What companies do wrong. A refusal with the right code is the right answer, anything else a failure."""

from collections.abc import Callable

from benchmarks.load.acts import partner
from benchmarks.load.behaviour import Act
from benchmarks.load.company import Trading
from benchmarks.load.lots import lot


def wrong_list(at: Trading) -> None:
    """A lot of nothing."""
    body = lot(at.company.side, at.chance) | {"amount": 0}
    path = f"/{at.company.side}-lists"
    at.send("POST", path, body, f"{path}: no amount", expected=("FIELD_RANGE",), wrong=True)


def wrong_breed(at: Trading) -> None:
    """A lot of something that isn't in the catalogue."""
    body = lot(at.company.side, at.chance) | {"breed": "Unicorn"}
    path = f"/{at.company.side}-lists"
    at.send("POST", path, body, f"{path}: unknown breed", expected=("BREED_UNKNOWN",), wrong=True)


def wrong_match(at: Trading) -> None:
    """A decision on somebody else's match: a number beside one of its own, where it has read all of its own."""
    cycle, number, breed = at.chance.choice(list(at.desk.matches)).split(".")
    numbers = (f"{cycle}.{other}.{breed}" for other in range(1, int(number) + 3))
    foreign = at.chance.choice([match_id for match_id in numbers if match_id not in at.desk.matches] or [""])
    # In a second round there may be new ones of its own that it has not read.
    if not foreign or at.desk.matches_read != at.desk.now_at or at.desk.worked != "matched":
        foreign = f"{cycle}.999999.{breed}"
    codes = ("PARTY_MISMATCH", "MATCH_UNKNOWN")
    name = "/matches/{id}/decision: another's match"
    at.send("POST", f"/matches/{foreign}/decision", {"accept": True}, name, expected=codes, wrong=True)


def wrong_evaluation(at: Trading) -> None:
    """A second evaluation of a contract."""
    serial, _ = at.chance.choice(at.desk.evaluated)
    _, text = at.next_text()
    codes = ("EVALUATION_EXISTS", "EVALUATION_CLOSED")
    name = "/contracts/{serial}/evaluation: a second one"
    at.send("POST", f"/contracts/{serial}/evaluation", {"text": text}, name, expected=codes, wrong=True)


def wrong_repetition(at: Trading) -> None:
    """What was said of another contract, once more."""
    serial, (_, number) = at.desk.unevaluated[0], at.chance.choice(at.desk.evaluated)
    codes = ("EVALUATION_REPEATED", "EVALUATION_CLOSED")
    name = "/contracts/{serial}/evaluation: the same words"
    at.send("POST", f"/contracts/{serial}/evaluation", {"text": at.text(number)}, name, expected=codes, wrong=True)


def wrong_token(at: Trading) -> None:
    """A token that has ended."""
    token = at.log_in()
    at.caller.call("DELETE", "/sessions/current", token=token)
    name = "/sessions/current: an ended token"
    at.caller.call("GET", "/sessions/current", name=name, token=token, expected=("TOKEN_INVALID",), wrong=True)


def wrong_password(at: Trading) -> None:
    """Somebody mistypes. The right password ends the count, so that the limit isn't reached."""
    body = {"login": at.company.code, "password": "not the right password"}
    name = "/sessions: wrong password"
    at.caller.call("POST", "/sessions", name=name, body=body, expected=("LOGIN_FAILED",), wrong=True)
    at.token = at.log_in() or at.token


def wrong_history(at: Trading) -> None:
    """A look into another company's history."""
    name = "/credit/{id}/entries: another's"
    at.get(f"/credit/{partner(at)}/entries", name, expected=("HISTORY_FOREIGN",), wrong=True)


def wrong_list_id(at: Trading) -> None:
    """A list that there isn't."""
    path, name = f"/{at.company.side}-lists/{at.company_id}.nothing", f"/{at.company.side}-lists/{{id}}: unknown"
    at.get(path, name, expected=("LIST_UNKNOWN",), wrong=True)


MISTAKES: dict[Act, Callable[[Trading], None]] = {
    "wrong_list": wrong_list, "wrong_breed": wrong_breed, "wrong_match": wrong_match,
    "wrong_evaluation": wrong_evaluation, "wrong_repetition": wrong_repetition, "wrong_token": wrong_token,
    "wrong_password": wrong_password, "wrong_history": wrong_history, "wrong_list_id": wrong_list_id,
}  # fmt: skip
