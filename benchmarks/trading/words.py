"""What companies write about each other: as many differing evaluations as half an hour of a company's trades needs.

A text has eight places, each filled with one of thirteen words: four things and what is said of each. Which word stands
where is a codeword of a Reed–Solomon code (Reed and Solomon, "Polynomial codes over certain finite fields", 1960): the
number's five digits to the base of thirteen are a polynomial's coefficients, and place k has its value at k. Two
polynomials of degree four agree in four points at most, so any two of the COUNT texts differ in four places at least:
never alike to the gateway's guard against repeated texts, whatever the tone.
"""

from typing import Literal

Tone = Literal["praise", "complaint"]

BASE, DIGITS = 13, 5
COUNT = BASE**DIGITS
"""So many texts that no two of them are alike: 371,293."""

_THINGS = (
    "crabs shrimp lobsters oysters fish mussels eels scallops prawns clams turbots carps squids",
    "delivery unloading packing loading transport icing cooling shipping handling sorting weighing boxing storage",
    "invoice papers receipts scales certificates labels figures documents prices terms weights counts records",
    "driver manager clerk skipper broker foreman captain crew staff office team dispatcher porter",
)
_SAID: dict[Tone, tuple[str, ...]] = {
    "praise": (
        "lively fresh healthy plump firm sweet excellent superb tasty splendid delicious perfect wonderful",
        "punctual quick careful smooth gentle swift flawless reliable prompt tidy professional speedy impeccable",
        "correct complete honest fair accurate exact clear reasonable trustworthy faultless transparent proper precise",
        "friendly helpful kind courteous attentive polite competent pleasant great amiable considerate lovely cheerful",
    ),
    "complaint": (
        "dead rotten stinking spoiled stale limp mouldy bruised disgusting awful dying mushy horrible",
        "late slow careless sloppy rough delayed dreadful unreliable chaotic terrible lousy clumsy shoddy",
        "wrong incomplete false unfair fake misleading missing overstated dishonest faulty forged incorrect bogus",
        "rude unhelpful unfriendly lazy arrogant insolent incompetent lying hostile useless nasty impolite dismissive",
    ),
}
_FRAME: dict[Tone, str] = {
    "praise": "The {} were {}, the {} {}, the {} {} and the {} {}. Recommended!",
    "complaint": "The {} were {}, the {} {}, the {} {} and the {} {}. Never again!",
}
_WORDS: dict[Tone, tuple[list[str], ...]] = {
    tone: tuple(words.split() for pair in zip(_THINGS, said, strict=True) for words in pair)
    for tone, said in _SAID.items()
}


def evaluation(number: int, tone: Tone) -> str:
    """The text of this number, 0 … COUNT − 1. `ValueError` beyond: a text would come again."""
    if not 0 <= number < COUNT:
        raise ValueError(f"there are texts 0 to {COUNT - 1}, and no {number}")
    symbols = codeword(number)
    return _FRAME[tone].format(*(words[symbol] for words, symbol in zip(_WORDS[tone], symbols, strict=True)))


def codeword(number: int) -> tuple[int, ...]:
    """Eight symbols below BASE: the polynomial of the number's digits at 0 … 7."""
    digits = [number // BASE**k % BASE for k in range(DIGITS)]
    found = []
    for at in range(8):
        value = 0
        for digit in reversed(digits):
            value = (value * at + digit) % BASE
        found.append(value)
    return tuple(found)
