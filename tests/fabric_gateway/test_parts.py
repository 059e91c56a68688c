"""Signers, identities, back-off, checkpoints, and the package itself."""

import ast
import json
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat
from fabric_protos.msp import identities_pb2
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import fabric_gateway
from fabric_gateway import (
    Backoff,
    FileCheckpointer,
    Identity,
    InMemoryCheckpointer,
    MalformedError,
    Position,
    PrivateKeySigner,
)
from fabric_gateway.signer import low_s

from .fake_peer import P256_ORDER

KEY = ec.generate_private_key(ec.SECP256R1())


class TestSigner:
    @given(st.binary())
    async def test_p256_signatures_verify_and_have_a_low_s(self, message):
        signature = await PrivateKeySigner(KEY).sign(message)
        KEY.public_key().verify(signature, message, ec.ECDSA(SHA256()))
        assert decode_dss_signature(signature)[1] <= P256_ORDER // 2

    @given(st.integers(1, P256_ORDER - 1), st.integers(1, P256_ORDER - 1))
    def test_low_s_mirrors_the_upper_half_only(self, r, s):
        r_after, s_after = decode_dss_signature(low_s(encode_dss_signature(r, s)))
        assert r_after == r
        assert s_after == min(s, P256_ORDER - s)

    async def test_ed25519(self):
        key = ed25519.Ed25519PrivateKey.generate()
        key.public_key().verify(await PrivateKeySigner(key).sign(b"message"), b"message")

    @pytest.mark.parametrize("password", [None, b"secret"])
    async def test_from_pem(self, password):
        encryption = BestAvailableEncryption(password) if password else NoEncryption()
        pem = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)
        signature = await PrivateKeySigner.from_pem(pem, password).sign(b"message")
        KEY.public_key().verify(signature, b"message", ec.ECDSA(SHA256()))

    def test_other_keys_are_refused(self):
        with pytest.raises(ValueError, match="P-256, this one is on secp384r1"):
            PrivateKeySigner(ec.generate_private_key(ec.SECP384R1()))
        with pytest.raises(ValueError, match="RSA"):
            PrivateKeySigner(rsa.generate_private_key(65537, 2048))

    def test_no_part_of_the_key_is_printed(self):
        assert repr(PrivateKeySigner(KEY)) == "PrivateKeySigner(ECPrivateKey)"


def test_an_identity_is_serialised_as_msp_and_certificate():
    parsed = identities_pb2.SerializedIdentity.FromString(Identity("PlatformMSP", b"pem").creator)
    assert (parsed.mspid, parsed.id_bytes) == ("PlatformMSP", b"pem")


class TestBackoff:
    @given(st.floats(0.001, 10), st.floats(1, 100), st.integers(0, 10_000))
    def test_pauses_double_up_to_the_limit_with_jitter(self, first_s, times, tries):
        backoff = Backoff(first_s, first_s * times)
        whole = min(backoff.limit_s, first_s * 2.0 ** min(tries, 64))
        assert whole / 2 <= backoff.pause_s(tries) <= whole

    @pytest.mark.parametrize(("first_s", "limit_s"), [(0, 1), (2, 1), (-1, 1)])
    def test_nonsense_is_refused(self, first_s, limit_s):
        with pytest.raises(ValueError, match="first_s"):
            Backoff(first_s, limit_s)


class TestCheckpointers:
    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(positions=st.lists(st.builds(Position, st.integers(0, 2**63), st.text(max_size=64)), min_size=1, max_size=4))
    async def test_the_last_saved_position_comes_back_in_a_new_process(self, tmp_path, positions):
        for position in positions:
            await FileCheckpointer(tmp_path / "checkpoint.json").save(position)
        assert await FileCheckpointer(tmp_path / "checkpoint.json").load() == positions[-1]
        assert [path.name for path in tmp_path.iterdir()] == ["checkpoint.json"]

    async def test_nothing_saved_is_no_position(self, tmp_path):
        assert await FileCheckpointer(tmp_path / "checkpoint.json").load() is None
        assert await InMemoryCheckpointer().load() is None

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "{",
            "[]",
            "{}",
            '{"block_number": -1, "transaction_id": ""}',
            '{"block_number": true, "transaction_id": ""}',
            '{"block_number": 1, "transaction_id": null}',
        ],
    )
    async def test_a_damaged_file_is_refused_and_named(self, tmp_path, text):
        path = tmp_path / "checkpoint.json"
        path.write_text(text)
        with pytest.raises(MalformedError, match=r"checkpoint\.json is not a checkpoint file"):
            await FileCheckpointer(path).load()

    async def test_a_crash_while_writing_leaves_the_old_position(self, tmp_path):
        path = tmp_path / "checkpoint.json"
        await FileCheckpointer(path).save(Position(7, "tx"))
        path.with_name("checkpoint.json.new").write_text('{"block_num')
        assert await FileCheckpointer(path).load() == Position(7, "tx")
        assert json.loads(path.read_text()) == {"block_number": 7, "transaction_id": "tx"}


class TestPackage:
    SOURCES = sorted(Path(fabric_gateway.__file__).parent.glob("*.py"))

    def test_every_public_name_exists_and_is_documented(self):
        for name in fabric_gateway.__all__:
            assert getattr(fabric_gateway, name).__doc__, name

    @pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
    def test_it_needs_nothing_but_its_three_dependencies(self, path):
        allowed = {"cryptography", "fabric_protos", "google", "grpc"}
        for node in ast.walk(ast.parse(path.read_text())):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module]
            for name in names:
                top = name.split(".")[0]
                assert top in allowed or top in sys.stdlib_module_names, name

    def test_error_codes_are_distinct(self):
        kinds = [value for value in vars(fabric_gateway).values() if isinstance(value, type)]
        codes = [kind.error_code for kind in kinds if issubclass(kind, fabric_gateway.GatewayError)]
        assert len(codes) == len(set(codes)) == 11
