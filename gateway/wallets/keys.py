"""Key pairs on P-256: making them, asking for certificates, signing."""

import hashlib

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

from fabric_gateway.signer import low_s


def new_private_key() -> ec.EllipticCurvePrivateKey:
    """A fresh P-256 key."""
    return ec.generate_private_key(ec.SECP256R1())


def private_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    """PEM, PKCS #8, not encrypted."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def load_private_key(pem: bytes) -> ec.EllipticCurvePrivateKey:
    """The P-256 key in a PEM file."""
    key = load_pem_private_key(pem, password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise ValueError("not a private key on P-256")
    return key


def signing_request(key: ec.EllipticCurvePrivateKey, common_name: str) -> bytes:
    """A PKCS #10 request (PEM); the certificate authority decides on all but the key."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
    return x509.CertificateSigningRequestBuilder().subject_name(name).sign(key, SHA256()).public_bytes(Encoding.PEM)


def sign_low_s(key: ec.EllipticCurvePrivateKey, message: bytes) -> bytes:
    """ECDSA over SHA-256 (DER). Of s and n - s the lower one: Fabric refuses the other, so that nobody can alter it."""
    return low_s(key.sign(message, ec.ECDSA(SHA256())))


def key_id(key: ec.EllipticCurvePrivateKey) -> str:
    """Hex SHA-256 of the public key's SubjectPublicKeyInfo (DER): how the ledger names it."""
    spki = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(spki).hexdigest()
