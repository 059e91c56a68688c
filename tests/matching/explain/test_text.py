"""Sentences: both languages say the same for all facts, with the figures in their units."""

import json
import re
from decimal import Decimal
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.explain import LANGUAGES, data, text
from matching.explain.facts import ListFacts, NoCounterpart, OtherList, OwnCompany, PriceMissed, RefusedPair

from .schemes import schemes

FIELD = re.compile(r"\{(\w+)\|([^}:]+)[^}]*\}")
TEMPLATES = {
    language: json.loads(files("matching.explain").joinpath("texts", f"{language}.json").read_text("utf-8"))
    for language in LANGUAGES
}
NEAREST = OtherList("s7", "c9", 1, 1_234_500, 250_500, 2)


def a_list(rest, **figures):
    figures = {
        "list_id": "d1",
        "side": "demand",
        "breed": "Eel",
        "rating": 2,
        "amount": 1200,
        "offered": 1200,
        "matched": 0,
        "trades": 0,
        "matched_price_fen": 0,
        "matched_weight_g": 0,
        "left": 1200,
        "counterparts": 1,
    } | figures
    return ListFacts(**figures, rest=rest)


def test_both_languages_have_the_same_sentences_with_the_same_figures():
    english, chinese = TEMPLATES["en"], TEMPLATES["zh"]
    assert english["sentences"].keys() == chinese["sentences"].keys()
    assert english["amounts"].keys() == chinese["amounts"].keys()
    for key, sentence in english["sentences"].items():
        figures = dict(FIELD.findall(sentence))
        assert figures == dict(FIELD.findall(chinese["sentences"][key])), key


@settings(max_examples=75)
@given(schemes())
def test_everything_is_said_in_every_language_with_and_without_names(scheme):
    for facts in [*scheme.facts(), *scheme.matches()]:
        for shown in (facts, facts.anonymous()):
            json.dumps(data(shown))
            for language in LANGUAGES:
                said = text(shown, language)
                assert said.endswith("。" if language == "zh" else ".")
                assert not re.search(r"[{}|]|None", said)
            assert figures_of(text(shown, "zh")) == figures_of(text(shown, "en"))


def figures_of(said):
    """All numbers of a text but those inside names, sorted."""
    plain = re.sub(r"\b[sdc]\d+\b", "", said.replace(" 千克", " kg").replace(" 克", " g"))
    return sorted(Decimal(number.replace(",", "")) for number in re.findall(r"\d[\d,]*(?:\.\d+)?", plain))


@settings(max_examples=40)
@given(schemes())
def test_hidden_ids_are_in_no_text_and_no_data(scheme):
    for facts in [*scheme.facts(), *scheme.matches()]:
        own = {facts.list_id} if isinstance(facts, ListFacts) else {facts.demand_id, facts.supply_id}
        foreign = {lot.id for lot in [*scheme.demands, *scheme.supplies]} - own
        companies = set(scheme.ratings)
        said = json.dumps(data(facts.anonymous())) + text(facts.anonymous(), "en") + text(facts.anonymous(), "zh")
        assert not (foreign | companies) & set(re.findall(r"\w+", said))


def test_amounts_in_units():
    price = PriceMissed(3, 1_000_000, 1_050_001, 1_234_500, 184_499, NEAREST, 1_175_714, 1_410_857, False)
    said = text(a_list(price), "en")
    for part in (
        "nothing of its 1,200 pieces",
        "bids 10.00 yuan a piece, which the price tolerance stretches to 10.50001 yuan",
        "among 3 supply lists",
        "that of list s7 of company c9 (rating B), is 12.345 yuan: 1.84499 yuan too much",
        "A bid of 14,108.57 yuan for all 1,200 pieces (at least 11.75714 yuan a piece)",
        "Even so the two could not have traded",
    ):
        assert part in said
    assert "list s7 (rating B)" in text(a_list(PriceMissed(*price_with(company_id=None))), "en")


def price_with(**names):
    nearest = OtherList(**{name: getattr(NEAREST, name) for name in NEAREST.__slots__} | names)
    return 3, 1_000_000, 1_050_001, 1_234_500, 184_499, nearest, 1_175_714, 1_410_857, False


@pytest.mark.parametrize(
    ("facts", "english", "chinese"),
    [
        (
            a_list(NoCounterpart(), offered=1, left=1),
            "This demand list got nothing of its 1 piece. The breed had no supply list.",
            "本求购单拟购 1 件，未成交。该品种没有供应单。",
        ),
        (
            a_list(OwnCompany(2), side="supply"),
            "This supply list sold nothing of its 1,200 pieces. "
            "The breed's only demand (2 lists) is its own company's, "
            "and a company does not trade with itself.",
            "本供应单可售 1,200 件，未成交。该品种仅有的 2 张求购单均属本企业，企业不得与自身交易。",
        ),
        (
            a_list(RefusedPair(1, 20), matched=200, trades=2, matched_price_fen=5, matched_weight_g=999, left=1000),
            "This demand list got 200 of its 1,200 pieces in 2 trades, for 0.05 yuan and 999 g in all; 1,000 pieces "
            "are still wanted. The only compatible supply (1 list with 20 pieces) was matched with it before and "
            "refused, and a refused pair is not matched again.",
            "本求购单拟购 1,200 件，已成交 200 件（2 笔，共 0.05 元、999 克），尚缺 1,000 件。"
            "可与本单成交的供应仅有 1 张（20 件），均在前一轮撮合后被拒绝；被拒绝的配对不再撮合。",
        ),
        (
            a_list(None, matched=1200, trades=1, matched_price_fen=123_456_789, matched_weight_g=1_500_050, left=0),
            "This demand list got all of its 1,200 pieces in 1 trade, for 1,234,567.89 yuan and 1,500.05 kg in all.",
            "本求购单拟购 1,200 件，已全部成交（1 笔，共 1,234,567.89 元、1,500.05 千克）。",
        ),
    ],
)
def test_whole_texts(facts, english, chinese):
    assert text(facts, "en") == english
    assert text(facts, "zh") == chinese


@given(st.integers(0, 10**12))
def test_unit_prices_are_said_exactly(price):
    """No digit is lost: what is read back is the integer of the facts."""
    said = text(a_list(PriceMissed(1, price, price, price, 0, NEAREST, price, None, True)), "en")
    shown = re.search(r"bids ([\d,]+\.\d{2,5}) yuan", said).group(1).replace(",", "")
    assert Decimal(shown) * 100_000 == price
