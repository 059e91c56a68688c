"""The canonical bytes of a signed statement: the twin of the chaincode's `domain/statement.go`.

Source: chaincode/README.md, *Signed statements*.
"""

import hashlib
from typing import Final, Literal

VERSION: Final = "shoal/1"
Kind = Literal["decision", "evaluation", "appeal"]
KINDS: Final[tuple[Kind, ...]] = ("decision", "evaluation", "appeal")


def statement_bytes(
    *, channel: str, kind: Kind, subject: str, company_id: str, expiry_cycle: int, digest: bytes
) -> bytes:
    """What a company signs: every part with its length as four bytes, big-endian, before it.

    `digest` is 32 raw bytes. Length prefixes keep two different statements from having the same bytes.
    """
    if len(digest) != hashlib.sha256().digest_size:
        raise ValueError("the body's digest must be 32 bytes")
    parts = [part.encode() for part in (VERSION, channel, kind, subject, company_id, str(expiry_cycle))]
    return b"".join(len(part).to_bytes(4, "big") + part for part in [*parts, digest])


def decision_digest(*, accept: bool) -> bytes:
    """SHA-256 of the word `accept` or `refuse`."""
    return hashlib.sha256(b"accept" if accept else b"refuse").digest()


def appeal_id(side: str, match_id: str) -> str:
    """An appeal's name and its statement's subject; `side` is that of the party whose evaluation is appealed."""
    return f"{side}.{match_id}"


def salted_digest(salt: bytes, text: str) -> bytes:
    """SHA-256 of the 32-byte salt and the text: short texts could be guessed from a bare digest."""
    return hashlib.sha256(salt + text.encode()).digest()
