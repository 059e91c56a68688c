"""Bearer tokens: 256 random bits; the records hold only their digest."""

import hashlib
import secrets


def new_token() -> str:
    """A token of 43 characters."""
    return secrets.token_urlsafe(32)


def token_digest(token: str) -> str:
    """Hex SHA-256. No salt or slow hash is needed: nobody can guess 256 random bits."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()
