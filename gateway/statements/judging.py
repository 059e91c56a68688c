"""Judges texts together: what comes while a batch is being judged goes into the next one."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from sentiment import Classifier, Judgement, likeness

#: Words that are kept and shown of a judgement, the heaviest: what decides is among them, and a long text has hundreds.
WORDS_SHOWN: Final = 16
#: Texts of one batch: a text that comes meanwhile waits for about a tenth of a second.
_BATCH: Final = 1000


class Reading(NamedTuple):
    """What is made of a text: its judgement, and its sketch to find those alike."""

    judgement: Judgement
    sketch: likeness.Sketch


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    texts: Sequence[str]
    done: asyncio.Future[list[Reading]]


class GroupJudge:
    """One thread at a time that judges, so that the event loop goes on and each of many texts costs a share."""

    def __init__(self, classifier: Classifier) -> None:
        self._classifier = classifier
        self._waiting: list[_Asked] = []
        self._task: asyncio.Task[None] | None = None

    async def read(self, texts: Sequence[str]) -> list[Reading]:
        """The readings of these texts, in order."""
        done: asyncio.Future[list[Reading]] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Asked(texts, done))
        if self._task is None:
            self._task = asyncio.create_task(self._work(), name="group-judge")
        return await done

    async def _work(self) -> None:
        try:
            while self._waiting:
                await self._answer(self._next_batch())
        finally:
            self._task = None

    def _next_batch(self) -> list[_Asked]:
        """Questions in their order, at least one, of _BATCH texts together."""
        count, size = 0, 0
        for asked in self._waiting:
            if count and size + len(asked.texts) > _BATCH:
                break
            count, size = count + 1, size + len(asked.texts)
        batch, self._waiting = self._waiting[:count], self._waiting[count:]
        return batch

    async def _answer(self, batch: list[_Asked]) -> None:
        try:
            readings = await asyncio.to_thread(self._read, [text for asked in batch for text in asked.texts])
        except Exception as error:  # noqa: BLE001 - who asked must hear of it
            for asked in batch:
                if not asked.done.done():
                    asked.done.set_exception(error)
            return
        start = 0
        for asked in batch:
            end = start + len(asked.texts)
            if not asked.done.done():
                asked.done.set_result(readings[start:end])
            start = end

    def _read(self, texts: Sequence[str]) -> list[Reading]:
        judgements = self._classifier.classify_many(texts, most_words=WORDS_SHOWN)
        return [Reading(*pair) for pair in zip(judgements, likeness.sketches(texts), strict=True)]


def as_json(judgement: Judgement) -> dict[str, Any]:
    """A judgement as it is kept and shown, without the parts of its arithmetic that only an auditor asks for."""
    return {
        "label": judgement.label,
        "probabilities": dict(judgement.probabilities),
        "words": [{"word": word.word, "weight": word.weight} for word in judgement.words[:WORDS_SHOWN]],
        "unsure": judgement.unsure,
        "language": judgement.language,
    }
