"""`/v1/sessions`: log in and out."""

from fastapi import APIRouter, Request, Response

from gateway.accounts.schemas import CallerOut, LogIn, SessionOut
from gateway.web.deps import Anyone, ServicesDep, token_of
from gateway.web.problems import problems

router = APIRouter(prefix="/sessions", tags=["sessions"])


@router.post("", status_code=201, summary="Log in", responses=problems(401, 422, 429))
async def log_in(body: LogIn, services: ServicesDep, response: Response) -> SessionOut:
    """Gives a bearer token for a company's credit code or name, or for the operator's or supervisor's name.

    Whatever is wrong, the answer is `LOGIN_FAILED`; too many attempts give `LOGIN_LIMIT` with `Retry-After`.
    """
    session = await services.accounts.log_in(body.login, body.password)
    response.headers["Cache-Control"] = "no-store"
    principal = session.principal
    return SessionOut(
        token=session.token, expires_at=session.expires_at, role=principal.role, company_id=principal.company_id
    )


@router.get("/current", summary="Who am I", responses=problems(401))
async def current(caller: Anyone) -> CallerOut:
    """The role and company that the token stands for."""
    return CallerOut(role=caller.role, company_id=caller.company_id)


@router.delete("/current", status_code=204, summary="Log out", responses=problems(401))
async def log_out(_: Anyone, services: ServicesDep, request: Request) -> None:
    """Forgets the token that the request carries."""
    await services.accounts.log_out(token_of(request))
