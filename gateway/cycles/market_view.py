"""A cycle as the matcher sees it: lots per breed, ratings and parameters, read from the projection."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.cycles.first_round import NOTHING_TAKEN, FirstRound, Pair
from gateway.errors import NotFound
from gateway.projection.models import Parameters as LedgerParameters
from gateway.projection.models import PostedList
from gateway.projection.repository import ProjectionRepository
from matching.market import Lot, Parameters
from matching.pricing import still_open
from matching.ratings import rating

LARGEST_BREED = 20_000
"""Lists of a breed, both sides together, that the chain judges in one transaction (its MaxListsPerBreed)."""


@dataclass(slots=True)
class BreedMarket:
    """What is on offer of one breed, in the order of posting on the ledger, and the pairs that may not meet again."""

    breed: str
    demands: list[Lot] = field(default_factory=list)
    supplies: list[Lot] = field(default_factory=list)
    barred: frozenset[Pair] = frozenset()

    @property
    def two_sided(self) -> bool:
        """Whether there is anything to match; the chain wants a scheme only then."""
        return bool(self.demands and self.supplies)

    @property
    def too_large(self) -> bool:
        """Whether no one transaction could judge its scheme. Then the chain does not wait for one, its lists stay as
        they are, and the breed must be split in the catalogue."""
        return len(self.demands) + len(self.supplies) > LARGEST_BREED

    @property
    def matchable(self) -> bool:
        """Whether it gets a scheme."""
        return self.two_sided and not self.too_large

    @property
    def companies(self) -> set[str]:
        """Everybody with a lot."""
        return {lot.company_id for lot in (*self.demands, *self.supplies)}


@dataclass(frozen=True, slots=True)
class MarketView:
    """A cycle's market in a round: breeds by name, each company's rating (0 = A … 4 = E), the parameters in force."""

    cycle: int
    round: int
    breeds: Mapping[str, BreedMarket]
    ratings: Mapping[str, int]
    parameters: Parameters
    param_version: int


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


def by_breed(rows: Iterable[PostedList], first: FirstRound = NOTHING_TAKEN) -> dict[str, BreedMarket]:
    """Group `rows`, which come in the order of posting, by breed (sorted by name).

    In the second round (`first` says what the first one took) a list is on offer with what its accepted matches left,
    and only if they left something.
    """
    markets: dict[str, BreedMarket] = defaultdict(lambda: BreedMarket(""))
    for order, row in enumerate(rows):
        market = markets[row.breed]
        market.breed = row.breed
        (market.demands if row.side == "demand" else market.supplies).append(_lot(row, order))
    for breed, market in markets.items():
        trades = first.accepted.get(breed, ())
        market.demands = list(still_open(market.demands, trades, "demand"))
        market.supplies = list(still_open(market.supplies, trades, "supply"))
        market.barred = first.barred.get(breed, frozenset())
    return dict(sorted(markets.items()))


def _lot(row: PostedList, order: int) -> Lot:
    return Lot(
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


async def read_market(session: AsyncSession, cycle: int, round_: int = 1) -> MarketView:
    """Everything that the matcher needs of one cycle's round, by the parameters of its freeze.

    The second round has the breeds alone in which some match of the first was not accepted; what it reads is fixed from
    the opening of the second round on.
    """
    view = ProjectionRepository(session)
    found = await view.cycle(cycle)
    if found is None:
        raise NotFound("CYCLE_UNKNOWN", f"there is no cycle {cycle} in the database")
    rows = await view.lists_of_cycle(cycle)
    parameters = await view.parameters(found.param_version)
    ratings = {row.company_id: rating(row.tenths) for row in await view.credits()}
    first = await read_first_round(view, cycle) if round_ == 2 else NOTHING_TAKEN
    breeds: Mapping[str, BreedMarket] = by_breed(rows, first)
    if round_ == 2:
        breeds = _only(breeds, first.barred)
    return MarketView(cycle, round_, breeds, ratings, matching_parameters(parameters), found.param_version)


async def read_breed(session: AsyncSession, cycle: int, breed: str, round_: int) -> BreedMarket:
    """What was on offer of one breed in a round that has been matched."""
    view = ProjectionRepository(session)
    first = await read_first_round(view, cycle, breed) if round_ == 2 else NOTHING_TAKEN
    return by_breed(await view.lists_of_cycle(cycle, breed), first).get(breed, BreedMarket(breed))


async def read_first_round(view: ProjectionRepository, cycle: int, breed: str | None = None) -> FirstRound:
    """What became of the first round's matches."""
    matches = [row for row in await view.matches_of_cycle(cycle, breed) if row.round == 1]
    return FirstRound.of(matches, await view.decisions_of_cycle(cycle, breed))


def _only(breeds: Mapping[str, BreedMarket], names: Collection[str]) -> dict[str, BreedMarket]:
    return {name: market for name, market in breeds.items() if name in names}
