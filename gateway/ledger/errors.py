"""From the failures of the Fabric client to those that services see."""

import re

import grpc

from fabric_gateway import (
    CommitError,
    EndorseError,
    EvaluateError,
    GatewayError,
    OutcomeUnknownError,
    Step,
    SubmitError,
    next_step,
)
from gateway.errors import Forbidden, LedgerRefused, LedgerUnavailable, ShoalError

_CONTRACT_ERROR = re.compile(r"([A-Z][A-Z0-9_]*)(?: \[([^\]]*)\])?: (.*)", re.DOTALL)


class LedgerOutcomeUnknown(LedgerUnavailable):
    """`LEDGER_DEADLINE`: sent, and not known in time whether committed. Its stored envelope decides, no new one."""

    def __init__(self, transaction_id: str) -> None:
        super().__init__(
            "LEDGER_DEADLINE",
            "the transaction was sent and the ledger didn't say in time what became of it; it is being followed up: "
            "look before you repeat it",
            transaction_id=transaction_id,
        )
        self.transaction_id = transaction_id


def refused(text: str, transaction_id: str | None = None) -> LedgerRefused:
    """The contract's error text, `CODE [field.path]: message`, as a failure. Any other text has code `INTERNAL`."""
    found = _CONTRACT_ERROR.fullmatch(text.strip())
    if found is None:
        return LedgerRefused("INTERNAL", f"the chaincode failed: {text.strip()[:300]}", None, transaction_id)
    code, field, message = found.groups()
    return LedgerRefused(code, message, field or None, transaction_id)


def translate(failure: GatewayError) -> ShoalError:
    """The failure as services see it. Refusals that a repeat may overcome count as `LedgerUnavailable`."""
    transaction_id = failure.transaction_id or None
    if isinstance(failure, OutcomeUnknownError):
        return LedgerOutcomeUnknown(failure.transaction_id)
    if isinstance(failure, CommitError):
        return LedgerRefused(
            failure.code.name,
            f"the ledger put the transaction in block {failure.status.block_number} and declared it invalid; "
            "nothing was changed: read the state again and repeat it if it still makes sense",
            None,
            transaction_id,
        )
    text = failure.contract_message
    if text is not None and isinstance(failure, EndorseError | EvaluateError) and next_step(failure) is Step.FINAL:
        return refused(text, transaction_id)
    said = "\n".join((failure.grpc_details, *(detail.message for detail in failure.details)))
    if "access denied" in said:
        return Forbidden("LEDGER_ACCESS_DENIED", "the ledger doesn't know this identity, or it is revoked: enrol anew")
    if isinstance(failure, SubmitError) and next_step(failure) is Step.FINAL:
        return ShoalError("LEDGER_TOO_LARGE", "the transaction is too large: send it in parts", status=413)
    if failure.grpc_code is grpc.StatusCode.DEADLINE_EXCEEDED:
        return LedgerUnavailable("LEDGER_DEADLINE", "the ledger didn't answer in time; nothing was written: try again")
    said = f" ({text or failure.grpc_details or failure})"[:300]
    return LedgerUnavailable(
        "LEDGER_UNAVAILABLE", f"the ledger can't be used now; nothing was written: try again{said}"
    )
