"""What the shipped classifier makes of the texts that were written: judged once more, apart from the gateway."""

from collections.abc import Sequence

from benchmarks.trading.said import Said
from benchmarks.trading.words import evaluation
from sentiment import load_default
from sentiment.labels import LABELS


def labels_of(said: Sequence[Said]) -> dict[tuple[str, str], str]:
    """Labels by match and company. Companies write the same texts as others, so each is judged once."""
    written = {about: wrote for cycle in said for about, wrote in cycle.written.items()}
    texts = sorted(set(written.values()))
    if not texts:
        return {}
    judged = load_default().classify_all([evaluation(wrote.number, wrote.tone) for wrote in texts])
    label = {wrote: LABELS[place] for wrote, place in zip(texts, judged.label.tolist(), strict=True)}
    return {about: label[wrote] for about, wrote in written.items()}
