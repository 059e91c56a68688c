"""Markets from files: what is read, and each kind of bad input refused with its place."""

import csv
import gzip
import io
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.errors import MatchingError
from matching.files import csv_table
from matching.files.csv_table import CsvBlock
from matching.files.markets import LIST_COLUMNS, beyond_limits, read_market
from matching.files.table import Doubtful, FileError
from matching.market import MAX_AMOUNT, MAX_PRICE_FEN, MAX_WEIGHT_G, Lot
from matching.ratings import rating

LISTS = "id,company_id,breed,amount,price_fen,freshness,weight_g\n"
DEMAND = LISTS + "b1,c1,Eel,100,800000,3,20000\nb2,c2,Eel,120,1000000,3,30000\nb3,c3,Cod,5,500,1,500\n"
SUPPLY = LISTS + "s1,c3,Eel,110,800000,3,27500\ns2,c1,Cod,9,9000,1,900\n"
COMPANIES = "id,credit_tenths\nc1,42\nc2,35\nc3,21\n"
FILES = {"demand": DEMAND, "supply": SUPPLY, "companies": COMPANIES}


@pytest.fixture
def read(tmp_path):
    """Writes the three files, some of them with other content, and reads the market."""

    def _read(**other):
        paths = []
        for name, content in (FILES | other).items():
            paths.append(tmp_path / f"{name}.csv")
            paths[-1].write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_market(*paths)

    return _read


def lots(side, market):
    """A side's lists as lots, which hold every limit."""
    columns = (side.amount, side.price_fen, side.freshness, side.weight_g)
    return [
        Lot(list_id, market.companies[company], market.breeds[breed], *figures)
        for list_id, company, breed, *figures in zip(
            side.ids, side.company, side.breed, *(column.tolist() for column in columns), strict=True
        )
    ]


def same(one, other):
    return (
        lots(one.demand, one) == lots(other.demand, other)
        and lots(one.supply, one) == lots(other.supply, other)
        and one.ratings.tolist() == other.ratings.tolist()
        and list(one.companies) == list(other.companies)
    )


def test_columns_stand_in_the_files_order(read):
    market = read()
    assert lots(market.demand, market) == [
        Lot("b1", "c1", "Eel", 100, 800_000, 3, 20_000),
        Lot("b2", "c2", "Eel", 120, 1_000_000, 3, 30_000),
        Lot("b3", "c3", "Cod", 5, 500, 1, 500),
    ]
    assert [lot.id for lot in lots(market.supply, market)] == ["s1", "s2"]
    assert (market.companies, market.ratings.tolist(), market.breeds) == (["c1", "c2", "c3"], [0, 1, 2], ["Eel", "Cod"])
    for side in (market.demand, market.supply):
        assert side.left.tolist() == side.amount.tolist()
        assert side.open_price_fen.tolist() == side.price_fen.tolist()
        assert side.open_weight_g.tolist() == side.weight_g.tolist()


@pytest.mark.parametrize(
    "demand",
    [
        "\ufeff" + DEMAND,
        DEMAND.replace("\n", "\r\n"),
        DEMAND.replace("\n", "\n\n"),
        DEMAND.rstrip("\n"),
        DEMAND.replace(",", " , "),
        DEMAND.replace("Eel", '"Eel"'),
        DEMAND.replace(",100,", ",000100,"),
        "\n".join(f'{line},"ignored, {k}\n"' for k, line in enumerate(DEMAND.splitlines())),
        gzip.compress(DEMAND.encode()),
    ],
    ids=["bom", "crlf", "blank lines", "no last newline", "blanks", "quoted", "zeros", "further column", "gzip"],
)
def test_the_same_market_written_otherwise(read, demand):
    assert same(read(demand=demand), read())


def test_columns_may_stand_in_any_order(read):
    rows = [line.split(",")[::-1] for line in DEMAND.splitlines()]
    assert same(read(demand="\n".join(map(",".join, rows))), read())


def swap(text, old, new):
    assert old in text
    return text.replace(old, new, 1)


@pytest.mark.parametrize(
    ("files", "place"),
    [
        ({"demand": swap(DEMAND, ",price_fen", "")}, "demand.csv, line 1, column price_fen: the header lacks"),
        ({"demand": swap(DEMAND, "b2,c2,Eel,120", "b2,c2,Eel,-120")}, "demand.csv, line 3, column amount:"),
        ({"demand": swap(DEMAND, "Eel,120", "Eel,1.5")}, "demand.csv, line 3, column amount: must be a whole number"),
        ({"demand": swap(DEMAND, "Eel,120", "Eel,NaN")}, "line 3, column amount: must be a whole number, not 'NaN'"),
        ({"demand": swap(DEMAND, "Eel,120", "Eel,")}, "line 3, column amount: must be a whole number, not ''"),
        ({"demand": swap(DEMAND, "Eel,120", "Eel,١٢")}, "line 3, column amount: must be a whole number"),
        ({"demand": swap(DEMAND, "b2,", "b1,")}, "demand.csv, line 3, column id: list 'b1' already stands on line 2"),
        ({"demand": swap(DEMAND, "b2,c2", "b2,c9")}, "line 3, column company_id: company 'c9' is not in"),
        ({"demand": swap(DEMAND, "b2,c2,Eel", "b2,c2,")}, "demand.csv, line 3, column breed: "),
        ({"demand": swap(DEMAND, "1000000,3", "1000000,4")}, "line 3, column freshness:"),
        (
            {"demand": swap(DEMAND, "120,1000000", "12000,1")},
            "line 3, column price_fen: list 'b2': price_fen must be at",
        ),
        ({"demand": swap(DEMAND, "1000000", "9000000001")}, "demand.csv, line 3, column price_fen:"),
        ({"demand": swap(DEMAND, "1000000", "9" * 5000)}, "demand.csv, line 3, column price_fen:"),
        ({"supply": LISTS}, "supply.csv: has no list"),
        ({"supply": ""}, "supply.csv, line 1, column id: the header lacks"),
        ({"supply": SUPPLY[:-8]}, "supply.csv, line 3: has 5 cells where the header has 7"),
        ({"supply": SUPPLY + '"s3,c1'}, "supply.csv, line 4: is not proper CSV"),
        ({"supply": SUPPLY.encode() + b"\xff\xfe"}, "supply.csv, line 4: is not UTF-8 text: byte 1 of the line"),
        ({"companies": swap(COMPANIES, "42", "51")}, "companies.csv, line 2, column credit_tenths: credit in tenths"),
        ({"companies": swap(COMPANIES, "42", "4.2")}, "companies.csv, line 2, column credit_tenths: must be a whole"),
        ({"companies": swap(COMPANIES, "c2", "c1")}, "companies.csv, line 3, column id: company 'c1' appears twice"),
        ({"demand": swap(DEMAND, ",price_fen", ",amount")}, "line 1, column amount: stands in the header twice"),
        ({"demand": swap(DEMAND, "b2,", ",")}, "demand.csv, line 3, column id: list '': id must not be empty"),
        (
            {"demand": swap(DEMAND, "Eel,120", "Eel,0")},
            "line 3, column amount: list 'b2': amount must be a whole number",
        ),
        ({"demand": swap(DEMAND, "Eel,120", "Eel,+120")}, "line 3, column amount: must be a whole number, not '+120'"),
        ({"demand": swap(DEMAND, "Eel,120", "Eel,1_20")}, "line 3, column amount: must be a whole number, not '1_20'"),
        ({"demand": swap(DEMAND, "Eel,120", "Eel,1e2")}, "line 3, column amount: must be a whole number, not '1e2'"),
        (
            {"demand": swap(DEMAND, "Eel,120", f"Eel,{2**63}")},
            "line 3, column amount: must be a whole number, not '9223",
        ),
        ({"demand": swap(DEMAND, "Eel,120", "Eel,100000001")}, "line 3, column amount: list 'b2': amount must be"),
        ({"demand": swap(DEMAND, "120,1000000,3,30000", "1,1000000,3,9000000001")}, "line 3, column weight_g:"),
        (
            {"demand": swap(DEMAND, ",30000", ",0")},
            "line 3, column weight_g: list 'b2': weight_g must be a whole number",
        ),
        (
            {"demand": swap(DEMAND, "120,1000000,3,30000", "30001,1000000,3,30")},
            "line 3, column weight_g: list 'b2': weight_g must be at least a milligram a piece",
        ),
        ({"demand": swap(DEMAND, "b3,", "b1,")}, "demand.csv, line 4, column id: list 'b1' already stands on line 2"),
        ({"demand": DEMAND + "b1,c1,Eel,x,1,1,1\n"}, "line 5, column amount: must be a whole number, not 'x'"),
        ({"demand": swap(DEMAND, "b2,c2", '"b2\nx",c2') + "b4,c1,Eel,x,1,1,1"}, "demand.csv, line 6, column amount"),
        ({"demand": swap(DEMAND, "b2", "\n\nb2") + "b1,c1,Eel,1,1,1,1"}, "demand.csv, line 7, column id: list 'b1'"),
        ({"demand": swap(DEMAND, "b2,c2", '"b2"x,c2')}, "demand.csv, line 3: is not proper CSV"),
        ({"demand": swap(DEMAND, "b2,c2,Eel,120", "b2,c2,Eel,-1") + '"b4'}, "demand.csv, line 3, column amount"),
        ({"demand": DEMAND.encode("utf-16")}, "demand.csv, line 1: is not UTF-8"),
        (
            {"demand": DEMAND.encode().replace(b"Cod", "鳕".encode("gbk"))},
            "demand.csv, line 4: is not UTF-8 text: byte 7",
        ),
        ({"demand": gzip.compress(DEMAND.encode() * 50)[:-20]}, "the compressed file is damaged or cut off"),
        (
            {"demand": gzip.compress(DEMAND.encode())[:5]},
            "demand.csv, line 1: the compressed file is damaged or cut off",
        ),
        ({"companies": swap(COMPANIES, "42", "0")}, "companies.csv, line 2, column credit_tenths: credit in tenths"),
        ({"companies": swap(COMPANIES, "42", "-1")}, "companies.csv, line 2, column credit_tenths: credit in tenths"),
        ({"companies": swap(COMPANIES, "c2", "")}, "companies.csv, line 3, column id: must not be empty"),
        ({"companies": swap(COMPANIES, ",credit_tenths", ",credit")}, "line 1, column credit_tenths: the header lacks"),
        ({"companies": COMPANIES[:-4]}, "companies.csv, line 4: has 1 cells where the header has 2"),
    ],
)
def test_bad_csv_is_refused_with_its_place(read, files, place):
    with pytest.raises(FileError) as refused:
        read(**files)
    assert refused.value.code == "CSV_INVALID"
    assert place in str(refused.value)


def test_files_that_cannot_be_read(tmp_path, read):
    read()
    rest = (tmp_path / "supply.csv", tmp_path / "companies.csv")
    for path, reason in ((tmp_path / "none.csv", "No such file"), (tmp_path, "Is a directory")):
        with pytest.raises(FileError, match=f"{path.name}: can't be read: {reason}") as refused:
            read_market(path, *rest)
        assert refused.value.code == "FILE_UNREADABLE"


def parquet(content, **columns):
    """A CSV text as Parquet, with some columns replaced (None: dropped)."""
    table = pyarrow.csv.read_csv(io.BytesIO(content.encode()))
    for name, values in columns.items():
        place = table.schema.get_field_index(name)
        table = table.remove_column(place) if values is None else table.set_column(place, name, [values])
    buffer = io.BytesIO()
    pq.write_table(table, buffer)
    return buffer.getvalue()


AMOUNT = pa.array([100, 120, 5])


@pytest.mark.parametrize(
    "columns",
    [
        {},
        {"amount": AMOUNT.cast("int8")},
        {"amount": AMOUNT.cast("uint64")},
        {"breed": pa.array(["Eel", " Eel", "Cod "]).dictionary_encode()},
        {"breed": pa.array(["Eel", "Eel", "Cod"], pa.large_string())},
    ],
)
def test_parquet_is_read_as_csv_is(read, columns):
    assert same(read(demand=parquet(DEMAND, **columns), companies=parquet(COMPANIES)), read())


@pytest.mark.parametrize(
    ("demand", "place"),
    [
        (parquet(DEMAND, breed=None), "demand.csv, column breed: the header lacks this column"),
        (
            parquet(DEMAND, amount=AMOUNT.cast("float64")),
            "column amount: must be a column of whole numbers, not double",
        ),
        (parquet(DEMAND, amount=AMOUNT.cast("string")), "column amount: must be a column of whole numbers, not string"),
        (parquet(DEMAND, amount=pa.array([True, True, False])), "must be a column of whole numbers, not bool"),
        (parquet(DEMAND, id=AMOUNT), "column id: must be a column of text, not int64"),
        (parquet(DEMAND, amount=pa.array([1, None, 3])), "row 2, column amount: must not be null"),
        (parquet(DEMAND, breed=pa.array(["Eel", "Eel", None])), "row 3, column breed: must not be null"),
        (
            parquet(DEMAND, breed=pa.array(["Eel", None, "Cod"]).dictionary_encode()),
            "row 2, column breed: must not be null",
        ),
        (parquet(DEMAND, amount=pa.array([1, -2, 3])), "row 2, column amount: list 'b2': amount must be"),
        (parquet(DEMAND, amount=pa.array([1, 2, 2**64 - 1], pa.uint64())), "row 3, column amount: list 'b3'"),
        (parquet(DEMAND, id=pa.array(["b1", "b2", "b1"])), "row 3, column id: list 'b1' already stands on row 1"),
        (parquet(DEMAND, company_id=pa.array(["c1", "c9", "c1"])), "row 2, column company_id: company 'c9' is not in"),
        (
            parquet(
                DEMAND,
                breed=pa.StringArray.from_buffers(3, pa.py_buffer(np.int32([0, 1, 2, 3])), pa.py_buffer(b"a\xffb")),
            ),
            "row 2, column breed: is not UTF-8 text",
        ),
        (parquet(DEMAND)[:200], "demand.csv, row 1 or later: is damaged or cut off"),
        (b"PAR1", "demand.csv, row 1 or later: is damaged or cut off"),
    ],
)
def test_bad_parquet_is_refused_with_its_place(read, demand, place):
    with pytest.raises(FileError) as refused:
        read(demand=demand)
    assert refused.value.code == "PARQUET_INVALID"
    assert place in str(refused.value)


def test_an_empty_parquet_side(read):
    buffer = io.BytesIO()
    pq.write_table(pyarrow.csv.read_csv(io.BytesIO(DEMAND.encode())).slice(0, 0), buffer)
    with pytest.raises(FileError, match=r"PARQUET_INVALID|has no list"):
        read(demand=buffer.getvalue())


figures = st.integers(-3, 4) | st.sampled_from(
    [limit + k for limit in (MAX_AMOUNT, MAX_PRICE_FEN, MAX_WEIGHT_G, 10**18, 2**63 - 2) for k in (0, 1)]
) | st.integers(1, MAX_PRICE_FEN)  # fmt: skip


@given(figures, figures, figures, figures)
def test_limits_of_columns_are_those_of_lots(amount, price, freshness, weight):
    try:
        Lot("x", "c", "Eel", amount, price, freshness, weight)
        refused = False
    except MatchingError:
        refused = True
    columns = (np.array([figure], np.int64) for figure in (amount, price, freshness, weight))
    assert beyond_limits(*columns).tolist() == [refused]


cells = st.sampled_from(["0", "7", "42", " 42 ", "-1", "", "1.5", "x", "٣", "1_0", "0" * 20 + "5", "9" * 19, "²"])


@given(st.lists(cells, min_size=1, max_size=5))
def test_a_column_of_figures_is_what_its_cells_are(column):
    block = CsvBlock(Path("x.csv"), ["amount"], [[cell] for cell in column], 1, plain=True)
    try:
        one_by_one = [block.cell(row, "amount") for row in range(len(column))]
    except FileError:
        one_by_one = None
    try:
        assert block.figures("amount").tolist() == one_by_one or one_by_one is None
        doubted = False
    except Doubtful:
        doubted = True
    assert doubted == (one_by_one is None or min(one_by_one) < 0)


def test_a_hundred_thousand_rows_row_by_row(tmp_path):
    """The quick way through columns gives what the plain way through rows gives, across many blocks."""
    rng = np.random.default_rng(5)
    count = 100_000
    assert count > 50 * csv_table._ROWS
    names = [f"公司 {k}" for k in range(300)]
    rows = [
        (f"L{k}", names[company], f"breed {breed}", amount, price, freshness, weight)
        for k, (company, breed, amount, price, freshness, weight) in enumerate(
            zip(
                rng.integers(0, 300, count), rng.integers(0, 40, count), rng.integers(1, MAX_AMOUNT, count),
                rng.integers(MAX_AMOUNT // 1000, MAX_PRICE_FEN + 1, count), rng.integers(1, 4, count),
                rng.integers(MAX_AMOUNT // 1000, MAX_WEIGHT_G + 1, count), strict=True,
            )
        )
    ]  # fmt: skip
    paths = [tmp_path / f"{name}.csv" for name in ("demand", "supply", "companies")]
    for path, header, content in (
        (paths[0], LIST_COLUMNS, rows),
        (paths[1], LIST_COLUMNS, rows[:1]),
        (paths[2], ("id", "credit_tenths"), [(name, 1 + k % 50) for k, name in enumerate(names)]),
    ):
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(header)
            writer.writerows(content)
    market = read_market(*paths)
    assert lots(market.demand, market) == [Lot(*map(str, row[:3]), *map(int, row[3:])) for row in rows]
    assert market.ratings.tolist() == [rating(1 + k % 50) for k in range(300)]
    with paths[0].open("a", encoding="utf-8") as file:
        file.write("L77,公司 1,breed 1,1,1,1,1\n")
    with pytest.raises(FileError, match="line 100002, column id: list 'L77' already stands on line 79"):
        read_market(*paths)
