"""Proposal, Transaction, Commit, Status; one error per stage."""

import asyncio
import hashlib

import grpc
import pytest

from fabric_gateway import (
    CallLimiter,
    CommitError,
    CommitStatusError,
    EndorseError,
    EndpointDetail,
    EvaluateError,
    Gateway,
    MalformedError,
    PrivateKeySigner,
    SignatureMissingError,
    SubmitError,
    Timeouts,
    ValidationCode,
    connect,
)

from .fake_peer import FIRST_ENDORSER, LAGGING, Code, hang, refuse


async def test_the_whole_line_submits_and_the_result_is_the_contracts(contract, peer):
    assert await contract.submit("Put", "a", "1") == b"put a"
    assert await contract.evaluate("Get", "a") == b"1"
    assert [code for _, code in peer.ledger.codes] == [0, 0]


async def test_each_step_is_a_value(contract, peer):
    proposal = contract.new_proposal("Put", "a", b"\x00\xff")
    transaction = await proposal.endorse()
    assert transaction.transaction_id == proposal.transaction_id
    assert transaction.result == b"put a"
    assert len(peer.ledger.blocks) == 1, "endorsing writes nothing"
    commit = await transaction.submit()
    status = await commit.status()
    assert (status.transaction_id, status.code, status.block_number) == (proposal.transaction_id, 0, 1)
    assert status.successful
    assert peer.ledger.state["floor", "a"][0] == b"\x00\xff"


async def test_transaction_ids_differ(contract):
    ids = {contract.new_proposal("Put", "a", "1").transaction_id for _ in range(100)}
    assert len(ids) == 100


async def test_a_contract_name_prefixes_the_function(network, peer):
    await network.contract("floor", "lists").submit("Put", "a", "1")
    assert peer.ledger.state["floor", "a"][0] == b"1"


async def test_transient_data_reaches_the_endorser_and_no_block(contract, peer):
    transaction = await contract.new_proposal("Put", "a", "1", transient={"secret": b"hush-hush"}).endorse()
    assert peer.transient == {"secret": b"hush-hush"}
    await transaction.submit()
    assert b"hush-hush" not in peer.ledger.blocks[-1].SerializeToString()


async def test_evaluate_error_carries_the_contracts_text(contract):
    with pytest.raises(EvaluateError) as caught:
        await contract.evaluate("Get", "nothing")
    error = caught.value
    assert error.contract_message == "NOT_FOUND no nothing"
    assert error.grpc_code is Code.UNKNOWN
    assert error.details == (
        EndpointDetail("127.0.0.1:1", "PlatformMSP", "chaincode response 500, NOT_FOUND no nothing"),
    )
    assert "NOT_FOUND" in str(error)
    assert error.error_code == "FABRIC_EVALUATE_FAILED"


async def test_endorse_error_carries_id_code_and_every_endpoint(contract, peer):
    said = [("p:1", "PlatformMSP", "fine"), ("s:1", "SupervisorMSP", "chaincode response 500, TOO_LATE two\nlines")]
    peer.faults["Endorse"].append(refuse(Code.ABORTED, LAGGING, *said))
    proposal = contract.new_proposal("Put", "a", "1")
    with pytest.raises(EndorseError) as caught:
        await proposal.endorse()
    assert caught.value.transaction_id == proposal.transaction_id
    assert caught.value.grpc_code is Code.ABORTED
    assert caught.value.grpc_details == LAGGING
    assert caught.value.details == tuple(EndpointDetail(*one) for one in said)
    assert caught.value.contract_message == "TOO_LATE two\nlines"


async def test_a_contract_error_of_the_first_endorser(contract):
    with pytest.raises(EndorseError) as caught:
        await contract.submit("Get", "nothing")
    assert caught.value.grpc_details == FIRST_ENDORSER
    assert caught.value.contract_message == "NOT_FOUND no nothing"


async def test_a_long_contract_error_arrives_whole(contract, peer):
    text = "chaincode response 500, LONG " + "x" * 100_000
    peer.faults["Endorse"].append(refuse(Code.ABORTED, FIRST_ENDORSER, ("p:1", "PlatformMSP", text)))
    with pytest.raises(EndorseError) as caught:
        await contract.submit("Put", "a", "1")
    assert caught.value.contract_message == text.removeprefix("chaincode response 500, ")


async def test_submit_error_keeps_the_id(contract, peer):
    transaction = await contract.new_proposal("Put", "a", "1").endorse()
    peer.faults["Submit"].append(refuse(Code.UNAVAILABLE, "no orderers could successfully process transaction"))
    with pytest.raises(SubmitError) as caught:
        await transaction.submit()
    assert caught.value.transaction_id == transaction.transaction_id
    assert caught.value.grpc_code is Code.UNAVAILABLE


async def test_commit_status_of_an_unknown_id_ends_at_its_deadline_and_says_what_it_waited_for(network):
    with pytest.raises(
        CommitStatusError, match=r"no answer to CommitStatus of transaction abc within 0\.2 s"
    ) as caught:
        await network.commit_of("abc").status(timeout_s=0.2)
    assert caught.value.grpc_code is Code.DEADLINE_EXCEEDED


async def test_an_invalid_transaction_is_a_commit_error(contract):
    first, second = [await contract.new_proposal("Add", "n", "1").endorse() for _ in range(2)]
    assert (await (await first.submit()).status()).successful
    status = await (await second.submit()).status()
    assert status.code is ValidationCode.MVCC_READ_CONFLICT
    assert not status.successful
    third = await contract.new_proposal("Add", "n", "1").endorse()
    await contract.submit("Add", "n", "1")
    await third.submit()
    error = CommitError(await third.commit().status())
    assert error.code is ValidationCode.MVCC_READ_CONFLICT
    assert third.transaction_id in str(error)
    assert "MVCC_READ_CONFLICT" in str(error)


async def test_a_dead_peer_is_an_error_of_the_stage(contract, peer):
    await peer.stop()
    with pytest.raises(EndorseError) as caught:
        await contract.submit("Put", "a", "1")
    assert caught.value.grpc_code is Code.UNAVAILABLE


async def test_another_channel_is_refused(gateway):
    with pytest.raises(EvaluateError) as caught:
        await gateway.network("elsewhere").contract("floor").evaluate("Get", "a")
    assert caught.value.grpc_code is Code.NOT_FOUND


async def test_the_answer_to_an_endorse_must_be_the_proposed_transaction(contract, peer):
    other = await contract.new_proposal("Put", "a", "1").endorse()

    async def answer_another(context, do):
        response = await do()
        response.prepared_transaction.payload = other.message
        return response

    peer.faults["Endorse"].append(answer_another)
    with pytest.raises(EndorseError, match="another transaction"):
        await contract.submit("Put", "b", "2")


class TestStoredBytes:
    async def test_an_envelope_is_the_same_transaction_again(self, contract, network, peer):
        transaction = await contract.new_proposal("Put", "a", "1").endorse()
        again = network.transaction_from_envelope(transaction.envelope)
        assert again.transaction_id == transaction.transaction_id
        assert again.result == b"put a"
        assert again.envelope == transaction.envelope
        await transaction.submit()
        await again.submit()
        assert [code for _, code in peer.ledger.codes[1:]] == [0, ValidationCode.DUPLICATE_TXID]
        assert (await again.commit().status()).successful

    @pytest.mark.parametrize("envelope", [b"", b"\xff\xff", b"\x0a\x02\x08\x01"])
    async def test_other_bytes_are_refused(self, network, envelope):
        with pytest.raises(MalformedError):
            network.transaction_from_envelope(envelope)

    async def test_an_envelope_of_another_channel_is_refused(self, contract, gateway):
        envelope = (await contract.new_proposal("Put", "a", "1").endorse()).envelope
        with pytest.raises(MalformedError, match="'market', not 'elsewhere'"):
            gateway.network("elsewhere").transaction_from_envelope(envelope)


class TestOfflineSigning:
    async def test_every_message_can_be_signed_elsewhere(self, gateway, member, peer):
        identity, key = member
        signer = PrivateKeySigner(key)
        network = gateway.with_identity(identity).network("market")
        unsigned = network.contract("floor").new_proposal("Put", "a", "1")
        assert unsigned.digest() == hashlib.sha256(unsigned.message).digest()

        proposal = network.proposal_from_bytes(unsigned.message, await signer.sign(unsigned.message))
        assert proposal.transaction_id == unsigned.transaction_id
        transaction = await proposal.endorse()
        assert transaction.digest() == hashlib.sha256(transaction.message).digest()
        signed = transaction.with_signature(await signer.sign(transaction.message))
        commit = await signed.submit()
        assert commit.digest() == hashlib.sha256(commit.message).digest()
        status = await commit.with_signature(await signer.sign(commit.message)).status()
        assert status.successful

    async def test_without_a_signature_nothing_is_sent(self, gateway, member, contract, peer):
        network = gateway.with_identity(member[0]).network("market")
        with pytest.raises(SignatureMissingError):
            await network.contract("floor").new_proposal("Put", "a", "1").endorse()
        with pytest.raises(SignatureMissingError):
            await network.commit_of("abc").status()
        proposal = network.contract("floor").new_proposal("Put", "a", "1")
        signature = await PrivateKeySigner(member[1]).sign(proposal.message)
        transaction = await proposal.with_signature(signature).endorse()
        with pytest.raises(SignatureMissingError):
            _ = transaction.envelope
        with pytest.raises(SignatureMissingError):
            await transaction.submit()
        assert peer.calls == {"Endorse": 1}

    async def test_a_wrong_signature_is_refused_by_the_peer(self, contract, peer):
        proposal = contract.new_proposal("Put", "a", "1").with_signature(b"not a signature")
        with pytest.raises(EndorseError, match="access denied"):
            await proposal.endorse()

    async def test_a_proposal_of_another_channel_is_refused(self, contract, gateway):
        with pytest.raises(MalformedError):
            gateway.network("elsewhere").proposal_from_bytes(contract.new_proposal("Put", "a", "1").message)
        with pytest.raises(MalformedError):
            gateway.network("elsewhere").proposal_from_bytes(b"\xff")


class TestCallSlots:
    async def test_calls_in_flight_stay_below_the_limit(self, peer, member):
        identity, key = member
        async with connect(peer.address, None) as channel:
            gateway = Gateway(channel, identity, PrivateKeySigner(key), limiter=CallLimiter(4))
            others = [gateway, gateway.with_identity(identity, PrivateKeySigner(key))]
            contracts = [one.network("market").contract("floor") for one in others]
            await asyncio.gather(*(contracts[i % 2].submit("Put", f"k{i}", "1") for i in range(40)))
        assert peer.max_seen_in_flight <= 4
        assert len(peer.ledger.index) == 40

    async def test_waiting_for_a_slot_has_a_deadline_and_says_so(self, peer, member):
        identity, key = member
        async with connect(peer.address, None) as channel:
            gateway = Gateway(
                channel, identity, PrivateKeySigner(key), Timeouts(evaluate_s=0.2), limiter=CallLimiter(1)
            )
            network = gateway.network("market")
            peer.faults["CommitStatus"].append(hang)
            hanging = asyncio.create_task(network.commit_of("abc").status(timeout_s=1))
            await asyncio.sleep(0)
            with pytest.raises(EvaluateError, match=r"no free call slot within 0\.2 s, 1 calls in flight") as caught:
                await network.contract("floor").evaluate("Get", "a")
            assert caught.value.grpc_code is grpc.StatusCode.RESOURCE_EXHAUSTED
            with pytest.raises(CommitStatusError):
                await hanging
            with pytest.raises(EvaluateError, match="NOT_FOUND"):
                await network.contract("floor").evaluate("Get", "a")

    def test_a_limiter_has_at_least_one_slot(self):
        with pytest.raises(ValueError, match="at least 1"):
            CallLimiter(0)


def test_a_timeout_must_be_positive():
    with pytest.raises(ValueError, match="submit_s"):
        Timeouts(submit_s=0)
