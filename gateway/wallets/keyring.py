"""The one secret that everything at rest is encrypted with, and what is derived from it."""

import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from gateway.errors import ShoalError

KEY_BYTES = 32
_NONCE_BYTES = 12


class Keyring:
    """AES-256-GCM under a key derived from the wallet key file; also derives secrets per purpose and subject."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) != KEY_BYTES:
            raise ShoalError("WALLET_KEY", f"the wallet key must be {KEY_BYTES} bytes in hexadecimal")
        self._secret = secret
        self._cipher = AESGCM(self.derive("wallet encryption", ""))

    @classmethod
    def from_file(cls, path: Path) -> "Keyring":
        """Reads the key file; fails with `WALLET_KEY` when it is missing or damaged."""
        try:
            return cls(bytes.fromhex(path.read_text("ascii").strip()))
        except (OSError, ValueError) as error:
            raise ShoalError(
                "WALLET_KEY", "the wallet key can't be read; `shoal gateway init` makes one, a backup restores one"
            ) from error

    def derive(self, purpose: str, subject: str) -> bytes:
        """32 bytes that only this key's holder can work out, the same ones each time (HKDF-SHA256, RFC 5869)."""
        info = b"".join(len(part).to_bytes(4, "big") + part for part in (purpose.encode(), subject.encode()))
        return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(self._secret)

    def encrypt(self, owner: str, plain: bytes) -> bytes:
        """Nonce and ciphertext, bound to the owner: another owner's row can't be put in its place."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, plain, owner.encode())

    def decrypt(self, owner: str, sealed: bytes) -> bytes:
        """Fails with `WALLET_KEY` when key, owner or content aren't the ones that were encrypted."""
        try:
            return self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], owner.encode())
        except (InvalidTag, ValueError) as error:
            raise ShoalError("WALLET_KEY", f"the wallet of {owner} doesn't open with this wallet key") from error
