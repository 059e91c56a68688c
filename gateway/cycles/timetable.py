"""When a cycle is due to move on: quarters of T, counted from the times recorded on the ledger.

The states after intake share T (W. Wang et al., section 3.2): a quarter until the lists are matched, a half for
decisions, a quarter for contracts, evaluations and credit. Where a match was refused, the half for decisions is shared:
a quarter for the first round, a quarter for the matches of the second one. The recorded times are only this scheduler's
clock; the chain decides nothing by them.
"""

from collections.abc import Mapping
from typing import Final

ORDER: Final = ("intake", "frozen", "matched", "second_round", "settling", "closed")
#: The share of T (in quarters) that a cycle stays in a state; matched: where nobody refused.
QUARTERS: Final = {"intake": 4, "frozen": 1, "matched": 2, "second_round": 1, "settling": 1}
_MATCHED_WITH_REFUSALS: Final = 1


def due_ms(
    state: str,
    times: Mapping[str, int],
    cycle_seconds: float,
    *,
    previous_closed_ms: int | None,
    refused: bool = False,
) -> int:
    """Unix milliseconds at which the cycle leaves `state`; `refused`: some party has refused a match of it.

    A cycle in intake leaves it as soon as the one before is closed; the first one after a whole T. Who refuses only
    in the second quarter for decisions starts the second round at once; it has its whole quarter all the same.
    """
    if state == "intake" and previous_closed_ms is not None:
        return previous_closed_ms
    quarters = _MATCHED_WITH_REFUSALS if state == "matched" and refused else QUARTERS[state]
    return times[state] + round(cycle_seconds * 1000 * quarters / 4)


def next_state(state: str, *, refused: bool) -> str:
    """The state that follows: the second round is left out where nobody refused. The last state follows itself."""
    if state == "matched" and not refused:
        return "settling"
    return ORDER[min(ORDER.index(state) + 1, len(ORDER) - 1)]


def is_past(state: str, target: str) -> bool:
    """Whether `state` is `target` or comes after it."""
    return ORDER.index(state) >= ORDER.index(target)
