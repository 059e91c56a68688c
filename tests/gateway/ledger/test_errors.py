"""Texts of contracts and failures of the client become stable codes."""

import grpc
import pytest

from fabric_gateway import CommitError, EndorseError, EvaluateError, Status, SubmitError, ValidationCode
from fabric_gateway.errors import EndpointDetail
from gateway.errors import LedgerRefused, LedgerUnavailable
from gateway.ledger.errors import refused, translate


@pytest.mark.parametrize(
    ("text", "code", "field", "message"),
    [
        ("CYCLE_NOT_OPEN: cycle 3 is frozen", "CYCLE_NOT_OPEN", None, "cycle 3 is frozen"),
        ("FIELD_TYPE [lists.0.amount]: a number: please", "FIELD_TYPE", "lists.0.amount", "a number: please"),
        ("A1 []: x", "A1", None, "x"),
        ("SCHEME_UNFAIR: C-A.1 and\nC-B.2", "SCHEME_UNFAIR", None, "C-A.1 and\nC-B.2"),
        ("transaction returned with failure: boom", "INTERNAL", None, None),
        ("", "INTERNAL", None, None),
    ],
)
def test_a_contracts_text(text: str, code: str, field: str | None, message: str | None) -> None:
    refusal = refused(text, "tx")
    assert (refusal.code, refusal.field, refusal.transaction_id) == (code, field, "tx")
    assert message is None or refusal.message == message


def contract(text: str) -> tuple[EndpointDetail, ...]:
    return (EndpointDetail("127.0.0.1:1", "SupervisorMSP", f"chaincode response 500, {text}"),)


def test_a_first_endorsers_refusal_is_a_refusal() -> None:
    failure = EndorseError(
        "x",
        grpc_code=grpc.StatusCode.ABORTED,
        grpc_details="failed to endorse transaction, see attached details",
        details=contract("NAME_TAKEN [name]: choose another"),
    )
    answer = translate(failure)
    assert isinstance(answer, LedgerRefused)
    assert (answer.code, answer.field, answer.status) == ("NAME_TAKEN", "name", 409)


def test_a_second_endorsers_refusal_is_not() -> None:
    failure = EndorseError(
        "x",
        grpc_code=grpc.StatusCode.ABORTED,
        grpc_details="failed to collect enough transaction endorsements, see attached details",
        details=contract("NAME_TAKEN [name]: choose another"),
    )
    assert isinstance(translate(failure), LedgerUnavailable)


def test_a_querys_refusal_is_a_refusal() -> None:
    failure = EvaluateError("x", grpc_code=grpc.StatusCode.UNKNOWN, details=contract("LIST_UNKNOWN: no such list"))
    assert translate(failure).status == 404


def test_an_invalid_transaction_keeps_its_validation_code() -> None:
    answer = translate(CommitError(Status("tx", ValidationCode.ENDORSEMENT_POLICY_FAILURE, 7)))
    assert isinstance(answer, LedgerRefused)
    assert (answer.code, answer.status, answer.transaction_id) == ("ENDORSEMENT_POLICY_FAILURE", 409, "tx")


@pytest.mark.parametrize(
    ("code", "expected"),
    [(grpc.StatusCode.DEADLINE_EXCEEDED, "LEDGER_DEADLINE"), (grpc.StatusCode.UNAVAILABLE, "LEDGER_UNAVAILABLE")],
)
def test_no_answer(code: grpc.StatusCode, expected: str) -> None:
    for failure in (
        EndorseError("x", grpc_code=code),
        EvaluateError("x", grpc_code=code),
        SubmitError("x", grpc_code=code),
    ):
        answer = translate(failure)
        assert isinstance(answer, LedgerUnavailable)
        assert (answer.code, answer.status) == (expected, 503)


def test_an_identity_that_the_ledger_refuses_is_no_reason_to_try_again() -> None:
    text = "error validating proposal: access denied: channel [floor] creator org [PlatformMSP]"
    answer = translate(EndorseError("x", grpc_code=grpc.StatusCode.ABORTED, grpc_details=text))
    assert (answer.code, answer.status) == ("LEDGER_ACCESS_DENIED", 403)


def test_a_transaction_that_no_orderer_takes_is_too_large() -> None:
    text = "message payload is 11004009 bytes and exceeds maximum allowed 10485760 bytes"
    answer = translate(SubmitError("x", grpc_code=grpc.StatusCode.ABORTED, grpc_details=text))
    assert (answer.code, answer.status) == ("LEDGER_TOO_LARGE", 413)
