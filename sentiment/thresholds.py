"""The two thresholds of a model, each chosen on validation texts that the fitted weights never saw."""

from collections.abc import Sequence

from sentiment.judgement import Judgement
from sentiment.labels import Label

MOST_OPPOSITE = 0.03
"""Excellent called bad or the reverse: the share of decisions that a model may get so wrong on validation."""

_CHANCES = [round(0.34 + 0.02 * step, 2) for step in range(24)]  # 0.34 … 0.80; below a third there is nothing to choose
_MIDDLES = [round(0.05 * step, 2) for step in range(41)]  # 0 … 2


def least_chance(truth: Sequence[Label], judgements: Sequence[Judgement]) -> float:
    """The least probability of the leaning with which at most MOST_OPPOSITE of the decisions are opposite."""
    for chance in _CHANCES:
        decided = [(t, j) for t, j in zip(truth, judgements, strict=True) if j.probabilities[j.leaning] >= chance]
        opposite = sum({t, j.leaning} == {"excellent", "bad"} for t, j in decided)
        if opposite <= MOST_OPPOSITE * len(decided):
            return chance
    return _CHANCES[-1]


def middle(poles: Sequence[float], neutral: Sequence[float]) -> float:
    """The half-width of the band of good, in half log-odds, for a model that learnt two classes only.

    `poles` are the log-odds of validation texts that are excellent or bad, `neutral` those of texts known to be good.
    The band maximises Youden's index: the share of the neutral in it less the share of the poles. 0 without neutral.
    """

    def gain(half: float) -> float:
        return _within(neutral, half) - _within(poles, half)

    return max(_MIDDLES, key=gain) if neutral and poles else 0.0


def _within(log_odds: Sequence[float], half: float) -> float:
    return sum(abs(z) < 2 * half for z in log_odds) / len(log_odds)
