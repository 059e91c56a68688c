"""FastAPI dependencies: the wired services and the caller."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from gateway.accounts.principal import Principal, Role
from gateway.context import Services
from gateway.errors import Forbidden, Unauthenticated

bearer = HTTPBearer(auto_error=False, scheme_name="session", description="The token that POST /v1/sessions gives.")
_ROLES: tuple[Role, ...] = ("company", "operator", "supervisor")


async def services(request: Request) -> Services:
    """Everything that the start-up wired."""
    wired: Services = request.app.state.services
    return wired


async def _principal(
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)],
    wired: Annotated[Services, Depends(services)],
) -> Principal:
    if credentials is None:
        raise Unauthenticated("TOKEN_MISSING", "send a bearer token; POST /v1/sessions gives one")
    return await wired.accounts.authenticate(credentials.credentials)


def require(*roles: Role) -> Callable[..., Awaitable[Principal]]:
    """A dependency that gives the caller and lets in these roles only (all, when none is named)."""
    allowed = roles or _ROLES

    async def caller(principal: Annotated[Principal, Depends(_principal)]) -> Principal:
        if principal.role not in allowed:
            raise Forbidden("ROLE_REQUIRED", f"this needs the role {' or '.join(allowed)}; you are {principal.role}")
        return principal

    return caller


ServicesDep = Annotated[Services, Depends(services)]
Anyone = Annotated[Principal, Depends(require())]
Company = Annotated[Principal, Depends(require("company"))]
Operator = Annotated[Principal, Depends(require("operator"))]
Supervisor = Annotated[Principal, Depends(require("supervisor"))]
Authority = Annotated[Principal, Depends(require("operator", "supervisor"))]
