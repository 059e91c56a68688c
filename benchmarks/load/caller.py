"""What a company needs of whatever carries its requests: Locust in a run, a script in a test."""

from collections.abc import Collection
from typing import Any, Protocol

from benchmarks.load.journal import Answer


class Caller(Protocol):
    """Sends requests and writes them down."""

    def call(
        self,
        method: str,
        path: str,
        *,
        name: str = "",
        body: Any = None,
        token: str = "",
        wait: int = 0,
        expected: Collection[str] = (),
        wrong: bool = False,
    ) -> Answer:
        """A request under `/v1`, known by `name` (default: the path). `wait`: seconds to wait for the ledger. Codes
        that are right answers are `expected`; a request that is `wrong` must be refused.
        """
        ...

    def failed(self, name: str, code: str, detail: str, *, expected: Collection[str] = ()) -> None:
        """Something inside an answer, or after it, went wrong: an item of many, a transaction."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait, letting others work."""
        ...
