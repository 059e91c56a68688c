"""What to do about a failure: one pure function, and the rules behind it.

- A transaction that may have been ordered is never made anew. Whatever Submit or CommitStatus failed with, the outcome
  is asked for, then the *same* envelope is sent again: the ledger keeps the first copy and flags the rest.
- Anything that ended before Submit, or in a block as invalid, may be made anew without harm. Whether that helps is
  what the tables say.
- A contract's own error is final only from the first endorser. A second one may lag behind and report what is no
  longer so.

The texts are Fabric 3.1's.
"""

from enum import Enum, auto

import grpc

from .errors import (
    CommitError,
    CommitStatusError,
    EndorseError,
    EvaluateError,
    GatewayError,
    OutcomeUnknownError,
    SubmitError,
)
from .status import ValidationCode


class Step(Enum):
    """What comes next."""

    SAME_ENVELOPE = auto()
    """Ask for the commit status, then send the same envelope again."""
    NEW_TRANSACTION = auto()
    """Make a new transaction (after a pause, a bounded number of times)."""
    FINAL = auto()
    """Report it."""


_NEW_TRANSACTION_CODES = frozenset(
    {
        ValidationCode.MVCC_READ_CONFLICT,
        ValidationCode.PHANTOM_READ_CONFLICT,
        # The contract was upgraded between endorsement and commit.
        ValidationCode.EXPIRED_CHAINCODE,
        ValidationCode.CHAINCODE_VERSION_CONFLICT,
    }
)
_ASK_AGAIN_CODES = frozenset(
    {
        # This is the second copy; the first one's code decides.
        ValidationCode.DUPLICATE_TXID,
        ValidationCode.NOT_VALIDATED,
    }
)

# One endorser alone answered with an error, without this text or the next one: see `_contract_error_is_final`.
_FIRST_ENDORSER_FAILED = "failed to endorse transaction"

_FINAL_TEXTS = (
    "access denied",  # certificate unknown, expired or revoked
    "request unauthorized due to incorrect timestamp",  # this machine's clock
    "exceeds maximum allowed",  # the orderer's largest message
    "received metadata size exceeds",  # an error text too long to arrive: a contract's
    "message larger than max",
)
_TRANSIENT_TEXTS = (
    "failed to collect enough transaction endorsements",
    "ProposalResponsePayloads do not match",
    "no combination of peers",
    "failed to select a set of endorsers",
    "could not launch chaincode",
    "chaincode stream terminated",
    "rpc error: code = Unavailable",
    "rpc error: code = Canceled",
    "rpc error: code = DeadlineExceeded",
    "exceeding concurrency limit",
)
_FINAL_GRPC_CODES = frozenset(
    {
        grpc.StatusCode.INVALID_ARGUMENT,
        grpc.StatusCode.NOT_FOUND,
        grpc.StatusCode.ALREADY_EXISTS,
        grpc.StatusCode.PERMISSION_DENIED,
        grpc.StatusCode.UNAUTHENTICATED,
        grpc.StatusCode.OUT_OF_RANGE,
        grpc.StatusCode.UNIMPLEMENTED,
        grpc.StatusCode.DATA_LOSS,
    }
)


def next_step(failure: GatewayError) -> Step:
    """What to do about `failure`. Pure: the same failure always gets the same answer."""
    match failure:
        case CommitError():
            return _after_commit(failure.code)
        case SubmitError():
            # Refused for its size, by every orderer alike: sending it again changes nothing.
            return Step.FINAL if "exceeds maximum allowed" in _texts(failure) else Step.SAME_ENVELOPE
        case CommitStatusError() | OutcomeUnknownError():
            return Step.SAME_ENVELOPE
        case EndorseError():
            return _before_submit(failure, contract_error_is_final=_FIRST_ENDORSER_FAILED in failure.grpc_details)
        case EvaluateError():
            return _before_submit(failure, contract_error_is_final=True)
        case _:
            return Step.FINAL


def _after_commit(code: ValidationCode) -> Step:
    if code in _NEW_TRANSACTION_CODES:
        return Step.NEW_TRANSACTION
    return Step.SAME_ENVELOPE if code in _ASK_AGAIN_CODES else Step.FINAL


def _before_submit(failure: GatewayError, *, contract_error_is_final: bool) -> Step:
    if contract_error_is_final and failure.contract_message is not None:
        return Step.FINAL  # before the tables: a contract may say anything, also one of these texts
    if failure.grpc_code in _FINAL_GRPC_CODES:
        return Step.FINAL
    texts = _texts(failure)
    if any(text in texts for text in _TRANSIENT_TEXTS):
        return Step.NEW_TRANSACTION
    if failure.grpc_code is None or any(text in texts for text in _FINAL_TEXTS):
        return Step.FINAL
    return Step.NEW_TRANSACTION


def _texts(failure: GatewayError) -> str:
    return "\n".join((failure.grpc_details, *(detail.message for detail in failure.details)))
