"""Who is calling."""

from dataclasses import dataclass
from typing import Literal

Role = Literal["company", "operator", "supervisor"]


@dataclass(frozen=True, slots=True)
class Principal:
    """An authenticated caller. `company_id` is set exactly when `role` is `company`."""

    account_id: str
    role: Role
    company_id: str | None = None

    @property
    def reads_all(self) -> bool:
        """Operator and supervisor read everything; a company its own."""
        return self.role != "company"

    @property
    def company(self) -> str:
        """The company's id; only for endpoints that require the role `company`."""
        assert self.company_id is not None, "an endpoint for companies let another role in"
        return self.company_id
