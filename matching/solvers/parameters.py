"""The colony's parameters under the names of the source, section 3.3.1."""

from dataclasses import dataclass

from matching.errors import MatchingError


@dataclass(frozen=True, slots=True)
class ColonyParameters:
    """α, β, ρ, n, m, μ of Eqs (1) and (3), and what the readings of them add.

    ε, φ, γ of Eq. (2) are the market's (`matching.market.Parameters`): they decide what a good scheme is, while these
    decide only how it is looked for. Distances are in units of 10⁶, as δ_ij = X/10⁶. Raises MatchingError
    COLONY_INVALID.
    """

    alpha: float = 1.0
    """α: exponent of the trail in Eq. (1). 0: no pheromone."""
    beta: float = 3.0
    """β: exponent of the heuristic in Eq. (1)."""
    rho: float = 0.1
    """ρ: part of the trail that evaporates in an iteration."""
    n: int = 3
    """n: iterations at most; the stopping rule may end earlier."""
    m: int = 4
    """m: ants in an iteration; the first iteration has one, and steps with many rows have fewer."""
    mu: float = 0.5
    """μ: how much the best walk gains and the worst loses, in Eq. (3)."""
    trail_min: float = 0.05
    """Floor of the trail; its ceiling, and its start, is 1."""
    candidates: int = 32
    """Columns that an ant looks at from a row."""
    near: float = 0.005
    """κ: added to a detour before its reciprocal is taken."""
    stride: float = 0.1
    """How much an ant adds to a distance at least when it learns; a third of it in the second iteration, and so on."""
    goal: bool = True
    """Whether ants know the distance from the next node to the goal."""
    scarcer: bool = True
    """Whether ants walk from the side with fewer pieces; else from the other."""
    history: float = 0.0
    """Exponent of an edge's history in the transition probability; 0: none."""
    literal: bool = False
    """Eq. (3) to the letter."""

    def __post_init__(self) -> None:
        for name, fine, range_text in (
            ("alpha", self.alpha >= 0, "0 or more"),
            ("beta", self.beta >= 0, "0 or more"),
            ("rho", 0 <= self.rho < 1, "from 0 to below 1"),
            ("n", self.n >= 1, "at least 1"),
            ("m", self.m >= 1, "at least 1"),
            ("mu", 0 <= self.mu <= 1, "from 0 to 1"),
            ("trail_min", 0 < self.trail_min <= 1, "above 0, at most 1"),
            ("candidates", self.candidates >= 2, "at least 2"),
            ("near", 0 < self.near <= 1, "above 0, at most 1"),
            ("stride", 0.000_001 <= self.stride <= 1, "from a millionth to 1"),
            ("history", self.history >= 0, "0 or more"),
        ):
            if not fine:
                raise MatchingError("COLONY_INVALID", f"{name} must be {range_text}, not {getattr(self, name)!r}")
