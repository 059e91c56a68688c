"""Facts as sentences. What is said is decided here, how it is said stands in one file of templates per language.

A template has {name|format} for each figure; formats: n (counts; n:one:many chooses the noun), yuan (fen), price
(thousandths of a fen), g (grams), mg (milligrams), permille, rating, party (another's list). `amounts` in the file
words units.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any, Literal

from matching.explain.facts import (
    FreshnessMissed,
    ListFacts,
    MatchFacts,
    OtherList,
    PriceMissed,
    Rest,
    Side,
    SoldOut,
    WeightMissed,
)
from matching.ratings import LETTERS

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")
Sentence = tuple[str, Mapping[str, Any]]
"""A template's key, and the figures."""
_FIELD = re.compile(r"\{(\w+)\|([^}]+)\}")


def text(facts: ListFacts | MatchFacts, language: Language) -> str:
    """The explanation as a few sentences."""
    says = _Words.of(language)
    parts = _list_sentences(facts) if isinstance(facts, ListFacts) else _match_sentences(facts)
    return says.joint.join(says.sentence(key, values) for key, values in parts)


def _list_sentences(facts: ListFacts) -> Iterator[Sentence]:
    side, values = facts.side, _values(facts)
    yield f"list.{'all' if not facts.left else 'part' if facts.matched else 'none'}.{side}", values
    if facts.rest is not None:
        yield from _rest_sentences(facts.rest, side, values)


def _rest_sentences(rest: Rest, side: Side, of_list: Mapping[str, Any]) -> Iterator[Sentence]:
    values = {**of_list, **_values(rest)}
    if isinstance(rest, FreshnessMissed | WeightMissed):
        values |= {"nearest_freshness": rest.nearest.freshness, "nearest_unit_weight": rest.nearest.unit_weight}
    if isinstance(rest, PriceMissed):
        tolerant = side == "demand" and rest.limit != rest.unit_price
        yield f"PRICE{'.tolerance' if tolerant else ''}.{side}", values
        yield f"PRICE.{'unreachable' if rest.reached_fen is None else 'reachable'}.{side}", values
        if rest.reached_fen is not None and not rest.otherwise_compatible:
            yield "PRICE.otherwise", values
        return
    yield f"{rest.reason}.{side}", values
    if isinstance(rest, SoldOut):
        if rest.reason == "OUTSCORED" and rest.better_pieces:
            yield "OUTSCORED.better", values
        if rest.reason != "SOLD_OUT" and rest.own_pieces:
            yield "SOLD_OUT.own", values
        yield from _quote_sentences(rest, side)


def _quote_sentences(rest: SoldOut, side: Side) -> Iterator[Sentence]:
    quote = rest.quote
    if quote is None:
        if rest.certified:
            yield f"quote.nobody.{side}", {}
        return
    values = {**_values(quote), "together": quote.own_price + quote.nearest_price}
    yield f"quote.{'scored' if quote.value else 'apart'}.{side}", values
    yield f"quote.{'none' if quote.price_fen is None else 'reachable'}.{side}", values


def _match_sentences(facts: MatchFacts) -> Iterator[Sentence]:
    values = {**_values(facts), **_values(facts.price), **_values(facts.weight)}
    yield "match.step", values
    yield "match.score", values
    yield f"match.price.{facts.price.setter or 'midpoint'}", values
    if facts.price.demand_over_fen:
        yield "match.over", values
    if facts.price.supply_under_fen:
        yield "match.under", values
    yield f"match.weight.{facts.weight.source}", values
    for side, found in (("demand", facts.demand_next), ("supply", facts.supply_next)):
        yield (f"match.alone.{side}", {}) if found is None else (f"match.next.{side}", _values(found))


def _values(facts: Any) -> dict[str, Any]:
    kind: Any = type(facts)
    return {name: getattr(facts, name) for name in _names(kind)}


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(named.name for named in fields(kind))


Format = Callable[[Any], str]


class _Words:
    """One language's templates, taken apart once."""

    def __init__(self, language: Language) -> None:
        source = json.loads((Path(__file__).with_name("texts") / f"{language}.json").read_text("utf-8"))
        self.joint: str = source["joint"]
        self._amounts: dict[str, str] = source["amounts"]
        self._templates = {key: self._taken_apart(template) for key, template in source["sentences"].items()}

    @staticmethod
    @cache
    def of(language: Language) -> "_Words":
        """The words of a language, read once."""
        return _Words(language)

    def sentence(self, key: str, values: Mapping[str, Any]) -> str:
        literals, holes = self._templates[key]
        said = [literals[0]]
        for (name, form), literal in zip(holes, literals[1:], strict=True):
            said += [form(values[name]), literal]
        return "".join(said)

    def _taken_apart(self, template: str) -> tuple[list[str], list[tuple[str, Format]]]:
        parts = _FIELD.split(template)
        return parts[::3], [(name, self._format(form)) for name, form in zip(parts[1::3], parts[2::3], strict=True)]

    def _format(self, form: str) -> Format:
        kind, *nouns = form.split(":")
        if kind == "n" and nouns:
            one, many = nouns
            return lambda count: f"{count:,} {one if count == 1 else many}"
        formats: dict[str, Format] = {
            "n": lambda count: f"{count:,}",
            "yuan": lambda fen: self._amounts["yuan"].format(f"{fen // 100:,}.{fen % 100:02d}"),
            "price": lambda price: self._amounts["yuan"].format(_decimal(price, 5, 2)),
            "g": self._grams,
            "mg": lambda mg: self._grams(mg // 1000) if mg >= 1_000_000 and mg % 1000 == 0 else self._milligrams(mg),
            "permille": lambda permille: self._amounts["percent"].format(_decimal(permille, 1, 0)),
            "rating": lambda rating: LETTERS[rating],
            "party": self._party,
        }
        return formats[kind]

    def _grams(self, grams: int) -> str:
        if grams >= 1000:
            return self._amounts["kg"].format(_decimal(grams, 3, 0))
        return self._amounts["g"].format(grams)

    def _milligrams(self, mg: int) -> str:
        return self._amounts["g"].format(_decimal(mg, 3, 0))

    def _party(self, other: OtherList) -> str:
        known = "unnamed" if other.list_id is None else "list" if other.company_id is None else "company"
        return self._amounts[known].format(
            list_id=other.list_id, company_id=other.company_id, rating=LETTERS[other.rating]
        )


def _decimal(number: int, places: int, least: int) -> str:
    """A number of 10^−places as a decimal fraction without needless zeros, with at least so many places."""
    whole, part = divmod(number, 10**places)
    digits = f"{part:0{places}d}".rstrip("0").ljust(least, "0")
    return f"{whole:,}.{digits}" if digits else f"{whole:,}"
