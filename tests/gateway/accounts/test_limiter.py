import pytest

from gateway.accounts.limiter import LoginLimiter
from gateway.errors import TooManyRequests


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_refuses_the_attempt_above_the_limit_and_says_when_to_try_again():
    clock = Clock()
    limiter = LoginLimiter(3, clock)
    for _ in range(3):
        limiter.attempt("a")
        clock.now += 10
    with pytest.raises(TooManyRequests) as refused:
        limiter.attempt("a")
    assert refused.value.code == "LOGIN_LIMIT"
    assert refused.value.status == 429
    assert refused.value.headers["Retry-After"] == "30"  # the first of the three was 30 s ago


def test_a_refused_attempt_doesnt_prolong_the_wait():
    clock = Clock()
    limiter = LoginLimiter(1, clock)
    limiter.attempt("a")
    for _ in range(5):
        clock.now += 10
        with pytest.raises(TooManyRequests):
            limiter.attempt("a")
    clock.now += 10
    limiter.attempt("a")


def test_logins_are_counted_apart():
    limiter = LoginLimiter(1, Clock())
    limiter.attempt("a")
    limiter.attempt("b")
    with pytest.raises(TooManyRequests):
        limiter.attempt("a")


def test_success_ends_the_count():
    limiter = LoginLimiter(2, Clock())
    for _ in range(10):
        limiter.attempt("a")
        limiter.succeeded("a")


def test_memory_is_bounded():
    limiter = LoginLimiter(1, Clock())
    for number in range(10_050):
        limiter.attempt(str(number))
    limiter.attempt("0")  # forgotten, hence free again
    with pytest.raises(TooManyRequests):
        limiter.attempt("10049")
