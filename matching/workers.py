"""Where the breeds of a command are worked on: threads, processes of this machine, or a cluster."""

import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.synchronize import Event
from typing import Any, NamedTuple

from matching.cluster import cluster_executor

PROCESSES_FROM = 20_000
"""Lists from which processes of their own, which take a second to start, pay."""

_stop: Event | None = None


class Workers(NamedTuple):
    """`map` as the built-in one, over breeds; `steps` for the steps of a breed, where threads share its memory; `far`:
    the work goes where neither progress can be counted nor a flag of this process be seen. `stop` asks all to end."""

    map: Callable[..., Iterator[Any]]
    steps: Executor | None
    far: bool
    stop: Callable[[], None]


@contextmanager
def threads(count: int) -> Iterator[Workers]:
    """Threads of this process for the steps of a large breed; breed after breed, because what is done between the
    compiled loops holds the interpreter, and threads that wait for it are slower than one."""
    with ThreadPoolExecutor(count) as steps:
        yield Workers(map, steps if count > 1 else None, far=False, stop=_nothing)


@contextmanager
def processes(count: int) -> Iterator[Workers]:
    """Processes of this machine; they leave Ctrl-C to this one, and ask `asked_to_stop` instead."""
    context = get_context("forkserver")
    context.set_forkserver_preload(["matching.breed_work", "matching.solvers"])
    stop = context.Event()
    with ProcessPoolExecutor(count, context, initializer=_begin, initargs=(stop,)) as pool:
        yield Workers(pool.map, None, far=True, stop=stop.set)


@contextmanager
def cluster(scheduler: str) -> Iterator[Workers]:
    """The workers of a Dask cluster. They end what they have begun."""
    with cluster_executor(scheduler) as executor:
        yield Workers(executor.map, None, far=True, stop=_nothing)


def asked_to_stop() -> bool:
    """Whether the process that gave this one its work wants it to end."""
    return _stop is not None and _stop.is_set()


def _begin(stop: Event) -> None:
    global _stop  # told once, when the process begins
    _stop = stop
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _nothing() -> None:
    pass
