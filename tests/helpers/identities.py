"""A certificate authority for tests: identities with Fabric CA's attributes, as a network's users' CA issues them."""

import hashlib
import json
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from gateway.ledger.port import Caller

_ATTRIBUTES = x509.ObjectIdentifier("1.2.3.4.5.6.7.8.1")


class CertificateAuthority:
    """Signs with a key of its own. The simulated ledger believes the MSP it is told, as tests need it."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _name("test CA")

    def issue(self, msp_id: str, common_name: str, **attributes: str) -> Caller:
        """A new identity, e.g. `issue("PlatformMSP", "c1", role="company", company_id="C-ACME01")`."""
        key = ec.generate_private_key(ec.SECP256R1())
        now = datetime.now(UTC)
        builder = (
            x509.CertificateBuilder(self._name, _name(common_name), key.public_key(), x509.random_serial_number())
            .not_valid_before(now - timedelta(minutes=5))
            .not_valid_after(now + timedelta(days=1))
        )
        if attributes:
            value = json.dumps({"attrs": attributes}).encode()
            builder = builder.add_extension(x509.UnrecognizedExtension(_ATTRIBUTES, value), critical=False)
        certificate = builder.sign(self._key, SHA256())
        return Caller(
            msp_id,
            certificate.public_bytes(Encoding.PEM),
            key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        )

    def company(self, company_id: str) -> Caller:
        """A trading company's identity."""
        return self.issue("PlatformMSP", company_id, role="company", company_id=company_id)

    def operator(self) -> Caller:
        """The platform operator's."""
        return self.issue("PlatformMSP", "operator", role="operator")

    def supervisor(self) -> Caller:
        """The supervisor's."""
        return self.issue("SupervisorMSP", "supervisor")


def key_id(caller: Caller) -> str:
    """The ledger's name of the caller's public key: SHA-256 of its SubjectPublicKeyInfo."""
    public = x509.load_pem_x509_certificate(caller.certificate_pem).public_key()
    return hashlib.sha256(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, common_name)])
