"""The certificate authority over `hfc.fabric_ca`: its calls block (60 ms each), so they run in threads."""

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

import requests

from gateway.ca.errors import CaRefused
from gateway.ca.signed_client import Registrar, SignedCAClient
from gateway.errors import Unavailable
from gateway.wallets.keys import load_private_key, new_private_key, signing_request

T = TypeVar("T")

_ALREADY_REGISTERED = 74
_AT_ONCE = 8


class FabricCertificateAuthority:
    """A Fabric CA server, through its registrar (enrolled at the first need, with the name and secret given)."""

    def __init__(
        self,
        msp_id: str,
        url: str,
        tls_roots: Path | None,
        registrar_name: str,
        registrar_secret: str,
        ca_name: str = "",
    ) -> None:
        self.msp_id = msp_id
        self._client = SignedCAClient(url, str(tls_roots) if tls_roots else None, ca_name=ca_name)
        self._name, self._secret = registrar_name, registrar_secret
        self._registrar: Registrar | None = None
        self._enrolling = asyncio.Lock()
        self._slots = asyncio.Semaphore(_AT_ONCE)

    @classmethod
    def with_registrar(
        cls, msp_id: str, url: str, tls_roots: Path | None, certificate_pem: bytes, private_key_pem: bytes
    ) -> "FabricCertificateAuthority":
        """For a registrar that is enrolled already."""
        authority = cls(msp_id, url, tls_roots, "", "")
        authority._registrar = Registrar(certificate_pem, load_private_key(private_key_pem))
        return authority

    async def register(self, enrollment_id: str, secret: str, attributes: Mapping[str, str]) -> None:
        """Admits an identity; its attributes go into every certificate (`ecert`)."""
        registrar = await self._enrolled_registrar()
        request = {
            "id": enrollment_id,
            "type": "client",
            "secret": secret,
            "affiliation": "",
            # Unlimited: a registration that was cut off enrols again.
            "max_enrollments": -1,
            "attrs": [{"name": name, "value": value, "ecert": True} for name, value in attributes.items()],
        }
        try:
            await self._call(lambda: self._client.register(request, registrar))
        except CaRefused as refused:
            if refused.ca_code != _ALREADY_REGISTERED:
                raise

    async def enroll(self, enrollment_id: str, secret: str, signing_request_pem: bytes) -> bytes:
        """A certificate (PEM) for the request's key."""
        request = signing_request_pem.decode("ascii")
        certificate, _chain = await self._call(lambda: self._client.enroll(enrollment_id, secret, request))
        return bytes(certificate)

    async def revoke(self, enrollment_id: str, reason: str) -> int:
        """Revokes all certificates of the identity. The channel learns of it by a new CRL in its configuration."""
        registrar = await self._enrolled_registrar()
        request = {"id": enrollment_id, "aki": "", "serial": "", "reason": reason, "gencrl": False}
        revoked, _crl = await self._call(lambda: self._client.revoke(request, registrar))
        return len(revoked or [])

    async def _enrolled_registrar(self) -> Registrar:
        async with self._enrolling:
            if self._registrar is None:
                key = new_private_key()
                certificate = await self.enroll(self._name, self._secret, signing_request(key, self._name))
                self._registrar = Registrar(certificate, key)
            return self._registrar

    async def _call(self, work: Callable[[], T]) -> T:
        async with self._slots:
            try:
                return await asyncio.to_thread(work)
            except requests.RequestException as error:
                raise Unavailable(
                    "CA_UNAVAILABLE", "the certificate authority doesn't answer; send the request again in a moment"
                ) from error
