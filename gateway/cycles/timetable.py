"""When a cycle is due to move on: quarters of T, counted from the times recorded on the ledger.

The states after intake share T (W. Wang et al., section 3.2): a quarter until the lists are matched, a half for
decisions, a quarter for contracts, evaluations and credit. The recorded times are only this scheduler's clock; the
chain decides nothing by them.
"""

from collections.abc import Mapping
from typing import Final

#: The state that follows, and the share of T (in quarters) that a cycle stays in the state before it.
NEXT_STATE: Final = {"intake": "frozen", "frozen": "matched", "matched": "settling", "settling": "closed"}
QUARTERS: Final = {"intake": 4, "frozen": 1, "matched": 2, "settling": 1}
ORDER: Final = ("intake", "frozen", "matched", "settling", "closed")


def due_ms(state: str, times: Mapping[str, int], cycle_seconds: float, *, previous_closed_ms: int | None) -> int:
    """Unix milliseconds at which the cycle leaves `state`.

    A cycle in intake leaves it as soon as the one before is closed; the first one after a whole T.
    """
    if state == "intake" and previous_closed_ms is not None:
        return previous_closed_ms
    return times[state] + round(cycle_seconds * 1000 * QUARTERS[state] / 4)


def is_past(state: str, target: str) -> bool:
    """Whether `state` is `target` or comes after it."""
    return ORDER.index(state) >= ORDER.index(target)
