"""hfc's client for Fabric CA, made to speak to today's server.

Two things differ from hfc 1.0.0: the token is a signature over method, path, body and certificate (the server refuses
the older form without method and path), and it must be low-S. Calls have a deadline here; hfc's have none.
"""

import base64
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from hfc.fabric_ca.caservice import CAClient

from gateway.ca.errors import CaRefused
from gateway.wallets.keys import sign_low_s

_TIMEOUT_S = (3.0, 15.0)


@dataclass(frozen=True, slots=True)
class Registrar:
    """Who may register and revoke: the authority's bootstrap identity, enrolled."""

    certificate_pem: bytes
    key: EllipticCurvePrivateKey


def auth_token(method: str, path: str, body: bytes, registrar: Registrar) -> str:
    """`b64(certificate).b64(signature)` over `method.b64(path).b64(body).b64(certificate)`."""
    certificate = base64.b64encode(registrar.certificate_pem)
    message = b".".join([method.encode(), base64.b64encode(path.encode()), base64.b64encode(body), certificate])
    signature = base64.b64encode(sign_low_s(registrar.key, message))
    return (certificate + b"." + signature).decode("ascii")


class SignedCAClient(CAClient):  # type: ignore[misc] # hfc has no types
    """Signs each request as it is sent: only there are its path and its very bytes known."""

    def generateAuthToken(self, req: Any, registrar: Registrar) -> Registrar:  # noqa: N802, ARG002 - hfc's signature
        """Hands the registrar through to `_send_ca_post`, in the header's place."""
        return registrar

    def _send_ca_post(self, path: str, **param: Any) -> tuple[dict[str, Any], int]:
        url = self._base_url + path
        body = json.dumps(param.pop("json")).encode()
        headers = {**param.pop("headers", {}), "Content-Type": "application/json"}
        registrar = headers.get("Authorization")
        if isinstance(registrar, Registrar):
            headers["Authorization"] = auth_token("POST", urlsplit(url).path, body, registrar)
        response = requests.post(url, data=body, headers=headers, timeout=_TIMEOUT_S, **param)
        try:
            answer: dict[str, Any] = response.json()
        except ValueError:
            raise CaRefused(f"the certificate authority answered {response.status_code} without JSON") from None
        if not answer.get("success"):
            first = (answer.get("errors") or [{}])[0]
            raise CaRefused(
                f"the certificate authority refused {path}: {first.get('message', '?')}", int(first.get("code", 0))
            )
        return answer, response.status_code
