"""What the API says of an operation."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class OperationOut(BaseModel):
    """A write to the ledger, on its way or ended."""

    model_config = ConfigDict(
        from_attributes=True,
        json_schema_extra={
            "examples": [
                {
                    "id": "5b0c1f1e6a9f4f0f8a6c0f2a3d4e5f60",
                    "kind": "supply-lists",
                    "state": "committed",
                    "ledger_transaction_id": "8d3f5f0f6d1c4b7f9f7e2f0f0c4f4e0a8d3f5f0f6d1c4b7f9f7e2f0f0c4f4e0a",
                    "block": 42,
                    "answer": {"changed": True},
                    "problem": None,
                    "created_at": "2026-01-01T08:00:00Z",
                    "ended_at": "2026-01-01T08:00:00.1Z",
                }
            ]
        },
    )

    id: str = Field(description="Identifier of the operation.")
    kind: str = Field(description="What was asked for.")
    state: Literal["pending", "committed", "failed"] = Field(description="`pending` until the ledger has decided.")
    ledger_transaction_id: str | None = Field(description="Identifier of the ledger's transaction, once known.")
    block: int | None = Field(description="Number of the block that holds it.")
    answer: dict[str, Any] | None = Field(description="The contract's answer, when committed.")
    problem: dict[str, Any] | None = Field(description="Problem document (RFC 9457), when failed.")
    created_at: datetime = Field(description="When it was asked for.")
    ended_at: datetime | None = Field(description="When it was decided.")
