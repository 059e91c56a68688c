"""The classifier: one model per language, and one digest for all of them together."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sentiment import artefact, guards, language
from sentiment.errors import SentimentError
from sentiment.judgement import Judgement
from sentiment.labels import LABELS
from sentiment.model import Model, Verdicts, document
from sentiment.normalise import normalise

SHIPPED = Path(__file__).resolve().parent / "models"
_GOOD = LABELS.index("good")
_BLOCK = 4_096  # texts judged together: their terms fit into a processor's cache


class Classifier:
    """Gives each text the label that moves credit, with its reasons.

    `digest` (64 hex digits) is the SHA-256 over the languages with their models' digests and the versions of the rules
    that find the language and guard against stuffing; it goes on the ledger with each label.
    """

    def __init__(self, models: Iterable[tuple[Model, str]]) -> None:
        pairs = sorted(models, key=lambda pair: pair[0].language)
        self.models: dict[str, Model] = {model.language: model for model, _ in pairs}
        self.model_digests: dict[str, str] = {model.language: digest for model, digest in pairs}
        rules = [f"language {language.VERSION}", f"guards {guards.VERSION}"]
        lines = [*rules, *(f"{name} {digest}" for name, digest in self.model_digests.items())]
        self.digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()

    @classmethod
    def load(cls, folder: Path) -> "Classifier":
        """From a model's folder, or a folder of such folders. Fails with SENTIMENT_MODEL."""
        if (folder / artefact.MANIFEST).exists():
            return cls([artefact.load(folder)])
        found = [path.parent for path in folder.glob(f"[!.]*/{artefact.MANIFEST}")]
        if not found:
            raise SentimentError("SENTIMENT_MODEL", f"no model in {folder}: name a folder of `shoal sentiment train`")
        return cls(map(artefact.load, found))

    def classify(self, text: str, summary: str = "") -> Judgement:
        """Any text gets a judgement; one that no model can read is `unsure`, hence good: it moves no credit.

        `summary` is the heading that reviews have and evaluations of trades have not.
        """
        return self.classify_many([text], [summary])[0]

    def classify_many(
        self, texts: Sequence[str], summaries: Sequence[str] | None = None, most_words: int | None = None
    ) -> list[Judgement]:
        """`classify` of each, in order, worked out together; with `most_words`, only the heaviest words of each."""
        spelled = _spelled(texts, summaries)
        tongues = [language.language_of(text) for text in spelled]
        found = [_unreadable(tongue) for tongue in tongues]
        for name, model in self.models.items():
            own = [i for i, tongue in enumerate(tongues) if tongue == name]
            for start in range(0, len(own), _BLOCK):
                some = own[start : start + _BLOCK]
                for i, judgement in zip(some, model.judge_many([spelled[i] for i in some], most_words), strict=True):
                    found[i] = judgement
        return [
            judgement._replace(label="good", unsure=True)
            if not judgement.unsure and guards.says_too_little(text, judgement.language)
            else judgement
            for text, judgement in zip(spelled, found, strict=True)
        ]

    def classify_all(self, texts: Sequence[str], summaries: Sequence[str] | None = None) -> "Answers":
        """The decisions of `classify` on many texts at once, without their reasons."""
        spelled = _spelled(texts, summaries)
        answers = Answers.unreadable([language.language_of(text) for text in spelled])
        for name, model in self.models.items():
            own = [i for i, tongue in enumerate(answers.languages) if tongue == name]
            for start in range(0, len(own), _BLOCK):
                some = own[start : start + _BLOCK]
                answers.put(some, model.judge_all([spelled[i] for i in some]))
        for i in np.flatnonzero(~answers.unsure).tolist():
            if guards.says_too_little(spelled[i], answers.languages[i]):
                answers.unsure[i], answers.label[i] = True, _GOOD
        return answers


@dataclass(frozen=True, eq=False)
class Answers:
    """The decisions on m texts."""

    label: NDArray[np.int64]  # m indices into LABELS; good where unsure
    leaning: NDArray[np.int64]  # m
    probabilities: NDArray[np.float64]  # m × 3
    unsure: NDArray[np.bool_]  # m
    languages: list[language.Language]  # m

    @classmethod
    def unreadable(cls, languages: list[language.Language]) -> "Answers":
        """What is answered to texts that no model reads."""
        m = len(languages)
        good = np.full(m, _GOOD)
        return cls(good, good.copy(), np.full((m, len(LABELS)), 1 / len(LABELS)), np.ones(m, dtype=np.bool_), languages)

    def put(self, places: list[int], verdicts: Verdicts) -> None:
        """Enters a model's verdicts on these texts."""
        for mine, theirs in (
            (self.label, verdicts.label),
            (self.leaning, verdicts.leaning),
            (self.probabilities, verdicts.probabilities),
            (self.unsure, verdicts.unsure),
        ):
            mine[places] = theirs


def _spelled(texts: Sequence[str], summaries: Sequence[str] | None) -> list[str]:
    """The documents as they are judged."""
    heads = summaries if summaries is not None else [""] * len(texts)
    return [
        document(normalise(head), guards.unstuffed(normalise(text))) for head, text in zip(heads, texts, strict=True)
    ]


def _unreadable(tongue: language.Language) -> Judgement:
    return Judgement("good", dict.fromkeys(LABELS, 1 / len(LABELS)), (), True, tongue, "good", 0.0, 0.0)


@cache
def load_default() -> Classifier:
    """The classifier of the shipped models (loaded once). Fails with SENTIMENT_MODEL."""
    return Classifier.load(SHIPPED)
