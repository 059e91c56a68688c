"""Credit in words: every reason in both languages."""

import json
import re
from pathlib import Path

import pytest

import gateway.credit.words as module
from gateway.credit.words import NAMED, Judged, explained, outlook
from gateway.projection.models import CreditEntry
from matching.explain import LANGUAGES, Language

TEXTS = {
    language: json.loads((Path(module.__file__).with_name("texts") / f"{language}.json").read_text("utf-8"))
    for language in LANGUAGES
}


def entry(reason: str, own: str = "", partner: str = "", **changes: int) -> CreditEntry:
    figures = {"seq": 2, "cycle": 1, "serial": 90001, "before": 30, "after": 30, "corrects": 0} | changes
    return CreditEntry(
        company_id="C-A", counterparty="C-B", reason=reason, own_label=own, partner_label=partner, **figures
    )


ENTRIES = [
    (entry("NEWCOMER", serial=0, before=0), ["joined", "3.0"]),
    (entry("OPENING", serial=0, after=42), ["supervisor", "4.2"]),
    (entry("BOTH_EXCELLENT", "excellent", "excellent", after=31), ["90001", "gain 0.1", "from 3.0 to 3.1"]),
    (entry("BOTH_BAD", "bad", "bad", after=29), ["lose 0.1", "from 3.0 to 2.9"]),
    (entry("BOTH_GOOD", "good", "good"), ["good", "stays 3.0"]),
    (entry("LABELS_DIFFER", "excellent", "bad"), ["called C-B excellent and was called bad", "stays 3.0"]),
    (entry("EVALUATION_MISSING", "excellent"), ["called C-B excellent, but C-B had written no evaluation"]),
    (entry("EVALUATION_MISSING", "", "bad"), ["C-B called the company bad, but the company had written no evaluation"]),
    (entry("EVALUATION_MISSING"), ["neither side"]),
    (entry("PAIR_LIMIT", "bad", "bad"), ["another contract with C-B", "at most once in a cycle"]),
    (entry("AT_BOUND", "excellent", "excellent", before=50, after=50), ["between 0.1 and 5.0", "stays 5.0"]),
    (
        entry("APPEAL_CORRECTED", "excellent", "excellent", corrects=1, after=31),
        ["After an appeal", "entry 1", "counts as excellent, that of C-B as excellent", "from 3.0 to 3.1"],
    ),
    (entry("APPEAL_CORRECTED", "", "bad", corrects=1), ["now counts as bad; one alone moves no credit"]),
    (entry("PAIR_LIMIT", "bad", "bad", corrects=1), ["After an appeal", "entry 1", "another contract with C-B"]),
    (entry("AT_BOUND", "bad", "bad", corrects=1, before=1, after=1), ["After an appeal", "stays 0.1"]),
    (entry("SOME_LATER_REASON", "good", "bad"), ["SOME_LATER_REASON", "stays 3.0"]),
]


@pytest.mark.parametrize(("row", "says"), ENTRIES, ids=lambda value: getattr(value, "reason", ""))
def test_every_reason(row: CreditEntry, says: list[str]):
    text = explained(row, (), "en")
    for part in says:
        assert part in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("row", [row for row, _ in ENTRIES], ids=lambda row: row.reason)
def test_nothing_is_left_open_in_either_language(row: CreditEntry, language: Language):
    text = explained(row, (), language)
    assert text
    assert not re.search(r"[{}]|  |\bNone\b", text)
    if language == "zh" and row.reason != "SOME_LATER_REASON":
        assert not re.search(r"[A-Z]{3}", text)
    for figure in (row.serial, row.corrects):
        assert not figure or str(figure) in text


def test_the_words_that_decided_are_named_by_whose_they_are():
    judged = [
        Judged("own", "excellent", False, ["quick", "convenient", "like", "transaction"]),
        Judged("partner", "excellent", False, ["fresh"]),
    ]
    row = entry("BOTH_EXCELLENT", "excellent", "excellent", after=31)
    text = explained(row, judged, "en")
    assert "The company's words that decided: quick, convenient, like." in text
    assert len(judged[0].words) > NAMED
    assert "Words of C-B that decided: fresh." in text
    assert "起决定作用的词：quick、convenient、like" in explained(row, judged, "zh")


def test_words_of_an_unsure_judgement_decided_nothing():
    text = explained(entry("LABELS_DIFFER", "good", "bad"), [Judged("own", "good", True, ["fish"])], "en")
    assert "unsure about the company's words" in text
    assert "fish" not in text


def test_words_do_not_explain_a_label_that_the_supervisor_decided():
    row = entry("APPEAL_CORRECTED", "excellent", "excellent", corrects=1, after=31)
    text = explained(row, [Judged("partner", "bad", False, ["late"])], "en")
    assert "The classifier had called the words of C-B bad; the supervisor decided excellent." in text
    assert "late" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_outlooks_differ_and_name_the_bounds_only_where_credit_can_move(language: Language):
    bounds = TEXTS[language]["outlook.bounds"]
    texts = [outlook(label, language, unsure=False) for label in ("excellent", "good", "bad")]
    texts.append(outlook("good", language, unsure=True))
    assert len(set(texts)) == 4
    assert [bounds in text for text in texts] == [True, False, True, False]


def test_both_languages_say_the_same_things_with_the_same_figures():
    assert TEXTS["en"].keys() == TEXTS["zh"].keys()
    for key, template in TEXTS["en"].items():
        known = set(re.findall(r"{(\w+)}", template))
        assert set(re.findall(r"{(\w+)}", TEXTS["zh"][key])) - {"counterparty"} == known - {"counterparty"}, key
