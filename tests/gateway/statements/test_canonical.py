"""The canonical bytes: by hand, and no two statements alike."""

import hashlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.statements.canonical import KINDS, appeal_id, decision_digest, salted_digest, statement_bytes
from shoal.home import checkout

VECTORS = json.loads((checkout() / "chaincode" / "domain" / "testdata" / "statement_vectors.json").read_text())["cases"]


def test_every_part_has_its_length_before_it() -> None:
    digest = decision_digest(accept=True)
    made = statement_bytes(
        channel="floor", kind="decision", subject="1.2.Carp", company_id="C-AB12", expiry_cycle=1, digest=digest
    )
    parts = [b"shoal/1", b"floor", b"decision", b"1.2.Carp", b"C-AB12", b"1", hashlib.sha256(b"accept").digest()]
    assert made == b"".join(bytes([0, 0, 0, len(part)]) + part for part in parts)


def test_an_appeal_is_named_by_whose_evaluation_it_is_about() -> None:
    assert appeal_id("buyer", "12.1.大黄鱼") == "buyer.12.1.大黄鱼"


@pytest.mark.parametrize("case", VECTORS, ids=lambda case: case["name"])
def test_the_vectors_of_the_chaincode(case: dict[str, Any]) -> None:
    """The same file that the chaincode's own tests read."""
    about = {name: case[name] for name in ("channel", "kind", "subject", "company_id", "expiry_cycle")}
    stated = next((case[name] for name in ("text_digest", "reason_digest") if name in case), None)
    digest = decision_digest(accept=case["accept"]) if stated is None else bytes.fromhex(stated)
    assert statement_bytes(**about, digest=digest).hex() == case["bytes"]


def test_every_kind_has_a_vector() -> None:
    assert {case["kind"] for case in VECTORS} == set(KINDS)


def test_a_digest_of_another_length_is_a_programmers_error() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        statement_bytes(channel="f", kind="decision", subject="s", company_id="c", expiry_cycle=1, digest=b"short")


statements = st.tuples(
    st.text(max_size=6),
    st.sampled_from(KINDS),
    st.text(max_size=6),
    st.text(max_size=6),
    st.integers(0, 99),
)


@given(statements, statements)
def test_different_statements_have_different_bytes(one: tuple, other: tuple) -> None:
    digest = bytes(32)

    def made(parts: tuple) -> bytes:
        channel, kind, subject, company, expiry = parts
        return statement_bytes(
            channel=channel, kind=kind, subject=subject, company_id=company, expiry_cycle=expiry, digest=digest
        )

    assert (made(one) == made(other)) == (one == other)


@given(st.binary(min_size=32, max_size=32), st.text())
def test_the_salt_is_part_of_a_texts_digest(salt: bytes, text: str) -> None:
    assert salted_digest(salt, text) == hashlib.sha256(salt + text.encode()).digest()
    assert salted_digest(bytes(32), text) != salted_digest(b"\x01" * 32, text)
