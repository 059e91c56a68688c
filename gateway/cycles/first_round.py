"""What the first round leaves to the second: open amounts, prices and grams of lists, and the pairs that are barred.

The chain works out the same (chaincode/README.md, *The second round*): accepted trades stand, a match that both did not
accept frees its amount, and its pair of lists does not meet again in the cycle.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from gateway.projection.models import Decision, Match, PostedList

#: Demand list and supply list.
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Open:
    """What of a list is on offer: pieces, and what is left of its price (fen) and weight (grams)."""

    amount: int
    price_fen: int
    weight_g: int


@dataclass(slots=True)
class _Taken:
    amount: int = 0
    price_fen: int = 0
    weight_g: int = 0

    def add(self, match: Match) -> None:
        self.amount += match.amount
        self.price_fen += match.price_fen
        self.weight_g += match.weight_g


@dataclass(frozen=True, slots=True)
class FirstRound:
    """`barred`: by breed, the pairs whose match was not accepted; a breed without such a pair is not in it."""

    barred: Mapping[str, frozenset[Pair]] = field(default_factory=dict)
    _taken: Mapping[tuple[str, str], _Taken] = field(default_factory=dict)

    @classmethod
    def of(cls, matches: Iterable[Match], decisions: Iterable[Decision]) -> "FirstRound":
        """From all matches of the first round and the decisions on them: silence is refusal."""
        accepted = {(row.match_id, row.side) for row in decisions if row.accept}
        taken: dict[tuple[str, str], _Taken] = defaultdict(_Taken)
        barred: dict[str, set[Pair]] = defaultdict(set)
        for match in matches:
            if {(match.match_id, "buyer"), (match.match_id, "seller")} <= accepted:
                taken["demand", match.demand_id].add(match)
                taken["supply", match.supply_id].add(match)
            else:
                barred[match.breed].add((match.demand_id, match.supply_id))
        return cls({breed: frozenset(pairs) for breed, pairs in barred.items()}, dict(taken))

    def open_of(self, row: PostedList) -> Open:
        """What is on offer of a list: shares of what it had when the cycle began are rounded down, none is below 0."""
        taken = self._taken.get((row.side, row.list_id), _Taken())
        return Open(
            row.left - taken.amount,
            max(0, row.price_fen * row.left // row.amount - taken.price_fen),
            max(0, row.weight_g * row.left // row.amount - taken.weight_g),
        )


#: Before the first round: everything is on offer, nothing is barred.
NOTHING_TAKEN = FirstRound()
