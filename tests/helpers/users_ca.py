"""The users' certificate authority in process: it registers, enrols and revokes as a Fabric CA does."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from gateway.ca.errors import CaRefused
from gateway.errors import Unavailable

_ATTRIBUTES = x509.ObjectIdentifier("1.2.3.4.5.6.7.8.1")


@dataclass
class _Identity:
    secret: str
    attributes: dict[str, str]
    certificates: list[bytes] = field(default_factory=list)
    revoked: bool = False


class UsersCA:
    """`down` makes it unreachable; `fail_next_enrolment` breaks one enrolment, as a crash between two calls does."""

    def __init__(self, msp_id: str = "PlatformMSP") -> None:
        self.msp_id = msp_id
        self.identities: dict[str, _Identity] = {}
        self.down = False
        self.fail_next_enrolment = False
        self._key = ec.generate_private_key(ec.SECP256R1())

    async def register(self, enrollment_id: str, secret: str, attributes: Mapping[str, str]) -> None:
        """See the port."""
        self._reachable()
        self.identities.setdefault(enrollment_id, _Identity(secret, dict(attributes)))

    async def enroll(self, enrollment_id: str, secret: str, signing_request_pem: bytes) -> bytes:
        """See the port."""
        self._reachable()
        if self.fail_next_enrolment:
            self.fail_next_enrolment = False
            raise Unavailable("CA_UNAVAILABLE", "the connection broke")
        identity = self.identities.get(enrollment_id)
        if identity is None or identity.secret != secret or identity.revoked:
            raise CaRefused("the certificate authority refused enroll: Authentication failure", 20)
        request = x509.load_pem_x509_csr(signing_request_pem)
        assert request.is_signature_valid
        certificate = self._sign(request, identity.attributes)
        identity.certificates.append(certificate)
        return certificate

    async def revoke(self, enrollment_id: str, reason: str) -> int:
        """See the port."""
        self._reachable()
        identity = self.identities.get(enrollment_id)
        if identity is None:
            raise CaRefused("the certificate authority refused revoke: Identity not found", 63)
        identity.revoked = True
        return len(identity.certificates)

    def _reachable(self) -> None:
        if self.down:
            raise Unavailable("CA_UNAVAILABLE", "the certificate authority doesn't answer")

    def _sign(self, request: x509.CertificateSigningRequest, attributes: Mapping[str, str]) -> bytes:
        now = datetime.now(UTC)
        issuer = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "users CA")])
        builder = x509.CertificateBuilder(issuer, request.subject, request.public_key(), x509.random_serial_number())
        value = json.dumps({"attrs": dict(attributes)}).encode()
        return (
            builder.not_valid_before(now - timedelta(minutes=5))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(x509.UnrecognizedExtension(_ATTRIBUTES, value), critical=False)
            .sign(self._key, SHA256())
            .public_bytes(Encoding.PEM)
        )
