"""Failures as RFC 9457 problem documents; one handler per kind of failure, registered by `install`."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from gateway.errors import ShoalError

MEDIA_TYPE = "application/problem+json"
_ALWAYS = (400, 413, 422, 500, 503)
_HTTP_CODES = {
    400: ("BODY_JSON", "the body isn't well-formed JSON in UTF-8"),
    404: ("ROUTE_UNKNOWN", "there is nothing at this path; see /v1/openapi.json"),
    413: ("BODY_TOO_LARGE", ""),
    405: ("METHOD_NOT_ALLOWED", "this path doesn't know this method; the Allow header says which it knows"),
}
log = structlog.get_logger(__name__)


class Problem(BaseModel):
    """An RFC 9457 problem document. `code` is stable: docs/reference/errors.md lists them all."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(description="Always about:blank; `code` says more.", examples=["about:blank"])
    title: str = Field(description="The status in words.", examples=["Unprocessable Content"])
    status: int = Field(description="The HTTP status.", examples=[422])
    code: str = Field(description="The stable code.", examples=["FIELD_RANGE"])
    detail: str = Field(description="What is wrong and what to do.", examples=["must be at least 1"])
    instance: str = Field(description="The path of the request.", examples=["/v1/supply-lists"])
    field: str | None = Field(default=None, description="The field to blame.", examples=["amount"])
    transaction_id: str | None = Field(default=None, description="The ledger transaction that failed.")


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The `responses` of an operation: these statuses beside the ones that any operation may answer with."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        status: {"description": HTTPStatus(status).phrase, "content": content}
        for status in sorted({*_ALWAYS, *statuses})
    }


def problem_document(error: ShoalError, instance: str) -> dict[str, Any]:
    """The document of a failure; `instance` is the path of the request or resource."""
    document: dict[str, Any] = {
        "type": "about:blank",
        "title": _phrase(error.status),
        "status": error.status,
        "code": error.code,
        "detail": error.message,
        "instance": instance,
    }
    if error.field is not None:
        document["field"] = error.field
    return {**error.details, **document}


def problem_response(error: ShoalError, request: Request) -> JSONResponse:
    """The response of a failure."""
    return JSONResponse(
        problem_document(error, request.url.path), error.status, headers=error.headers, media_type=MEDIA_TYPE
    )


def install(app: FastAPI) -> None:
    """Registers the handlers: nothing leaves the gateway as another kind of error document."""

    async def shoal_error(request: Request, error: ShoalError) -> JSONResponse:
        if error.status >= 500:
            log.error("request.failed", code=error.code, detail=error.message, path=request.url.path)
        return problem_response(error, request)

    async def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        return problem_response(_of_validation(error.errors()), request)

    async def http_error(request: Request, error: HTTPException) -> JSONResponse:
        code, message = _HTTP_CODES.get(error.status_code, (f"HTTP_{error.status_code}", str(error.detail)))
        failure = ShoalError(code, message or str(error.detail), status=error.status_code)
        failure.headers.update(error.headers or {})
        return problem_response(failure, request)

    async def unexpected(request: Request, error: Exception) -> JSONResponse:
        log.error("request.crashed", path=request.url.path, exc_info=error)
        failure = ShoalError("INTERNAL", "an error of ours; the log of the gateway says more", status=500)
        return problem_response(failure, request)

    app.add_exception_handler(ShoalError, shoal_error)  # type: ignore[arg-type] # Starlette knows only Exception
    app.add_exception_handler(RequestValidationError, invalid)  # type: ignore[arg-type]
    app.add_exception_handler(HTTPException, http_error)  # type: ignore[arg-type]
    app.add_exception_handler(Exception, unexpected)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error"


_CODE_OF_TYPE = {
    "missing": "FIELD_MISSING",
    "extra_forbidden": "FIELD_UNKNOWN",
    "greater_than": "FIELD_RANGE",
    "greater_than_equal": "FIELD_RANGE",
    "less_than": "FIELD_RANGE",
    "less_than_equal": "FIELD_RANGE",
    "string_too_short": "FIELD_RANGE",
    "string_too_long": "FIELD_RANGE",
    "too_short": "FIELD_RANGE",
    "too_long": "FIELD_RANGE",
    "literal_error": "FIELD_FORMAT",
    "enum": "FIELD_FORMAT",
    "value_error": "FIELD_FORMAT",
    "string_pattern_mismatch": "FIELD_FORMAT",
    "string_unicode": "FIELD_FORMAT",
    "int_parsing": "FIELD_FORMAT",
    "int_parsing_size": "FIELD_RANGE",
    "bool_parsing": "FIELD_FORMAT",
}


def _of_validation(errors: Sequence[Mapping[str, Any]]) -> ShoalError:
    """One failure out of pydantic's: the first names the code and field, `errors` lists all (at most 20)."""
    listed = [_entry(error) for error in errors[:20]]
    first = listed[0]
    if first["code"] == "BODY_JSON":
        return ShoalError("BODY_JSON", _HTTP_CODES[400][1], status=400)
    return ShoalError(first["code"], first["detail"], first["field"] or None, status=422, errors=listed)


def _entry(error: Mapping[str, Any]) -> dict[str, str]:
    kind = str(error["type"])
    code = "BODY_JSON" if kind == "json_invalid" else _CODE_OF_TYPE.get(kind, "FIELD_TYPE")
    return {"code": code, "field": _path(error["loc"]), "detail": str(error["msg"])}


def _path(location: Sequence[str | int]) -> str:
    """`("body", "lists", 3, "amount")` as `lists.3.amount`; the tags of unions (in angle brackets) are left out."""
    return ".".join(str(part) for part in location[1:] if not str(part).startswith("<"))
