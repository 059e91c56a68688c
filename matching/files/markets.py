"""A market from its three files. Earlier rows count as posted earlier."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import numpy as np

from matching.errors import MatchingError
from matching.files import csv_table, parquet_table
from matching.files.table import Block, Doubtful, FileError, unreadable
from matching.lists import Lists, Market
from matching.market import MAX_AMOUNT, MAX_PRICE_FEN, MAX_WEIGHT_G, Lot
from matching.ratings import rating
from matching.rules_array import Codes, Flags, Ints

LIST_COLUMNS = ("id", "company_id", "breed", "amount", "price_fen", "freshness", "weight_g")
COMPANY_COLUMNS = ("id", "credit_tenths")
_FIGURES = LIST_COLUMNS[3:]
_UNFOUNDED = "columns were doubted in which each row is right"


def read_market(demand: Path, supply: Path, companies: Path) -> Market:
    """The market of a demand, a supply and a companies file, each CSV, gzipped CSV or Parquet by its content.

    Raises FileError with the code CSV_INVALID, PARQUET_INVALID or FILE_UNREADABLE and the first place that is wrong.
    """
    ratings = read_companies(companies)
    codes, breeds = {company: k for k, company in enumerate(ratings)}, Codes()
    sides = [read_lists(path, codes, breeds) for path in (demand, supply)]
    rated = np.array(list(ratings.values()), np.int64)
    return Market(sides[0], sides[1], list(ratings), rated, list(breeds))


def read_companies(path: Path) -> dict[str, int]:
    """Each company's rating 0 … 4 from its credit in tenths, in the file's order. Raises FileError."""
    ratings: dict[str, int] = {}
    with _table(path, COMPANY_COLUMNS) as (_, blocks):
        for block in blocks:
            try:
                _add_companies(block, ratings)
            except Doubtful:
                _refuse_companies(block, ratings)
    return ratings


_RATINGS = {credit: rating(credit) for credit in range(1, 51)}


def _add_companies(block: Block, ratings: dict[str, int]) -> None:
    ids, credits_ = block.texts("id"), block.figures("credit_tenths").tolist()
    new = set(ids)
    if (
        len(new) < len(ids)
        or not ratings.keys().isdisjoint(new)
        or not all(ids)
        or not _RATINGS.keys() >= set(credits_)
    ):
        raise Doubtful
    ratings.update(zip(ids, map(_RATINGS.__getitem__, credits_), strict=True))


def _refuse_companies(block: Block, ratings: dict[str, int]) -> NoReturn:
    """Raise the FileError of the block's first mistake."""
    for row in range(len(block)):
        company, credit = str(block.cell(row, "id")), block.cell(row, "credit_tenths")
        if not company:
            raise block.error(row, "id", "must not be empty")
        if company in ratings:
            raise block.error(row, "id", f"company {company!r} appears twice")
        try:
            ratings[company] = rating(int(credit))
        except MatchingError as error:
            raise block.error(row, "credit_tenths", str(error)) from error
    raise AssertionError(_UNFOUNDED)


def read_lists(path: Path, companies: Mapping[str, int], breeds: Codes) -> Lists:
    """One side's lists. `companies` gives each company its code; new breeds get the next codes. Raises FileError."""
    side = _Side(companies, breeds)
    with _table(path, LIST_COLUMNS) as (code, blocks):
        for block in blocks:
            try:
                side.add(block)
            except Doubtful:
                side.refuse(block)
    if not len(side):
        raise FileError(code, path, None, None, "has no list; a market needs at least one on each side")
    return side.lists()


@contextmanager
def _table(path: Path, columns: Sequence[str]) -> Iterator[tuple[str, Iterator[Block]]]:
    """The file's error code and its blocks, as CSV or Parquet."""
    try:
        with path.open("rb") as file:
            kind = parquet_table if file.peek(4).startswith(parquet_table.MAGIC) else csv_table
            yield kind.CODE, kind.blocks(path, file, columns)
    except OSError as error:
        raise unreadable(path, error) from error


class _Side:
    """One side as far as it has been read."""

    def __init__(self, companies: Mapping[str, int], breeds: Codes) -> None:
        self._companies, self._breeds = companies, breeds
        self._seen: set[str] = set()
        self._ids: list[str] = []
        self._numbers: list[Ints] = []
        self._columns: list[list[Ints]] = []

    def __len__(self) -> int:
        return len(self._ids)

    def add(self, block: Block) -> None:
        """Take a block in which all is right. Raises Doubtful, and then has taken nothing."""
        ids, companies, breeds = (block.texts(column) for column in LIST_COLUMNS[:3])
        figures = [block.figures(column) for column in _FIGURES]
        new = set(ids)
        if (
            len(new) < len(ids)
            or not self._seen.isdisjoint(new)
            or not (all(ids) and all(breeds))
            or np.any(beyond_limits(*figures))
        ):
            raise Doubtful
        try:
            codes = [_codes(self._companies, companies), _codes(self._breeds, breeds)]
        except KeyError as error:
            raise Doubtful from error
        self._seen |= new
        self._ids += ids
        self._numbers.append(block.numbers)
        self._columns.append([*codes, *figures])

    def refuse(self, block: Block) -> NoReturn:
        """Raise the FileError of the block's first mistake, as one list alone would show it."""
        stands = dict(zip(self._ids, np.concatenate([*self._numbers, [0]]).tolist(), strict=False))
        for row, number in enumerate(block.numbers.tolist()):
            values = {column: block.cell(row, column) for column in LIST_COLUMNS}
            try:
                lot = Lot(**values)  # type: ignore[arg-type]  # its column gives each value its type
            except MatchingError as error:
                raise block.error(row, error.field, str(error)) from error
            if lot.id in stands:
                raise block.error(row, "id", f"list {lot.id!r} already stands on {block.unit} {stands[lot.id]}")
            if lot.company_id not in self._companies:
                raise block.error(row, "company_id", f"company {lot.company_id!r} is not in the companies file")
            stands[lot.id] = number
        raise AssertionError(_UNFOUNDED)

    def lists(self) -> Lists:
        """All that has been taken."""
        ids = np.empty(len(self._ids), object)
        ids[:] = self._ids
        company, breed, amount, price, freshness, weight = map(np.concatenate, zip(*self._columns, strict=True))
        return Lists(ids, company, breed, amount, amount, price, price, freshness, weight, weight)


def beyond_limits(amount: Ints, price_fen: Ints, freshness: Ints, weight_g: Ints) -> Flags:
    """Which lists `Lot` would refuse for their figures."""
    wrong: Flags = (1000 * price_fen < amount) | (1000 * weight_g < amount)
    for figure, high in ((amount, MAX_AMOUNT), (price_fen, MAX_PRICE_FEN), (weight_g, MAX_WEIGHT_G), (freshness, 3)):
        wrong |= (figure < 1) | (figure > high)
    return wrong


def _codes(codes: Mapping[str, int], texts: Sequence[str]) -> Ints:
    return np.fromiter(map(codes.__getitem__, texts), np.int64, len(texts))
