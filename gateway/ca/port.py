"""What the gateway needs of a certificate authority. Adapter: `gateway.ca.fabric_ca`; tests have one in process."""

from collections.abc import Mapping
from typing import Protocol


class CertificateAuthority(Protocol):
    """The consortium's authority for users' certificates.

    Failures are `CaRefused` (code `CA_REFUSED`: it said no) and `Unavailable` (`CA_UNAVAILABLE`: no answer in time).
    """

    msp_id: str
    """The MSP that its certificates belong to."""

    async def register(self, enrollment_id: str, secret: str, attributes: Mapping[str, str]) -> None:
        """Admits an identity, whose certificates will carry the attributes. One that is registered is left as it is."""
        ...

    async def enroll(self, enrollment_id: str, secret: str, signing_request_pem: bytes) -> bytes:
        """A certificate (PEM) for the request's key."""
        ...

    async def revoke(self, enrollment_id: str, reason: str) -> int:
        """Revokes all certificates of the identity and bars it from new ones; answers how many there were."""
        ...
