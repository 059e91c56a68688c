"""The one failure of this package: a stable code and a message that says what to do."""


class MatchingError(ValueError):
    """A market, a scheme or a request that the rules refuse. `code` is stable; `str(error)` is for people; `field`
    names the offending field where there is one."""

    def __init__(self, code: str, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.field = field


def require_range(code: str, what: str, value: int, low: int, high: int, field: str | None = None) -> None:
    """Refuse a value that is not a plain int within low…high (a bool or a float is a programmer's mistake that
    would change integer arithmetic silently, so it is refused too)."""
    if type(value) is not int or not low <= value <= high:
        raise MatchingError(code, f"{what} must be a whole number from {low} to {high}, not {value!r}", field)
