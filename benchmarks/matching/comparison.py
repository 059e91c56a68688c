"""All solvers on the same markets, from five lists up, each as far as it ends within a limit of seconds."""

import multiprocessing
import resource
from collections.abc import Iterator
from multiprocessing.connection import Connection
from typing import Any

from benchmarks.matching.clock import Clock
from benchmarks.matching.instances import instance
from benchmarks.matching.outcome import OverTime, solved
from matching.solvers import SOLVER_NAMES, solver_named

SIZES = (5, 20, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000)
LISTS_A_BREED, MOST_BREEDS = 50, 50
MOST_LISTS = {"aco-literal": 1_000}
"""The literal equation is an oracle for small steps."""
PROOF_S = 60
"""The optimum beside a solver's answer is given so many seconds more than the solver."""
COMPILING_S = 600
MEMORY = 8 << 30
ORDER = ("aco", "aco-colony", "aco-literal", "aco-classic", "aco-history", "pso", "ga", "greedy", "exact")


def solvers() -> tuple[str, ...]:
    """The solvers that exist, in the order of the tables."""
    return tuple(sorted(SOLVER_NAMES, key=lambda name: (ORDER.index(name) if name in ORDER else len(ORDER), name)))


def breeds_of(lists: int) -> int:
    """About fifty lists a breed, at least one breed and at most fifty."""
    return min(MOST_BREEDS, max(1, lists // LISTS_A_BREED))


def compare(kind: str, seed: int, sizes: tuple[int, ...], limit_s: float, clock: Clock) -> Iterator[dict[str, Any]]:
    """A row for each solver and size: its outcome, or why there is none; after that its larger sizes are left out."""
    for solver in solvers():
        own = tuple(size for size in sizes if size <= MOST_LISTS.get(solver, size))
        if not clock.fits(f"comparison, {solver}", 2 * limit_s):
            continue
        for row in ladder(solver, kind, seed, own, limit_s, clock.left):
            figures = f"gap {row['gap_percent']:.3f} %, {row['seconds']:.3f} s" if "score" in row else row["failure"]
            clock.say(f"{solver}, {row['lists']:,} / {row['breeds']}, {kind}: {figures}")
            yield row


def ladder(
    solver: str, kind: str, seed: int, sizes: tuple[int, ...], limit_s: float, left_s: float
) -> Iterator[dict[str, Any]]:
    """One solver's rows in a process of its own, so that one that doesn't listen to its limit can be ended."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    worker = context.Process(target=_work, args=(there, solver, kind, seed, sizes, limit_s), daemon=True)
    worker.start()
    there.close()
    try:
        if not here.poll(COMPILING_S) or here.recv() != "ready":
            raise RuntimeError(f"{solver}: its process isn't ready after {COMPILING_S} s")
        for size in sizes:
            failure = f"not done within {limit_s:g} s"
            try:
                row = here.recv() if here.poll(min(2 * limit_s + PROOF_S, left_s + PROOF_S)) else None
            except EOFError:
                row, failure = None, "the process ended"
            if row is None or "failure" in row:
                key = {"solver": solver, "kind": kind, "lists": size, "breeds": breeds_of(size), "seed": seed}
                yield key | (row or {"failure": failure})
                return
            yield row
    finally:
        worker.kill()
        worker.join()
        here.close()


def load_compiled(solver: str) -> None:
    """A small market, not counted: compiles what isn't compiled yet, and loads it."""
    solved(instance("spread", 40, 1, 0), solver_named(solver))


def _work(pipe: Connection, solver: str, kind: str, seed: int, sizes: tuple[int, ...], limit_s: float) -> None:
    """Send `ready`, then a row a size."""
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    load_compiled(solver)
    pipe.send("ready")
    for size in sizes:
        try:
            pipe.send(solved(instance(kind, size, breeds_of(size), seed), solver_named(solver), limit_s).as_dict())
        except OverTime:
            pipe.send({"failure": f"not done within {limit_s:g} s"})
            return
        except MemoryError:
            pipe.send({"failure": f"more than {MEMORY >> 30} GiB"})
            return
