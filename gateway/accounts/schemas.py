"""Bodies of the session endpoints."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from gateway.web.fields import Secret, Text


class LogIn(BaseModel):
    """A company's credit code or name, or the operator's or supervisor's name, and the password."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [
        {"login": "911100001000000017", "password": "correct horse battery staple"}
    ]})  # fmt: skip

    login: Annotated[Text, Field(min_length=1, max_length=200, description="Credit code or name; case doesn't matter.")]
    password: Annotated[Secret, Field(description="The password given at registration.")]


class CallerOut(BaseModel):
    """Whose token the request carries."""

    role: Literal["company", "operator", "supervisor"] = Field(description="What the caller may do.")
    company_id: str | None = Field(description="The caller's company; null for operator and supervisor.")


class SessionOut(BaseModel):
    """A bearer token; send it as `Authorization: Bearer …`. It is shown this once."""

    token: str = Field(description="256 random bits, URL-safe base64.")
    expires_at: datetime = Field(description="When the token stops working (UTC).")
    role: Literal["company", "operator", "supervisor"] = Field(description="What the caller may do.")
    company_id: str | None = Field(description="The caller's company; null for operator and supervisor.")
