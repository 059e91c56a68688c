"""The one compiler setting of all kernels, and where compiled code is kept.

Import `njit` from here only: the cache's folder must be set before numba is imported. Compiled code lies under
`SHOAL_CACHE` or `SHOAL_HOME`/cache (default `.shoal/cache` in the checkout), in a folder named after the sources of
all kernels: numba itself notices a change of one file, not of a kernel that another file calls.
"""

import hashlib
import os
import sys
from collections.abc import Callable
from importlib import import_module
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
    return Path(home).expanduser().resolve() / "numba" / digest.hexdigest()[:16]


os.environ.setdefault("NUMBA_CACHE_DIR", str(cache_folder()))

import numba  # noqa: E402 (its cache's folder is read on import)


def _load_arrays_without_blas() -> None:
    """Load numba's array functions now, and keep them from importing SciPy for its BLAS: no kernel uses linear algebra,
    and every start of a command would wait a third of a second for it."""
    if "scipy.linalg" not in sys.modules:
        sys.modules["scipy.linalg"] = None  # an import of it fails, for which numba is prepared
        try:
            import_module("numba.np.arraymath")
        finally:
            del sys.modules["scipy.linalg"]


_load_arrays_without_blas()


def njit(kernel: Kernel) -> Kernel:
    """Compile on first use, keep the result on disk, let other threads run meanwhile; wrap-around integers as in Go."""
    compiled = numba.njit(cache=True, nogil=True, error_model="numpy")(kernel)
    return cast("Kernel", compiled)
