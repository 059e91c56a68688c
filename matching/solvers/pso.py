"""Particle swarm optimisation, which the source compares itself with."""

from dataclasses import dataclass

import numpy as np

from matching.solver import Fills, StepProblem
from matching.solvers.keys import Keys
from matching.stopping import StoppingRule


@dataclass(frozen=True, slots=True)
class SwarmParameters:
    """Clerc and Kennedy's constriction, with which a swarm converges: χ = 0.7298, χ·φ/2 = 1.4962."""

    particles: int = 20
    iterations: int = 100
    inertia: float = 0.7298
    own: float = 1.4962
    """Pull towards the best that the particle has seen."""
    common: float = 1.4962
    """Pull towards the best that any has seen."""
    top_speed: float = 0.25
    """Of the range of a key, in an iteration."""


class Swarm:
    """After C. Zhou, M. Chen, W. Wang, Study on online trading matching model and algorithm for aquatic products, J.
    Shandong Agric. Univ. 48 (2017): a particle swarm whose measure is the matching degree.

    Reading: of that paper the source says only that a particle swarm maximises the degree of matching and beats a
    genetic algorithm. So this is the swarm as it is commonly understood (v ← χ·v + pulls, x ← x + v) over `Keys`, and
    the degree of matching is the step's score. Positions stay within [0, 1]; a particle that runs against the border
    stops there.
    """

    name = "pso"

    def __init__(self, parameters: SwarmParameters | None = None) -> None:
        self.parameters = parameters or SwarmParameters()

    def solve(self, step: StepProblem, rng: np.random.Generator, stop: StoppingRule) -> Fills:
        """One iteration moves every particle once. Always at least the particles' first positions are scored."""
        given, keys = self.parameters, Keys(step)
        place = keys.first(given.particles, rng)
        speed = np.zeros_like(place)
        best_place, best = place.copy(), np.array([keys.score(particle) for particle in place])
        iteration = 1
        while not stop(int(best.max())) and iteration < given.iterations:
            iteration += 1
            leader = best_place[int(best.argmax())]
            speed *= given.inertia
            speed += given.own * rng.random(place.shape) * (best_place - place)
            speed += given.common * rng.random(place.shape) * (leader - place)
            np.clip(speed, -given.top_speed, given.top_speed, out=speed)
            place += speed
            speed[(place < 0.0) | (place > 1.0)] = 0.0
            np.clip(place, 0.0, 1.0, out=place)
            for k, particle in enumerate(place):
                score = keys.score(particle)
                if score > best[k]:
                    best[k], best_place[k] = score, particle
        return keys.fills(best_place[int(best.argmax())], iteration)
