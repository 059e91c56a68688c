"""The scikit-learn pipeline that learns the weights, and its way into a `Model`. Prediction does not import this."""

from collections.abc import Sequence

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline

from sentiment.errors import SentimentError
from sentiment.labels import LABELS, Label
from sentiment.model import Model, analyse_with
from sentiment.recipes import Recipe


def pipeline(recipe: Recipe, seed: int) -> Pipeline:
    """TF-IDF over distinct terms, then logistic regression with balanced classes. Takes normalised texts."""
    return Pipeline(
        [
            (
                "vectorise",
                TfidfVectorizer(
                    analyzer=analyse_with(recipe.analyser, tuple(recipe.stop_words)),
                    binary=True,
                    min_df=recipe.least_texts,
                    max_features=recipe.most_terms,
                ),
            ),
            (
                "decide",
                LogisticRegression(
                    C=recipe.inverse_regularisation,
                    class_weight="balanced",
                    max_iter=2_000,
                    tol=1e-4,
                    random_state=seed,
                ),
            ),
        ]
    )


def fit(recipe: Recipe, texts: Sequence[str], labels: Sequence[Label], weights: Sequence[float], seed: int) -> Pipeline:
    """The fitted pipeline. Fails with SENTIMENT_CLASSES unless both excellent and bad texts are there."""
    if not {"excellent", "bad"} <= set(labels):
        found = ", ".join(sorted(set(labels))) or "none"
        raise SentimentError("SENTIMENT_CLASSES", f"training needs both excellent and bad texts; found: {found}")
    try:
        return pipeline(recipe, seed).fit(list(texts), list(labels), decide__sample_weight=np.asarray(weights))
    except ValueError as error:  # no term occurs often enough
        raise SentimentError("SENTIMENT_CLASSES", f"too few texts to learn from: {error}") from error


def to_model(fitted: Pipeline, recipe: Recipe, middle: float = 0.0, unsure_below: float = 0.0) -> Model:
    """The pipeline's weights as a `Model`.

    Where only two classes were learnt, with log-odds z of excellent against bad, the three logits are
    (z/2, `middle`, -z/2): the odds of the two poles stay as learnt, and good is the most probable where
    |z| < 2 · `middle`.
    """
    vectoriser, regression = fitted.named_steps["vectorise"], fitted.named_steps["decide"]
    classes = list(regression.classes_)
    if len(classes) == 2:
        half, bias = regression.coef_[0] / 2, regression.intercept_[0] / 2
        if classes[1] == "bad":
            half, bias = -half, -bias
        coefficients = np.stack([half, np.zeros_like(half), -half])
        intercepts = np.array([bias, middle, -bias])
    else:
        order = [classes.index(label) for label in LABELS]
        coefficients, intercepts = regression.coef_[order], regression.intercept_[order]
    return Model(
        language=recipe.language,
        analyser=recipe.analyser,
        stop_words=tuple(sorted(recipe.stop_words)),
        terms=tuple(vectoriser.get_feature_names_out().tolist()),
        idf=vectoriser.idf_.astype(np.float32),
        coefficients=(coefficients - coefficients.mean(axis=0)).astype(np.float32),
        intercepts=(intercepts - intercepts.mean()).astype(np.float32),
        unsure_below=unsure_below,
        known_share_below=recipe.known_share_below,
    )
