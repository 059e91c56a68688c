"""The parts of the measurement. Each gives rows for the results, tells what it does, and leaves out what won't fit."""

import time
from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from benchmarks.matching.clock import Clock
from benchmarks.sentiment import baselines, figures, ours, speed
from benchmarks.sentiment.baselines import Baseline
from benchmarks.sentiment.data import Corpus, measuring
from benchmarks.sentiment.goals import ALONE, BOTH, DEV, SHIPPED, TEXT, TRADE, TRAIN_ONLY, ZH_DEV
from sentiment import trade
from sentiment.judgement import Judgement
from sentiment.reviews import Review

Row = dict[str, Any]
SHARES = (1 / 16, 1 / 8, 1 / 4, 1 / 2, 1.0)
NAMES = {"en": DEV, "zh": ZH_DEV}
BLIND = {language: f"{name}, written blind" for language, name in TRADE.items()}
SECONDS, SECONDS_A_REVIEW = 10.0, 0.003
"""Generous, for leaving out what does not fit: what learning takes on a machine that does little else."""


class Judge(Protocol):
    """What has learnt."""

    def judge(self, reviews: Sequence[Review], summaries: bool = True) -> list[Judgement]: ...


class Quality:
    """Each system learnt once, measured on everything of its language; the rows go to `rows` and `curve`."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.rows: list[Row] = []
        self.curve: list[Row] = []
        self.times: list[Row] = []

    def beside(self, corpora: Sequence[Corpus]) -> None:
        """What stands beside ours, then the learning curve of English."""
        for corpus in corpora:
            for baseline in BESIDE[corpus.language]:
                self._baseline(baseline, corpus)
        self._learning(next(corpus for corpus in corpora if corpus.language == "en"))

    def ours(self, corpus: Corpus) -> None:
        """Our models, on which the goals rest."""
        self._measure(SHIPPED, corpus, ours.shipped(corpus.language))
        model = self._learnt(TRAIN_ONLY, corpus.language, corpus.train)
        if model is not None:
            self._measure(TRAIN_ONLY, corpus, model)

    def _baseline(self, baseline: Baseline, corpus: Corpus) -> None:
        model = self._learnt(baseline.name, corpus.language, corpus.train, baseline)
        if model is not None:
            self._measure(baseline.name, corpus, model, baseline.ways)

    def _learnt(
        self, name: str, language: str, reviews: Sequence[Review], baseline: Baseline | None = None
    ) -> Judge | None:
        needed_s = SECONDS + SECONDS_A_REVIEW * len(reviews)
        if not self._clock.fits(f"{name} ({language}, {len(reviews)} reviews)", needed_s):
            return None
        self._clock.say(f"{name}: learning from {len(reviews):,} reviews ({language})")
        started = time.perf_counter()
        model = ours.learnt(language, reviews) if baseline is None else baseline.fit(reviews)
        took = round(time.perf_counter() - started, 2)
        self.times.append({"system": name, "language": language, "reviews": len(reviews), "seconds": took})
        return model

    def _measure(self, system: str, corpus: Corpus, model: Judge, ways: Sequence[str] = (BOTH, ALONE)) -> None:
        """On the dev file in these ways (where it has summaries), and on our own sentences, all and the blind ones."""
        dev, language = NAMES[corpus.language], corpus.language
        if not any(review.summary for review in corpus.dev):
            ways = (TEXT,)
        sets = [
            *((dev, way, corpus.dev) for way in ways),
            (TRADE[language], TEXT, trade.sentences(language, "measure")),
            (BLIND[language], TEXT, measuring(language, blind=True)),
        ]
        for measured_on, way, reviews in sets:
            judgements = model.judge(reviews, way == BOTH)
            self.rows.append(figures.row(system, measured_on, way, reviews, judgements))
            self._clock.say(f"{system}: {measured_on}, {way}: {self.rows[-1]['figures']['leaning']['macro_f1']:.3f}")

    def _learning(self, corpus: Corpus) -> None:
        """Macro-F1 on the dev file by the number of reviews learnt from; what was learnt from all of them is known."""
        for share in SHARES:
            reviews = corpus.part(share)
            for name, baseline in ((TRAIN_ONLY, None), (baselines.PAPER.name, baselines.PAPER)):
                known = [row for row in self.rows if (row["system"], row["way"]) == (name, BOTH)]
                if share == 1.0:
                    row = known[0] if known else None
                else:
                    model = self._learnt(name, corpus.language, reviews, baseline)
                    row = figures.row(name, DEV, BOTH, corpus.dev, model.judge(corpus.dev)) if model else None
                if row is not None:
                    self.curve.append(_point(name, len(reviews), row))


BESIDE: dict[str, tuple[Baseline, ...]] = {
    "en": (baselines.PAPER, baselines.PAPER_TEXT, baselines.FIELD),
    "zh": (baselines.CHARACTERS,),
}


def _point(system: str, reviews: int, row: Row) -> Row:
    f1, interval = row["figures"]["leaning"]["macro_f1"], row["macro_f1_interval"]
    return {"system": system, "reviews": reviews, "macro_f1": f1, "interval": interval}


def speeds(corpora: Sequence[Corpus], batch: int, clock: Clock) -> Iterator[Row]:
    """Each language's speed by the shipped models."""
    for corpus in corpora:
        texts = speed.short_texts(corpus.train, corpus.language, speed.ROUNDS * batch)
        alone = [review.text for review in trade.sentences(corpus.language, "measure")]
        clock.say(f"reading {len(texts):,} short texts ({corpus.language})")
        yield speed.measure(corpus.language, texts, alone)
