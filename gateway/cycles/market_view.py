"""A frozen cycle as the matcher sees it: lots per breed, ratings and parameters, read from the projection."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.projection.models import Parameters as LedgerParameters
from gateway.projection.models import PostedList
from gateway.projection.repository import ProjectionRepository
from matching.market import Lot, Parameters
from matching.ratings import rating


@dataclass(slots=True)
class BreedMarket:
    """The lots of one breed, in the order in which they were posted on the ledger."""

    breed: str
    demands: list[Lot] = field(default_factory=list)
    supplies: list[Lot] = field(default_factory=list)

    @property
    def two_sided(self) -> bool:
        """Whether there is anything to match; the chain wants a scheme only then."""
        return bool(self.demands and self.supplies)


@dataclass(frozen=True, slots=True)
class MarketView:
    """One cycle's market: breeds by name, each company's rating (0 = A … 4 = E) and the parameters in force."""

    breeds: Mapping[str, BreedMarket]
    ratings: Mapping[str, int]
    parameters: Parameters


def matching_parameters(row: LedgerParameters | None) -> Parameters:
    """The matcher's part of the ledger's market parameters; a weight tolerance of −1 means off."""
    if row is None:  # version 0, which is built into the contract: nothing was approved yet
        return Parameters.midpoint()
    tolerance = row.weight_tolerance_permille
    return Parameters(
        price_rule=row.price_rule,  # type: ignore[arg-type]  # the chain admits the two names only
        price_tolerance_permille=row.price_tolerance_permille,
        weight_tolerance_permille=None if tolerance < 0 else tolerance,
        epsilon_permille=row.epsilon_permille,
        phi_permille=row.phi_permille,
        gamma_permille=row.gamma_permille,
    )


def by_breed(rows: Iterable[PostedList]) -> dict[str, BreedMarket]:
    """Group `rows`, which come in the order of posting, by breed (sorted by name)."""
    markets: dict[str, BreedMarket] = defaultdict(lambda: BreedMarket(""))
    for order, row in enumerate(rows):
        market = markets[row.breed]
        market.breed = row.breed
        lot = Lot(
            id=row.list_id,
            company_id=row.company_id,
            breed=row.breed,
            amount=row.amount,
            price_fen=row.price_fen,
            freshness=row.freshness,
            weight_g=row.weight_g,
            left=row.left,
            order=order,
        )
        (market.demands if row.side == "demand" else market.supplies).append(lot)
    return dict(sorted(markets.items()))


async def read_market(session: AsyncSession, cycle: int, param_version: int) -> MarketView:
    """Everything that the matcher needs of one frozen cycle."""
    view = ProjectionRepository(session)
    rows = await view.lists_of_cycle(cycle)
    parameters = await view.parameters(param_version)
    ratings = {row.company_id: rating(row.tenths) for row in await view.credits()}
    return MarketView(by_breed(rows), ratings, matching_parameters(parameters))
