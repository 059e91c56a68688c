"""What became of the first round's matches: trades that stand, and pairs that do not meet again in the cycle.

What accepted trades leave of each list, the matcher works out (`matching.pricing.still_open`), and the chain likewise
(chaincode/README.md, *What is on offer*).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from gateway.projection.models import Decision, Match
from matching.market import Trade

#: Demand list and supply list.
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class FirstRound:
    """By breed: the accepted trades, and in `barred` the pairs whose match was not accepted (no breed without such)."""

    accepted: Mapping[str, tuple[Trade, ...]] = field(default_factory=dict)
    barred: Mapping[str, frozenset[Pair]] = field(default_factory=dict)

    @classmethod
    def of(cls, matches: Iterable[Match], decisions: Iterable[Decision]) -> "FirstRound":
        """From all matches of the first round and the decisions on them: silence is refusal."""
        said_yes = {(row.match_id, row.side) for row in decisions if row.accept}
        accepted: dict[str, list[Trade]] = defaultdict(list)
        barred: dict[str, set[Pair]] = defaultdict(set)
        for match in matches:
            if {(match.match_id, "buyer"), (match.match_id, "seller")} <= said_yes:
                accepted[match.breed].append(_trade(match))
            else:
                barred[match.breed].add((match.demand_id, match.supply_id))
        return cls(
            {breed: tuple(trades) for breed, trades in accepted.items()},
            {breed: frozenset(pairs) for breed, pairs in barred.items()},
        )


#: Before the first round: everything is on offer, nothing is barred.
NOTHING_TAKEN = FirstRound()


def _trade(match: Match) -> Trade:
    return Trade(match.demand_id, match.supply_id, match.amount, match.price_fen, match.weight_g, match.freshness)
