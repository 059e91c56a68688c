"""Whole words of Chinese, for explanations only: no label depends on it."""

from collections.abc import Sequence


def words_of(characters: Sequence[str]) -> list[str]:
    """For each character of a text, the word that it lies in, by jieba's dictionary and hidden Markov model.

    Each element is one character. The dictionary is loaded at the first use (under a second): batches never ask.
    """
    import rjieba

    return [word for word in rjieba.cut("".join(characters)) for _ in word]
