"""Companies of a benchmark: identities of the users' CA, enrolled several at a time."""

import hashlib
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from network import ca_client, users_ca
from network.api import Profile
from network.files import write_bytes
from network.layout import Layout
from network.profile import ProfileIdentity

AT_ONCE = 8


@dataclass(frozen=True)
class Company:
    """A company, registered on the ledger or not. `side` is what it posts; `key_id` is the ledger's name of its key."""

    company_id: str
    name: str
    side: str
    social_credit_code: str
    key_id: str
    identity: ProfileIdentity


def enrol(profile: Profile, home: Path, numbers: Iterable[int], run: str) -> list[Company]:
    """A company a number, buyers and sellers in turns. `run` keeps those of several runs on one ledger apart."""
    registrar = users_ca.enrol_registrar(profile.ca, Layout(home))
    msp_id = profile.organisations["platform"].msp_id

    def one(number: int) -> Company:
        company_id = f"C-{run}{number:05}".upper()
        attributes = {"role": "company", "company_id": company_id}
        secret = ca_client.register(profile.ca, registrar, company_id, attributes)
        enrolled = ca_client.enrol(profile.ca, company_id, secret)
        folder = home / "companies" / company_id
        identity = ProfileIdentity(
            msp_id,
            write_bytes(folder / "certificate.pem", enrolled.certificate_pem),
            write_bytes(folder / "key.pem", enrolled.private_key_pem),
        )
        side = ("demand", "supply")[number % 2]
        code = f"DEMO{run.upper():0>8}{number:06}"
        return Company(company_id, f"Company {run} {number}", side, code, key_id(enrolled.certificate_pem), identity)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, numbers))


def key_id(certificate_pem: bytes) -> str:
    """Hex SHA-256 of the public key's SubjectPublicKeyInfo."""
    public = x509.load_pem_x509_certificate(certificate_pem).public_key()
    return hashlib.sha256(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()
