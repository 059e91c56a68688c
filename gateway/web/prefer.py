"""`Prefer: wait=N` (RFC 7240): how long a write may be waited for."""

import re
from typing import Annotated

from fastapi import Depends, Header, Request

from gateway.web.deps import services_of

_WAIT = re.compile(r"(?:^|[,;\s])wait\s*=\s*\"?(\d{1,6})\"?(?=$|[,;\s])", re.IGNORECASE)


def wait_of(prefer: str, limit_s: int) -> int:
    """Seconds to wait, at most `limit_s`; 0 without the preference or where it is malformed (the RFC: ignore it)."""
    found = _WAIT.search(prefer)
    return min(int(found.group(1)), limit_s) if found else 0


Prefer = Annotated[
    str,  # not `| None`: FastAPI takes such a type apart at each request
    Header(
        description="`wait=N`: answer when the write is on the ledger, or after N seconds (at most 30).",
        examples=["wait=10"],
    ),
]


async def _wait(request: Request, prefer: Prefer = "") -> int:
    return wait_of(prefer, services_of(request).settings.wait_limit_s)


WaitSeconds = Annotated[int, Depends(_wait)]
