"""A step's fills as a spanning tree, and the move that improves them: pushing pieces around a residual cycle.

Nodes are the demands (0 … d−1), the supplies (d … d+s−1) and the root (d+s). An arc to the root carries what is left of
a list and scores nothing; an arc between a demand and a supply carries a fill. Fills that each use up a list form a
forest whose trees have one unfinished list at most; hung up by it on the root (or by any list, with nothing on the
arc) they are a basic solution of the transportation problem. A move brings in one arc and drops one that runs empty, so
trades never outnumber lists − 1.
"""

import numpy as np

from matching.solver import Fills, StepProblem
from matching.solvers.greedy import fills_of


class Forest:
    """A basic solution. `parent`, `flow` and `worth` describe each node's arc towards the root: whither it leads, the
    pieces on it, and what a piece on it scores. `potential` is the node's price: worth of an arc = sum of its ends'."""

    def __init__(self, step: StepProblem, fills: Fills) -> None:
        self._demands, self._supplies = step.value.shape
        self._value = step.value
        self.root = self._demands + self._supplies
        self.parent = [self.root] * self.root + [-1]
        self.flow: list[int] = [*step.demand_left.tolist(), *step.supply_left.tolist(), 0]
        self.worth = [0] * (self.root + 1)
        self.children: list[set[int]] = [set() for _ in range(self.root)] + [set(range(self.root))]
        self.potential = [0] * (self.root + 1)
        for d, s in zip(fills.demand.tolist(), fills.supply.tolist(), strict=True):
            self.enter(d, self._demands + s)

    def fills(self, iterations: int) -> Fills:
        """The arcs between demands and supplies that carry something, by row and column."""
        found = []
        for node in range(self.root):
            other = self.parent[node]
            if other != self.root and self.flow[node]:
                d, s = sorted((node, other))
                found.append((d, s - self._demands, self.flow[node]))
        return fills_of(sorted(found), iterations)

    def best_entering(self) -> tuple[int, int] | None:
        """The arc outside the tree whose piece gains most; None where none gains, and the solution is optimal."""
        potential = np.array(self.potential, dtype=np.int64)
        u, v = potential[: self._demands], potential[self._demands : self.root]
        gain = np.where(self._value > 0, self._value - u[:, None] - v[None, :], 0)
        pair = int(gain.argmax())
        slack = int(potential[: self.root].argmin())
        if max(int(gain.flat[pair]), -int(potential[slack])) <= 0:
            return None
        if -int(potential[slack]) > int(gain.flat[pair]):
            return slack, self.root
        d, s = divmod(pair, self._supplies)
        return d, self._demands + s

    def enter(self, a: int, b: int) -> None:
        """Push as much as possible around the cycle that arc (a, b) closes, and drop the arc that runs empty.

        At every node but the root what goes in on one arc must go out on the other, so along each of the two paths
        from the new arc towards the place where they meet, arcs give and take in turn, the first one giving.
        """
        giving: list[int] = []
        taking: list[int] = []
        ends: dict[int, int] = {}
        for start, path in zip((a, b), self._paths(a, b), strict=True):
            for place, node in enumerate(path):
                (taking if place % 2 else giving).append(node)
                ends[node] = start
        leaving = min(giving, key=lambda node: (self.flow[node], node))
        pushed = self.flow[leaving]
        for node in giving:
            self.flow[node] -= pushed
        for node in taking:
            self.flow[node] += pushed
        below = ends[leaving]
        above = b if below == a else a
        self._hang(below, above, leaving, pushed)
        self._reprice(below)

    def _paths(self, a: int, b: int) -> tuple[list[int], list[int]]:
        """The nodes from a and from b up to, not including, the node where their ways to the root meet."""
        way_a, way_b = self._way(a), self._way(b)
        while way_a and way_b and way_a[-1] == way_b[-1]:
            way_a.pop()
            way_b.pop()
        return way_a, way_b

    def _way(self, node: int) -> list[int]:
        way = [node]
        while node != self.root:
            node = self.parent[node]
            way.append(node)
        return way

    def _hang(self, node: int, above: int, leaving: int, flow: int) -> None:
        """Turn round the arcs from `node` up to `leaving`, whose own arc is dropped, and hang `node` under `above`."""
        worth = self._worth(node, above)
        while True:
            old, old_flow, old_worth = self.parent[node], self.flow[node], self.worth[node]
            self.children[old].discard(node)
            self.parent[node], self.flow[node], self.worth[node] = above, flow, worth
            self.children[above].add(node)
            if node == leaving:
                return
            node, above, flow, worth = old, node, old_flow, old_worth

    def _worth(self, node: int, above: int) -> int:
        if self.root in (node, above):
            return 0
        d, s = sorted((node, above))
        return int(self._value[d, s - self._demands])

    def _reprice(self, top: int) -> None:
        """Prices below `top` follow from its new place: the two ends of an arc of the tree add up to its worth."""
        potential, parent, worth, children = self.potential, self.parent, self.worth, self.children
        waiting = [top]
        while waiting:
            node = waiting.pop()
            potential[node] = worth[node] - potential[parent[node]]
            waiting.extend(children[node])
