"""`shoal match explain` on the golden example and on schemes that don't fit their files."""

import json

import pytest
from click.testing import CliRunner

from shoal.cli import main

LISTS = "id,company_id,breed,amount,price_fen,freshness,weight_g\n"
FILES = {
    "demand": LISTS
    + "b1,B1,Lobster,100,800000,3,20000\nb2,B2,Lobster,120,1000000,3,30000\nb3,B3,Lobster,400,3200000,3,110000\n"
    "b4,B4,Perch,200,500000,2,300000\nb5,B5,Carp,600,700000,2,400000\n",
    "supply": LISTS + "s1,S1,Crab,100,300000,3,160000\ns2,S2,Lobster,120,1000000,3,30000\n"
    "s3,S3,Carp,400,100000,2,100000\ns4,S4,Perch,500,800000,3,600000\ns5,S5,Crucian,1600,1000000,2,620000\n",
    "companies": "id,credit_tenths\nB1,42\nB2,35\n"
    + "".join(f"{name},25\n" for name in ("B3", "B4", "B5", "S1", "S2", "S3", "S4", "S5")),
}


@pytest.fixture
def explain(tmp_path):
    """Matches the golden example with a price tolerance of 50 ‰ and no weight limit, and asks about a list of it.
    `change` may change the stored scheme before."""
    options = []
    for name, content in FILES.items():
        (tmp_path / f"{name}.csv").write_text(content, "utf-8")
        options.append(f"--{name}={tmp_path / name}.csv")
    scheme = tmp_path / "scheme.json"
    tolerances = ["--price-tolerance=50", "--weight-tolerance=off"]
    made = CliRunner().invoke(main, ["match", *options, f"--out={scheme}", *tolerances])
    assert made.exit_code == 0, made.output

    def _explain(list_id, *more, change=None):
        if change is not None:
            data = json.loads(scheme.read_text("utf-8"))
            change(data)
            scheme.write_text(json.dumps(data), "utf-8")
        return CliRunner().invoke(main, ["match", "explain", f"--scheme={scheme}", *options, "--list", list_id, *more])

    return _explain


def test_b3_got_nothing_because_better_rated_companies_took_all_lobster(explain):
    said = explain("b3")
    assert said.exit_code == 0, said.output
    # s2 has 120 pieces; A-rated B1 takes 100, B-rated B2 takes 20
    assert said.output.startswith("b3: This demand list got nothing of its 400 pieces.")
    assert "120" in said.output
    assert "better" in said.output
    facts = json.loads(explain("b3", "--json").output)[0]
    rest = facts["list"]["rest"]
    assert (rest["reason"], rest["lists"], rest["pieces"]) == ("BETTER_RATED", 1, 120)
    assert (rest["better_companies"], rest["better_lists"], rest["better_pieces"]) == (2, 2, 120)
    assert facts["matches"] == []


def test_either_side_of_a_match_tells_it(explain):
    bought, sold = json.loads(explain("b2", "--json").output)[0], json.loads(explain("s2", "--json").output)[0]
    assert [match["match"]["demand_id"] for match in sold["matches"]] == ["b1", "b2"]
    assert bought["matches"] == sold["matches"][1:]
    match = bought["matches"][0]["match"]
    assert (match["amount"], match["price_fen"], match["weight_g"]) == (20, 166_667, 5_000)
    assert "b2 × s2: " in explain("b2").output


def test_chinese(explain):
    said = explain("b3", "--language", "zh")
    assert said.exit_code == 0
    assert said.output.startswith("b3: ")
    assert "400" in said.output
    assert not {"nothing", "pieces"} & set(said.output.split())


def test_what_is_explained_is_what_the_scheme_says(explain, tmp_path):
    explain("b1")
    scheme = json.loads((tmp_path / "scheme.json").read_text("utf-8"))
    for row in scheme["unmatched"]:
        facts = json.loads(explain(row["list_id"], "--json").output)[0]
        assert facts["list"]["rest"] == row["facts"]
        assert facts["text"] == row["text"]
    for row in scheme["trades"]:
        facts = json.loads(explain(row["demand_id"], "--json").output)[0]
        told = [match["match"] for match in facts["matches"] if match["match"]["supply_id"] == row["supply_id"]]
        assert [match["x"] for match in told] == [row["why"]["x"]]


def test_an_unknown_list(explain):
    said = explain("b9")
    assert said.exit_code == 2
    assert "SCHEME_LIST_UNKNOWN: neither side of the market has a list 'b9'" in said.output


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda data: data["trades"][1].update(demand_id="b9"), "a trade is not of this market"),
        (lambda data: data["trades"][1].update(amount=101), "it trades more than the lists have"),
        (lambda data: data["trades"][1].update(amount="many"), "a trade is not of this market, or lacks something"),
        (lambda data: data["trades"][1].pop("price_fen"), "lacks something: 'price_fen'"),
        (lambda data: data.pop("parameters"), "is not a scheme of `shoal match`: KeyError('parameters')"),
        (lambda data: data["parameters"].update(price_rule="auction"), "is not a scheme of `shoal match`"),
        (lambda data: [step.pop("score") for step in data["steps"]], "lack something: 'score'"),
        (lambda data: [step["certificate"]["demand"].append(0) for step in data["steps"]], "don't fit the lists"),
    ],
)
def test_a_scheme_that_does_not_fit_is_refused(explain, change, what):
    said = explain("s2", change=change)
    assert said.exit_code == 2, said.output
    assert "SCHEME_FILE_INVALID: scheme.json: " in said.output
    assert what in said.output


def test_a_cut_or_missing_scheme(explain, tmp_path):
    scheme = tmp_path / "scheme.json"
    scheme.write_bytes(scheme.read_bytes()[:-200])
    assert "SCHEME_FILE_INVALID: scheme.json, line " in explain("b3").output
    scheme.unlink()
    said = explain("b3")
    assert said.exit_code == 2
    assert "FILE_UNREADABLE: scheme.json: can't be read: No such file" in said.output


def test_options_of_explain_stand_after_its_name():
    result = CliRunner().invoke(main, ["match", "--seed", "3", "explain", "--list", "b3"])
    assert result.exit_code == 2
    assert "options of `explain` stand after its name" in result.output
