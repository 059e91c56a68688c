"""Tokens that were looked up a moment ago."""

from datetime import UTC, datetime, timedelta

from gateway.accounts.known import KnownTokens
from gateway.accounts.principal import Principal

SOMEBODY = Principal("a", "company", "C-AAAA")
LATER = datetime.now(UTC) + timedelta(hours=1)


def test_a_token_is_known_until_it_is_forgotten() -> None:
    known = KnownTokens()
    known.put("digest", SOMEBODY, LATER, 0)
    assert known.get("digest") == SOMEBODY
    known.forget("digest")
    assert known.get("digest") is None


def test_a_look_up_that_a_log_out_overtook_is_not_remembered() -> None:
    known = KnownTokens()
    before = known.forgotten
    known.forget("digest")
    known.put("digest", SOMEBODY, LATER, before)
    assert known.get("digest") is None


def test_a_look_up_is_never_good_beyond_the_sessions_end() -> None:
    known = KnownTokens()
    known.put("digest", SOMEBODY, datetime.now(UTC), 0)
    assert known.get("digest") is None


def test_a_look_up_grows_old() -> None:
    known = KnownTokens(kept=timedelta(0))
    known.put("digest", SOMEBODY, LATER, 0)
    assert known.get("digest") is None


def test_the_least_used_are_dropped() -> None:
    known = KnownTokens(most=2)
    for digest in ("one", "two"):
        known.put(digest, SOMEBODY, LATER, 0)
    known.get("one")
    known.put("three", SOMEBODY, LATER, 0)
    assert [known.get(digest) is not None for digest in ("one", "two", "three")] == [True, False, True]
