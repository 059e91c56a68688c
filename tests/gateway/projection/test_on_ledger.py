"""The view of a cycle that the real contract ran: every read says what the ledger says, and a rebuild says it again."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import func, select

from gateway.projection.block_repository import digest_rows
from gateway.projection.models import OtherWrite, ProjectionBase
from gateway.projection.projector import Projector
from gateway.projection.rebuild import rebuild
from gateway.projection.repository import ProjectionRepository
from tests.helpers.databases import Database
from tests.helpers.identities import CertificateAuthority
from tests.helpers.simledger import SimLedger

from .trading import BUYER, IDLE, MATCH, MODEL, SELLER, Trading


@dataclass
class View:
    """What the ledger says (`trading.ask`) beside what the database says (`reads`)."""

    trading: Trading
    made: Database
    reads: ProjectionRepository


@pytest.fixture
async def view(simledger: SimLedger, projection: Database, authority: CertificateAuthority) -> AsyncIterator[View]:
    trading = Trading.on(simledger, authority)
    projector = Projector(simledger, projection.sessions)
    await projector.start()
    await trading.open()
    await trading.intake()
    await trading.match()
    await trading.settle()
    await trading.appeal()
    await projector.wait_for(await simledger.height() - 1, 30)
    await projector.stop()
    async with projection.sessions() as session:
        yield View(trading, projection, ProjectionRepository(session))


def fields(row: ProjectionBase | None, like: dict[str, Any]) -> dict[str, Any]:
    """The row as the ledger writes it: the fields of `like` but `v`."""
    assert row is not None
    return {name: getattr(row, name) for name in like if name != "v"} | {"v": 1}


def same(row: ProjectionBase | None, value: dict[str, Any]) -> bool:
    return fields(row, value) == value


async def test_every_read_says_what_the_ledger_says(view: View) -> None:
    ask, reads = view.trading.ask, view.reads
    company = await ask("companies:GetCompany", company_id=BUYER)
    assert same(await reads.company(BUYER), company["company"])
    assert same((await reads.company_keys(BUYER))[0], company["keys"][0])
    assert same(await reads.credit(BUYER), company["credit"])
    assert same(await reads.parameters(), await ask("market:GetParameters", version=0))
    assert same(await reads.parameters(1), await ask("market:GetParameters", version=1))
    assert same(await reads.parameter_proposal(2), (await ask("market:GetProposal", version=2))["parameters"])
    assert await reads.parameter_proposal(1) is None
    assert same(await reads.model(MODEL), await ask("market:GetModel", digest=MODEL))
    for number in (1, 2):
        assert same(await reads.cycle(number), await ask("floor:GetCycle", cycle=number))
    assert same(await reads.current_cycle(), await ask("floor:GetCycle", cycle=0))
    assert same(await reads.scheme(1, "Lobster"), await ask("floor:GetScheme", cycle=1, breed="Lobster", round=1))
    match = await ask("floor:GetMatch", match_id=MATCH)
    assert same(await reads.match(MATCH), match["match"])
    decisions = await reads.decisions_of_match(MATCH)
    assert [fields(row, match["decisions"][0]) for row in decisions] == match["decisions"]
    assert same(await reads.contract(90001), await ask("floor:GetContract", serial=90001))
    assert same(await reads.contract_of_match(MATCH), await ask("floor:GetContractOfMatch", match_id=MATCH))
    evaluations = (await ask("credit:GetEvaluations", match_id=MATCH))["evaluations"]
    assert [fields(row, evaluations[0]) for row in await reads.evaluations_of_match(MATCH)] == evaluations
    assert [(evaluation["label"], evaluation["corrected_label"]) for evaluation in evaluations] == [
        ("excellent", ""),
        ("excellent", "good"),
    ]
    appeals = await reads.appeals_of_match(MATCH)
    assert [row.status for row in appeals] == ["open", "corrected"]
    for row in appeals:
        assert same(row, await ask("credit:GetAppeal", match_id=MATCH, side=row.side))


async def test_lists_are_those_of_the_ledger_in_the_order_of_posting(view: View) -> None:
    lists = await view.reads.lists_of_cycle(1)
    for row in lists:
        asked = {"cycle": 1, "breed": row.breed, "side": row.side, "list_id": row.list_id}
        assert same(row, await view.trading.ask("floor:GetList", **asked))
    assert [row.list_id for row in lists] == [f"{SELLER}.s1", f"{BUYER}.d1", f"{IDLE}.s1", f"{IDLE}.again"]
    assert [row.list_id for row in await view.reads.lists_of_cycle(1, "Carp", "supply")] == [f"{IDLE}.s1"]
    (carried,) = await view.reads.lists_of_cycle(2)
    assert (carried.list_id, carried.carried_from, carried.left) == (f"{IDLE}.s1", 1, 100)
    newest = await view.reads.posted_list(f"{IDLE}.s1")
    assert newest is not None
    assert newest.cycle == 2
    assert [row.cycle for row in await view.reads.lists_of_company(IDLE, "supply")] == [2, 1]
    assert [row.cycle for row in await view.reads.lists_of_company(IDLE, "supply", offset=1)] == [1]
    assert await view.reads.posted_list(f"{IDLE}.gone") is None


async def test_companies_are_found_by_name_and_code_however_written(view: View) -> None:
    for name in ("Müller & Söhne 0", "  MÜLLER  &\tsöhne 0", "Mu\u0308ller & So\u0308hne 0"):
        found = await view.reads.company_by_name(name)
        assert found is not None
        assert found.company_id == BUYER
    assert await view.reads.company_by_name("Müller") is None
    by_code = await view.reads.company_by_code("DEMO00000000000001")
    assert by_code is not None
    assert by_code.company_id == SELLER
    assert [row.company_id for row in await view.reads.companies(limit=2)] == [BUYER, IDLE]
    assert [row.company_id for row in await view.reads.companies(after=IDLE)] == [SELLER]


async def test_credit_and_its_history(view: View) -> None:
    assert {row.company_id: row.tenths for row in await view.reads.credits()} == {BUYER: 43, SELLER: 43, IDLE: 30}
    entries = await view.reads.credit_entries(BUYER)
    assert [(row.seq, row.reason, row.before, row.after) for row in entries] == [
        (3, "BOTH_EXCELLENT", 42, 43),
        (2, "OPENING", 30, 42),
        (1, "NEWCOMER", entries[-1].before, 30),
    ]
    assert [row.seq for row in await view.reads.credit_entries(BUYER, before=3, limit=1)] == [2]
    opening = await view.reads.opening(BUYER)
    assert opening is not None
    assert opening.status == "approved"


async def test_contracts_and_matches_of_a_company(view: View) -> None:
    for company, count in ((BUYER, 1), (SELLER, 1), (IDLE, 0), (None, 1)):
        assert len(await view.reads.contracts(company)) == count
        assert len(await view.reads.matches(company)) == count
    assert await view.reads.contracts(BUYER, from_cycle=2) == []
    for company in (BUYER, SELLER, IDLE):
        within = await view.reads.contracts(company, from_cycle=1, to_cycle=1)
        assert [row.serial for row in within] == [row.serial for row in await view.reads.contracts(company)]
    assert await view.reads.contracts(BUYER, to_cycle=0) == []
    assert await view.reads.contracts(after=90001) == []
    assert len(await view.reads.matches_of_cycle(1, "Lobster")) == 1
    assert await view.reads.matches_of_cycle(1, "Carp") == []
    assert len(await view.reads.decisions_of_cycle(1)) == len(await view.reads.evaluations_of_cycle(1)) == 2
    assert [row.breed for row in await view.reads.schemes_of_cycle(1)] == ["Carp", "Lobster"]
    block = await view.reads.serial_block(1)
    assert block is not None
    assert block.breeds == [{"breed": "Lobster", "first": 90001, "count": 1}]


async def test_no_cycle_is_left_unfinished(view: View) -> None:
    assert await view.reads.unfinished_cycle() is None
    assert [row.cycle for row in await view.reads.cycles()] == [2, 1]
    assert [row.cycle for row in await view.reads.cycles(before=2)] == [1]


async def test_the_ledger_writes_no_kind_that_the_view_does_not_know(view: View) -> None:
    async with view.made.sessions() as session:
        kinds = set(await session.scalars(select(OtherWrite.object_type).distinct()))
    assert kinds == {
        "company.name",
        "company.code",
        "param.current",
        "cycle.current",
        "serial.next",
        "contract.serial",
        "contract.company",
        "credit.pair",
        "appeal.open",
        "appeal.due",
    }


async def test_every_table_is_filled_and_a_rebuild_gives_the_same_rows(view: View) -> None:
    async with view.made.engine.connect() as connection:
        kept = await digest_rows(connection)
    async with view.made.sessions() as session:
        for table in ProjectionBase.metadata.sorted_tables:
            assert await session.scalar(select(func.count()).select_from(table)), table.name
    await view.reads._session.rollback()
    await rebuild(view.made.engine, view.trading.ledger)
    async with view.made.engine.connect() as connection:
        assert await digest_rows(connection) == kept
