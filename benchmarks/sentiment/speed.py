"""How fast texts are read: many short ones in a batch, and one alone with its explanation. One process."""

import re
import statistics
import time
from collections.abc import Sequence
from typing import Any

from sentiment.classifier import load_default
from sentiment.reviews import Review

ROUNDS = 3
_END = re.compile(r"(?<=[.!?。！？])\s*")
_SHORT = {"en": (20, 160), "zh": (8, 60)}  # characters: as evaluations of trades are


def short_texts(reviews: Sequence[Review], language: str, most: int) -> list[str]:
    """Distinct sentences of the reviews, as long as evaluations of trades."""
    least, longest = _SHORT[language]
    found: dict[str, None] = {}
    for review in reviews:
        for sentence in _END.split(review.text):
            if least <= len(sentence) <= longest:
                found.setdefault(sentence)
        if len(found) >= most:
            break
    return list(found)[:most]


def measure(language: str, texts: Sequence[str], alone: Sequence[str]) -> dict[str, Any]:
    """Texts a second, the median of rounds of which each reads texts of its own; milliseconds of each text alone.

    Classifying alone gives the words that decided, too. `texts` is cut into a batch a round.
    """
    classifier = load_default()
    size = len(texts) // ROUNDS
    classifier.classify_all(texts[:10])  # whatever is loaded or compiled at first use …
    classifier.classify(texts[0])  # … for explanations, too
    rates = []
    for k in range(ROUNDS):
        batch = texts[k * size : (k + 1) * size]
        started = time.perf_counter()
        judged = classifier.classify_all(batch)
        rates.append(size / (time.perf_counter() - started))
        assert len(judged.label) == size
    times = sorted(_alone_ms(text) for text in alone)
    return {
        "language": language,
        "batch": size,
        "characters": round(statistics.fmean(map(len, texts)), 1),
        "batch_per_s": statistics.median(rates),
        "rounds_per_s": [round(rate) for rate in rates],
        "alone": len(times),
        "alone_ms_median": statistics.median(times),
        "alone_ms_p95": times[int(0.95 * len(times))],
    }


def _alone_ms(text: str) -> float:
    classifier = load_default()
    started = time.perf_counter()
    judgement = classifier.classify(text)
    took = time.perf_counter() - started
    assert judgement.words or judgement.unsure
    return 1_000 * took
