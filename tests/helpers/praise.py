"""Praise in many words: as many differing evaluations as a large market of a test needs."""

_GOODS = (
    "the crabs were lively",
    "the fish were alive",
    "the shrimp were firm and sweet",
    "every box was fresh",
    "all lobsters arrived healthy",
    "the catch was of top quality",
    "the goods were exactly as described",
    "size and colour were perfect",
)
_HANDLING = (
    "delivery was on time",
    "the truck came early",
    "the ice was solid",
    "the boxes were clean and tight",
    "the scales were honest",
    "the papers were complete",
    "unloading went quickly",
    "packing was careful",
)
_DEALING = (
    "the manager answered at once",
    "payment was prompt",
    "the price was fair",
    "they kept every promise",
    "the invoice was correct",
    "the driver was friendly",
    "communication was excellent",
    "we were well advised",
)
_ENDS = (
    "Thank you, highly recommended!",
    "We will gladly buy again.",
    "A pleasure to deal with.",
    "A reliable partner, warmly thanked.",
    "Nothing to complain about at all.",
    "Better than we had hoped for.",
    "Our customers loved them.",
    "Great trade from start to finish.",
)
COUNT = 512
"""How many different texts there are."""


def praise(number: int) -> str:
    """The text of this number, counted round: any two of COUNT in a row differ in at least two of their four parts."""
    goods, handling, dealing = number % 8, number // 8 % 8, number // 64 % 8
    end = (goods + handling + dealing) % 8
    return f"Excellent: {_GOODS[goods]}, {_HANDLING[handling]} and {_DEALING[dealing]}. {_ENDS[end]}"
