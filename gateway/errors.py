"""Every failure of the gateway: one stable code, one HTTP status, a message that says what to do."""

from typing import Any, ClassVar

_FORBIDDEN = {"ROLE_REQUIRED", "PARTY_MISMATCH", "LIST_FOREIGN", "COMPANY_MISMATCH", "KEY_NOT_REGISTERED"}
_UNPROCESSABLE = {"BREED_UNKNOWN", "PAGE_BOOKMARK", "STATEMENT_SIGNATURE"}
_CONFLICT = {"SCHEME_LIST_UNKNOWN"}  # a scheme that names a list that isn't there, not a resource that isn't there
_OUR_FAULT = {"STATE_CORRUPT", "INTERNAL", "FUNCTION_UNKNOWN", "ARGUMENT_ENCODING", "ARGUMENT_COUNT", "ARGUMENT_JSON"}


def status_of(code: str) -> int:
    """The HTTP status of a code that the chaincode gives (docs/reference/errors.md lists them all)."""
    if code in _OUR_FAULT:
        return 500
    if code in _FORBIDDEN:
        return 403
    if code in _CONFLICT:
        return 409
    if code in _UNPROCESSABLE or code.startswith("FIELD_") or code.endswith("_INVALID"):
        return 422
    return 404 if code.endswith("_UNKNOWN") else 409


class ShoalError(Exception):
    """Base of all failures that a caller may see.

    `code` is stable and upper case; `message` says what is wrong and what to do; `field` is the dotted path of the
    field to blame (`lists.3.amount`), if one is; `details` are further members of the problem document, never a secret.
    """

    default_status: ClassVar[int] = 500

    def __init__(
        self, code: str, message: str, field: str | None = None, *, status: int | None = None, **details: Any
    ) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.field = field
        self.status = status if status is not None else self.default_status
        self.details: dict[str, Any] = details
        self.headers: dict[str, str] = {}


class BadInput(ShoalError):
    """The request is understood and can't be done as it stands."""

    default_status = 422


class Unauthenticated(ShoalError):
    """No token, an unknown or expired one, or wrong log-in data."""

    default_status = 401

    def __init__(self, code: str, message: str, field: str | None = None, **details: Any) -> None:
        super().__init__(code, message, field, **details)
        self.headers["WWW-Authenticate"] = "Bearer"


class Forbidden(ShoalError):
    """The caller is known and may not do this."""

    default_status = 403


class NotFound(ShoalError):
    """No such resource, or none that the caller may see."""

    default_status = 404


class Conflict(ShoalError):
    """The state of the resource doesn't allow it."""

    default_status = 409


class TooManyRequests(ShoalError):
    """The caller must wait `retry_after_s` seconds."""

    default_status = 429

    def __init__(self, code: str, message: str, *, retry_after_s: int) -> None:
        super().__init__(code, message)
        self.headers["Retry-After"] = str(retry_after_s)


class Unavailable(ShoalError):
    """A part that the gateway needs doesn't answer; the request can be repeated."""

    default_status = 503


class LedgerUnavailable(Unavailable):
    """The ledger doesn't answer (`LEDGER_UNAVAILABLE`) or not in time (`LEDGER_DEADLINE`)."""


class LedgerRefused(ShoalError):
    """The chaincode, or the validation of its transaction, refused; `code` is the chaincode's."""

    def __init__(self, code: str, message: str, field: str | None = None, transaction_id: str | None = None) -> None:
        super().__init__(code, message, field, status=status_of(code))
        self.transaction_id = transaction_id
        if transaction_id is not None:
            self.details["transaction_id"] = transaction_id
