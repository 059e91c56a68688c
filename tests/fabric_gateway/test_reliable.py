"""Never trade twice, never lose one."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fabric_gateway import (
    Backoff,
    CommitError,
    EndorseError,
    Gateway,
    MalformedError,
    OutcomeUnknownError,
    PrivateKeySigner,
    RetryPolicy,
    Step,
    SubmitError,
    Timeouts,
    ValidationCode,
    connect,
    next_step,
    resume,
    submit_reliably,
)

from .conftest import CONTRACTS, make_identity
from .fake_ledger import FakeLedger
from .fake_peer import LAGGING, Code, FakePeer, done_but, hang, lost_after_ack, pass_through, refuse

VALID, DUPLICATE = ValidationCode.VALID, ValidationCode.DUPLICATE_TXID
IMPATIENT = RetryPolicy(status_wait_s=0.2, commit_wait_s=0.2, backoff=Backoff(0.005, 0.02))
LOST_ORDERER = refuse(Code.UNAVAILABLE, "no orderers could successfully process transaction")
FALSE_CONTRACT_ERROR = refuse(
    Code.ABORTED, LAGGING, ("s:1", "SupervisorMSP", "chaincode response 500, CYCLE_NOT_OPEN cycle 7 is frozen")
)


class Outbox:
    """Keeps envelopes, as a database would."""

    def __init__(self):
        self.stored: dict[str, bytes] = {}

    async def store(self, transaction_id: str, envelope: bytes) -> None:
        self.stored[transaction_id] = envelope


@pytest.fixture
def outbox():
    return Outbox()


def put_once(contract, outbox, *, deadline_s=5.0, policy=IMPATIENT):
    return submit_reliably(
        contract, "Put", ["a", "1"], before_submit=outbox.store, deadline_s=deadline_s, policy=policy
    )


def codes(peer):
    return [code for _, code in peer.ledger.codes[1:]]


async def test_the_envelope_is_stored_before_it_is_sent(contract, peer, outbox):
    async def store(transaction_id, envelope):
        assert peer.calls["Submit"] == 0
        await outbox.store(transaction_id, envelope)

    outcome = await submit_reliably(contract, "Put", ["a", "1"], before_submit=store, deadline_s=5)
    assert (outcome.block_number, outcome.result, outcome.attempts) == (1, b"put a", 1)
    assert peer.seen_envelopes == [outbox.stored[outcome.transaction_id]]


async def test_nothing_is_sent_when_the_envelope_cannot_be_stored(contract, peer):
    async def store(transaction_id, envelope):
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        await submit_reliably(contract, "Put", ["a", "1"], before_submit=store, deadline_s=5)
    assert peer.calls["Submit"] == 0


async def test_an_acknowledged_submit_that_the_orderer_lost_is_resent(contract, peer, outbox):
    peer.faults["Submit"].append(lost_after_ack)
    outcome = await put_once(contract, outbox)
    assert outcome.attempts == 1
    assert peer.seen_envelopes == [outbox.stored[outcome.transaction_id]] * 2, "the same envelope, twice"
    assert codes(peer) == [VALID]


async def test_a_lagging_supervisors_false_contract_error_is_retried(contract, peer, outbox):
    peer.faults["Endorse"].extend([FALSE_CONTRACT_ERROR, FALSE_CONTRACT_ERROR])
    outcome = await put_once(contract, outbox)
    assert outcome.attempts == 3
    assert codes(peer) == [VALID]
    assert len(outbox.stored) == 1


async def test_a_contract_error_of_the_first_endorser_is_final(contract, peer, outbox):
    with pytest.raises(EndorseError, match="NOT_FOUND"):
        await submit_reliably(contract, "Get", ["nothing"], before_submit=outbox.store, deadline_s=5, policy=IMPATIENT)
    assert peer.calls["Endorse"] == 1
    assert not outbox.stored


async def test_a_failed_submit_that_was_ordered_is_not_sent_again(contract, peer, outbox):
    peer.faults["Submit"].append(done_but(Code.UNAVAILABLE, "Stream removed (Socket closed)"))
    outcome = await put_once(contract, outbox)
    assert outcome.attempts == 1
    assert peer.calls["Submit"] == 1
    assert codes(peer) == [VALID]


async def test_a_failed_submit_that_was_not_ordered_is_sent_again(contract, peer, outbox):
    peer.faults["Submit"].extend([LOST_ORDERER, LOST_ORDERER])
    outcome = await put_once(contract, outbox)
    assert peer.seen_envelopes == [outbox.stored[outcome.transaction_id]] * 3
    assert codes(peer) == [VALID]


async def test_a_resend_of_what_was_ordered_after_all_is_a_duplicate_and_stays_valid(contract, peer, outbox):
    """The commit takes longer than the client's patience: both copies end in one block."""
    peer.hold_blocks = True

    async def cut_later():
        while peer.calls["Submit"] < 2:  # noqa: ASYNC110 (the peer counts, it does not signal)
            await asyncio.sleep(0.01)
        await peer.cut_block()

    cutting = asyncio.create_task(cut_later())
    outcome = await put_once(contract, outbox)
    await cutting
    assert codes(peer) == [VALID, DUPLICATE]
    assert (outcome.block_number, outcome.attempts) == (1, 1)


async def test_a_slow_ledger_is_not_flooded_with_copies(contract, peer, outbox):
    """Waits of 0.05, 0.1, 0.2, 0.4 and 0.8 s fill the time: five copies, where equal waits would send twenty."""
    peer.hold_blocks = True
    policy = RetryPolicy(status_wait_s=0.05, commit_wait_s=0.05)
    with pytest.raises(OutcomeUnknownError):
        await put_once(contract, outbox, deadline_s=1.0, policy=policy)
    assert 2 <= peer.calls["Submit"] <= 5


async def test_a_hanging_commit_status_is_asked_again(contract, peer, outbox):
    peer.faults["CommitStatus"].extend([hang, hang, refuse(Code.UNAVAILABLE, "Stream removed (Socket closed)")])
    outcome = await put_once(contract, outbox)
    assert outcome.attempts == 1
    assert codes(peer)[0] == VALID
    assert set(codes(peer)[1:]) <= {DUPLICATE}


async def test_a_read_conflict_makes_a_new_transaction(contract, peer, outbox):
    async def conflicted(context, do):
        answer = await do()
        await contract.submit("Add", "n", "10")  # commits between endorsement and submit
        return answer

    peer.faults["Endorse"].append(conflicted)
    outcome = await submit_reliably(
        contract, "Add", ["n", "1"], before_submit=outbox.store, deadline_s=5, policy=IMPATIENT
    )
    assert (outcome.attempts, outcome.result) == (2, b"11")
    assert codes(peer) == [VALID, ValidationCode.MVCC_READ_CONFLICT, VALID]
    assert len(outbox.stored) == 2, "each new transaction is stored"


async def test_new_transactions_are_bounded(contract, peer, outbox):
    peer.faults["Endorse"].extend([FALSE_CONTRACT_ERROR] * 10)
    policy = RetryPolicy(max_transactions=3, backoff=Backoff(0.001, 0.001))
    with pytest.raises(EndorseError) as caught:
        await put_once(contract, outbox, policy=policy)
    assert peer.calls["Endorse"] == 3
    assert caught.value.__notes__ == ["given up after 3 transactions within 5.0 s"]


async def test_the_deadline_ends_new_transactions(contract, peer, outbox):
    peer.faults["Endorse"].extend([FALSE_CONTRACT_ERROR] * 100)
    with pytest.raises(EndorseError) as caught:
        await put_once(contract, outbox, deadline_s=0.2, policy=RetryPolicy(100, backoff=Backoff(0.05, 0.05)))
    assert next_step(caught.value) is Step.NEW_TRANSACTION
    assert "given up after" in caught.value.__notes__[0]


async def test_an_envelope_that_no_orderer_takes_is_final(contract, peer, outbox):
    text = "message payload is 11004009 bytes and exceeds maximum allowed 10485760 bytes"
    peer.faults["Submit"].append(refuse(Code.ABORTED, text))
    with pytest.raises(SubmitError, match="exceeds maximum allowed"):
        await put_once(contract, outbox)
    assert peer.calls["Submit"] == 1


async def test_an_open_outcome_is_never_replaced_by_a_new_transaction(contract, network, peer, outbox):
    peer.hold_blocks = True
    with pytest.raises(OutcomeUnknownError, match="resume it with its stored envelope") as caught:
        await put_once(contract, outbox, deadline_s=0.7)
    assert peer.calls["Endorse"] == 1
    assert next_step(caught.value) is Step.SAME_ENVELOPE
    (transaction_id,) = outbox.stored
    assert caught.value.transaction_id == transaction_id

    peer.hold_blocks = False
    outcome = await resume(network, outbox.stored[transaction_id], transaction_id, deadline_s=5, policy=IMPATIENT)
    assert (outcome.transaction_id, outcome.result) == (transaction_id, b"put a")
    assert codes(peer).count(VALID) == 1


class TestResume:
    async def test_of_one_never_sent(self, contract, network, peer):
        transaction = await contract.new_proposal("Put", "a", "1").endorse()
        outcome = await resume(
            network, transaction.envelope, transaction.transaction_id, deadline_s=5, policy=IMPATIENT
        )
        assert (outcome.result, outcome.block_number) == (b"put a", 1)
        assert codes(peer) == [VALID]

    async def test_of_one_already_committed_sends_nothing(self, contract, network, peer):
        transaction = await contract.new_proposal("Put", "a", "1").endorse()
        await (await transaction.submit()).status()
        await resume(network, transaction.envelope, transaction.transaction_id, deadline_s=5)
        assert peer.calls["Submit"] == 1

    async def test_of_one_that_is_invalid_says_so(self, contract, network):
        transaction = await contract.new_proposal("Add", "n", "1").endorse()
        await contract.submit("Add", "n", "1")
        with pytest.raises(CommitError) as caught:
            await resume(network, transaction.envelope, transaction.transaction_id, deadline_s=5, policy=IMPATIENT)
        assert caught.value.code is ValidationCode.MVCC_READ_CONFLICT
        assert next_step(caught.value) is Step.NEW_TRANSACTION

    async def test_of_another_transactions_envelope_is_refused(self, contract, network):
        transaction = await contract.new_proposal("Put", "a", "1").endorse()
        with pytest.raises(MalformedError):
            await resume(network, transaction.envelope, "another", deadline_s=5)


async def test_a_peer_that_is_restarted_in_the_middle(contract, peer, outbox):
    """Killed after ordering: Submit's answer is lost, CommitStatus unreachable, then all is well."""

    async def die(context, do):
        await do()
        asyncio.get_running_loop().create_task(restart())
        await asyncio.Event().wait()

    async def restart():
        await peer.stop()
        await asyncio.sleep(0.1)
        await peer.start()

    peer.faults["Submit"].append(die)
    outcome = await put_once(contract, outbox, deadline_s=20)
    assert outcome.attempts == 1
    assert codes(peer) == [VALID]


ENDORSE_FAULTS = st.sampled_from([pass_through, FALSE_CONTRACT_ERROR, refuse(Code.UNAVAILABLE, "connection refused")])
SUBMIT_FAULTS = st.sampled_from(
    [pass_through, lost_after_ack, LOST_ORDERER, done_but(Code.UNAVAILABLE, "socket closed")]
)
STATUS_FAULTS = st.sampled_from([pass_through, hang, refuse(Code.UNAVAILABLE, "socket closed")])


@settings(max_examples=25, deadline=None)
@given(st.lists(ENDORSE_FAULTS, max_size=6), st.lists(SUBMIT_FAULTS, max_size=6), st.lists(STATUS_FAULTS, max_size=4))
def test_whatever_fails_every_addition_happens_once(endorse_faults, submit_faults, status_faults):
    """Five additions to one number at once: they conflict with each other on top of the faults."""

    async def run():
        identity, key = make_identity()
        async with FakePeer(FakeLedger("market", CONTRACTS)) as peer, connect(peer.address, None) as channel:
            peer.faults["Endorse"].extend(endorse_faults)
            peer.faults["Submit"].extend(submit_faults)
            peer.faults["CommitStatus"].extend(status_faults)
            gateway = Gateway(channel, identity, PrivateKeySigner(key), Timeouts())
            contract, outbox = gateway.network("market").contract("floor"), Outbox()
            policy = RetryPolicy(
                max_transactions=100, status_wait_s=0.05, commit_wait_s=0.05, backoff=Backoff(0.002, 0.02)
            )
            outcomes = await asyncio.gather(
                *(
                    submit_reliably(
                        contract, "Add", ["n", "1"], before_submit=outbox.store, deadline_s=60, policy=policy
                    )
                    for _ in range(5)
                )
            )
            assert peer.ledger.state["floor", "n"][0] == b"5"
            valid = {transaction_id for transaction_id, code in peer.ledger.codes[1:] if code == VALID}
            assert valid == {outcome.transaction_id for outcome in outcomes}
            assert sorted(int(outcome.result) for outcome in outcomes) == [1, 2, 3, 4, 5]

    asyncio.run(run())
