"""How quick this machine is at this moment, by two fixed pieces of work.

Two machines of the same name, or one on two days, may differ by a factor of two: a virtual machine does not tell what
it shares its cores with. Kept beside each run, so that nobody takes another machine for another commit.
"""

import hashlib
import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

ROUNDS = 5
APART = 1.15
"""Speeds that differ by this factor are of machines to be told apart."""

_BLOCK = bytes(8 << 20)  # hashed without the interpreter's lock
_STEPS = 200_000


def speed(rounds: int = ROUNDS) -> dict[str, float]:
    """Milliseconds of a fixed loop of Python, and MiB a second of SHA-256 on one core and on all together.

    The best of some rounds each, in less than a second in all.
    """
    cores = len(os.sched_getaffinity(0))
    with ThreadPoolExecutor(cores) as pool:

        def together() -> None:
            list(pool.map(hash_block, range(cores)))

        return {
            "python_loop_ms": round(1_000 * _least(loop, rounds), 2),
            "sha256_mib_s": round(len(_BLOCK) / 2**20 / _least(lambda: hash_block(0), rounds), 1),
            "sha256_mib_s_all_cores": round(cores * len(_BLOCK) / 2**20 / _least(together, rounds), 1),
        }


def in_words(found: dict[str, float]) -> str:
    """One clause."""
    one, every = found["sha256_mib_s"], found["sha256_mib_s_all_cores"]
    return (
        f"yardstick: Python {found['python_loop_ms']:.1f} ms, SHA-256 {one:,.0f} MiB/s on one core, {every:,.0f} on all"
    )


def apart(old: dict[str, Any], new: dict[str, Any]) -> float | None:
    """By what factor the new run's machine ran Python quicker, if that is more than chance; None also if not known."""
    if "yardstick" not in old or "yardstick" not in new:
        return None
    factor = float(old["yardstick"]["python_loop_ms"]) / float(new["yardstick"]["python_loop_ms"])
    return factor if not 1 / APART < factor < APART else None


def loop() -> int:
    """A fixed number of steps of the interpreter."""
    total = 0
    for step in range(_STEPS):
        total = (total * 31 + step) & 0xFFFFFFFF
    return total


def hash_block(_: int) -> str:
    """A fixed number of bytes."""
    return hashlib.sha256(_BLOCK).hexdigest()


def _least(work: Callable[[], object], rounds: int) -> float:
    found = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        found.append(time.perf_counter() - started)
    return min(found)
