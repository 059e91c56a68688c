"""The credit classifier: what companies write about a trade, read as excellent, good or bad, word by word."""

from sentiment.classifier import Classifier, load_default
from sentiment.errors import SentimentError
from sentiment.judgement import Judgement, WordWeight

__all__ = ["Classifier", "Judgement", "SentimentError", "WordWeight", "load_default"]
