import pytest

from gateway.web.prefer import wait_of


@pytest.mark.parametrize(
    ("prefer", "seconds"),
    [
        ("", 0),
        ("wait=10", 10),
        ("Wait = 10", 10),
        ('wait="7"', 7),
        ("respond-async, wait=5", 5),
        ("respond-async; wait=5, handling=lenient", 5),
        ("wait=999999", 30),
        ("wait=0", 0),
        ("wait=-1", 0),
        ("wait=1.5", 0),
        ("wait=soon", 0),
        ("await=5", 0),
        ("wait=12345678901234567890", 0),
    ],
)
def test_reads_the_wait_and_ignores_what_is_malformed(prefer: str | None, seconds: int):
    assert wait_of(prefer, 30) == seconds
