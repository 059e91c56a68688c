"""Credit in words: what an evaluation would mean, and why an entry of a history is as it is.

What is said is decided here; how it is said stands in one file of sentences per language.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from gateway.credit.ratings import score_text
from gateway.projection.models import CreditEntry
from matching.explain import Language

Whose = Literal["own", "partner"]
#: Words named of an evaluation, the heaviest for its label first.
NAMED = 3


@dataclass(frozen=True, slots=True)
class Judged:
    """An evaluation behind an entry: what the classifier made of it, and the words for that, the heaviest first."""

    whose: Whose
    label: str
    unsure: bool
    words: Sequence[str]


def outlook(label: str, language: Language, *, unsure: bool) -> str:
    """What a text with this label would mean for credit."""
    says = _sentences(language)
    moves = label != "good"
    parts = [says["outlook.unsure" if unsure else f"outlook.{label}"], *([says["outlook.bounds"]] if moves else [])]
    return says["joint"].join(parts)


def explained(row: CreditEntry, judged: Sequence[Judged], language: Language) -> str:
    """Why this entry: labels, reason, movement, and what decided the labels."""
    says = _sentences(language)
    known = {**_figures(row), "own": says.get(row.own_label, ""), "partner": says.get(row.partner_label, "")}
    parts = (says[key].format_map(known | more) for key, more in _parts(row, judged, says))
    return says["joint"].join(parts)


def _parts(row: CreditEntry, judged: Sequence[Judged], says: Mapping[str, str]) -> Iterator[tuple[str, dict[str, str]]]:
    """The keys of the sentences, with what they name beside the entry's own figures."""
    if row.corrects:
        yield "corrects", {}
    key = _reason(row)
    yield (key if key in says else "other"), {"label": says.get(row.own_label or row.partner_label, "")}
    if row.serial:
        yield ("stayed" if row.before == row.after else "moved"), {}
    for each in judged:
        counted = row.own_label if each.whose == "own" else row.partner_label
        if counted != each.label:
            yield f"corrected.{each.whose}", {"judged": says[each.label], "label": says.get(counted, counted)}
        elif each.unsure:
            yield f"unsure.{each.whose}", {}
        elif each.words:
            yield f"words.{each.whose}", {"words": says["list"].join(each.words[:NAMED])}


def _reason(row: CreditEntry) -> str:
    """The sentence of the reason: where an evaluation is missing it matters whose."""
    if row.reason == "APPEAL_CORRECTED" and not (row.own_label and row.partner_label):
        return "APPEAL_CORRECTED.one"
    if row.reason != "EVALUATION_MISSING" or not (row.own_label or row.partner_label):
        return row.reason
    return f"EVALUATION_MISSING.{'partner' if row.own_label else 'own'}"


def _figures(row: CreditEntry) -> dict[str, Any]:
    return {
        "serial": row.serial,
        "reason": row.reason,
        "counterparty": row.counterparty,
        "corrects": row.corrects,
        "before": score_text(row.before) if row.before else "",
        "after": score_text(row.after),
    }


@cache
def _sentences(language: Language) -> dict[str, str]:
    path = Path(__file__).with_name("texts") / f"{language}.json"
    found: dict[str, str] = json.loads(path.read_text("utf-8"))
    return found
