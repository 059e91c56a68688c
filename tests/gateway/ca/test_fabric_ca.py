"""The adapter against a Fabric CA's own protocol: an HTTP server that checks tokens the way the server of 1.5 does."""

import base64
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from gateway.ca.errors import CaRefused
from gateway.ca.fabric_ca import FabricCertificateAuthority
from gateway.errors import Unavailable
from gateway.wallets.keys import new_private_key, signing_request
from tests.helpers.identities import CertificateAuthority

HALF_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551 // 2
ISSUER = CertificateAuthority()


class Protocol(BaseHTTPRequestHandler):
    server: "Server"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        status, answer = self.server.answer(self.path, body, self.headers["Authorization"] or "")
        sent = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, *_: Any) -> None:
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Protocol)
        self.secrets = {"registrar": "registrar's secret"}
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.broken = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def answer(self, path: str, body: bytes, authorization: str) -> tuple[int, Any]:
        if self.broken:
            return 502, b"<html>no</html>"
        request = json.loads(body)
        self.asked.append((path, request))
        if path == "/api/v1/enroll":
            name, _, secret = base64.b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
            if self.secrets.get(name) != secret:
                return 401, refusal(20, "Authentication failure")
            key = x509.load_pem_x509_csr(request["certificate_request"].encode()).public_key()
            assert isinstance(key, ec.EllipticCurvePublicKey)
            certificate = ISSUER.issue("PlatformMSP", name).certificate_pem
            self.registrar_key = key if name == "registrar" else getattr(self, "registrar_key", None)
            return 201, success({"Cert": b64(certificate), "ServerInfo": {"CAChain": b64(b"chain")}})
        if not self.signed(path, body, authorization):
            return 401, refusal(20, "Authentication failure")
        if path == "/api/v1/register":
            if request["id"] in self.secrets:
                return 409, refusal(74, f"Identity '{request['id']}' is already registered")
            self.secrets[request["id"]] = request["secret"]
            return 201, success({"secret": request["secret"]})
        if request["id"] not in self.secrets:
            return 404, refusal(63, "Failed to get identity")
        return 200, success({"RevokedCerts": [{"Serial": "1", "AKI": "2"}], "CRL": ""})

    def signed(self, path: str, body: bytes, token: str) -> bool:
        certificate, _, signature = token.partition(".")
        message = ".".join(["POST", b64(path.encode()), b64(body), certificate]).encode()
        der = base64.b64decode(signature)
        self.registrar_key.verify(der, message, ec.ECDSA(SHA256()))
        return decode_dss_signature(der)[1] <= HALF_ORDER


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def success(result: dict[str, Any]) -> dict[str, Any]:
    return {"success": True, "result": result, "errors": [], "messages": []}


def refusal(code: int, message: str) -> dict[str, Any]:
    return {"success": False, "result": "", "errors": [{"code": code, "message": message}], "messages": []}


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    thread = threading.Thread(target=made.serve_forever)
    thread.start()
    yield made
    made.shutdown()
    thread.join()
    made.server_close()


@pytest.fixture
def ca(server: Server) -> FabricCertificateAuthority:
    return FabricCertificateAuthority("PlatformMSP", server.url, None, "registrar", "registrar's secret")


async def test_registers_with_attributes_in_the_certificate_and_enrols(server: Server, ca: FabricCertificateAuthority):
    await ca.register("C-AAAA", "secret", {"role": "company", "company_id": "C-AAAA"})
    certificate = await ca.enroll("C-AAAA", "secret", signing_request(new_private_key(), "C-AAAA"))
    assert x509.load_pem_x509_certificate(certificate).subject.rfc4514_string() == "CN=C-AAAA"
    request = dict(server.asked)["/api/v1/register"]
    assert request["attrs"] == [
        {"name": "role", "value": "company", "ecert": True},
        {"name": "company_id", "value": "C-AAAA", "ecert": True},
    ]
    assert (request["type"], request["max_enrollments"]) == ("client", -1)


async def test_registering_again_is_no_failure_and_the_registrar_enrols_once(
    server: Server, ca: FabricCertificateAuthority
):
    for _ in range(3):
        await ca.register("C-AAAA", "secret", {})
    assert [path for path, _ in server.asked].count("/api/v1/enroll") == 1


async def test_a_name_outside_ascii_is_signed_as_it_is_sent(ca: FabricCertificateAuthority):
    await ca.register("蓝湾", "secret", {"role": "company"})


async def test_revokes(ca: FabricCertificateAuthority):
    await ca.register("C-AAAA", "secret", {})
    assert await ca.revoke("C-AAAA", "keycompromise") == 1
    with pytest.raises(CaRefused) as refused:
        await ca.revoke("C-BBBB", "unspecified")
    assert refused.value.ca_code == 63


async def test_refusals_are_coded_and_hold_no_secret(ca: FabricCertificateAuthority):
    await ca.register("C-AAAA", "secret", {})
    with pytest.raises(CaRefused) as refused:
        await ca.enroll("C-AAAA", "a wrong secret", signing_request(new_private_key(), "C-AAAA"))
    assert (refused.value.code, refused.value.status, refused.value.ca_code) == ("CA_REFUSED", 502, 20)
    assert "a wrong secret" not in str(refused.value)


async def test_an_answer_without_json_is_a_refusal(server: Server, ca: FabricCertificateAuthority):
    server.broken = True
    with pytest.raises(CaRefused, match="502"):
        await ca.register("C-AAAA", "secret", {})


async def test_no_answer_is_unavailable():
    ca = FabricCertificateAuthority("PlatformMSP", "http://127.0.0.1:9", None, "registrar", "secret")
    with pytest.raises(Unavailable) as failed:
        await ca.register("C-AAAA", "secret", {})
    assert failed.value.code == "CA_UNAVAILABLE"
