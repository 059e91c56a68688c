"""The protobuf messages that the client uses, under their own names.

The generated modules build their classes at run time, so type checkers see nothing in them: every class is `Any` here,
once, instead of a suppressed error at every use.
"""

from typing import Any

from fabric_protos.common import common_pb2
from fabric_protos.gateway import gateway_pb2
from fabric_protos.ledger.rwset import rwset_pb2
from fabric_protos.ledger.rwset.kvrwset import kv_rwset_pb2
from fabric_protos.msp import identities_pb2
from fabric_protos.orderer import ab_pb2
from fabric_protos.peer import (
    chaincode_event_pb2,
    chaincode_pb2,
    events_pb2,
    proposal_pb2,
    proposal_response_pb2,
    transaction_pb2,
)

_ab: Any = ab_pb2
_chaincode: Any = chaincode_pb2
_chaincode_event: Any = chaincode_event_pb2
_common: Any = common_pb2
_events: Any = events_pb2
_gateway: Any = gateway_pb2
_identities: Any = identities_pb2
_kv_rwset: Any = kv_rwset_pb2
_proposal: Any = proposal_pb2
_proposal_response: Any = proposal_response_pb2
_rwset: Any = rwset_pb2
_transaction: Any = transaction_pb2

# common
Block = _common.Block
ChannelHeader = _common.ChannelHeader
Envelope = _common.Envelope
Header = _common.Header
HeaderType = _common.HeaderType
DELIVER_SEEK_INFO: int = _common.DELIVER_SEEK_INFO
ENDORSER_TRANSACTION: int = _common.ENDORSER_TRANSACTION
Payload = _common.Payload
SignatureHeader = _common.SignatureHeader
Status = _common.Status
TRANSACTIONS_FILTER: int = _common.TRANSACTIONS_FILTER

# msp
SerializedIdentity = _identities.SerializedIdentity

# peer
ChaincodeAction = _proposal.ChaincodeAction
ChaincodeActionPayload = _transaction.ChaincodeActionPayload
ChaincodeEvent = _chaincode_event.ChaincodeEvent
ChaincodeHeaderExtension = _proposal.ChaincodeHeaderExtension
ChaincodeID = _chaincode.ChaincodeID
ChaincodeInput = _chaincode.ChaincodeInput
ChaincodeInvocationSpec = _chaincode.ChaincodeInvocationSpec
ChaincodeProposalPayload = _proposal.ChaincodeProposalPayload
ChaincodeSpec = _chaincode.ChaincodeSpec
DeliverResponse = _events.DeliverResponse
Proposal = _proposal.Proposal
ProposalResponsePayload = _proposal_response.ProposalResponsePayload
SignedProposal = _proposal.SignedProposal
Transaction = _transaction.Transaction
TxValidationCode = _transaction.TxValidationCode

# ledger
KVRWSet = _kv_rwset.KVRWSet
TxReadWriteSet = _rwset.TxReadWriteSet

# gateway
ChaincodeEventsRequest = _gateway.ChaincodeEventsRequest
ChaincodeEventsResponse = _gateway.ChaincodeEventsResponse
CommitStatusRequest = _gateway.CommitStatusRequest
CommitStatusResponse = _gateway.CommitStatusResponse
EndorseRequest = _gateway.EndorseRequest
EndorseResponse = _gateway.EndorseResponse
ErrorDetail = _gateway.ErrorDetail
EvaluateRequest = _gateway.EvaluateRequest
EvaluateResponse = _gateway.EvaluateResponse
SignedChaincodeEventsRequest = _gateway.SignedChaincodeEventsRequest
SignedCommitStatusRequest = _gateway.SignedCommitStatusRequest
SubmitRequest = _gateway.SubmitRequest
SubmitResponse = _gateway.SubmitResponse

# orderer (the Deliver service's request)
SeekInfo = _ab.SeekInfo
SeekNewest = _ab.SeekNewest
SeekPosition = _ab.SeekPosition
SeekSpecified = _ab.SeekSpecified
