import pytest

from gateway.bootstrap import ensure_floor, ensure_market
from gateway.settings import AQUATIC_BREEDS
from tests.helpers.floor import WAIT, Floor, problem

PARAMETERS = {
    "price_rule": "residual",
    "price_tolerance_permille": 50,
    "weight_tolerance_permille": -1,
    "epsilon_permille": 400,
    "phi_permille": 300,
    "gamma_permille": 300,
    "newcomer_tenths": 30,
    "evaluation_cycles": 1,
    "appeal_cycles": 2,
    "silence": "refusal",
    "admit_demo_codes": True,
    "breeds": [*AQUATIC_BREEDS, "Arctic char"],
}


async def test_a_new_floor_has_the_settings_catalogue_and_an_approved_classifier(floor: Floor):
    client = await floor.company(1)
    current = (await client.get("/market/parameters")).json()
    assert (current["version"], current["price_rule"]) == (1, "midpoint")
    assert current["breeds"] == sorted(AQUATIC_BREEDS)
    assert {"Lobster", "Crab", "Carp", "Perch", "Crucian"} <= set(current["breeds"])
    digest = floor.services.classifier.digest
    assert (await client.get("/market/models")).json() == [{"digest": digest, "status": "approved"}]


async def test_bootstrapping_again_writes_nothing(floor: Floor):
    before = await floor.ledger.height()
    await ensure_market(floor.services)
    assert await floor.ledger.height() == before
    await ensure_floor(floor.services)
    assert (await floor.http.get("/health")).json()["status"] == "ok"


async def test_what_the_operator_proposes_holds_once_the_supervisor_approves(floor: Floor):
    operator, supervisor = await floor.authority("operator"), await floor.authority("supervisor")
    proposed = await operator.post("/market/parameters/proposals", json=PARAMETERS, headers=WAIT)
    assert (proposed.status_code, proposed.json()["version"]) == (201, 2)
    assert (await operator.get("/market/parameters")).json()["version"] == 1
    seen = (await supervisor.get("/market/parameters/proposals/2")).json()
    assert seen["digest"] == proposed.json()["digest"]
    assert seen["parameters"]["breeds"] == sorted(PARAMETERS["breeds"])
    approval = {"version": 2, "digest": seen["digest"]}
    assert (await supervisor.post("/market/parameters/approvals", json=approval, headers=WAIT)).status_code == 200
    current = (await operator.get("/market/parameters")).json()
    assert (current["version"], current["price_rule"]) == (2, "residual")
    assert (await operator.get("/market/parameters", params={"version": 1})).json()["price_rule"] == "midpoint"


async def test_nobody_acts_for_the_other(floor: Floor):
    operator, supervisor = await floor.authority("operator"), await floor.authority("supervisor")
    company = await floor.company(1)
    approval = {"version": 1, "digest": "0" * 64}
    for client in (supervisor, company):
        answer = await client.post("/market/parameters/proposals", json=PARAMETERS)
        assert problem(answer)[:2] == (403, "ROLE_REQUIRED")
    for client in (operator, company):
        answer = await client.post("/market/parameters/approvals", json=approval)
        assert problem(answer)[:2] == (403, "ROLE_REQUIRED")


async def test_an_approval_of_something_else_is_refused(floor: Floor):
    operator, supervisor = await floor.authority("operator"), await floor.authority("supervisor")
    first = (await operator.post("/market/parameters/proposals", json=PARAMETERS, headers=WAIT)).json()
    changed = {**PARAMETERS, "newcomer_tenths": 10}
    await operator.post("/market/parameters/proposals", json=changed, headers=WAIT)
    answer = await supervisor.post("/market/parameters/approvals", json=first, headers=WAIT)
    assert problem(answer)[:2] == (409, "PROPOSAL_CHANGED")
    unknown = {"version": 7, "digest": first["digest"]}
    answer = await supervisor.post("/market/parameters/approvals", json=unknown, headers=WAIT)
    assert problem(answer)[:2] == (404, "PROPOSAL_UNKNOWN")
    assert problem(await supervisor.get("/market/parameters/proposals/7"))[:2] == (404, "PROPOSAL_UNKNOWN")


@pytest.mark.parametrize(
    ("change", "status", "code", "field"),
    [
        ({"epsilon_permille": 401}, 422, "PARAM_INVALID", "epsilon_permille"),
        ({"breeds": ["Crab", "Crab"]}, 422, "PARAM_INVALID", "breeds"),
        ({"breeds": []}, 422, "FIELD_RANGE", "breeds"),
        ({"breeds": ["x" * 41]}, 422, "FIELD_RANGE", "breeds.0"),
        ({"price_rule": "auction"}, 422, "FIELD_FORMAT", "price_rule"),
        ({"price_tolerance_permille": 1001}, 422, "FIELD_RANGE", "price_tolerance_permille"),
        ({"weight_tolerance_permille": -2}, 422, "FIELD_RANGE", "weight_tolerance_permille"),
        ({"newcomer_tenths": 51}, 422, "FIELD_RANGE", "newcomer_tenths"),
        ({"evaluation_cycles": 101}, 422, "FIELD_RANGE", "evaluation_cycles"),
        ({"appeal_cycles": 101}, 422, "FIELD_RANGE", "appeal_cycles"),
        ({"version": 9}, 409, "PARAM_VERSION", None),
    ],
)
async def test_bad_parameters(floor: Floor, change: dict[str, object], status: int, code: str, field: str | None):
    operator = await floor.authority("operator")
    answer = await operator.post("/market/parameters/proposals", json={**PARAMETERS, **change}, headers=WAIT)
    seen = problem(answer)
    assert seen[:2] == (status, code)
    assert field is None or seen[2] == field


async def test_a_breed_that_was_in_the_catalogue_stays(floor: Floor):
    operator = await floor.authority("operator")
    answer = await operator.post("/market/parameters/proposals", json={**PARAMETERS, "breeds": ["Crab"]}, headers=WAIT)
    assert problem(answer)[1] == "BREED_REMOVED"


async def test_models_are_proposed_then_approved(floor: Floor):
    operator, supervisor = await floor.authority("operator"), await floor.authority("supervisor")
    model = {"digest": "ab" * 32}
    answer = await supervisor.post("/market/models/approvals", json=model, headers=WAIT)
    assert problem(answer)[:2] == (404, "PROPOSAL_UNKNOWN")
    assert problem(await operator.get(f"/market/models/{'ab' * 32}"))[:2] == (404, "MODEL_UNKNOWN")
    proposed = await operator.post("/market/models/proposals", json=model, headers=WAIT)
    assert (proposed.status_code, proposed.json()) == (201, {**model, "status": "proposed"})
    approved = await supervisor.post("/market/models/approvals", json=model, headers=WAIT)
    assert (approved.status_code, approved.json()) == (200, {**model, "status": "approved"})
    assert (await operator.get(f"/market/models/{'ab' * 32}")).json()["status"] == "approved"
    assert problem(await operator.get("/market/parameters", params={"version": 99}))[:2] == (404, "PARAM_UNKNOWN")
