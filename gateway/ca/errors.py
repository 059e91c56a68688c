"""Failures of the certificate authority."""

from typing import ClassVar

from gateway.errors import ShoalError


class CaRefused(ShoalError):
    """The authority said no: the gateway's registrar or its requests are wrong, never the company's input."""

    default_status: ClassVar[int] = 502

    def __init__(self, message: str, ca_code: int = 0) -> None:
        super().__init__("CA_REFUSED", message)
        self.ca_code = ca_code
