"""Ids of lists sort as the lists were sent: the ledger orders a transaction's lists by them."""

import re

import pytest

from gateway.lists import service


def test_later_requests_have_later_ids(monkeypatch: pytest.MonkeyPatch):
    moments = [1_790_000_000_000_000_000 + 1000 * step for step in (0, 1, 2, 31, 32, 1023, 1024, 10**6, 10**12)]
    clock = iter(moments)
    monkeypatch.setattr(service, "time_ns", lambda: next(clock))
    ids = [service.batch_id("C-A") for _ in moments]
    assert ids == sorted(set(ids))
    assert all(re.fullmatch(r"C-A\.[a-z2-7]{13}", id_) for id_ in ids)


def test_two_requests_of_a_moment_have_different_ids(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(service, "time_ns", lambda: 1_790_000_000_000_000_000)
    random = iter([5, 6])
    monkeypatch.setattr(service, "randbits", lambda bits: next(random))
    first, second = service.batch_id("C-A"), service.batch_id("C-A")
    assert first < second
