"""The three classes: names for credit, names for sentiment, and how stars map to them (section 3.3.2 of the source)."""

from typing import Literal

from sentiment.errors import SentimentError

Label = Literal["excellent", "good", "bad"]

LABELS: tuple[Label, Label, Label] = ("excellent", "good", "bad")
"""The order of every array's class axis."""

SENTIMENT: dict[Label, str] = {"excellent": "positive", "good": "neutral", "bad": "negative"}
_BY_NAME: dict[str, Label] = {name: label for label, name in SENTIMENT.items()} | {label: label for label in LABELS}


def from_name(name: str) -> Label:
    """`positive` or `excellent` → excellent, and so on. Fails with SENTIMENT_ROW."""
    label = _BY_NAME.get(name.strip().lower())
    if label is None:
        raise SentimentError("SENTIMENT_ROW", f"label {name[:40]!r} is none of {', '.join(sorted(_BY_NAME))}")
    return label


def from_stars(stars: str) -> Label:
    """5 and 4 stars are excellent, 3 good, 2 and 1 bad. Fails with SENTIMENT_ROW."""
    try:
        value = float(stars)
    except ValueError:
        value = 0.0
    if value not in {1.0, 2.0, 3.0, 4.0, 5.0}:
        raise SentimentError("SENTIMENT_ROW", f"score {stars[:40]!r} is not a whole number of stars from 1 to 5")
    return "excellent" if value > 3 else "good" if value == 3 else "bad"
