"""Requests made from the OpenAPI document: no 5xx, and no answer that the document doesn't describe."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
import schemathesis
import uvicorn
from anyio.from_thread import start_blocking_portal
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.helpers.floor import LOT, PASSWORD, WAIT, application, demo_code
from tests.helpers.identities import CertificateAuthority
from tests.helpers.simledger import SimLedger
from tests.helpers.users_ca import UsersCA

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 3  # of each mode, for every operation and four callers
BOUNDED = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@dataclass
class Served:
    """A gateway behind a real socket, with a company that has a list."""

    url: str
    tokens: dict[str, str]

    def headers(self, role: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.tokens[role]}"} if role in self.tokens else {}


@pytest.fixture(scope="module")
def served(
    tmp_path_factory: pytest.TempPathFactory, simledger_program: Path, authority: CertificateAuthority
) -> Iterator[Served]:
    with start_blocking_portal() as portal, socket.socket() as listening:
        ledger = portal.call(SimLedger.start, simledger_program)
        settings_, app = application(tmp_path_factory.mktemp("home"), ledger, authority, UsersCA(), port=0)
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, lifespan="on"))
        running = portal.start_task_soon(server.serve, [listening])
        deadline = time.monotonic() + 30
        while not server.started:
            assert not running.done(), "the server ended during its start"
            assert time.monotonic() < deadline, "the server didn't start within 30 s"
            time.sleep(0.02)
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
        yield Served(url, _tokens(url, json.loads(settings_.bootstrap_credentials_file.read_text())))
        server.should_exit = True
        running.result(30)
        portal.call(ledger.close)


def _tokens(url: str, credentials: dict[str, Any]) -> dict[str, str]:
    def post(path: str, body: dict[str, Any], **headers: str) -> dict[str, Any]:
        answer = requests.post(url + path, json=body, headers=WAIT | headers, timeout=30)
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    company = {"name": "A", "social_credit_code": demo_code(1), "legal_representative": "B", "password": PASSWORD}
    post("/companies", company)
    logins = {"company": (demo_code(1), PASSWORD)} | {
        role: (given_["name"], given_["password"]) for role, given_ in credentials.items()
    }
    tokens = {role: post("/sessions", {"login": n, "password": p})["token"] for role, (n, p) in logins.items()}
    post("/supply-lists", LOT, Authorization=f"Bearer {tokens['company']}")
    return tokens


@pytest.mark.parametrize("role", ["company", "operator", "supervisor", "nobody"])
def test_no_request_that_the_document_admits_ends_in_a_crash(served: Served, role: str):
    schema = schemathesis.openapi.from_url(f"{served.url}/openapi.json")
    tried = 0
    for result in schema.get_all_operations():
        operation = result.ok()
        if operation.label == "DELETE /v1/sessions/current":
            continue  # would log the role out; tests of its own

        for mode in schemathesis.GenerationMode:  # requests as the document describes them, and others

            @BOUNDED
            @given(case=operation.as_strategy(generation_mode=mode))
            def every_answer_is_described(case: schemathesis.Case) -> None:
                nonlocal tried
                tried += 1
                answer = case.call(headers=served.headers(role), timeout=30)
                case.validate_response(answer, checks=CHECKS)

            if mode is schemathesis.GenerationMode.POSITIVE:
                every_answer_is_described()
            else:
                with suppress(Unsatisfiable):  # an operation without inputs can't be called wrongly
                    every_answer_is_described()
    assert tried > 100


def test_every_operation_documents_its_problems(served: Served):
    document = requests.get(f"{served.url}/openapi.json", timeout=10).json()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            answers = operation["responses"]
            assert {"400", "413", "422", "500", "503"} <= set(answers), (method, path)
            assert not operation.get("security") or "401" in answers, (method, path)
            for status, answer in answers.items():
                if status.startswith("4"):
                    assert list(answer["content"]) == ["application/problem+json"], (method, path, status)
            assert operation.get("summary"), (method, path)
            assert operation.get("description"), (method, path)
            assert operation.get("tags"), (method, path)
