"""Beyond one machine: the same breeds, on the workers of a Dask cluster.

Dask and not Ray: its client has the interface of concurrent.futures, so nothing here knows of clusters but this file;
it is pure Python, and its workers need no services beside a scheduler. Install it as the extra `cluster`.
"""

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager

from matching.errors import MatchingError

CONNECT_SECONDS = 10


@contextmanager
def cluster_executor(scheduler: str) -> Iterator[Executor]:
    """An executor for `match_market` on the cluster whose scheduler listens at this address (tcp://host:port).

    Raises MatchingError CLUSTER_MISSING (Dask isn't installed) or CLUSTER_UNREACHABLE.
    """
    try:
        from distributed import Client  # the optional extra
    except ImportError as error:
        raise MatchingError("CLUSTER_MISSING", "a cluster needs Dask: pip install shoal[cluster]") from error
    try:
        client = Client(  # type: ignore[no-untyped-call]
            scheduler, timeout=CONNECT_SECONDS, set_as_default=False
        )
    except (OSError, ValueError) as error:
        raise MatchingError(
            "CLUSTER_UNREACHABLE", f"no Dask scheduler answers at {scheduler} within {CONNECT_SECONDS} s: {error}"
        ) from error
    with client:
        yield client.get_executor(pure=False)  # type: ignore[no-untyped-call]
