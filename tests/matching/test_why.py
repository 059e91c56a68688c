"""Facts of matches by columns are those of the matches one by one."""

from hypothesis import given, settings

from matching.breed import Options, match_lists
from matching.explain import data
from matching.explain.breed import explain_breed
from matching.lists import market_of
from matching.solvers.greedy import Greedy
from matching.why import match_rows
from tests.matching.strategies import markets, parameters


@settings(max_examples=150, deadline=None)
@given(markets(), parameters)
def test_by_columns_as_one_by_one(market, params):
    columns = market_of(*market)
    ranks = columns.ratings[columns.demand.company], columns.ratings[columns.supply.company]
    result = match_lists("Eel", columns.demand, columns.supply, *ranks, params, Options(Greedy(), certify=False))
    for companies in (columns.companies, None):
        explained = explain_breed(result, params, companies=companies)
        rows = list(match_rows(explained))
        assert rows == [data(explained.match_facts(place)) for place in range(len(result.trades))]
        assert all(list(row) == list(data(explained.match_facts(k))) for k, row in enumerate(rows))
