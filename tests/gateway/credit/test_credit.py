import pytest

from tests.helpers.floor import WAIT, Floor, problem


async def propose(floor: Floor, company_id: str, score: str):
    operator = await floor.authority("operator")
    return await operator.post(f"/companies/{company_id}/opening-credit", json={"score": score}, headers=WAIT)


async def approve(floor: Floor, company_id: str, score: str):
    supervisor = await floor.authority("supervisor")
    path = f"/companies/{company_id}/opening-credit/approval"
    return await supervisor.post(path, json={"score": score}, headers=WAIT)


async def test_a_newcomer_starts_at_the_markets_score_with_one_entry(floor: Floor):
    client, company_id = await floor.company(1), await floor.company_id(1)
    credit = (await client.get(f"/credit/{company_id}")).json()
    assert credit == {"company_id": company_id, "rating": "C", "score": "3.0", "tenths": 30, "entries": 1}
    (entry,) = (await client.get(f"/credit/{company_id}/entries")).json()["items"]
    assert (entry["reason"], entry["after"], entry["counterparty"]) == ("NEWCOMER", "3.0", "")


async def test_an_opening_credit_is_proposed_approved_and_explained(floor: Floor):
    client, company_id = await floor.company(1), await floor.company_id(1)
    proposed = await propose(floor, company_id, "4.2")
    assert proposed.json() == {"company_id": company_id, "score": "4.2", "status": "proposed"}
    assert (await client.get(f"/credit/{company_id}")).json()["score"] == "3.0"
    supervisor = await floor.authority("supervisor")
    assert (await supervisor.get(f"/companies/{company_id}/opening-credit")).json()["status"] == "proposed"
    approved = await approve(floor, company_id, "4.2")
    assert (approved.status_code, approved.json()["status"]) == (200, "approved")
    credit = (await client.get(f"/credit/{company_id}")).json()
    assert (credit["score"], credit["rating"], credit["entries"]) == ("4.2", "A", 2)
    page = (await client.get(f"/credit/{company_id}/entries", params={"limit": 1})).json()
    assert [(e["reason"], e["before"], e["after"]) for e in page["items"]] == [("OPENING", "3.0", "4.2")]
    rest = (await client.get(f"/credit/{company_id}/entries", params={"before": page["next_before"]})).json()
    assert [e["reason"] for e in rest["items"]] == ["NEWCOMER"]


async def test_others_see_the_rating_and_no_history(floor: Floor):
    first, second = await floor.company_id(1), await floor.company(2)
    shown = (await second.get(f"/credit/{first}")).json()
    assert shown == {"company_id": first, "rating": "C", "score": None, "tenths": None, "entries": None}
    assert problem(await second.get(f"/credit/{first}/entries"))[:2] == (403, "HISTORY_FOREIGN")
    operator = await floor.authority("operator")
    assert (await operator.get(f"/credit/{first}/entries")).status_code == 200


class TestRefusals:
    async def test_the_approval_must_state_the_proposed_score(self, floor: Floor):
        company_id = await floor.company_id(1)
        assert problem(await approve(floor, company_id, "4.2"))[:2] == (404, "PROPOSAL_UNKNOWN")
        await propose(floor, company_id, "4.2")
        assert problem(await approve(floor, company_id, "4.3"))[:2] == (409, "PROPOSAL_CHANGED")

    async def test_an_approved_opening_is_final(self, floor: Floor):
        company_id = await floor.company_id(1)
        await propose(floor, company_id, "4.2")
        await approve(floor, company_id, "4.2")
        status, code, _ = problem(await propose(floor, company_id, "5.0"))
        assert (status, code) in {(409, "OPENING_EXISTS"), (409, "OPENING_CLOSED")}

    @pytest.mark.parametrize(
        ("score", "code"),
        [
            ("0.0", "FIELD_RANGE"),
            ("5.1", "FIELD_FORMAT"),
            ("4.25", "FIELD_FORMAT"),
            ("4", "FIELD_FORMAT"),
            (4.2, "FIELD_TYPE"),
        ],
    )
    async def test_scores_are_one_tenth_to_five(self, floor: Floor, score: str, code: str):
        assert problem(await propose(floor, "C-AAAA", score)) == (422, code, "score")

    async def test_unknown_companies(self, floor: Floor):
        assert problem(await propose(floor, "C-NOBODY", "4.2"))[:2] == (404, "COMPANY_UNKNOWN")
        operator = await floor.authority("operator")
        for path in ("/credit/C-NOBODY", "/credit/C-NOBODY/entries"):
            assert problem(await operator.get(path))[:2] == (404, "COMPANY_UNKNOWN")
        answer = await operator.get("/companies/C-NOBODY/opening-credit")
        assert problem(answer)[:2] == (404, "PROPOSAL_UNKNOWN")

    async def test_each_authority_has_its_own_act(self, floor: Floor):
        company_id = await floor.company_id(1)
        operator, supervisor = await floor.authority("operator"), await floor.authority("supervisor")
        path = f"/companies/{company_id}/opening-credit"
        for answer in (
            await supervisor.post(path, json={"score": "4.2"}),
            await operator.post(f"{path}/approval", json={"score": "4.2"}),
            await (await floor.company(1)).post(path, json={"score": "5.0"}),
            await (await floor.company(1)).get(path),
        ):
            assert problem(answer)[:2] == (403, "ROLE_REQUIRED")
