"""Password hashes: argon2id, computed in threads so that a log-in doesn't stop the event loop."""

import asyncio
from dataclasses import dataclass

from nacl.exceptions import InvalidkeyError
from nacl.exceptions import ValueError as NaClValueError
from nacl.pwhash import argon2id

_AT_ONCE = 2
"""Each verification takes 64 MiB: more at once would let log-ins alone fill the memory."""


@dataclass(frozen=True)
class Work:
    """What a hash costs, ours and whoever guesses: passes over so much memory (RFC 9106, section 4, second choice).

    In one lane (the RFC has four): the work is the same, and a guesser's machine cannot share it out.
    """

    passes: int = 3
    memory_bytes: int = 64 << 20


class Passwords:
    """Hashes and verifies. An unknown log-in is verified against a spare hash, to take as long as a known one."""

    def __init__(self, work: Work | None = None) -> None:
        self._work = work or Work()
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._nobody = self._hashed("nobody has this password")

    async def hash(self, password: str) -> str:
        """The encoded argon2id hash, with its parameters and salt."""
        async with self._slots:
            return await asyncio.to_thread(self._hashed, password)

    async def verify(self, password_hash: str | None, password: str) -> bool:
        """Whether the password is the hash's; with None (no such log-in) as slow, and False."""
        async with self._slots:
            matches = await asyncio.to_thread(self._matches, password_hash or self._nobody, password)
        return matches and password_hash is not None

    def _hashed(self, password: str) -> str:
        return argon2id.str(password.encode(), self._work.passes, self._work.memory_bytes).decode("ascii")

    def _matches(self, password_hash: str, password: str) -> bool:
        """Whatever parameters the hash names."""
        try:
            return argon2id.verify(password_hash.encode(), password.encode())
        except (InvalidkeyError, NaClValueError):  # the latter: too long for a hash
            return False
