"""Which language an explanation is in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.explanations.language import preferred


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "en"),
        ("", "en"),
        ("zh", "zh"),
        ("zh-CN", "zh"),
        ("ZH-hans-cn", "zh"),
        ("en-GB,en;q=0.9", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en;q=0.3, zh;q=0.7", "zh"),
        ("fr, zh;q=0.2", "zh"),
        ("fr", "en"),
        ("*", "en"),
        ("zh;q=0", "en"),
        ("zh;q=much", "en"),
        ("zh;level=1", "en"),
        ("zho", "en"),
    ],
)
def test_the_best_language_that_we_speak(header: str | None, language: str) -> None:
    assert preferred(header) == language


@given(st.text(alphabet="zhen-,;=q.01* é", max_size=40))
def test_whatever_the_header_says_there_is_a_language(header: str) -> None:
    assert preferred(header) in ("en", "zh")
