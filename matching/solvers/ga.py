"""A genetic algorithm, the yardstick of the swarm in the source's comparison."""

from dataclasses import dataclass

import numpy as np

from matching.solver import Fills, StepProblem
from matching.solvers.keys import Floats, Keys
from matching.stopping import StoppingRule


@dataclass(frozen=True, slots=True)
class GeneticParameters:
    """Usual figures of random-key genetic algorithms."""

    population: int = 20
    generations: int = 100
    elite: int = 4
    """The best, which live on unchanged."""
    mutants: int = 2
    """Newcomers in each generation that owe nothing to any other."""
    inheritance: float = 0.7
    """Chance of a key to come from the better parent."""
    mutation: float = 0.01
    """Chance of a child's key to be drawn anew."""


class Genetic:
    """Random-key genetic algorithm (Bean 1994, with one parent always of the elite as Gonçalves and Resende have it):
    the best live on, children take each key from one of two parents, a few are drawn anew.

    The source names a genetic algorithm as what the swarm of Zhou et al. was held against, and says no more of it; this
    one searches over the same `Keys` as the swarm, decoded in the same way, so that what is compared is the search.
    """

    name = "ga"

    def __init__(self, parameters: GeneticParameters | None = None) -> None:
        self.parameters = parameters or GeneticParameters()

    def solve(self, step: StepProblem, rng: np.random.Generator, stop: StoppingRule) -> Fills:
        """One iteration is one generation. Always at least the first generation is scored."""
        given, keys = self.parameters, Keys(step)
        people = keys.first(given.population, rng)
        scores = np.array([keys.score(person) for person in people])
        generation = 1
        while not stop(int(scores.max())) and generation < given.generations:
            generation += 1
            rank = np.argsort(-scores, kind="stable")
            people, scores = people[rank], scores[rank]
            born = np.concatenate([self._children(people, rng), rng.random((given.mutants, keys.length))])
            people = np.concatenate([people[: given.elite], born])
            scores = np.concatenate([scores[: given.elite], [keys.score(person) for person in born]])
        return keys.fills(people[int(scores.argmax())], generation)

    def _children(self, people: Floats, rng: np.random.Generator) -> Floats:
        """As many as keep the population's size, from parents ranked best first."""
        given = self.parameters
        count = len(people) - given.elite - given.mutants
        better, other = rng.integers(0, given.elite, count), rng.integers(given.elite, len(people), count)
        inherited = rng.random((count, people.shape[1])) < given.inheritance
        children = np.where(inherited, people[better], people[other])
        fresh = rng.random(children.shape) < given.mutation
        children[fresh] = rng.random(int(fresh.sum()))
        return children
