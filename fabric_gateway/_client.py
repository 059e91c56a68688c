"""What all stages share: the channel's methods, the identity, the deadlines, the call slots."""

from typing import Any, TypeVar

import grpc.aio

from . import _messages as m
from ._rpc_errors import no_slot_error, stage_error
from .errors import CommitStatusError, EndorseError, EvaluateError, GatewayError, SignatureMissingError, SubmitError
from .identity import Identity
from .limiter import CallLimiter
from .signer import Signer
from .timeouts import Timeouts

_aio: Any = grpc.aio
EOF = _aio.EOF
"""What reading a stream gives at its end; the type stubs lack it."""

_Error = TypeVar("_Error", bound=GatewayError)


class Methods:
    """The callables of one channel. Made once per channel: gRPC builds each of them anew."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        def unary(name: str, request: Any, response: Any) -> Any:
            return channel.unary_unary(
                f"/gateway.Gateway/{name}",
                request_serializer=request.SerializeToString,
                response_deserializer=response.FromString,
            )

        self.endorse = unary("Endorse", m.EndorseRequest, m.EndorseResponse)
        self.submit = unary("Submit", m.SubmitRequest, m.SubmitResponse)
        self.commit_status = unary("CommitStatus", m.SignedCommitStatusRequest, m.CommitStatusResponse)
        self.evaluate = unary("Evaluate", m.EvaluateRequest, m.EvaluateResponse)
        self.chaincode_events: Any = channel.unary_stream(
            "/gateway.Gateway/ChaincodeEvents",
            request_serializer=m.SignedChaincodeEventsRequest.SerializeToString,
            response_deserializer=m.ChaincodeEventsResponse.FromString,
        )
        self.deliver: Any = channel.stream_stream(
            "/protos.Deliver/Deliver",
            request_serializer=m.Envelope.SerializeToString,
            response_deserializer=m.DeliverResponse.FromString,
        )


class Client:
    """One identity's calls over one channel. The stages hold it; users hold a `Gateway`."""

    def __init__(
        self,
        methods: Methods,
        identity: Identity,
        signer: Signer | None,
        timeouts: Timeouts,
        limiter: CallLimiter,
        tls_certificate_hash: bytes,
    ) -> None:
        self.methods = methods
        self.identity = identity
        self.signer = signer
        self.timeouts = timeouts
        self.limiter = limiter
        self.tls_certificate_hash = tls_certificate_hash

    async def sign(self, message: bytes, what: str) -> bytes:
        """The signer's signature; `SignatureMissingError` where this gateway has none."""
        if self.signer is None:
            raise SignatureMissingError(f"{what} is not signed and this gateway has no signer: use with_signature()")
        return await self.signer.sign(message)

    async def evaluate(self, request: Any, timeout_s: float | None) -> Any:
        limit = _shorter(self.timeouts.evaluate_s, timeout_s)
        return await self._call(
            self.methods.evaluate, request, limit, EvaluateError, request.transaction_id, "Evaluate"
        )

    async def endorse(self, request: Any, timeout_s: float | None) -> Any:
        limit = _shorter(self.timeouts.endorse_s, timeout_s)
        return await self._call(self.methods.endorse, request, limit, EndorseError, request.transaction_id, "Endorse")

    async def submit(self, request: Any, timeout_s: float | None) -> None:
        limit = _shorter(self.timeouts.submit_s, timeout_s)
        await self._call(self.methods.submit, request, limit, SubmitError, request.transaction_id, "Submit")

    async def commit_status(self, request: Any, transaction_id: str, timeout_s: float | None) -> Any:
        limit = _shorter(self.timeouts.commit_status_s, timeout_s)
        method = self.methods.commit_status
        return await self._call(method, request, limit, CommitStatusError, transaction_id, "CommitStatus")

    async def _call(
        self, method: Any, request: Any, timeout_s: float, error_type: type[_Error], transaction_id: str, stage: str
    ) -> Any:
        try:
            await self.limiter.acquire(timeout_s)
        except TimeoutError as error:
            awaited = f"{stage} of transaction {transaction_id}"
            raise no_slot_error(error_type, transaction_id, awaited, timeout_s, self.limiter.calls_in_flight) from error
        try:
            return await method(request, timeout=timeout_s)
        except grpc.aio.AioRpcError as error:
            awaited = f"{stage} of transaction {transaction_id}"
            raise stage_error(error_type, error, transaction_id, awaited, timeout_s) from error
        finally:
            self.limiter.release()


def _shorter(limit_s: float, timeout_s: float | None) -> float:
    return limit_s if timeout_s is None else min(limit_s, timeout_s)
