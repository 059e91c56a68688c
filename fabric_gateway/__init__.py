"""An asyncio client of Hyperledger Fabric's Gateway service: endorse, submit, commit status, evaluate, events.

See the README beside this file for a tour.
"""

from .backoff import Backoff
from .block_events import BlockEvents
from .blocks import Block, BlockChaincodeEvent, BlockTransaction, Write, parse_block
from .chaincode_events import ChaincodeEvent, ChaincodeEvents
from .channel import connect
from .checkpoint import Checkpointer, FileCheckpointer, InMemoryCheckpointer, Position
from .commit import Commit
from .contract import Contract
from .errors import (
    CommitError,
    CommitStatusError,
    DeliverError,
    EndorseError,
    EndpointDetail,
    EvaluateError,
    GatewayError,
    MalformedError,
    OutcomeUnknownError,
    SignatureMissingError,
    StreamEndedError,
    SubmitError,
)
from .gateway import Gateway
from .identity import Identity
from .limiter import CallLimiter
from .network import Network
from .proposal import Proposal
from .reliable import Outcome, RetryPolicy, resume, submit_reliably
from .retry import Step, next_step
from .signer import PrivateKeySigner, Signer
from .status import Status, ValidationCode
from .stream import StreamPolicy
from .timeouts import Timeouts
from .transaction import Transaction

__all__ = [
    "Backoff",
    "Block",
    "BlockChaincodeEvent",
    "BlockEvents",
    "BlockTransaction",
    "CallLimiter",
    "ChaincodeEvent",
    "ChaincodeEvents",
    "Checkpointer",
    "Commit",
    "CommitError",
    "CommitStatusError",
    "Contract",
    "DeliverError",
    "EndorseError",
    "EndpointDetail",
    "EvaluateError",
    "FileCheckpointer",
    "Gateway",
    "GatewayError",
    "Identity",
    "InMemoryCheckpointer",
    "MalformedError",
    "Network",
    "Outcome",
    "OutcomeUnknownError",
    "Position",
    "PrivateKeySigner",
    "Proposal",
    "RetryPolicy",
    "SignatureMissingError",
    "Signer",
    "Status",
    "Step",
    "StreamEndedError",
    "StreamPolicy",
    "SubmitError",
    "Timeouts",
    "Transaction",
    "ValidationCode",
    "Write",
    "connect",
    "next_step",
    "parse_block",
    "resume",
    "submit_reliably",
]
