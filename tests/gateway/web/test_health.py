from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from gateway.errors import LedgerRefused, LedgerUnavailable, ShoalError
from gateway.web.metrics import MeasuredLedger, Metrics
from tests.helpers.floor import LOT, WAIT, Floor, problem
from tests.helpers.identities import CertificateAuthority
from tests.helpers.scripted import ScriptedLedger
from tests.helpers.simledger import SimLedger


async def test_all_is_well(floor: Floor):
    answer = await floor.http.get("/health")
    height = await floor.ledger.height()
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "ledger": {"reachable": True, "channel": "floor", "height": height},
        "projection": {"state": "following", "next_block": height, "lag": 0, "reachable": True},
        "records": True,
    }


async def test_a_dead_ledger_is_a_503_that_says_so(floor: Floor):
    assert isinstance(floor.ledger, SimLedger)
    await floor.ledger.close()
    answer = await floor.http.get("/health")
    assert answer.status_code == 503
    assert (answer.json()["status"], answer.json()["ledger"]["reachable"]) == ("degraded", False)
    assert answer.json()["records"] is True


async def test_a_view_that_doesnt_follow_is_a_503(floor: Floor):
    await floor.services.projector.stop()
    answer = await floor.http.get("/health")
    assert (answer.status_code, answer.json()["projection"]["state"]) == (503, "stopped")
    await floor.services.projector.start()


async def test_metrics_count_requests_by_route_and_submits_by_outcome(floor: Floor):
    client = await floor.company(1)
    (list_id,) = (await client.post("/supply-lists", json=LOT, headers=WAIT)).json()["list_ids"]
    await client.get(f"/supply-lists/{list_id}")
    await client.get("/nowhere")
    answer = await floor.http.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    assert list_id not in answer.text
    families = {family.name: family for family in text_string_to_metric_families(answer.text)}
    routes = {(s.labels["method"], s.labels["route"], s.labels["status"]) for s in families["shoal_requests"].samples}
    assert any(route.endswith("/supply-lists/{list_id}") and status == "200" for _, route, status in routes)
    assert ("GET", "unmatched", "404") in routes
    submits = {(s.labels["function"], s.labels["outcome"]) for s in families["shoal_ledger_submit_seconds"].samples}
    assert ("floor:PostLists", "ok") in submits
    (height,) = families["shoal_ledger_height"].samples
    assert height.value == await floor.ledger.height()


@pytest.mark.parametrize(
    "failure", [LedgerRefused("LIST_EXISTS", "no"), LedgerUnavailable("LEDGER_DEADLINE", "late")], ids=lambda f: f.code
)
async def test_a_failed_submit_is_measured_by_its_code(failure: ShoalError, authority: CertificateAuthority):
    class Failing(ScriptedLedger):
        async def submit(self, *_: object, **__: object):  # type: ignore[override]
            raise failure

    metrics = Metrics()
    with pytest.raises(ShoalError):
        await MeasuredLedger(Failing(), metrics).submit(authority.operator(), "floor:OpenFloor", {})
    assert f'outcome="{failure.code}"' in metrics.page().decode()


async def test_the_documentation_page_names_every_operation_and_fetches_nothing(floor: Floor):
    page = await floor.http.get("http://floor/docs")
    document = (await floor.http.get("/openapi.json")).json()
    assert page.status_code == 200
    assert "<script" not in page.text
    assert "src=" not in page.text
    for path, methods in document["paths"].items():
        assert path in page.text
        for operation in methods.values():
            assert operation["summary"]
            assert operation["description"]
    assert str(Path.home()) not in page.text
    assert problem(await floor.http.post("http://floor/docs"))[1] == "METHOD_NOT_ALLOWED"
