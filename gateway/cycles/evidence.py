"""What a scheme was made from: kept off the ledger, so that every decision can be explained after a restart."""

from collections.abc import Iterable
from functools import cache
from typing import Any

import numpy as np
from sqlalchemy import Connection, Dialect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.cycles.digest import scheme_digest
from gateway.cycles.market_view import MarketView
from gateway.db.columns import now
from gateway.db.many_rows import ManyRows
from gateway.records.models import Evidence
from matching import BreedScheme
from matching.certificate import Certificate, StepPrices
from matching.ratings import LETTERS

_COLUMNS = [column.key for column in Evidence.__mapper__.columns]

NO_TRADES = scheme_digest(())
"""The digest of the empty scheme, which is that of a breed with lists on one side only."""


def evidence_of(market: MarketView, breed: str, scheme: BreedScheme | None, solver: str, seed: int) -> Evidence:
    """The row of a breed's scheme; None: there are lists on one side only, and nothing to match."""
    offered = market.breeds[breed]
    return Evidence(
        cycle=market.cycle,
        breed=breed,
        round=market.round,
        digest=NO_TRADES if scheme is None else scheme_digest(scheme.trades),
        param_version=market.param_version,
        ratings={company: market.ratings[company] for company in sorted(offered.companies)},
        barred=[{"demand_id": demand, "supply_id": supply} for demand, supply in sorted(offered.barred)],
        solver=solver,
        seed=seed,
        certificate=as_json(Certificate(()) if scheme is None else certificate_of(scheme)),
        created_at=now(),
    )


def certificate_of(scheme: BreedScheme) -> Certificate:
    """The scheme's proof, without which the chain doesn't take it."""
    assert scheme.certificate is not None, "matching certifies every scheme unless it is told not to"
    return scheme.certificate


def as_json(certificate: Certificate) -> dict[str, Any]:
    """The certificate with the lists named: `demand` and `supply` are prices by list id."""
    return {
        "steps": [
            {
                "buyer_rating": LETTERS[step.i],
                "seller_rating": LETTERS[step.j],
                "demand": dict(zip(step.demand_ids, step.demand.tolist(), strict=True)),
                "supply": dict(zip(step.supply_ids, step.supply.tolist(), strict=True)),
            }
            for step in certificate.steps
        ]
    }


def from_json(kept: dict[str, Any]) -> Certificate:
    """The inverse of `as_json`."""
    return Certificate(tuple(map(_step, kept["steps"])))


def _step(kept: dict[str, Any]) -> StepPrices:
    (demand_ids, demand), (supply_ids, supply) = (
        (list(prices), np.array(list(prices.values()), np.int64)) for prices in (kept["demand"], kept["supply"])
    )
    ranks = LETTERS.index(kept["buyer_rating"]), LETTERS.index(kept["seller_rating"])
    return StepPrices(*ranks, demand_ids, demand, supply_ids, supply)


def store(connection: Connection, rows: Iterable[Evidence]) -> None:
    """Keep the evidence; storing that of the same scheme again is harmless."""
    values = ({column: getattr(row, column) for column in _COLUMNS} for row in rows)
    _upsert(connection.dialect).run(connection, values)


@cache
def _upsert(dialect: Dialect) -> ManyRows:
    insert = postgresql.insert(Evidence) if dialect.name == "postgresql" else sqlite.insert(Evidence)
    key = [column.key for column in Evidence.__mapper__.primary_key]
    again = {column: insert.excluded[column] for column in _COLUMNS if column not in key}
    return ManyRows(insert.on_conflict_do_update(index_elements=key, set_=again), dialect)


async def read(session: AsyncSession, cycle: int, breed: str, round_: int, digest: str) -> Evidence | None:
    """The evidence of the scheme of this digest; None for one that another gateway made."""
    return await session.get(Evidence, (cycle, breed, round_, digest))
