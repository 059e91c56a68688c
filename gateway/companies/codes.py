"""Unified social credit codes (GB 32100-2015), and the id that a company gets from its code."""

import base64
import hashlib
import re

from stdnum.cn import uscc

from gateway.errors import BadInput

_DEMO = re.compile(r"DEMO[0-9A-Z]{14}")


def checked_code(code: str, *, admit_demo: bool) -> str:
    """The code in upper case; fails with `CODE_INVALID` when its check character (or form) is wrong."""
    upper = code.upper()
    if admit_demo and _DEMO.fullmatch(upper):
        return upper
    if not uscc.is_valid(upper) or uscc.compact(upper) != upper:
        raise BadInput(
            "CODE_INVALID", "not a unified social credit code (GB 32100-2015); check it", "social_credit_code"
        )
    return upper


def company_id_of(code: str) -> str:
    """`C-` and 50 bits of the code's SHA-256 in base 32: the same company always gets the same id."""
    digest = hashlib.sha256(code.encode("ascii")).digest()
    return "C-" + base64.b32encode(digest).decode("ascii")[:10]
