"""The requests of each act, and what a company learns and writes down, with a floor that follows a script."""

from collections import deque
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pytest

from benchmarks.load import acts, journal, mistakes
from benchmarks.load.company import Trading
from benchmarks.load.journal import Answer
from benchmarks.load.population import Company

SMALL = Company("Small", "CODE", "password", "demand", 2, idle=False, wrong=0.0, company_id="C-1")
LARGE = Company("Large", "CODE", "password", "supply", 40, idle=False, wrong=0.0, company_id="C-1")
MATCH = {"match_id": "4.1.Crab", "buyer": "C-1", "seller": "C-2"}


class Script:
    """Gives the answers in their order, and remembers what it was asked."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = deque(answers)
        self.asked: list[tuple[str, str, Any]] = []
        self.failures: list[tuple[str, str, bool]] = []

    def call(self, method: str, path: str, *, body: Any = None, **_: Any) -> Answer:
        self.asked.append((method, path, body))
        return self.answers.popleft()

    def failed(self, name: str, code: str, detail: str, *, expected: Collection[str] = ()) -> None:
        self.failures.append((name, code, code in expected))

    def sleep(self, seconds: float) -> None:
        pass


class Desk:
    """A company before a script; `said` is what it wrote down, and nothing of the script is left then."""

    def __init__(self, folder: Path, company: Company, *answers: Answer) -> None:
        self.floor = Script(*answers)
        self.at = Trading(company, 0, 1)
        self.at.caller, self.at.journal = self.floor, journal.Journal(folder / "journal-0.jsonl")
        self._folder = folder
        self.at.desk.told(5, "matched", 0.0, company.lists)

    def said(self) -> list[dict[str, Any]]:
        self.at.journal.close()
        assert not self.floor.answers, "not everything was asked for"
        return journal.read(self._folder)[1]


def test_a_look_tells_the_cycle_and_how_far_the_one_before_is(tmp_path: Path) -> None:
    desk = Desk(tmp_path, SMALL, Answer(200, {"cycle": 7}), Answer(200, {"state": "frozen"}))
    acts.look(desk.at)
    assert (desk.at.desk.now_at, desk.at.desk.left) == ("7/frozen", 2)
    assert [path for _, path, _ in desk.floor.asked] == ["/cycles/current", "/cycles/6"]
    assert desk.said() == []


def test_a_small_company_posts_a_lot_and_follows_it_until_it_is_on_the_ledger(tmp_path: Path) -> None:
    pending, done = {"state": "pending"}, {"state": "committed", "answer": {"cycle": 5, "list_ids": ["C-1.a"]}}
    later = Answer(202, {}, "/v1/transactions/abc")
    desk = Desk(tmp_path, SMALL, later, Answer(200, pending), Answer(200, done))
    acts.post(desk.at)
    assert desk.floor.asked[1][1] == "/transactions/abc"
    assert desk.at.desk.left == 1 and list(desk.at.desk.posted) == ["C-1.a"]  # noqa: PT018
    ((write, list_id, lot),) = [(said["write"], said["list_id"], said["lot"]) for said in desk.said()]
    assert (write, list_id, lot) == ("list", "C-1.a", desk.floor.asked[0][2])


def test_a_large_company_posts_all_in_one_and_lists_of_the_next_cycle_are_not_of_this_one(tmp_path: Path) -> None:
    desk = Desk(tmp_path, LARGE, Answer(201, {"cycle": 6, "list_ids": [f"C-1.{n}" for n in range(40)]}))
    acts.post(desk.at)
    assert len(desk.floor.asked[0][2]["lists"]) == 40
    assert (desk.at.desk.left, desk.at.desk.posted, len(desk.said())) == (0, {}, 40)


@pytest.mark.parametrize("answer", [Answer(0, {}), Answer(503, {"code": "LEDGER_DEADLINE"})])
def test_a_post_without_an_answer_is_unknown(tmp_path: Path, answer: Answer) -> None:
    desk = Desk(tmp_path, SMALL, answer)
    acts.post(desk.at)
    assert desk.said() == [{"write": "unknown", "company_id": "C-1", "what": "list", "count": 1}]


def test_a_post_that_was_refused_is_not(tmp_path: Path) -> None:
    desk = Desk(tmp_path, SMALL, Answer(409, {"code": "MVCC_READ_CONFLICT"}))
    acts.post(desk.at)
    assert desk.said() == []


def test_an_operation_that_fails_later_is_a_failure_and_not_unknown(tmp_path: Path) -> None:
    failed = Answer(200, {"state": "failed", "problem": {"code": "CYCLE_NOT_OPEN", "status": 409}})
    desk = Desk(tmp_path, SMALL, Answer(202, {}, "/v1/transactions/abc"), failed)
    acts.post(desk.at)
    assert desk.floor.failures[0][1:] == ("CYCLE_NOT_OPEN", False)
    assert desk.said() == []


def test_who_is_stopped_in_a_write_says_that_nobody_knows(tmp_path: Path) -> None:
    desk = Desk(tmp_path, SMALL)
    with pytest.raises(KeyboardInterrupt), desk.at.writing("decision"):
        raise KeyboardInterrupt
    assert [said["what"] for said in desk.said()] == ["decision"]


def test_matches_are_read_by_page_and_decided_one_by_one(tmp_path: Path) -> None:
    other = MATCH | {"match_id": "4.2.Crab"}
    pages = (Answer(200, {"items": [MATCH], "next_offset": 1}), Answer(200, {"items": [other], "next_offset": None}))
    desk = Desk(tmp_path, SMALL, *pages, Answer(202, {}))
    acts.read_matches(desk.at)
    assert desk.at.desk.undecided == ["4.1.Crab", "4.2.Crab"]
    assert desk.floor.asked[1][1] == "/matches?cycle=4&limit=1000&offset=1"
    acts.decide(desk.at)
    assert desk.at.desk.undecided == ["4.2.Crab"]
    assert [(said["write"], said["match_id"]) for said in desk.said()] == [("decision", "4.1.Crab")]


def test_of_many_decisions_each_is_judged_and_the_round_is_over_with_the_first_refusal(tmp_path: Path) -> None:
    refused = [{"index": 0, "code": "ROUND_CLOSED"}]
    desk = Desk(tmp_path, LARGE, Answer(202, {"taken": [{"match_id": "4.2.Crab"}], "refused": refused}))
    desk.at.desk.undecided = ["4.1.Crab", "4.2.Crab"]
    acts.decide(desk.at)
    assert desk.floor.failures == [("POST /decisions, an item", "ROUND_CLOSED", True)]
    assert [said["match_id"] for said in desk.said()] == ["4.2.Crab"]


def test_an_item_of_which_the_answer_says_nothing_is_a_failure(tmp_path: Path) -> None:
    desk = Desk(tmp_path, LARGE, Answer(202, {"taken": [], "refused": []}))
    desk.at.desk.undecided = ["4.1.Crab"]
    acts.decide(desk.at)
    assert desk.floor.failures == [("POST /decisions, an item", "COUNT", False)]
    assert len(desk.said()) == 1


@pytest.mark.parametrize("company", [SMALL, LARGE])
def test_an_evaluation_is_confirmed_as_it_was_looked_at(tmp_path: Path, company: Company) -> None:
    taken = Answer(202, {"taken": [{}], "refused": []} if company.bulk else {"statement": {}})
    desk = Desk(tmp_path, company, Answer(200, {"judgement": {"label": "bad"}}), taken)
    desk.at.desk.unevaluated, desk.at.desk.contracts = [90001], {90001: {"match_id": "4.1.Crab"}}
    acts.preview(desk.at)
    acts.evaluate(desk.at)
    (_, _, looked), (_, path, body) = desk.floor.asked
    item = body["evaluations"][0] if company.bulk else body
    assert (item["text"], item["expected_label"]) == (looked["text"], "bad")
    assert path == ("/evaluations" if company.bulk else "/contracts/90001/evaluation")
    assert (desk.at.desk.unevaluated, desk.at.desk.evaluated) == ([], [(90001, 0)])
    assert [(said["match_id"], said["text"]) for said in desk.said()] == [("4.1.Crab", looked["text"])]


def test_no_company_says_the_same_twice_and_some_complain() -> None:
    at = Trading(SMALL, 0, 1)
    texts = [at.next_text()[1] for _ in range(200)]
    assert len(set(texts)) == 200
    assert 15 < sum("Never again!" in text for text in texts) < 70


@pytest.mark.parametrize("name", sorted(mistakes.MISTAKES))
def test_a_mistake_is_sent_as_one_and_nothing_of_it_is_written_down(tmp_path: Path, name: Any) -> None:
    desk = Desk(tmp_path, SMALL)
    sent: list[dict[str, Any]] = []

    def call(method: str, path: str, **more: Any) -> Answer:
        sent.append({"method": method, "path": path, **more})
        return Answer(201, {"token": "new"}) if path == "/sessions" and not more.get("wrong") else Answer(403, {})

    desk.at.caller.call = call  # type: ignore[method-assign]
    own = desk.at.desk
    own.matches, own.contracts = {"4.1.Crab": MATCH}, {90001: MATCH, 90002: MATCH}
    own.evaluated, own.unevaluated, own.matches_read = [(90001, 0)], [90002], "5/matched"
    mistakes.MISTAKES[name](desk.at)
    (wrong,) = [one for one in sent if one.get("wrong")]
    assert wrong["expected"]
    assert "4.1.Crab/" not in wrong["path"]
    assert desk.said() == []
