"""`GET /v1/transactions/{id}`: what became of a write."""

from typing import Annotated

from fastapi import APIRouter, Path

from gateway.operations.schemas import OperationOut
from gateway.operations.service import Operation
from gateway.web.deps import Anyone, ServicesDep

router = APIRouter(prefix="/transactions", tags=["transactions"])


@router.get(
    "/{operation_id}",
    summary="Look up a write",
    response_model=OperationOut,
    responses={404: {"description": "No such write, or another account's."}},
)
async def get_transaction(
    operation_id: Annotated[
        str,
        Path(
            description="The last part of the Location that the write answered.",
            pattern="^[0-9a-f]{32}$",
            examples=["5b0c1f1e6a9f4f0f8a6c0f2a3d4e5f60"],
        ),
    ],
    caller: Anyone,
    services: ServicesDep,
) -> Operation:
    """A write's state: its own account sees it, and the operator and the supervisor see all."""
    return await services.operations.get(caller, operation_id)
