"""From rows of token ids to one stream of unit ids."""

import numpy as np
from numpy.typing import NDArray

from sentiment.kernels.jit import njit

Ids = NDArray[np.int32]
Places = NDArray[np.int64]


@njit
def measure_rows(
    tokens: Ids, starts: Places, texts: Places, summaries: NDArray[np.bool_], unit_starts: Places
) -> Places:  # fmt: skip
    """How many units each row has. Row r is text texts[r], with its summary where summaries[r]."""
    sizes = np.zeros(len(texts), dtype=np.int64)
    for r in range(len(texts)):
        text = texts[r]
        first = starts[2 * text] if summaries[r] else starts[2 * text + 1]
        for i in range(first, starts[2 * text + 2]):
            sizes[r] += unit_starts[tokens[i] + 1] - unit_starts[tokens[i]]
    return sizes


@njit
def write_rows(
    tokens: Ids, starts: Places, texts: Places, summaries: NDArray[np.bool_], unit_starts: Places, units: Ids,
    ids: Ids, part: Ids,
) -> None:  # fmt: skip
    """The rows' units into `ids`; `part` is 2 · row for a summary's and 2 · row + 1 for a text's."""
    at = 0
    for r in range(len(texts)):
        text = texts[r]
        middle = starts[2 * text + 1]
        first = starts[2 * text] if summaries[r] else middle
        for i in range(first, starts[2 * text + 2]):
            for u in range(unit_starts[tokens[i]], unit_starts[tokens[i] + 1]):
                ids[at] = units[u]
                part[at] = 2 * r + (1 if i >= middle else 0)
                at += 1
