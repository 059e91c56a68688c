"""The few requests of Fabric CA's REST interface that a network needs for itself (Fabric CA 1.5, `api/v1`)."""

import base64
import json
import ssl
from dataclasses import dataclass
from typing import Any

import httpx
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from fabric_gateway.signer import low_s
from network.errors import NetworkError
from network.profile import CertificateAuthority

_TIMEOUT_S = 15.0


@dataclass(frozen=True, repr=False)
class Enrolment:
    """A certificate and its private key, PEM."""

    certificate_pem: bytes
    private_key_pem: bytes


def enrol(ca: CertificateAuthority, name: str, secret: str) -> Enrolment:
    """A new key and a certificate for it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    request = x509.CertificateSigningRequestBuilder().subject_name(subject).sign(key, hashes.SHA256())
    pem = request.public_bytes(serialization.Encoding.PEM).decode()
    body = _encode({"certificate_request": pem, "caname": ca.name})
    result = _post(ca, "enroll", body, auth=httpx.BasicAuth(name, secret))
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return Enrolment(base64.b64decode(result["Cert"]), private)


def register(ca: CertificateAuthority, registrar: Enrolment, name: str, attributes: dict[str, str]) -> str:
    """Registers a client; its enrolment secret. Every attribute goes into its certificates (`:ecert`)."""
    attrs = [{"name": key, "value": value, "ecert": True} for key, value in attributes.items()]
    body = _encode(
        {"id": name, "type": "client", "affiliation": "", "attrs": attrs, "max_enrollments": -1, "caname": ca.name}
    )
    secret: str = _signed_post(ca, registrar, "register", body)["secret"]
    return secret


def generate_crl(ca: CertificateAuthority, registrar: Enrolment) -> bytes:
    """The list of all revoked certificates, PEM."""
    return base64.b64decode(_signed_post(ca, registrar, "gencrl", _encode({"caname": ca.name}))["CRL"])


def revoke(ca: CertificateAuthority, registrar: Enrolment, name: str) -> None:
    """Revokes all certificates of an identity. The channel learns of it with the next published list only."""
    _signed_post(ca, registrar, "revoke", _encode({"id": name, "reason": "unspecified", "caname": ca.name}))


def token(enrolment: Enrolment, method: str, path: str, body: bytes) -> str:
    """Fabric CA's token: the certificate, and a signature over method, path, body and certificate."""
    certificate = base64.b64encode(enrolment.certificate_pem).decode()
    parts = (method, base64.b64encode(path.encode()).decode(), base64.b64encode(body).decode(), certificate)
    key = serialization.load_pem_private_key(enrolment.private_key_pem, None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError(f"a registrar's key is on a curve, this one is {type(key).__name__}")
    signature = low_s(key.sign(".".join(parts).encode(), ec.ECDSA(hashes.SHA256())))
    return f"{certificate}.{base64.b64encode(signature).decode()}"


def _encode(value: dict[str, Any]) -> bytes:
    return json.dumps(value).encode()


def _signed_post(ca: CertificateAuthority, who: Enrolment, request: str, body: bytes) -> dict[str, Any]:
    return _post(ca, request, body, headers={"Authorization": token(who, "POST", f"/api/v1/{request}", body)})


def _post(ca: CertificateAuthority, request: str, body: bytes, **more: Any) -> dict[str, Any]:
    trust = ssl.create_default_context(cafile=str(ca.tls_ca))
    try:
        with httpx.Client(verify=trust, timeout=_TIMEOUT_S, trust_env=False) as client:
            response = client.post(f"{ca.url}/api/v1/{request}", content=body, **more)
        answer = response.json()
    except (httpx.HTTPError, ValueError) as error:
        raise NetworkError("NETWORK_CA_REFUSED", f"{ca.name} at {ca.url}, {request}: {error!r}") from error
    if not answer.get("success"):
        said = "; ".join(str(entry.get("message")) for entry in answer.get("errors", []))
        raise NetworkError("NETWORK_CA_REFUSED", f"{ca.name} refused {request} ({response.status_code}): {said}")
    result: dict[str, Any] = answer["result"]
    return result
