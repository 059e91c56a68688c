"""Our own models: learnt from the train file only, and as shipped."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sentiment import measures
from sentiment.classifier import load_default
from sentiment.judgement import Judgement
from sentiment.model import Model
from sentiment.recipes import RECIPES
from sentiment.reviews import Review
from sentiment.training import Own, train


@dataclass(frozen=True)
class Ours:
    """One of our models, asked as the baselines are."""

    model: Model

    def judge(self, reviews: Sequence[Review], summaries: bool = True) -> list[Judgement]:
        """The model's judgement on each."""
        return measures.judge(self.model, reviews, summaries)


def learnt(language: str, reviews: Sequence[Review], tell: Callable[[str], None] = lambda _: None) -> Ours:
    """Learnt from these reviews and nothing else."""
    return Ours(train(RECIPES[language], reviews, Own(), tell=tell).model)


def shipped(language: str) -> Ours:
    """The shipped model of that language."""
    return Ours(load_default().models[language])
