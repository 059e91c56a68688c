"""What is said of matches in short, by columns, is what is told of them one by one."""

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
    explained = explain_breed(result, params, companies=columns.companies)
    for place, row in enumerate(match_rows(explained)):
        told = data(explained.match_facts(place))
        for name in ("demand_next", "supply_next"):
            told[name] = told[name] and {"list_id": told[name]["partner"]["list_id"], "value": told[name]["value"]}
        assert row == {name: told[name] for name in row}
