import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.wallets.keys import key_id, load_private_key, new_private_key, private_pem, sign_low_s, signing_request

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
KEY = new_private_key()


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_signatures_verify_and_are_low_s(message: bytes):
    signature = sign_low_s(KEY, message)
    KEY.public_key().verify(signature, message, ec.ECDSA(SHA256()))
    assert decode_dss_signature(signature)[1] <= ORDER // 2


def test_a_key_survives_its_pem_form():
    assert key_id(load_private_key(private_pem(KEY))) == key_id(KEY)


def test_only_p256_keys_are_loaded():
    for other in (ec.generate_private_key(ec.SECP384R1()), rsa.generate_private_key(65537, 2048)):
        pem = other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        with pytest.raises(ValueError, match="P-256"):
            load_private_key(pem)


def test_a_signing_request_carries_name_and_key():
    request = x509.load_pem_x509_csr(signing_request(KEY, "C-AAAA"))
    assert request.is_signature_valid
    assert request.subject.rfc4514_string() == "CN=C-AAAA"
    assert request.public_key() == KEY.public_key()
