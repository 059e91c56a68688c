"""The one folder that Shoal writes to at run time."""

import os
from pathlib import Path

_CHECKOUT = Path(__file__).resolve().parent.parent


def checkout() -> Path:
    """The folder that holds the sources (chaincode, migrations): the distribution is installed from a checkout."""
    return _CHECKOUT


def shoal_home() -> Path:
    """`SHOAL_HOME` where set, else `.shoal/` in the checkout. The folder is not created here."""
    named = os.environ.get("SHOAL_HOME")
    return Path(named).expanduser().resolve() if named else _CHECKOUT / ".shoal"
