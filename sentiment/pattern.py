"""Which terms count, and which of them each row of a corpus has: a sparse matrix without values."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sentiment.analysers import GAP, Analyser
from sentiment.corpus import Corpus
from sentiment.errors import SentimentError
from sentiment.families import FAMILIES, FIRST, MOST_UNITS, Keys, Stream
from sentiment.kernels import streams as stream_kernel
from sentiment.kernels import terms as term_kernel
from sentiment.lexicon import Lexicon, counted

CHOSEN_FROM = 100_000
"""Terms are chosen by this many rows, drawn; what is rarer than they show would not be kept anyway."""

_CHUNK = 4_000  # rows at a time
_THREADS = 2


@dataclass(frozen=True)
class Rows:
    """Spellings of texts to learn from: each is a text of the corpus, with its summary or without."""

    texts: NDArray[np.int64]
    with_summary: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.texts)

    def __getitem__(self, which: NDArray[np.int64] | slice) -> "Rows":
        return Rows(self.texts[which], self.with_summary[which])


@dataclass(frozen=True)
class Pattern:
    """Row r has the terms columns[starts[r] : starts[r + 1]], each once."""

    starts: NDArray[np.int64]  # m + 1
    columns: NDArray[np.int32]
    keys: Keys  # n, the most frequent first
    units: NDArray[np.int32]  # m: how many units each row has
    lexicon: Lexicon

    def __len__(self) -> int:
        return len(self.starts) - 1

    @cached_property
    def texts_with(self) -> NDArray[np.int64]:
        """n: in how many rows each term stands."""
        return np.bincount(self.columns, minlength=len(self.keys))


class Streams:
    """A corpus as streams of its units."""

    def __init__(self, corpus: Corpus, analyser: Analyser, least: int) -> None:
        tokens = corpus.tokens
        each = [analyser.units(name) for name in tokens.names]
        sizes = np.fromiter(map(len, each), dtype=np.int64, count=len(each))
        self._starts = np.concatenate([[0], sizes.cumsum()]).astype(np.int64)
        flat = [unit for units in each for unit in units]
        codes: dict[str, int] = {}
        coded = np.fromiter((codes.setdefault(unit, len(codes)) for unit in flat), dtype=np.int64, count=len(flat))
        often = np.repeat(np.bincount(tokens.ids, minlength=len(each)), sizes)
        counts = np.bincount(coded, weights=often, minlength=len(codes))
        names = np.array(list(codes), dtype=object)
        order = sorted(np.flatnonzero(counts >= least).tolist(), key=lambda i: (-counts[i], names[i]))
        self.lexicon = Lexicon(analyser, [names[i] for i in order if names[i] != GAP][: MOST_UNITS - FIRST])
        found = [i for unit in codes for i in [self.lexicon.id_of(unit)]]
        self._units = np.array(found, dtype=np.int32)[coded]
        self._tokens = tokens

    def of(self, rows: Rows) -> Stream:
        """The stream of these rows."""
        tokens = self._tokens
        sizes = stream_kernel.measure_rows(tokens.ids, tokens.starts, rows.texts, rows.with_summary, self._starts)
        ids, part = np.empty(int(sizes.sum()), dtype=np.int32), np.empty(int(sizes.sum()), dtype=np.int32)
        stream_kernel.write_rows(
            tokens.ids, tokens.starts, rows.texts, rows.with_summary, self._starts, self._units, ids, part
        )
        return Stream(ids, part, len(rows), self.lexicon.roles)


def build(streams: Streams, rows: Rows, families: Sequence[str], least: int, most: int, seed: int) -> Pattern:
    """The terms that stand in at least `least` rows, the `most` frequent of them, and each row's.

    Fails with SENTIMENT_CLASSES if there is no such term.
    """
    keys = _chosen(streams, rows, families, least, most, seed)
    if not len(keys):
        raise SentimentError("SENTIMENT_CLASSES", f"too few texts to learn from: no term stands in {least} of them")
    table = np.zeros(_room(len(keys)), dtype=np.uint64)
    column = np.zeros(len(table), dtype=np.int32)
    term_kernel.index(keys, table, column)
    wanted = _specified(families)

    def part(chunk: Rows) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]:
        stream = streams.of(chunk)
        starts = np.empty(len(chunk) + 1, dtype=np.int64)
        columns = term_kernel.bin_rows(*_units(stream), wanted, _bounds(stream), table, column, len(keys), starts)
        return starts, columns, counted(stream)[0]

    with ThreadPoolExecutor(_THREADS) as pool:
        parts = list(pool.map(part, _chunks(rows)))
    sizes = np.concatenate([np.diff(starts) for starts, _, _ in parts])
    starts = np.concatenate([[0], sizes.cumsum()]).astype(np.int64)
    columns = np.concatenate([columns for _, columns, _ in parts])
    return Pattern(starts, columns, keys, np.concatenate([units for _, _, units in parts]), streams.lexicon)


def _chosen(streams: Streams, rows: Rows, families: Sequence[str], least: int, most: int, seed: int) -> Keys:
    if len(rows) > CHOSEN_FROM:
        rows = rows[np.sort(np.random.default_rng(seed).choice(len(rows), CHOSEN_FROM, replace=False))]
    wanted = _specified(families)

    def share(number: int) -> tuple[Keys, NDArray[np.int32]]:
        """The keys of one share, and in how many texts each stands: all the threads read all rows."""
        table, texts = np.zeros(1 << 16, dtype=np.uint64), np.zeros(1 << 16, dtype=np.int32)
        last = np.full(1 << 16, -1, dtype=np.int32)
        used, base = 0, 0
        for chunk in _chunks(rows):
            stream, done = streams.of(chunk), 0
            units, bounds = _units(stream), _bounds(stream)
            while done < len(chunk):
                done, used = term_kernel.count(
                    *units, wanted, bounds, number, _THREADS, done, table, texts, last, base, used
                )
                if done < len(chunk):
                    table, texts, last = _enlarged(table, texts, last)
            base += len(chunk)
        found = texts >= max(1, least)
        return table[found], texts[found]

    with ThreadPoolExecutor(_THREADS) as pool:
        shares = list(pool.map(share, range(_THREADS)))
    keys, counts = np.concatenate([keys for keys, _ in shares]), np.concatenate([counts for _, counts in shares])
    return keys[np.lexsort((keys, -counts))[:most]]


def _specified(families: Sequence[str]) -> NDArray[np.int32]:
    """The families as compiled code knows them."""
    every = [FAMILIES[name] for name in families]
    return np.array([(f.code, f.length, f.content, f.of_summary, f.negated) for f in every], dtype=np.int32)


def _units(stream: Stream) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.bool_], NDArray[np.bool_]]:
    return stream.ids, stream.part, stream.roles["function"], stream.negated


def _bounds(stream: Stream) -> NDArray[np.int64]:
    """Where each row begins, and the last ends."""
    return np.searchsorted(stream.part, 2 * np.arange(stream.rows + 1))


def _enlarged(
    table: Keys, texts: NDArray[np.int32], last: NDArray[np.int32]
) -> tuple[Keys, NDArray[np.int32], NDArray[np.int32]]:
    """The same in tables of four times the size."""
    full = np.flatnonzero(table)
    larger, place = np.zeros(4 * len(table), dtype=np.uint64), np.zeros(4 * len(table), dtype=np.int32)
    term_kernel.index(table[full], larger, place)
    texts, last = np.append(texts[full], np.int32(0)), np.append(last[full], np.int32(-1))
    place[larger == 0] = len(full)
    return larger, texts[place], last[place]


def _room(wanted: int) -> int:
    """The size of a table that stays at most half full."""
    return 1 << (2 * wanted).bit_length()


def _chunks(rows: Rows) -> Iterator[Rows]:
    for start in range(0, len(rows), _CHUNK):
        yield rows[slice(start, start + _CHUNK)]
