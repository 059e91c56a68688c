"""A short key of any JSON value."""

import hashlib
import json
from typing import Any


def key_of(value: Any) -> str:
    """The same for the same value, in whatever order its keys are."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:20]
