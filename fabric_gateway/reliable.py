"""Transactions that happen once: the envelope is stored before it is sent, and sent until the ledger has it."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

import grpc

from .backoff import Backoff
from .commit import Commit
from .contract import Contract
from .errors import (
    CommitError,
    CommitStatusError,
    EndorseError,
    GatewayError,
    MalformedError,
    OutcomeUnknownError,
    SubmitError,
)
from .network import Network
from .retry import Step, next_step
from .status import Status
from .transaction import Transaction

BeforeSubmit = Callable[[str, bytes], Awaitable[None]]


@dataclass(frozen=True)
class RetryPolicy:
    """How often and how patiently. Pauses between tries come from `backoff`."""

    max_transactions: int = 12
    """New transactions per call, the first one included."""
    status_wait_s: float = 2.0
    """How long CommitStatus may take when the outcome is in doubt; it never answers for an unknown transaction."""
    commit_wait_s: float = 10.0
    """How long a commit may take after Submit was acknowledged, before the envelope counts as lost and is resent.

    Doubles with each resend: where all is only slow, more copies would make it slower.
    """
    backoff: Backoff = field(default_factory=Backoff)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A transaction that is in the ledger, valid."""

    transaction_id: str
    block_number: int
    result: bytes
    attempts: int
    """How many transactions were made for it (1: the first one went through)."""


async def submit_reliably(
    contract: Contract,
    function: str,
    args: Sequence[str | bytes],
    *,
    before_submit: BeforeSubmit,
    deadline_s: float,
    policy: RetryPolicy | None = None,
    transient: Mapping[str, bytes] | None = None,
    endorsing_organizations: Sequence[str] = (),
) -> Outcome:
    """Have `function` happen exactly once, within `deadline_s` seconds.

    `before_submit(transaction_id, envelope)` stores the envelope; nothing is sent before it returns, and each new
    transaction calls it again: a stored one that was replaced is invalid or was never sent. After a crash, hand the
    latest stored envelope to `resume`.

    Raises the failure that `next_step` calls final, or the last one when time or tries are used up (a note on it says
    so). `OutcomeUnknownError`: the time is up with an envelope sent; only `resume` may continue.
    """
    policy = policy or RetryPolicy()
    end = time.monotonic() + deadline_s
    attempt = 0
    while True:
        attempt += 1
        try:
            proposal = contract.new_proposal(
                function, *args, transient=transient, endorsing_organizations=endorsing_organizations
            )
            transaction = await proposal.endorse(_left(end))
            await before_submit(transaction.transaction_id, transaction.envelope)
            status = await _settle(transaction, end, policy, sent_before=False)
        except (EndorseError, CommitError) as failure:
            pause_s = policy.backoff.pause_s(attempt - 1)
            if next_step(failure) is not Step.NEW_TRANSACTION:
                raise
            if attempt >= policy.max_transactions or time.monotonic() + pause_s >= end:
                failure.add_note(f"given up after {attempt} transactions within {deadline_s:.1f} s")
                raise
            await asyncio.sleep(pause_s)
        else:
            return Outcome(transaction.transaction_id, status.block_number, transaction.result, attempt)


async def resume(
    network: Network,
    envelope: bytes,
    transaction_id: str,
    *,
    deadline_s: float,
    policy: RetryPolicy | None = None,
) -> Outcome:
    """Finish a transaction whose envelope was stored by an earlier process, sent or not, within `deadline_s` seconds.

    `CommitError` when the ledger holds it as invalid (`next_step` then says whether a new one may help);
    `OutcomeUnknownError` when the time is up; `MalformedError` when the envelope is not that transaction's.
    """
    transaction = network.transaction_from_envelope(envelope)
    if transaction.transaction_id != transaction_id:
        raise MalformedError(
            f"the envelope holds transaction {transaction.transaction_id}, not {transaction_id}",
            transaction_id=transaction_id,
        )
    end = time.monotonic() + deadline_s
    status = await _settle(transaction, end, policy or RetryPolicy(), sent_before=True)
    return Outcome(transaction_id, status.block_number, transaction.result, 1)


async def _settle(transaction: Transaction, end: float, policy: RetryPolicy, *, sent_before: bool) -> Status:
    """Send and ask until the ledger has the transaction.

    Raises `CommitError` once it is there and invalid, `SubmitError` where it can never be ordered, and
    `OutcomeUnknownError` at the end of the time.
    """
    commit = transaction.commit()
    ask_first = sent_before
    pauses = sent = 0
    failure: GatewayError | None = None
    while time.monotonic() < end:
        try:
            if ask_first:
                return await _valid(commit, min(policy.status_wait_s, _left(end)))
            await transaction.submit(_left(end))
            sent += 1
            return await _valid(commit, min(policy.commit_wait_s * 2 ** (sent - 1), _left(end)))
        except (SubmitError, CommitStatusError, CommitError) as error:
            if next_step(error) is not Step.SAME_ENVELOPE:
                raise
            failure = error
        # No status in time: the envelope is on no way to a block, so send it (again). Anything else: ask.
        ask_first = not _waited_in_vain(failure)
        if ask_first:
            await asyncio.sleep(min(policy.backoff.pause_s(pauses), _left(end)))
            pauses += 1
    raise OutcomeUnknownError(
        f"the outcome of transaction {transaction.transaction_id} is not known in time; resume it with its stored "
        f"envelope (last: {failure})",
        transaction_id=transaction.transaction_id,
    ) from failure


def _waited_in_vain(failure: GatewayError) -> bool:
    return isinstance(failure, CommitStatusError) and failure.grpc_code is grpc.StatusCode.DEADLINE_EXCEEDED


async def _valid(commit: Commit, timeout_s: float) -> Status:
    status = await commit.status(timeout_s)
    if not status.successful:
        raise CommitError(status)
    return status


def _left(end: float) -> float:
    """Seconds until `end`; never zero, which some callers read as "no deadline"."""
    return max(end - time.monotonic(), 0.001)
