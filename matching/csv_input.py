"""Markets from CSV files. Whatever is wrong is named by file, line and column."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from matching.errors import MatchingError
from matching.market import Lot
from matching.ratings import rating

LIST_COLUMNS = ("id", "company_id", "breed", "amount", "price_fen", "freshness", "weight_g")
COMPANY_COLUMNS = ("id", "credit_tenths")
_TEXTS = frozenset({"id", "company_id", "breed"})
_WHOLE = re.compile(r"-?[0-9]{1,18}")


class CsvError(MatchingError):
    """A file that can't be used, with the place in it."""

    def __init__(self, path: Path, line: int, column: str | None, message: str) -> None:
        place = f"{path.name}, line {line}" + (f", column {column}" if column else "")
        super().__init__("CSV_INVALID", f"{place}: {message}", column)


def read_lists(path: Path, companies: dict[str, int]) -> list[Lot]:
    """The lots of one side in the file's order, which is their posting order. Raises CsvError."""
    lots: list[Lot] = []
    lines: dict[str, int] = {}
    for line, row in _rows(path, LIST_COLUMNS):
        values = {column: _value(path, line, column, row[column]) for column in LIST_COLUMNS}
        try:
            lot = Lot(**values, order=len(lots))  # type: ignore[arg-type]  # _value gives each column its type
        except MatchingError as error:
            raise CsvError(path, line, error.field, str(error)) from error
        if lot.id in lines:
            raise CsvError(path, line, "id", f"list {lot.id!r} already stands on line {lines[lot.id]}")
        if lot.company_id not in companies:
            raise CsvError(path, line, "company_id", f"company {lot.company_id!r} is not in the companies file")
        lines[lot.id] = line
        lots.append(lot)
    if not lots:
        raise CsvError(path, 1, None, "has no list; a market needs at least one on each side")
    return lots


def read_companies(path: Path) -> dict[str, int]:
    """Each company's rating 0 … 4 from its credit in tenths. Raises CsvError."""
    ratings: dict[str, int] = {}
    for line, row in _rows(path, COMPANY_COLUMNS):
        company, credit = row["id"], _value(path, line, "credit_tenths", row["credit_tenths"])
        if company in ratings:
            raise CsvError(path, line, "id", f"company {company!r} appears twice")
        try:
            ratings[company] = rating(int(credit))
        except MatchingError as error:
            raise CsvError(path, line, "credit_tenths", str(error)) from error
    return ratings


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and the named columns of each row; other columns are ignored, blank lines skipped."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            try:
                header = [name.strip() for name in next(reader, [])]
                missing = [column for column in columns if column not in header]
                if missing:
                    raise CsvError(path, 1, missing[0], f"the header lacks this column; needed: {','.join(columns)}")
                for cells in reader:
                    if not cells:
                        continue
                    if len(cells) != len(header):
                        raise CsvError(
                            path, reader.line_num, None, f"has {len(cells)} cells where the header has {len(header)}"
                        )
                    yield reader.line_num, dict(zip(header, (cell.strip() for cell in cells), strict=True))
            except csv.Error as error:
                raise CsvError(path, reader.line_num, None, f"is not proper CSV: {error}") from error
    except UnicodeDecodeError as error:
        raise CsvError(path, 1, None, f"is not UTF-8 text: byte {error.start} of a block can't be read") from error
    except OSError as error:
        raise CsvError(path, 1, None, f"can't be read: {error.strerror}") from error


def _value(path: Path, line: int, column: str, cell: str) -> str | int:
    if column in _TEXTS:
        return cell
    if not _WHOLE.fullmatch(cell):
        raise CsvError(path, line, column, f"must be a whole number, not {cell!r}")
    return int(cell)
