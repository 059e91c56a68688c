"""Corrected labels leave as CSV that the classifier's training reads."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from sentiment.cli import cli as sentiment
from sentiment.reviews import read
from tests.helpers.appealing import BUYERS, UNSURE, Dispute
from tests.helpers.floor import Floor, problem
from tests.helpers.trading import Deal

#: Everything that a CSV field must survive.
AWKWARD = 'Not bad, "really",\r\nnot bad at all; nobody could say\n=1+1 of it'


@pytest.fixture
async def dispute(floor: Floor) -> Dispute:
    """Both labels are corrected, the seller's against the classifier's doubt."""
    deal = await (await Deal.posted(floor)).contracted()
    label = (await deal.evaluate(deal.buyer, AWKWARD)).json()["judgement"]["label"]
    await deal.evaluate(deal.seller, UNSURE)
    made = Dispute(deal, await floor.authority("supervisor"))
    for side in ("buyer", "seller"):
        assert (await made.appeal(deal.buyer, side)).status_code == 201
    assert (await made.decide("bad" if label == "excellent" else "excellent", BUYERS)).status_code == 201
    assert (await made.decide("excellent")).status_code == 201
    return made


async def test_training_reads_what_is_exported(dispute: Dispute, tmp_path: Path) -> None:
    answer = await dispute.supervisor.get("/appeals/corrections")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    file = tmp_path / "corrections.csv"
    file.write_bytes(answer.content)
    shown = (await dispute.deal.buyer.get(f"/appeals/{BUYERS}")).json()
    rows = [(review.text, review.label) for review in read(file, "csv")]
    assert rows == [(AWKWARD, shown["corrected_label"]), (UNSURE, "excellent")]


async def test_one_language_at_a_time(dispute: Dispute) -> None:
    for language, count in (("unknown", 1), ("zh", 0)):
        answer = await dispute.deal.operator.get("/appeals/corrections", params={"language": language})
        assert answer.text.startswith("text,label,language\r\n")
        assert answer.text.count(UNSURE) == count
    assert UNSURE in (await dispute.deal.operator.get("/appeals/corrections")).text


async def test_a_confirmed_label_teaches_nothing(floor: Floor) -> None:
    dispute = await Dispute.on(floor)
    await dispute.appeal(dispute.deal.buyer)
    await dispute.decide("good")
    assert (await dispute.supervisor.get("/appeals/corrections")).text == "text,label,language\r\n"


async def test_companies_do_not_get_each_others_words(floor: Floor) -> None:
    assert problem(await (await floor.company(1)).get("/appeals/corrections"))[:2] == (403, "ROLE_REQUIRED")


async def test_a_model_is_trained_with_the_corrections(dispute: Dispute, tmp_path: Path) -> None:
    corrections, reviews = tmp_path / "corrections.csv", tmp_path / "reviews.csv"
    corrections.write_bytes((await dispute.supervisor.get("/appeals/corrections")).content)
    words = {5: "fresh", 3: "usual", 1: "dead"}
    lines = [f"{stars},{word} fish of lot {number}" for number in range(40) for stars, word in words.items()]
    reviews.write_text("score,text\n" + "\n".join(lines) + "\n")
    out = tmp_path / "model" / "en"
    command = ["train", "--reviews", str(reviews), "--also", str(corrections), "--out", str(out)]
    done = CliRunner().invoke(sentiment, command)
    assert done.exit_code == 0, done.output
    assert '"other_sentences": 2' in (out / "card.json").read_text()
