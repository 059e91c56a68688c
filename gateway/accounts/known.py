"""Tokens that were looked up a moment ago: most requests come with one of these."""

from collections import OrderedDict
from datetime import UTC, datetime, timedelta
from typing import Final

from gateway.accounts.principal import Principal

#: How long a look-up is good for. Logging out forgets at once: this process is the only one that ends sessions.
KEPT: Final = timedelta(seconds=30)
MOST: Final = 10_000


class KnownTokens:
    """Principals by the token's digest; the least used are dropped."""

    def __init__(self, kept: timedelta = KEPT, most: int = MOST) -> None:
        self._kept = kept
        self._most = most
        self._found: OrderedDict[str, tuple[Principal, datetime]] = OrderedDict()
        self.forgotten = 0

    def get(self, digest: str) -> Principal | None:
        """Who the token stands for, if that is known and still good."""
        found = self._found.get(digest)
        if found is None:
            return None
        if found[1] <= datetime.now(UTC):
            del self._found[digest]
            return None
        self._found.move_to_end(digest)
        return found[0]

    def put(self, digest: str, principal: Principal, expires_at: datetime, forgotten: int) -> None:
        """Remember a look-up, never beyond the session's own end.

        `forgotten` is that count as it was before the look-up: if somebody logged out meanwhile, the look-up may be of
        before, and isn't remembered.
        """
        if forgotten != self.forgotten:
            return
        self._found[digest] = principal, min(expires_at, datetime.now(UTC) + self._kept)
        if len(self._found) > self._most:
            self._found.popitem(last=False)

    def forget(self, digest: str) -> None:
        """The session has ended."""
        self.forgotten += 1
        self._found.pop(digest, None)
