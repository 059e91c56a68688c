"""A scheme read back from its file, one breed at a time, beside the market that it was made for."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from matching.certificate import Certificate, StepPrices
from matching.errors import MatchingError
from matching.files.table import FileError, unreadable
from matching.lists import Lists, Market
from matching.market import Parameters
from matching.rules_array import Ints
from matching.scheme import BreedResult, StepResult, Trades

_CODE = "SCHEME_FILE_INVALID"
_FIGURES = ("amount", "price_fen", "weight_g")


@dataclass(frozen=True, slots=True)
class StoredScheme:
    """What a scheme's file says. Raises FileError SCHEME_FILE_INVALID where it doesn't fit the market."""

    path: Path
    params: Parameters
    trades: Sequence[Mapping[str, Any]]
    steps: Sequence[Mapping[str, Any]]

    def of_breed(self, market: Market, breed: int) -> BreedResult:
        """The breed's lists and what the scheme did with them."""
        demand = market.demand.take(np.flatnonzero(market.demand.breed == breed))
        supply = market.supply.take(np.flatnonzero(market.supply.breed == breed))
        ranks = market.ratings[demand.company], market.ratings[supply.company]
        name = market.breeds[breed]
        trades = self._trades(demand, supply)
        try:
            rows = [row for row in self.steps if row["breed"] == name]
            steps = tuple(StepResult(**{field.name: row[field.name] for field in fields(StepResult)}) for row in rows)
            prices = [row["certificate"] for row in rows]
            proven = prices and None not in prices
            certificate = self._certificate(demand, supply, ranks, trades, rows) if proven else None
        except (KeyError, TypeError) as error:
            raise self._wrong(f"the steps of {name!r} lack something: {error}") from error
        return BreedResult(name, demand, supply, *ranks, trades, steps, certificate, 0.0)

    def _trades(self, demand: Lists, supply: Lists) -> Trades:
        row, column = ({list_id: k for k, list_id in enumerate(side.ids)} for side in (demand, supply))
        try:
            here = [trade for trade in self.trades if trade["demand_id"] in row or trade["supply_id"] in column]
            table = [
                (row[trade["demand_id"]], column[trade["supply_id"]], *(trade[figure] for figure in _FIGURES))
                for trade in here
            ]
            made = Trades(*np.array(table, np.int64).reshape(-1, 5).T.copy())
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            raise self._wrong(f"a trade is not of this market, or lacks something: {error}") from error
        for side, own in ((demand, made.demand), (supply, made.supply)):
            left = side.left.copy()
            np.subtract.at(left, own, made.amount)
            if np.any(left < 0) or np.any(made.amount < 1):
                raise self._wrong("it trades more than the lists have")
        return made

    def _certificate(
        self, demand: Lists, supply: Lists, ranks: tuple[Ints, Ints], trades: Trades, rows: Sequence[Mapping[str, Any]]
    ) -> Certificate:
        """The prices of each step with the lists that they are of: those with something left when it begins."""
        left_d, left_s = demand.left.copy(), supply.left.copy()
        i_of, j_of = ranks[0][trades.demand], ranks[1][trades.supply]
        steps = []
        for step in rows:
            i, j = step["i"], step["j"]
            ids_d = sorted(demand.ids[(ranks[0] == i) & (left_d > 0)])
            ids_s = sorted(supply.ids[(ranks[1] == j) & (left_s > 0)])
            prices_d, prices_s = (np.array(step["certificate"][side], np.int64) for side in ("demand", "supply"))
            if prices_d.shape != (len(ids_d),) or prices_s.shape != (len(ids_s),):
                raise self._wrong(
                    f"the prices of step {step['buyer_rating']}{step['seller_rating']} don't fit the lists"
                )
            steps.append(StepPrices(i, j, ids_d, prices_d, ids_s, prices_s))
            made = (i_of == i) & (j_of == j)
            np.subtract.at(left_d, trades.demand[made], trades.amount[made])
            np.subtract.at(left_s, trades.supply[made], trades.amount[made])
        return Certificate(tuple(steps))

    def _wrong(self, what: str) -> FileError:
        return FileError(_CODE, self.path, None, None, f"{what}; give the scheme with the files it was made from")


def read_scheme(path: Path) -> StoredScheme:
    """A scheme as `shoal match` wrote it. Raises FileError FILE_UNREADABLE or SCHEME_FILE_INVALID."""
    try:
        data = orjson.loads(path.read_bytes())
        return StoredScheme(path, Parameters(**data["parameters"]), data["trades"], data["steps"])
    except OSError as error:
        raise unreadable(path, error) from error
    except json.JSONDecodeError as error:
        raise FileError(
            _CODE, path, f"line {error.lineno}", None, f"is not JSON, or is cut off: {error.msg}"
        ) from error
    except (KeyError, TypeError, MatchingError) as error:
        raise FileError(_CODE, path, None, None, f"is not a scheme of `shoal match`: {error!r}") from error
