"""The one compiler setting of this package's kernels, and where compiled code is kept.

Import `njit` from here only: the cache's folder must be set before numba is imported. Compiled code lies under
`SHOAL_CACHE` or `SHOAL_HOME`/cache (default `.shoal/cache` in the checkout), in a folder named after the sources of
all kernels of this package.
"""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar, cast

Kernel = TypeVar("Kernel", bound=Callable[..., object])

_HERE = Path(__file__).resolve().parent


def cache_folder() -> Path:
    """Where this version of the kernels keeps its compiled code."""
    home = os.environ.get("SHOAL_CACHE") or Path(os.environ.get("SHOAL_HOME", _HERE.parents[1] / ".shoal")) / "cache"
    digest = hashlib.sha256()
    for source in sorted(_HERE.glob("*.py")):
        digest.update(source.read_bytes())
    return Path(home).expanduser().resolve() / "numba" / f"sentiment-{digest.hexdigest()[:16]}"


os.environ.setdefault("NUMBA_CACHE_DIR", str(cache_folder()))

import numba  # noqa: E402 (its cache's folder is read on import)


def njit(kernel: Kernel) -> Kernel:
    """Compile on first use, keep the result on disk, let other threads run meanwhile."""
    return cast("Kernel", numba.njit(cache=True, nogil=True, error_model="numpy")(kernel))
