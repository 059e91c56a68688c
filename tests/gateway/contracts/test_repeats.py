"""A company may not say the same about two contracts."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import event, select

from gateway.db.group_reader import GroupReader
from gateway.errors import ShoalError
from gateway.projection.models import Contract
from gateway.records.models import EvaluationText, Statement, TextBand
from gateway.statements.repeats import Repeats
from gateway.statements.repository import text_of
from gateway.statements.text_index import COMPARED, INSERT, SHARING, index_older, keys_of, rows
from sentiment.likeness import BANDS, VERSION, sketch
from tests.helpers.databases import Database
from tests.helpers.floor import Floor, problem
from tests.helpers.floor import floor as floor_of
from tests.helpers.identities import CertificateAuthority
from tests.helpers.praise import praise
from tests.helpers.simledger import SimLedger
from tests.helpers.trading import PRAISE, Deal
from tests.helpers.two_contracts import CRABS, LOBSTERS, two_contracts
from tests.helpers.users_ca import UsersCA

BUYER = "C-BUYER"


@pytest.fixture
async def deal(floor: Floor) -> Deal:
    return await two_contracts(floor)


@pytest.mark.parametrize("copy", [PRAISE, PRAISE.upper().replace(" ", "\u200b  "), f"{PRAISE} Contract 90002!"])
async def test_the_same_text_about_another_contract_is_refused_and_named(deal: Deal, copy: str) -> None:
    assert (await deal.evaluate(deal.buyer, PRAISE, CRABS)).status_code == 201
    answer = await deal.evaluate(deal.buyer, copy, LOBSTERS)
    assert problem(answer) == (409, "EVALUATION_REPEATED", "text")
    assert answer.json()["serial"] == CRABS
    assert str(CRABS) in answer.json()["detail"]
    assert (await deal.buyer.get(f"/contracts/{LOBSTERS}/evaluations")).json() == []
    assert (await deal.evaluate(deal.buyer, "The lobsters came alive, many thanks.", LOBSTERS)).status_code == 201


async def test_two_companies_may_find_the_same_words(deal: Deal) -> None:
    assert (await deal.evaluate(deal.buyer, PRAISE, CRABS)).status_code == 201
    assert (await deal.evaluate(deal.seller, PRAISE, CRABS)).status_code == 201


async def test_short_words_about_other_goods_are_no_repetition(deal: Deal) -> None:
    assert (await deal.evaluate(deal.buyer, "Fresh crabs, on time", CRABS)).status_code == 201
    assert (await deal.evaluate(deal.buyer, "Fresh lobsters, on time", LOBSTERS)).status_code == 201


async def test_of_the_same_text_posted_twice_at_once_one_is_taken(deal: Deal) -> None:
    answers = await asyncio.gather(*(deal.evaluate(deal.buyer, PRAISE, serial) for serial in (CRABS, LOBSTERS)))
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    (refused,) = [answer for answer in answers if answer.status_code == 409]
    (taken,) = [serial for serial, answer in zip((CRABS, LOBSTERS), answers, strict=True) if answer.status_code == 201]
    assert problem(refused)[1] == "EVALUATION_REPEATED"
    assert refused.json()["serial"] == taken


async def test_a_text_is_in_the_index_once(deal: Deal) -> None:
    await deal.evaluate(deal.buyer, PRAISE, CRABS)
    company_id = await deal.floor.company_id(1)
    async with deal.floor.services.records() as session:
        bands = (await session.scalars(select(TextBand))).all()
        text = await text_of(session, "1.1.Crab", company_id)
    assert text is not None
    assert text.bands_version == VERSION
    assert {(row.text, row.band) for row in bands} == {
        (text.number, key) for key in keys_of(company_id, sketch(PRAISE))
    }


class TestRepeats:
    """The guard by itself, with what a crash or a refusal leaves."""

    @pytest.fixture
    async def repeats(self, records: Database, projection: Database) -> Repeats:
        async with projection.sessions.begin() as session:
            session.add_all(contract(number) for number in (1, 2, 3))
        return Repeats(GroupReader(records.sessions), GroupReader(projection.sessions))

    async def test_a_text_without_its_statement_does_not_count(self, records: Database, repeats: Repeats) -> None:
        await keep(records, 1, PRAISE, state=None)
        assert await repeats.found(BUYER, [(match_id(2), sketch(PRAISE))]) == [None]

    @pytest.mark.parametrize(("state", "counts"), [("collected", True), ("written", True), ("refused", False)])
    async def test_what_the_chain_refused_does_not_count(
        self, records: Database, repeats: Repeats, state: str, counts: bool
    ) -> None:
        await keep(records, 1, PRAISE, state=state)
        (found,) = await repeats.found(BUYER, [(match_id(2), sketch(PRAISE))])
        assert (found is not None) == counts
        assert found is None or found.details == {"serial": 90001}

    async def test_the_later_of_two_is_taken_when_the_earlier_fails(self, repeats: Repeats) -> None:
        begun, fail = asyncio.Event(), asyncio.Event()

        async def earlier() -> None:
            async with repeats.taking(BUYER, [(match_id(1), sketch(PRAISE))]):
                begun.set()
                await fail.wait()
                raise RuntimeError("the disk is full")

        async def later() -> str:
            await begun.wait()
            async with repeats.taking(BUYER, [(match_id(2), sketch(PRAISE))]) as refusals:
                return "refused" if refusals[0] else "taken"

        tasks = asyncio.create_task(earlier()), asyncio.create_task(later())
        await begun.wait()
        await asyncio.sleep(0)
        assert not tasks[1].done()
        fail.set()
        failed, taken = await asyncio.gather(*tasks, return_exceptions=True)
        assert isinstance(failed, RuntimeError)
        assert taken == "taken"
        assert repeats._claims == {}

    async def test_the_later_of_two_is_refused_when_the_earlier_is_kept(self, repeats: Repeats) -> None:
        async with repeats.taking(BUYER, [(match_id(1), sketch(PRAISE))]):
            second = asyncio.create_task(self.take(repeats, 2, PRAISE))
            other = asyncio.create_task(self.take(repeats, 3, "The ice had melted and half of the carp were dead."))
            assert await other is None
        refused = await second
        assert refused is not None
        assert (refused.code, refused.details) == ("EVALUATION_REPEATED", {"serial": 90001})

    @staticmethod
    async def take(repeats: Repeats, number: int, text: str) -> ShoalError | None:
        async with repeats.taking(BUYER, [(match_id(number), sketch(text))]) as refusals:
            return refusals[0]


class TestIndex:
    """How alike texts are found among many."""

    async def test_the_alike_one_is_the_first_of_few_candidates(self, records: Database) -> None:
        texts = [praise(number) for number in range(300)]
        async with records.sessions.begin() as session:
            session.add_all(text_row(number, text) for number, text in enumerate(texts))
            for number, text in enumerate(texts):
                await session.execute(INSERT, rows(number, keys_of(BUYER, sketch(text))))
        asked = {number: keys_of(BUYER, sketch(f"{texts[number]} Thanks.")) for number in range(0, 300, 5)}
        other = keys_of("C-OTHER", sketch(texts[7]))
        reader = GroupReader(records.sessions)
        found = await reader.many(SHARING, [*asked.values(), other])
        for number, keys in asked.items():
            assert found[keys][0].text == number
            assert len(found[keys]) <= COMPARED + 1
        assert other not in found

    async def test_the_question_is_answered_by_the_key_alone(self, records: Database) -> None:
        asked: list[tuple[str, object]] = []
        event.listen(records.direct, "before_cursor_execute", lambda *given: asked.append(given[2:4]))
        await GroupReader(records.sessions).many(SHARING, [keys_of(BUYER, sketch(PRAISE))])
        async with records.engine.connect() as connection:
            plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked[-1][0]}", asked[-1][1])
            steps = [row[-1] for row in plan]
        assert any(step.startswith("SEARCH text_bands USING PRIMARY KEY (band=?)") for step in steps), steps
        assert not any(step.startswith("SCAN text_bands") for step in steps)

    @pytest.mark.parametrize("version", [None, "0.0"])
    async def test_texts_from_before_the_index_are_put_into_it(self, records: Database, version: str | None) -> None:
        async with records.sessions.begin() as session:
            session.add_all(text_row(number, praise(number), version) for number in range(3))
            await session.execute(INSERT, rows(1, keys_of(BUYER, sketch("Bands by other rules"))))
        assert await index_older(records.sessions) == 3
        found = await GroupReader(records.sessions).many(SHARING, [keys_of(BUYER, sketch(praise(1)))])
        assert [row.text for (best, *_) in found.values() for row in [best]] == [1]
        async with records.sessions() as session:
            bands = (await session.scalars(select(TextBand).where(TextBand.text == 1))).all()
        assert len(bands) == BANDS
        assert await index_older(records.sessions) == 0


async def test_a_gateway_that_starts_on_an_older_record_indexes_it(
    tmp_path: Path, simledger: SimLedger, authority: CertificateAuthority
) -> None:
    ca = UsersCA()
    async with floor_of(tmp_path, simledger, authority, ca) as floor, floor.services.records.begin() as session:
        session.add(text_row(1, PRAISE, None))
    async with floor_of(tmp_path, simledger, authority, ca) as floor:
        found = await floor.services.records_reader.many(SHARING, [keys_of(BUYER, sketch(PRAISE))])
    assert [row.text for bands in found.values() for row in bands] == [1]


def match_id(number: int) -> str:
    return f"1.{number}.Lobster"


def text_row(number: int, text: str, version: str | None = VERSION) -> EvaluationText:
    return EvaluationText(
        match_id=match_id(number),
        company_id=BUYER,
        text=text,
        salt=b"",
        judgement={},
        bands_version=version,
        number=number,
    )


async def keep(records: Database, number: int, text: str, state: str | None) -> None:
    async with records.sessions.begin() as session:
        session.add(text_row(number, text))
        await session.execute(INSERT, rows(number, keys_of(BUYER, sketch(text))))
        if state is not None:
            session.add(statement(number, state))


def statement(number: int, state: str) -> Statement:
    return Statement(
        kind="evaluation", match_id=match_id(number), company_id=BUYER, side="buyer", key_id="k", expiry_cycle=2,
        signature="s", state=state, cycle=1,
    )  # fmt: skip


def contract(number: int) -> Contract:
    return Contract(
        cycle=1, breed="Lobster", seq=number, match_id=match_id(number), serial=90_000 + number, demand_id="d",
        supply_id="s", buyer=BUYER, seller="C-SELLER", buyer_rating="A", seller_rating="A", amount=1, price_fen=1,
        weight_g=1, freshness=3, price_rule="midpoint", evaluation_closes=2,
    )  # fmt: skip
