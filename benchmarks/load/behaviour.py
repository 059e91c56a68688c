"""What a company does next: a pure function of what it is, what lies on its desk, and chance."""

import random
from dataclasses import dataclass, field
from typing import Any, Literal

from benchmarks.load.population import Company

Act = Literal[
    "look", "read_matches", "decide", "post", "amend", "withdraw", "read_contracts", "preview", "evaluate",
    "read_lists", "read_credit", "read_history", "read_partner", "read_cycles", "read_contract", "read_evaluations",
    "wrong_list", "wrong_breed", "wrong_match", "wrong_evaluation", "wrong_repetition", "wrong_token", "wrong_password",
    "wrong_history", "wrong_list_id",
]  # fmt: skip

LOOK_AGAIN_S = 1.5
"""How long a company relies on what it was told of the cycle."""
DECIDED = ("matched", "second_round")
SETTLED = ("settling", "closed")
PREVIEWED, CHANGED, IDLE_ACTS = 0.4, 0.08, 0.15
"""Shares: evaluations that are looked at first; free moments in which a list is changed; idle companies' acts."""
READS: tuple[tuple[Act, int], ...] = (
    ("look", 4), ("read_lists", 4), ("read_credit", 3), ("read_contracts", 3), ("read_matches", 2), ("read_history", 2),
    ("read_partner", 2), ("read_cycles", 1), ("read_contract", 2), ("read_evaluations", 1),
)  # fmt: skip


@dataclass
class Desk:
    """What a company knows. `intake` is the cycle that takes lists (0: not asked yet), `worked` the state of the one
    before it (empty: there is none). `read_at` is that state when matches or contracts were last read.
    """

    intake: int = 0
    worked: str = ""
    looked_at: float = 0.0
    posted: dict[str, str] = field(default_factory=dict)
    """The intake's own lists: side by id."""
    left: int = 0
    """Lists still to be posted into the intake."""
    matches: dict[str, dict[str, Any]] = field(default_factory=dict)
    """All own matches of the cycle that is worked on, by id."""
    undecided: list[str] = field(default_factory=list)
    matches_read: str = ""
    contracts: dict[int, dict[str, Any]] = field(default_factory=dict)
    """Own contracts of the run, by serial number."""
    unevaluated: list[int] = field(default_factory=list)
    contracts_read: str = ""
    previewed: tuple[int, int, str] | None = None
    """An evaluation that was looked at: contract, number of the text, label."""
    evaluated: list[tuple[int, int]] = field(default_factory=list)
    """Contract, number of the text."""

    def told(self, intake: int, worked: str, now: float, lists: int) -> None:
        """The cycle as the floor shows it; with a new one all of its lists are to be posted."""
        if intake != self.intake:
            self.intake, self.left = intake, lists
            self.posted, self.matches, self.undecided = {}, {}, []
        self.worked, self.looked_at = worked, now

    @property
    def now_at(self) -> str:
        """Cycle and state, to tell whether something was read since."""
        return f"{self.intake}/{self.worked}"


def next_act(company: Company, desk: Desk, now: float, chance: random.Random) -> Act:
    """Deadlines first: what can be decided, posted, evaluated. Then the free moments: changes, mistakes, reading."""
    if desk.intake == 0 or now - desk.looked_at > LOOK_AGAIN_S:
        return "look"
    if chance.random() < company.wrong:
        return chance.choice(mistakes(desk))
    if company.idle and chance.random() > IDLE_ACTS:
        return _reading(desk, chance)
    return _due(desk, chance) or _free(company, desk, chance)


def _due(desk: Desk, chance: random.Random) -> Act | None:
    if desk.worked in DECIDED and desk.matches_read != desk.now_at:
        return "read_matches"
    if desk.worked in DECIDED and desk.undecided:
        return "decide"
    if desk.left:
        return "post"
    if desk.worked in SETTLED and desk.contracts_read != desk.now_at:
        return "read_contracts"
    if desk.unevaluated:
        return "preview" if desk.previewed is None and chance.random() < PREVIEWED else "evaluate"
    return None


def _free(company: Company, desk: Desk, chance: random.Random) -> Act:
    if desk.posted and not company.idle and chance.random() < CHANGED:
        return chance.choice(("amend", "amend", "withdraw"))
    return _reading(desk, chance)


def _reading(desk: Desk, chance: random.Random) -> Act:
    possible = [(act, weight) for act, weight in READS if desk.contracts or act not in _OF_CONTRACTS]
    return chance.choices([act for act, _ in possible], [weight for _, weight in possible])[0]


def mistakes(desk: Desk) -> list[Act]:
    """The wrong things that a company could do now. Those about matches and evaluations need some to be wrong about."""
    found: list[Act] = ["wrong_list", "wrong_breed", "wrong_token", "wrong_password", "wrong_list_id"]
    if desk.matches:
        found.append("wrong_match")
    if desk.contracts:
        found.append("wrong_history")
    if desk.evaluated:
        found.append("wrong_evaluation")
        if desk.unevaluated:
            found.append("wrong_repetition")
    return found


def pause(company: Company, desk: Desk, chance: random.Random) -> float:
    """Seconds until a company's next act: shorter while something is due."""
    if company.idle:
        return chance.uniform(1.5, 4.0)
    due = desk.left or (desk.undecided and desk.worked in DECIDED) or desk.unevaluated
    return chance.uniform(0.05, 0.3) if due else chance.uniform(0.4, 1.4)


_OF_CONTRACTS: tuple[Act, ...] = ("read_partner", "read_contract", "read_evaluations")
