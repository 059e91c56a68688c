"""FastAPI dependencies: the wired services and the caller.

They are few and one level deep: what FastAPI spends on each at every request is more than most of them do.
"""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.openapi.models import HTTPBearer
from fastapi.security.base import SecurityBase
from fastapi.security.utils import get_authorization_scheme_param

from gateway.accounts.principal import Principal, Role
from gateway.context import Services
from gateway.errors import Forbidden, Unauthenticated

_ROLES: tuple[Role, ...] = ("company", "operator", "supervisor")


async def services(request: Request) -> Services:
    """Everything that the start-up wired."""
    return services_of(request)


def services_of(request: Request) -> Services:
    """The same for other dependencies, without one more of them."""
    wired: Services = request.app.state.services
    return wired


def token_of(request: Request) -> str:
    """The bearer token that the request carries; fails with `TOKEN_MISSING`."""
    scheme, token = get_authorization_scheme_param(request.headers.get("authorization"))
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated("TOKEN_MISSING", "send a bearer token; POST /v1/sessions gives one")
    return token


class Require(SecurityBase):
    """A dependency that gives the caller and lets in these roles only (all, when none is named)."""

    model = HTTPBearer(description="The token that POST /v1/sessions gives.")
    scheme_name = "session"

    def __init__(self, *roles: Role) -> None:
        self._allowed = roles or _ROLES

    async def __call__(self, request: Request) -> Principal:
        """Fails with `TOKEN_MISSING`, `TOKEN_INVALID`, `ROLE_REQUIRED`."""
        principal = await services_of(request).accounts.authenticate(token_of(request))
        if principal.role not in self._allowed:
            needed = " or ".join(self._allowed)
            raise Forbidden("ROLE_REQUIRED", f"this needs the role {needed}; you are {principal.role}")
        return principal


ServicesDep = Annotated[Services, Depends(services)]
Anyone = Annotated[Principal, Depends(Require())]
Company = Annotated[Principal, Depends(Require("company"))]
Operator = Annotated[Principal, Depends(Require("operator"))]
Supervisor = Annotated[Principal, Depends(Require("supervisor"))]
Authority = Annotated[Principal, Depends(Require("operator", "supervisor"))]
