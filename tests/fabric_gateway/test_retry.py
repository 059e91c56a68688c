"""The retry policy as a table: every validation code, every gRPC code, every text that Fabric 3.1 was seen to send."""

import grpc
import pytest
from fabric_protos.peer import transaction_pb2

from fabric_gateway import (
    CommitError,
    CommitStatusError,
    DeliverError,
    EndorseError,
    EndpointDetail,
    EvaluateError,
    MalformedError,
    OutcomeUnknownError,
    SignatureMissingError,
    Status,
    Step,
    StreamEndedError,
    SubmitError,
    ValidationCode,
    next_step,
)

from .fake_peer import FIRST_ENDORSER, LAGGING

SAME, NEW, FINAL = Step.SAME_ENVELOPE, Step.NEW_TRANSACTION, Step.FINAL
Code = grpc.StatusCode

AFTER_COMMIT = {
    "MVCC_READ_CONFLICT": NEW,
    "PHANTOM_READ_CONFLICT": NEW,
    "EXPIRED_CHAINCODE": NEW,
    "CHAINCODE_VERSION_CONFLICT": NEW,
    "DUPLICATE_TXID": SAME,
    "NOT_VALIDATED": SAME,
}


@pytest.mark.parametrize("name", [name for name in transaction_pb2.TxValidationCode.keys() if name != "VALID"])  # noqa: SIM118
def test_every_validation_code(name):
    failure = CommitError(Status("id", ValidationCode[name], 7))
    assert next_step(failure) is AFTER_COMMIT.get(name, FINAL)


def test_the_codes_are_fabrics():
    assert {code.name: code.value for code in ValidationCode} == dict(transaction_pb2.TxValidationCode.items())


def test_a_code_of_a_later_fabric_is_not_valid():
    assert ValidationCode(99) is ValidationCode.INVALID_OTHER_REASON


@pytest.mark.parametrize("code", list(Code))
def test_after_submit_the_envelope_stays_the_same_whatever_the_code(code):
    assert next_step(SubmitError("x", grpc_code=code, grpc_details="anything")) is SAME
    assert next_step(CommitStatusError("x", grpc_code=code, grpc_details="anything")) is SAME


@pytest.mark.parametrize(
    "text",
    [
        "no orderers could successfully process transaction",
        "insufficient number of orderers could successfully process transaction to satisfy quorum requirement",
        "request already processed",
        "Stream removed (Socket closed)",
        "failed to endorse transaction: chaincode response 500, not a matter of Submit",
    ],
)
def test_submit_texts(text):
    assert next_step(SubmitError("x", grpc_code=Code.UNAVAILABLE, grpc_details=text)) is SAME


def test_an_envelope_too_large_for_the_orderer():
    text = "message payload is 11004009 bytes and exceeds maximum allowed 10485760 bytes"
    assert next_step(SubmitError("x", grpc_code=Code.ABORTED, grpc_details=text)) is FINAL


BY_CODE = {
    Code.ABORTED: NEW,
    Code.CANCELLED: NEW,
    Code.DEADLINE_EXCEEDED: NEW,
    Code.FAILED_PRECONDITION: NEW,
    Code.INTERNAL: NEW,
    Code.RESOURCE_EXHAUSTED: NEW,
    Code.UNAVAILABLE: NEW,
    Code.UNKNOWN: NEW,
    Code.OK: NEW,
    Code.ALREADY_EXISTS: FINAL,
    Code.DATA_LOSS: FINAL,
    Code.INVALID_ARGUMENT: FINAL,
    Code.NOT_FOUND: FINAL,
    Code.OUT_OF_RANGE: FINAL,
    Code.PERMISSION_DENIED: FINAL,
    Code.UNAUTHENTICATED: FINAL,
    Code.UNIMPLEMENTED: FINAL,
}


def test_the_table_names_every_grpc_code():
    assert set(BY_CODE) == set(Code)


@pytest.mark.parametrize("code", list(Code))
def test_before_submit_the_code_decides_where_no_text_does(code):
    for stage in (EndorseError, EvaluateError):
        assert next_step(stage("x", grpc_code=code, grpc_details="something new")) is BY_CODE[code]


ACCESS_DENIED = "error validating proposal: access denied: channel [floor] creator org [PlatformMSP]"
CONTRACT_ERROR = "chaincode response 500, CYCLE_NOT_OPEN cycle 7 is frozen"
DEAD_CHAINCODE = (
    "could not launch chaincode shoal:1a: connection to shoal:1a failed: error cannot create connection for shoal:1a"
)
ENDORSE = [
    # gRPC code, details, what the endpoint said, step
    (Code.ABORTED, FIRST_ENDORSER, CONTRACT_ERROR, FINAL),
    (Code.ABORTED, FIRST_ENDORSER, "chaincode response 404, none", FINAL),
    (Code.ABORTED, FIRST_ENDORSER, "chaincode response 500, NAMED no combination of peers", FINAL),
    (Code.ABORTED, LAGGING, CONTRACT_ERROR, NEW),
    (
        Code.ABORTED,
        "failed to assemble transaction: ProposalResponsePayloads do not match (base64): 'a' vs 'b'",
        "",
        NEW,
    ),
    (Code.FAILED_PRECONDITION, "no combination of peers can be derived which satisfy the endorsement policy", "", NEW),
    (Code.FAILED_PRECONDITION, "failed to select a set of endorsers that satisfy the endorsement policy", "", NEW),
    (Code.ABORTED, FIRST_ENDORSER, DEAD_CHAINCODE, NEW),
    (Code.ABORTED, LAGGING, DEAD_CHAINCODE, NEW),
    (Code.ABORTED, LAGGING, "rpc error: code = Unavailable desc = connection error", NEW),
    (Code.ABORTED, LAGGING, "rpc error: code = Canceled desc = grpc: the client connection is closing", NEW),
    (Code.ABORTED, FIRST_ENDORSER, "rpc error: code = DeadlineExceeded desc = context deadline exceeded", NEW),
    (Code.UNAVAILABLE, "failed to connect to all addresses; last error: connection refused", "", NEW),
    (Code.UNKNOWN, "too many requests for /gateway.Gateway/Endorse, exceeding concurrency limit (500)", "", NEW),
    (Code.RESOURCE_EXHAUSTED, "no free call slot", "", NEW),
    (Code.DEADLINE_EXCEEDED, "Deadline Exceeded", "", NEW),
    (Code.INTERNAL, "Stream removed (RST_STREAM (Received RST_STREAM with error code 2))", "", NEW),
    (Code.RESOURCE_EXHAUSTED, "received metadata size exceeds soft limit", "", FINAL),
    (Code.RESOURCE_EXHAUSTED, "CLIENT: Received message larger than max (200 vs. 100)", "", FINAL),
    (Code.ABORTED, FIRST_ENDORSER, ACCESS_DENIED, FINAL),
    (Code.FAILED_PRECONDITION, ACCESS_DENIED, "", FINAL),
    (
        Code.ABORTED,
        FIRST_ENDORSER,
        "request unauthorized due to incorrect timestamp 2030, peer.authentication.timewindow 15m0s",
        FINAL,
    ),
]


@pytest.mark.parametrize(("code", "text", "said", "step"), ENDORSE, ids=lambda v: str(v)[:60])
def test_endorse_texts(code, text, said, step):
    details = (EndpointDetail("127.0.0.1:1", "SupervisorMSP", said),) if said else ()
    assert next_step(EndorseError("x", grpc_code=code, grpc_details=text, details=details)) is step


def test_evaluate_texts():
    text = f"evaluate call to endorser returned error: {CONTRACT_ERROR}"
    detail = EndpointDetail("127.0.0.1:1", "PlatformMSP", CONTRACT_ERROR)
    assert next_step(EvaluateError("x", grpc_code=Code.UNKNOWN, grpc_details=text, details=(detail,))) is FINAL
    assert next_step(EvaluateError("x", grpc_code=Code.FAILED_PRECONDITION, grpc_details=ACCESS_DENIED)) is FINAL


def test_an_open_outcome_keeps_its_envelope():
    assert next_step(OutcomeUnknownError("x")) is SAME


@pytest.mark.parametrize("kind", [DeliverError, MalformedError, SignatureMissingError, StreamEndedError, EndorseError])
def test_what_no_call_caused_is_final(kind):
    assert next_step(kind("x")) is FINAL
