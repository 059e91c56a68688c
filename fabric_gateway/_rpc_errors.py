"""From gRPC's errors to errors that name their stage."""

from typing import Any, TypeVar

import grpc
import grpc.aio
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.message import DecodeError

from ._messages import ErrorDetail
from .errors import EndpointDetail, GatewayError

_Error = TypeVar("_Error", bound=GatewayError)
_DETAILS_KEY = "grpc-status-details-bin"


def _status_class() -> Any:
    """A message that reads `google.rpc.Status`, whose module comes with no package that we need otherwise.

    It lives in a pool of its own, so that it meets no other definition of the same name.
    """
    field = descriptor_pb2.FieldDescriptorProto
    file = descriptor_pb2.FileDescriptorProto(name="status.proto", package="wire", syntax="proto3")
    detail = file.message_type.add(name="Detail")  # google.protobuf.Any
    detail.field.add(name="type_url", number=1, type=field.TYPE_STRING, label=field.LABEL_OPTIONAL)
    detail.field.add(name="value", number=2, type=field.TYPE_BYTES, label=field.LABEL_OPTIONAL)
    status = file.message_type.add(name="Status")
    status.field.add(name="code", number=1, type=field.TYPE_INT32, label=field.LABEL_OPTIONAL)
    status.field.add(name="message", number=2, type=field.TYPE_STRING, label=field.LABEL_OPTIONAL)
    details = status.field.add(name="details", number=3, type=field.TYPE_MESSAGE, label=field.LABEL_REPEATED)
    details.type_name = ".wire.Detail"
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("wire.Status"))


RpcStatus = _status_class()


def endpoint_details(error: grpc.aio.AioRpcError) -> tuple[EndpointDetail, ...]:
    """What each peer or orderer said, from the error's trailing metadata; empty where there is none to read."""
    metadata: Any = error.trailing_metadata()
    for key, value in metadata or ():
        if key != _DETAILS_KEY:
            continue
        try:
            found = []
            for packed in RpcStatus.FromString(value).details:
                if packed.type_url.endswith("/gateway.ErrorDetail"):
                    detail = ErrorDetail.FromString(packed.value)
                    found.append(EndpointDetail(detail.address, detail.msp_id, detail.message))
        except DecodeError:
            return ()
        return tuple(found)
    return ()


def stage_error(
    error_type: type[_Error], error: grpc.aio.AioRpcError, transaction_id: str, awaited: str, timeout_s: float
) -> _Error:
    """`error` as an `error_type` whose text says what was awaited and what each endpoint answered."""
    code, text, details = error.code(), error.details() or "", endpoint_details(error)
    if code is grpc.StatusCode.DEADLINE_EXCEEDED:
        message = f"no answer to {awaited} within {timeout_s:.1f} s"
    else:
        message = f"{awaited}: {code.name}: {text}"
    if details:
        message += " [" + "; ".join(str(detail) for detail in details) + "]"
    return error_type(message, transaction_id=transaction_id, grpc_code=code, grpc_details=text, details=details)


def no_slot_error(
    error_type: type[_Error], transaction_id: str, awaited: str, timeout_s: float, calls_in_flight: int
) -> _Error:
    """The call was never made: every slot of the limiter stayed taken."""
    return error_type(
        f"{awaited}: no free call slot within {timeout_s:.1f} s, {calls_in_flight} calls in flight",
        transaction_id=transaction_id,
        grpc_code=grpc.StatusCode.RESOURCE_EXHAUSTED,
        grpc_details="no free call slot",
    )
