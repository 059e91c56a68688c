import hashlib
from pathlib import Path

import pytest

from gateway.companies.codes import company_id_of
from tests.helpers.floor import PASSWORD, WAIT, Floor, demo_code, problem
from tests.helpers.floor import floor as floor_of
from tests.helpers.identities import CertificateAuthority
from tests.helpers.simledger import SimLedger


async def test_a_company_registers_logs_in_and_sees_itself(floor: Floor):
    answer = await floor.register(1, name="  Blue   Bay ")
    assert answer.status_code == 201
    assert answer.headers["preference-applied"] == "wait=20"
    company_id = answer.json()["company_id"]
    assert answer.json() == {
        "company_id": company_id_of(demo_code(1)),
        "name": "Blue Bay",
        "social_credit_code": demo_code(1),
        "state": "registered",
    }
    for login in (demo_code(1).lower(), "blue bay"):
        client = await floor.log_in(login, PASSWORD)
        assert (await client.get("/sessions/current")).json() == {"role": "company", "company_id": company_id}
    shown = (await client.get(f"/companies/{company_id}")).json()
    assert (shown["name"], shown["score"], shown["rating"]) == ("Blue Bay", "3.0", "C")
    assert [key["purposes"] for key in shown["keys"]] == [["lists", "statements"]]


async def test_without_waiting_the_status_resource_says_how_it_went(floor: Floor):
    answer = await floor.http.post("/companies", json=floor.application(1))
    assert answer.status_code == 202
    assert answer.json()["state"] == "pending"
    assert "preference-applied" not in answer.headers
    client = await floor.log_in(demo_code(1), PASSWORD)
    await floor.register(1)  # the same again: waits for the ledger
    done = (await client.get(answer.headers["location"].removeprefix("/v1"))).json()
    assert (done["state"], done["answer"]["company_id"]) == ("committed", company_id_of(demo_code(1)))


async def test_the_ledger_gets_a_salted_digest_of_the_representative_and_no_name(floor: Floor):
    await floor.register(1, legal_representative="Li Hua")
    services = floor.services
    answer = await services.ledger.evaluate(
        services.operator, "companies:GetCompany", {"company_id": company_id_of(demo_code(1))}
    )
    digest = answer["company"]["legal_representative_digest"]
    assert digest not in {hashlib.sha256(name).hexdigest() for name in (b"Li Hua", b"li hua")}
    salt = services.keyring.derive("legal representative", company_id_of(demo_code(1)))
    assert digest == hashlib.sha256(salt + b"li hua").hexdigest()
    assert "Li Hua" not in str(answer)


class TestRefusals:
    async def test_a_wrong_check_character(self, floor: Floor):
        answer = await floor.register(1, social_credit_code="91110000600037341A")
        assert problem(answer) == (422, "CODE_INVALID", "social_credit_code")
        assert floor.ca.identities == {}

    async def test_demo_codes_where_the_floor_doesnt_admit_them(
        self, tmp_path: Path, simledger: SimLedger, authority: CertificateAuthority
    ):
        async with floor_of(tmp_path, simledger, authority) as floor:
            object.__setattr__(floor.services.settings, "admit_demo_codes", False)
            assert problem(await floor.register(1)) == (422, "CODE_INVALID", "social_credit_code")

    async def test_a_duplicate_name_however_it_is_written(self, floor: Floor):
        await floor.register(1, name="Blue Bay")
        answer = await floor.register(2, name="BLUE  bay")
        assert problem(answer) == (409, "NAME_TAKEN", "name")
        assert (
            await floor.http.post("/sessions", json={"login": demo_code(2), "password": PASSWORD})
        ).status_code == 401

    async def test_a_duplicate_code(self, floor: Floor):
        await floor.register(1)
        answer = await floor.register(1, name="Another", password="another long password")
        assert problem(answer) == (409, "CODE_TAKEN", "social_credit_code")

    async def test_another_name_for_a_registered_company(self, floor: Floor):
        await floor.register(1)
        assert problem(await floor.register(1, name="Another"))[1:] == ("COMPANY_EXISTS", "social_credit_code")

    @pytest.mark.parametrize(
        ("change", "code", "field"),
        [
            ({"name": ""}, "FIELD_RANGE", "name"),
            ({"name": "   "}, "FIELD_RANGE", "name"),
            ({"name": "x" * 101}, "FIELD_RANGE", "name"),
            ({"name": "a\tb"}, "FIELD_FORMAT", "name"),
            ({"legal_representative": " "}, "FIELD_RANGE", "legal_representative"),
            ({"social_credit_code": "short"}, "FIELD_FORMAT", "social_credit_code"),
            ({"password": "short"}, "FIELD_RANGE", "password"),
            ({"password": "x" * 201}, "FIELD_RANGE", "password"),
            ({"role": "operator"}, "FIELD_UNKNOWN", "role"),
        ],
    )
    async def test_bad_fields(self, floor: Floor, change: dict[str, str], code: str, field: str):
        assert problem(await floor.register(1, **change)) == (422, code, field)


class TestRepeating:
    async def test_after_the_authority_was_down(self, floor: Floor):
        floor.ca.down = True
        assert problem(await floor.register(1))[:2] == (503, "CA_UNAVAILABLE")
        floor.ca.down = False
        assert (await floor.register(1)).status_code == 201

    async def test_between_registering_and_enrolling(self, floor: Floor):
        floor.ca.fail_next_enrolment = True
        assert (await floor.register(1)).status_code == 503
        assert (await floor.register(1)).status_code == 201
        assert len(floor.ca.identities[company_id_of(demo_code(1))].certificates) == 1

    async def test_a_whole_registration_changes_nothing(self, floor: Floor):
        first = await floor.register(1)
        again = await floor.register(1)
        assert (again.status_code, again.json()) == (201, first.json())
        assert len(floor.ca.identities) == 1

    async def test_needs_the_password_that_began_it(self, floor: Floor):
        floor.ca.down = True
        await floor.register(1)
        floor.ca.down = False
        assert problem(await floor.register(1, password="a stranger's password"))[1] == "CODE_TAKEN"

    async def test_guessing_that_password_is_limited(self, floor: Floor):
        await floor.register(1)
        codes = [problem(await floor.register(1, password=f"guess number {n:03d}"))[1] for n in range(11)]
        assert codes == ["CODE_TAKEN"] * 10 + ["LOGIN_LIMIT"]

    async def test_a_half_registered_company_can_look_but_not_trade(self, floor: Floor):
        floor.ca.down = True
        await floor.register(1)
        client = await floor.log_in(demo_code(1), PASSWORD)
        lot = {"breed": "Crab", "amount": 1, "price_fen": 1, "freshness": 1, "weight_g": 1}
        assert problem(await client.post("/supply-lists", json=lot, headers=WAIT))[:2] == (409, "WALLET_MISSING")


class TestLookingUp:
    async def test_others_see_name_and_rating_only(self, floor: Floor):
        first, second = await floor.company_id(1), await floor.company(2)
        shown = (await second.get(f"/companies/{first}")).json()
        assert (shown["name"], shown["rating"]) == ("Company 1 Ltd", "C")
        assert (shown["social_credit_code"], shown["score"], shown["keys"]) == (None, None, None)

    async def test_authorities_page_through_all_and_companies_may_not(self, floor: Floor):
        ids = sorted([await floor.company_id(n) for n in (1, 2, 3)])
        operator = await floor.authority("operator")
        page = (await operator.get("/companies", params={"limit": 2})).json()
        assert [item["company_id"] for item in page["items"]] == ids[:2]
        rest = (await operator.get("/companies", params={"limit": 2, "after": page["next_after"]})).json()
        assert [item["company_id"] for item in rest["items"]] == ids[2:]
        assert rest["next_after"] is None
        assert problem(await (await floor.company(1)).get("/companies"))[:2] == (403, "ROLE_REQUIRED")

    async def test_unknown_companies(self, floor: Floor):
        client = await floor.company(1)
        assert problem(await client.get("/companies/C-NOBODY"))[:2] == (404, "COMPANY_UNKNOWN")
        assert problem(await client.get("/companies/nobody"))[1:] == ("FIELD_FORMAT", "company_id")
