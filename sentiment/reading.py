"""How a model's grades are read as the three classes: calibrated probabilities, the leaning, and how sure it is."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sentiment.labels import LABELS

Doubles = NDArray[np.float64]
_EXCELLENT, _GOOD, _BAD = (LABELS.index(label) for label in ("excellent", "good", "bad"))


@dataclass(frozen=True, eq=False)
class Reading:
    """A linear map from k grades to three logits, and the rule of decision.

    The probabilities are calibrated to the classes' real shares, in which good is rare; the leaning is the class whose
    log-probability plus its `handicap` is largest, so that the rare class is not overlooked.
    """

    map: Doubles  # 3 × k, each column's mean 0
    intercepts: Doubles  # 3, mean 0
    handicaps: Doubles  # 3
    unsure_below: float  # least sureness of a decision

    def probabilities(self, grades: Doubles) -> Doubles:
        """m × k grades → m × 3 probabilities."""
        return softmax(grades @ self.map.T + self.intercepts)

    def leaning(self, probabilities: Doubles) -> NDArray[np.int64]:
        """m × 3 probabilities → m indices into LABELS."""
        chosen: NDArray[np.int64] = (np.log(np.maximum(probabilities, 1e-300)) + self.handicaps).argmax(axis=1)
        return chosen


def softmax(logits: Doubles) -> Doubles:
    """Over the last axis."""
    powers: Doubles = np.exp(logits - logits.max(axis=-1, keepdims=True))
    chances: Doubles = powers / powers.sum(axis=-1, keepdims=True)
    return chances


def sureness(probabilities: Doubles, leaning: NDArray[np.int64]) -> Doubles:
    """One less the probability of the opposite of the leaning: what credit stands to lose. Good has no opposite: 1."""
    opposite = np.select(
        [leaning == _EXCELLENT, leaning == _BAD], [probabilities[:, _BAD], probabilities[:, _EXCELLENT]], 0.0
    )
    sure: Doubles = 1.0 - opposite
    return sure
