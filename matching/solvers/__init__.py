"""The solvers by name. Each solves one step; see `matching.solver` for the interface."""

from collections.abc import Callable

from matching.errors import MatchingError
from matching.solver import Solver
from matching.solvers.aco import ImprovedColony
from matching.solvers.colony import ClassicColony, Colony, HistoryColony, LiteralColony
from matching.solvers.exact import Exact
from matching.solvers.ga import Genetic
from matching.solvers.greedy import Greedy
from matching.solvers.pso import Swarm

_SOLVERS: dict[str, Callable[[], Solver]] = {
    "aco": ImprovedColony,
    "aco-classic": ClassicColony,
    "aco-colony": Colony,
    "aco-history": HistoryColony,
    "aco-literal": LiteralColony,
    "exact": Exact,
    "ga": Genetic,
    "greedy": Greedy,
    "pso": Swarm,
}

SOLVER_NAMES = tuple(sorted(_SOLVERS))


def solver_named(name: str) -> Solver:
    """A fresh solver. Raises MatchingError SOLVER_UNKNOWN."""
    if name not in _SOLVERS:
        raise MatchingError("SOLVER_UNKNOWN", f"no solver {name!r}; choose one of {', '.join(SOLVER_NAMES)}")
    return _SOLVERS[name]()
