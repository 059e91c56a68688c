"""The companies: a few large ones and many small ones (Zipf, "Human Behavior and the Principle of Least Effort")."""

import json
import os
import random
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from benchmarks.load.plan import Plan
from tests.scenarios.floor import new_code

ListSide = Literal["demand", "supply"]
BULK_FROM = 10
"""A company with so many lists a cycle has software that posts, decides and evaluates in bulk."""
IDLE_SHARE, WRONG_SHARE = 0.15, 0.04


@dataclass(frozen=True)
class Company:
    """A company as it comes to the floor. `lists` are what it posts a cycle; `wrong` the share of its acts that are
    mistakes; one that is `idle` reads and does little else. `company_id` is empty until it is registered.
    """

    name: str
    code: str
    password: str
    side: ListSide
    lists: int
    idle: bool
    wrong: float
    company_id: str = ""

    @property
    def bulk(self) -> bool:
        """Whether it sends many lists or statements in a request."""
        return self.lists >= BULK_FROM


def sizes(count: int, largest: int, skew: float) -> list[int]:
    """Lists a cycle by rank, the largest first: largest / rank^skew, and at least one."""
    return [max(1, round(largest / rank**skew)) for rank in range(1, count + 1)]


def population(plan: Plan, random_of: random.Random) -> list[Company]:
    """The companies in the order in which they come. Neighbours are on opposite sides, so both sides have their large
    ones; the large ones are never idle.
    """
    return [
        Company(
            name=f"Load {place} {'Buyer' if place % 2 else 'Seller'}",
            code=new_code(),
            password=secrets.token_urlsafe(16),
            side="demand" if place % 2 else "supply",
            lists=lists,
            idle=lists < BULK_FROM and random_of.random() < IDLE_SHARE,
            wrong=WRONG_SHARE,
        )
        for place, lists in enumerate(sizes(plan.companies, plan.largest, plan.skew))
    ]


def newcomers(companies: Sequence[Company], count: int, comers: int) -> frozenset[int]:
    """Places of those who register in the run: spread evenly over the smaller half of the `comers` first ones, all of
    whom come.
    """
    half = comers // 2
    step = max(1, (min(comers, len(companies)) - half) // max(1, count))
    return frozenset(range(half, min(comers, len(companies)), step)[:count])


def write(companies: Sequence[Company], file: Path) -> None:
    """For the processes of the load; it holds passwords, so nobody else may read it."""
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as opened:
        json.dump([asdict(company) for company in companies], opened)


def read(file: Path) -> list[Company]:
    """What `write` wrote."""
    return [Company(**entry) for entry in json.loads(file.read_text("utf-8"))]
