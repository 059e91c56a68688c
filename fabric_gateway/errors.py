"""Errors, one per stage of a transaction's way.

    GatewayError
    ├── EvaluateError        FABRIC_EVALUATE_FAILED       a query got no answer
    ├── EndorseError         FABRIC_ENDORSE_FAILED        nothing was sent to the orderer
    ├── SubmitError          FABRIC_SUBMIT_FAILED         it may have been ordered all the same
    ├── CommitStatusError    FABRIC_COMMIT_STATUS_FAILED  it may or may not be committed
    ├── CommitError          FABRIC_TRANSACTION_INVALID   it is in a block, and invalid
    ├── OutcomeUnknownError  FABRIC_OUTCOME_UNKNOWN       the time is up; the stored envelope must be resumed
    ├── DeliverError         FABRIC_DELIVER_FAILED        the peer's block height could not be read
    ├── StreamEndedError     FABRIC_STREAM_ENDED          an event stream ended for good, and why
    ├── SignatureMissingError  FABRIC_SIGNATURE_MISSING   no signer here, and no signature was given
    └── MalformedError       FABRIC_MALFORMED             bytes that are not what they should be

`retry.next_step` says what to do about each.
"""

import re
from dataclasses import dataclass
from typing import ClassVar

import grpc

from .status import Status

_CONTRACT_RESPONSE = re.compile(r"chaincode response \d+, (.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class EndpointDetail:
    """What one peer or orderer said."""

    address: str
    msp_id: str
    message: str

    def __str__(self) -> str:
        return f"{self.msp_id} at {self.address}: {self.message}"


class GatewayError(Exception):
    """Base of all. `error_code` is stable; the text is for people.

    `grpc_code` and `grpc_details` are what the server (or the local gRPC library) answered, `details` one entry per
    peer or orderer that took part, both empty where no call was involved.
    """

    error_code: ClassVar[str] = "FABRIC_GATEWAY"

    def __init__(
        self,
        message: str,
        *,
        transaction_id: str = "",
        grpc_code: grpc.StatusCode | None = None,
        grpc_details: str = "",
        details: tuple[EndpointDetail, ...] = (),
    ) -> None:
        super().__init__(message)
        self.transaction_id = transaction_id
        self.grpc_code = grpc_code
        self.grpc_details = grpc_details
        self.details = details

    @property
    def contract_message(self) -> str | None:
        """The contract's own error text, None where no contract spoke. With several endorsers, the first one's."""
        for text in (*(detail.message for detail in self.details), self.grpc_details):
            if found := _CONTRACT_RESPONSE.search(text):
                return found.group(1)
        return None


class EvaluateError(GatewayError):
    """A query failed: at the contract, or on the way."""

    error_code = "FABRIC_EVALUATE_FAILED"


class EndorseError(GatewayError):
    """The proposal was not endorsed. Nothing was ordered; a new transaction is always safe."""

    error_code = "FABRIC_ENDORSE_FAILED"


class SubmitError(GatewayError):
    """The orderer's acknowledgement is missing. The transaction may have been ordered."""

    error_code = "FABRIC_SUBMIT_FAILED"


class CommitStatusError(GatewayError):
    """No commit status within the deadline. The transaction may be committed, on its way, or lost."""

    error_code = "FABRIC_COMMIT_STATUS_FAILED"


class CommitError(GatewayError):
    """The transaction is in a block and invalid; it changed nothing. `code` says why."""

    error_code = "FABRIC_TRANSACTION_INVALID"

    def __init__(self, status: Status) -> None:
        super().__init__(
            f"transaction {status.transaction_id} is in block {status.block_number} as {status.code.name}",
            transaction_id=status.transaction_id,
        )
        self.status = status
        self.code = status.code


class OutcomeUnknownError(GatewayError):
    """The time is up while a submitted transaction's outcome is open. Finish it with `resume` and its stored envelope;
    a new transaction could do the same thing twice."""

    error_code = "FABRIC_OUTCOME_UNKNOWN"


class DeliverError(GatewayError):
    """The peer's Deliver service did not tell the block height."""

    error_code = "FABRIC_DELIVER_FAILED"


class StreamEndedError(GatewayError):
    """An event stream ended for good; the text says why, and `__cause__` is the last failure."""

    error_code = "FABRIC_STREAM_ENDED"


class SignatureMissingError(GatewayError):
    """This gateway has no signer, and the message carries no signature: add one with `with_signature`."""

    error_code = "FABRIC_SIGNATURE_MISSING"


class MalformedError(GatewayError):
    """Bytes are not the message they were said to be, or belong to another channel or transaction."""

    error_code = "FABRIC_MALFORMED"
