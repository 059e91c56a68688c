"""What learns the weights, with scikit-learn. Prediction does not import this."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from sentiment.errors import SentimentError
from sentiment.model import Model, analyse_with
from sentiment.reading import Doubles, Reading
from sentiment.recipes import Recipe

Grades = NDArray[np.int64]


@dataclass(frozen=True)
class Fitted:
    """A vectoriser and, for each grade of praise, a logistic regression of that grade against the others."""

    vectoriser: TfidfVectorizer
    grades: tuple[int, ...]  # k, ascending
    coefficients: NDArray[np.float32]  # k × n

    def judge(self, texts: Sequence[str]) -> Doubles:
        """m normalised texts → m × k."""
        found: Doubles = np.asarray(self.vectoriser.transform(texts) @ self.coefficients.T, dtype=np.float64)
        return found


def fit(recipe: Recipe, texts: Sequence[str], grades: Grades, weights: Doubles, seed: int) -> Fitted:
    """Learns from normalised texts. Grades are stars, 1 to 5; weights say how often a text counts.

    Fails with SENTIMENT_CLASSES unless there are grades below 3 and above 3, and terms that occur often enough.
    """
    present = tuple(sorted({int(grade) for grade in grades}))
    if not present or present[0] >= 3 or present[-1] <= 3:
        found = ", ".join(map(str, present)) or "none"
        raise SentimentError("SENTIMENT_CLASSES", f"training needs both excellent and bad texts; found stars: {found}")
    vectoriser = TfidfVectorizer(
        analyzer=analyse_with(recipe.analyser, tuple(recipe.stop_words)),
        binary=True,
        min_df=recipe.least_texts,
        max_features=recipe.most_terms,
        dtype=np.float32,
    )
    try:
        vectors = csr_matrix(vectoriser.fit_transform(texts))
    except ValueError as error:  # no term occurs often enough
        raise SentimentError("SENTIMENT_CLASSES", f"too few texts to learn from: {error}") from error
    rows = [_against_the_rest(recipe, vectors, grades == grade, weights, seed) for grade in present]
    return Fitted(vectoriser, present, np.vstack(rows).astype(np.float32))


def _against_the_rest(
    recipe: Recipe, vectors: csr_matrix, positive: NDArray[np.bool_], weights: Doubles, seed: int
) -> Doubles:
    """The weights of one grade; both sides count the same in sum. The intercept is left to calibration."""
    total, own = weights.sum(), weights[positive].sum()
    balanced = weights * np.where(positive, total / (2 * own), total / (2 * (total - own)))
    regression = LogisticRegression(
        C=recipe.inverse_regularisation, solver="liblinear", tol=1e-2, max_iter=1_000, random_state=seed
    )
    coefficients: Doubles = regression.fit(vectors, positive, sample_weight=balanced).coef_
    return coefficients


def to_model(fitted: Fitted, recipe: Recipe, readings: tuple[Reading, Reading]) -> Model:
    """The learnt weights with their readings, for prediction."""
    return Model(
        language=recipe.language,
        analyser=recipe.analyser,
        stop_words=tuple(sorted(recipe.stop_words)),
        terms=tuple(fitted.vectoriser.get_feature_names_out().tolist()),
        idf=fitted.vectoriser.idf_.astype(np.float32),
        coefficients=fitted.coefficients,
        readings=readings,
        short_below=recipe.short_below,
        known_share_below=recipe.known_share_below,
    )
