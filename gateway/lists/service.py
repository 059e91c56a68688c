"""Posts, amends and withdraws lists, each signed by the company's own key."""

from collections.abc import Sequence
from dataclasses import replace
from secrets import randbits
from time import time_ns
from typing import Any, Final

from gateway.accounts.principal import Principal
from gateway.context import Services
from gateway.errors import BadInput, Conflict, NotFound, ShoalError
from gateway.ledger.port import Receipt
from gateway.lists.schemas import AmendIn, ListIn, Side
from gateway.operations.service import Work
from gateway.projection.models import PostedList
from gateway.projection.repository import ProjectionRepository

# Thirteen digits of five bits, in the order of their bytes: 52 bits are enough microseconds until 2112.
_DIGITS: Final = "234567abcdefghijklmnopqrstuvwxyz"
_ID_DIGITS: Final = 13
_RANDOM_BITS: Final = 13


class Lists:
    """The lists of one company, of one side."""

    def __init__(self, services: Services, company_id: str, side: Side) -> None:
        self._services = services
        self._company_id = company_id
        self._side = side

    async def post(self, lots: Sequence[ListIn], *, many: bool) -> Work:
        """Checks the lots; the work posts them into the cycle in intake, or the one after it when it closes meanwhile.

        Fails with `BREED_UNKNOWN`, and `FIELD_RANGE` where a unit price or unit weight would be nothing.
        """
        await self._check_breeds(lots, many=many)
        batch = batch_id(self._company_id)
        lists = []
        for number, lot in enumerate(lots):
            figures = lot.model_dump()
            _check_units(figures, f"lists.{number}." if many else "")
            lists.append({"side": self._side, "list_id": f"{batch}{number:03d}", **figures})

        async def work(operation_id: str) -> Receipt:
            return await self._services.posting.post(self._company_id, lists, operation_id)

        return work

    async def amend(self, list_id: str, change: AmendIn) -> Work:
        """Replaces figures; fails with `LIST_UNKNOWN`, `CYCLE_NOT_OPEN`, `FIELD_RANGE`."""
        row = await self._open_list(list_id)
        figures: dict[str, Any] = {
            name: getattr(row, name) if value is None else value for name, value in change.model_dump().items()
        }
        _check_units(figures, "")
        return self._change("AmendList", row, "amended", figures)

    async def withdraw(self, list_id: str) -> Work:
        """Deletes the list; fails with `LIST_UNKNOWN`, `CYCLE_NOT_OPEN`."""
        return self._change("WithdrawList", await self._open_list(list_id), "withdrawn", {})

    def _change(self, function: str, row: PostedList, state: str, figures: dict[str, Any]) -> Work:
        cycle, list_id, breed = row.cycle, row.list_id, row.breed

        async def work(operation_id: str) -> Receipt:
            receipt = await self._submit(
                function, operation_id, cycle=cycle, side=self._side, breed=breed, list_id=list_id, **figures
            )
            return replace(receipt, answer={"list_id": list_id, "cycle": cycle, "state": state})

        return work

    async def _submit(self, function: str, operation_id: str, **argument: Any) -> Receipt:
        caller = await self._services.wallets.caller(self._company_id)
        return await self._services.ledger.submit(caller, f"floor:{function}", argument, operation_ids=[operation_id])

    async def _open_list(self, list_id: str) -> PostedList:
        async with self._services.projection() as session:
            view = ProjectionRepository(session)
            row = await view.posted_list(list_id)
            cycle = await view.cycle(row.cycle) if row is not None else None
        if row is None or row.side != self._side or row.company_id != self._company_id:
            raise unknown_list(list_id)
        if cycle is None or cycle.state != "intake":
            raise Conflict("CYCLE_NOT_OPEN", f"cycle {row.cycle} takes no more changes; post a new list")
        return row

    async def _check_breeds(self, lots: Sequence[ListIn], *, many: bool) -> None:
        catalogue = (await self._services.intake.now()).breeds
        for number, lot in enumerate(lots):
            if lot.breed not in catalogue:
                field = f"lists.{number}.breed" if many else "breed"
                raise BadInput(
                    "BREED_UNKNOWN", "not in the catalogue; GET /v1/market/parameters lists the breeds", field
                )


def batch_id(company_id: str) -> str:
    """The microsecond of the call and 13 random bits; the number of each list follows.

    The ledger keeps a transaction's writes in the order of their keys, and among equals the earlier one is matched
    first: so ids sort as the lists were sent, those of several requests in one transaction too.
    """
    number = (time_ns() // 1000) << _RANDOM_BITS | randbits(_RANDOM_BITS)
    digits = (_DIGITS[number >> 5 * place & 31] for place in reversed(range(_ID_DIGITS)))
    return f"{company_id}.{''.join(digits)}"


def visible(row: PostedList | None, list_id: str, side: Side, caller: Principal) -> PostedList:
    """The list, where it is of this side and the caller may see it; `LIST_UNKNOWN` otherwise."""
    if row is None or row.side != side or not (caller.reads_all or row.company_id == caller.company_id):
        raise unknown_list(list_id)
    return row


def unknown_list(list_id: str) -> ShoalError:
    """What another company's list looks like, too."""
    return NotFound("LIST_UNKNOWN", f"you have no list {list_id}")


def _check_units(figures: dict[str, Any], prefix: str) -> None:
    for name, what in (("price_fen", "a thousandth of a fen"), ("weight_g", "a milligram")):
        if 1000 * figures[name] < figures["amount"]:
            raise BadInput("FIELD_RANGE", f"must be at least {what} a piece", prefix + name)
