"""`shoal match` end to end: files in, JSON out, and each kind of bad input refused with its place."""

import json

import pytest
from click.testing import CliRunner

from shoal.cli import main

LISTS = "id,company_id,breed,amount,price_fen,freshness,weight_g\n"
DEMAND = LISTS + "b1,c1,Eel,100,800000,3,20000\nb2,c2,Eel,120,1000000,3,30000\nb3,c3,Cod,5,500,1,500\n"
SUPPLY = LISTS + "s1,c3,Eel,110,800000,3,27500\ns2,c1,Cod,9,9000,1,900\n"
COMPANIES = "id,credit_tenths\nc1,42\nc2,35\nc3,21\n"


@pytest.fixture
def run(tmp_path):
    """Writes the three files, runs the command, and gives its result and the scheme (None where none was written)."""

    def _run(*options, demand=DEMAND, supply=SUPPLY, companies=COMPANIES):
        arguments = ["match", "--out", str(tmp_path / "scheme.json")]
        for name, text in (("demand", demand), ("supply", supply), ("companies", companies)):
            path = tmp_path / f"{name}.csv"
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
            arguments += [f"--{name}", str(path)]
        result = CliRunner().invoke(main, [*arguments, *options])
        out = tmp_path / "scheme.json"
        return result, json.loads(out.read_text("utf-8")) if out.exists() else None

    return _run


def test_a_market_becomes_a_scheme(run):
    result, scheme = run()
    assert result.exit_code == 0, result.output
    # bids 8 000 000 and 8 333 333, ask 7 272 727, thousandths of a fen a piece; b1's company is rated A, b2's B
    assert scheme["trades"] == [
        {"demand_id": "b1", "supply_id": "s1", "amount": 100, "price_fen": 763636, "weight_g": 25000, "freshness": 3},
        {"demand_id": "b2", "supply_id": "s1", "amount": 10, "price_fen": 78030, "weight_g": 2500, "freshness": 3},
    ]
    assert [(row["list_id"], row["side"], row["left"], row["reason"]) for row in scheme["unmatched"]] == [
        ("b2", "demand", 110, "PARTLY"),
        ("b3", "demand", 5, "NO_COMPATIBLE"),
        ("s2", "supply", 9, "NO_COMPATIBLE"),
    ]
    assert all(row["text"] for row in scheme["unmatched"])
    assert scheme["volume"] == 110
    # (100 · 727 273 + 10 · 1 060 606) / 1000
    assert scheme["surplus_fen"] == 83_333
    assert scheme["score"] == sum(step["score"] for step in scheme["steps"])
    assert [(step["breed"], step["i"], step["j"], step["trades"]) for step in scheme["steps"]] == [
        ("Eel", 0, 2, 1),
        ("Eel", 1, 2, 1),
    ]
    assert (scheme["solver"], scheme["seed"], scheme["bound"]) == ("aco", 0, None)
    assert scheme["seconds"] >= 0
    assert "exact" not in scheme


def test_a_list_that_lost_to_better_rated_companies_is_taken(run):
    supply = LISTS + "s1,c3,Eel,90,720000,3,20000\n"
    _, scheme = run("--weight-tolerance", "off", supply=supply)
    reasons = {row["list_id"]: row["reason"] for row in scheme["unmatched"]}
    assert reasons == {"b1": "PARTLY", "b2": "TAKEN", "b3": "NO_COMPATIBLE"}


def test_residual_rule_and_tolerances(run):
    _, scheme = run("--rule", "residual", "--price-tolerance", "0", "--weight-tolerance", "1000")
    assert [(t["price_fen"], t["weight_g"]) for t in scheme["trades"]] == [(800000, 20000), (0, 7500)]


def test_a_tighter_weight_tolerance_shuts_pairs_out(run):
    # b1 wants 200 000 mg a piece, s1 has 250 000: 20 % apart; b2 wants 250 000
    _, scheme = run("--weight-tolerance", "199")
    assert [t["demand_id"] for t in scheme["trades"]] == ["b2"]


def test_compare_exact_reports_the_gap(run):
    result, scheme = run("--compare-exact", "--solver", "greedy")
    assert scheme["exact"] == {"score": scheme["score"], "gap_percent": 0.0}
    assert "gap 0.0000 %" in result.output


def test_the_same_seed_gives_the_same_trades(run):
    first, again = run("--seed", "9")[1], run("--seed", "9")[1]
    assert first["trades"] == again["trades"]
    assert first["seed"] == 9


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
        ({"supply": LISTS}, "supply.csv, line 1: has no list"),
        ({"supply": ""}, "supply.csv, line 1, column id: the header lacks"),
        ({"supply": SUPPLY[:-8]}, "supply.csv, line 3: has 5 cells where the header has 7"),
        ({"supply": SUPPLY + '"s3,c1'}, "supply.csv, line 4: is not proper CSV"),
        ({"supply": SUPPLY.encode() + b"\xff\xfe"}, "supply.csv, line 1: is not UTF-8"),
        ({"companies": swap(COMPANIES, "42", "51")}, "companies.csv, line 2, column credit_tenths: credit in tenths"),
        ({"companies": swap(COMPANIES, "42", "4.2")}, "companies.csv, line 2, column credit_tenths: must be a whole"),
        ({"companies": swap(COMPANIES, "c2", "c1")}, "companies.csv, line 3, column id: company 'c1' appears twice"),
    ],
)
def test_bad_files_are_refused_with_their_place(run, files, place):
    result, scheme = run(**files)
    assert result.exit_code == 2, result.output
    assert "CSV_INVALID: " in result.output
    assert place in result.output
    assert scheme is None


@pytest.mark.parametrize(
    "options",
    [
        ["--solver", "wolves"],
        ["--rule", "auction"],
        ["--price-tolerance", "1001"],
        ["--weight-tolerance", "-1"],
        ["--weight-tolerance", "some"],
        ["--time-limit", "-1"],
    ],
)
def test_bad_options_are_refused(run, options):
    result, scheme = run(*options)
    assert result.exit_code == 2
    assert scheme is None


def test_a_scheme_that_cannot_be_written_leaves_nothing(run, tmp_path):
    result, _ = run("--out", str(tmp_path / "missing" / "scheme.json"))
    assert result.exit_code == 1
    assert "scheme.json" in result.output
    assert list(tmp_path.glob("**/*.part")) == []


def test_excel_files_with_a_byte_order_mark_and_blank_lines_are_read(run):
    result, scheme = run(demand="\ufeff" + DEMAND.replace("\n", "\r\n") + "\r\n")
    assert result.exit_code == 0, result.output
    assert scheme["volume"] == 110
