"""Random schemes to explain: a market, its parameters, barred pairs, and what was matched, as lots and as columns."""

from functools import cached_property

import numpy as np
from hypothesis import strategies as st

from matching import Parameters
from matching.breed import NOBODY, Options, match_lists
from matching.explain import Explainer
from matching.explain.breed import explain_breed
from matching.fairness import posting
from matching.lists import market_of
from matching.scheme import scheme_of
from matching.solvers import solver_named
from tests.matching.strategies import markets, parameters

weighings = st.builds(
    Parameters,
    price_rule=st.sampled_from(["midpoint", "residual"]),
    price_tolerance_permille=st.sampled_from([0, 1, 50]),
    weight_tolerance_permille=st.sampled_from([None, 50, 300]),
    epsilon_permille=st.sampled_from([0, 1, 400, 1000]),
    phi_permille=st.just(0),
    gamma_permille=st.just(0),
) | st.builds(
    Parameters,
    price_rule=st.just("midpoint"),
    price_tolerance_permille=st.sampled_from([0, 10]),
    weight_tolerance_permille=st.just(300),
    epsilon_permille=st.just(20),
    phi_permille=st.sampled_from([0, 500]),
    gamma_permille=st.sampled_from([0, 480]),
)


class Scheme:
    """Everything that explanations are made from, and both ways of explaining; matched when first asked."""

    def __init__(self, demands, supplies, ratings, params, barred=frozenset(), certify=True, solver="greedy"):
        self.demands, self.supplies = sorted(demands, key=posting), sorted(supplies, key=posting)
        self.ratings, self.params, self.barred = ratings, params, frozenset(barred)
        self.options = Options(solver_named(solver), certify=certify)

    def __repr__(self):
        given = self.demands, self.supplies, self.ratings, self.params, set(self.barred)
        return f"Scheme{(*given, self.options.certify, self.options.solver.name)}"

    @cached_property
    def _columns(self):
        """The breed's result, barred positions and companies."""
        market = market_of(self.demands, self.supplies, self.ratings)
        row = {lot.id: k for k, lot in enumerate(self.demands)}
        column = {lot.id: k for k, lot in enumerate(self.supplies)}
        pairs = np.array([(row[d], column[s]) for d, s in sorted(self.barred)], np.int64).reshape(-1, 2)
        places = (pairs[:, 0].copy(), pairs[:, 1].copy()) if len(pairs) else NOBODY
        ranks = market.ratings[market.demand.company], market.ratings[market.supply.company]
        breed = (self.demands or self.supplies)[0].breed
        result = match_lists(breed, market.demand, market.supply, *ranks, self.params, self.options, places)
        return result, places, market.companies

    @cached_property
    def trades(self):
        return scheme_of(self._columns[0]).trades

    @cached_property
    def certificate(self):
        return self._columns[0].certificate

    @cached_property
    def columns(self):
        result, places, companies = self._columns
        return explain_breed(result, self.params, places, companies)

    @cached_property
    def explainer(self):
        market = self.demands[::-1], self.supplies[::-1], self.ratings, self.params
        return Explainer(*market, self.trades, self.certificate, self.barred)

    def lots(self, side):
        return self.demands if side == "demand" else self.supplies

    def facts(self):
        """The facts of all lists."""
        return [self.explainer.of_list(side, lot.id) for side in ("demand", "supply") for lot in self.lots(side)]

    def matches(self):
        """The facts of all matches."""
        return [self.explainer.of_match(trade.demand_id, trade.supply_id) for trade in self.trades]


@st.composite
def schemes(draw, max_size=6):
    demands, supplies, ratings = draw(markets(max_size))
    if draw(st.booleans()):  # one rating: lists compete within a step
        ratings = dict.fromkeys(ratings, 2)
    pairs = [(d.id, s.id) for d in demands for s in supplies]
    barred = draw(st.just([]) | st.lists(st.sampled_from(pairs), unique=True))
    params = draw(parameters | weighings)
    return Scheme(demands, supplies, ratings, params, barred, draw(st.booleans()), draw(st.sampled_from(SOLVERS)))


SOLVERS = ("greedy", "exact", "aco-colony")
