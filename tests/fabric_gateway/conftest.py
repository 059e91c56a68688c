"""A member's identity, a small contract, and a fake peer to talk to."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from fabric_gateway import Contract, Gateway, Identity, Network, PrivateKeySigner, Timeouts, connect

from .fake_ledger import ContractError, FakeLedger, Stub
from .fake_peer import FakePeer

QUICK = Timeouts(evaluate_s=2, endorse_s=2, submit_s=2, commit_status_s=2, deliver_s=2)


def make_identity(msp_id: str = "PlatformMSP") -> tuple[Identity, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "member")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, SHA256())
    )
    return Identity(msp_id, certificate.public_bytes(Encoding.PEM)), key


def put(stub: Stub, key: bytes, value: bytes) -> bytes:
    stub.put(key.decode(), value)
    stub.event = ("Put", key)
    return b"put " + key


def add(stub: Stub, key: bytes, amount: bytes) -> bytes:
    """Reads before it writes: two at once conflict."""
    total = int(stub.get(key.decode()) or 0) + int(amount)
    stub.put(key.decode(), str(total).encode())
    return str(total).encode()


def get(stub: Stub, key: bytes) -> bytes:
    value = stub.get(key.decode())
    if value is None:
        raise ContractError(f"NOT_FOUND no {key.decode()}")
    return value


def put_both(stub: Stub, key: bytes, value: bytes) -> bytes:
    """Writes to its own namespace and to another one."""
    stub.put(key.decode(), value)
    stub.put(key.decode(), value, namespace="other")
    return b""


CONTRACTS = {"floor": {"Put": put, "Add": add, "Get": get, "PutBoth": put_both, "lists:Put": put}}


@pytest.fixture(scope="session")
def member() -> tuple[Identity, ec.EllipticCurvePrivateKey]:
    return make_identity()


@pytest.fixture
async def peer() -> AsyncIterator[FakePeer]:
    async with FakePeer(FakeLedger("market", CONTRACTS)) as peer:
        yield peer


@pytest.fixture
async def gateway(peer: FakePeer, member: tuple[Identity, ec.EllipticCurvePrivateKey]) -> AsyncIterator[Gateway]:
    identity, key = member
    async with connect(peer.address, None) as channel:
        yield Gateway(channel, identity, PrivateKeySigner(key), QUICK)


@pytest.fixture
def network(gateway: Gateway) -> Network:
    return gateway.network("market")


@pytest.fixture
def contract(network: Network) -> Contract:
    return network.contract("floor")
