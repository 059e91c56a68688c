"""What `shoal match` does: files in, a scheme out."""

import os
import time
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from matching.breed import Options
from matching.breed_work import Worked, breed_tasks, work
from matching.comparison import Comparison
from matching.files.markets import read_market
from matching.files.schemes import scheme_file
from matching.interrupt import Interrupt
from matching.lists import Market
from matching.market import Parameters
from matching.progress import Progress, gap_percent
from matching.solver import Solver
from matching.warm import compile_kernels, is_compiled
from matching.workers import PROCESSES_FROM, Workers, asked_to_stop, cluster, processes, threads


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for. `gap` is a fraction; `workers` None: one a core; `cluster` the address of a Dask scheduler."""

    demand: Path
    supply: Path
    companies: Path
    out: Path
    params: Parameters
    solver: Solver
    seed: int = 0
    time_limit_s: float | None = None
    gap: float | None = None
    iterations: int | None = None
    patience: int | None = None
    workers: int | None = None
    certify: bool = True
    compare_exact: bool = False
    cluster: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was written, in short. `exact` None: not asked for."""

    trades: int
    volume: int
    score: int
    bound: int | None
    seconds: float
    exact: Comparison | None
    cancelled: bool

    def __str__(self) -> str:
        parts = [f"{self.trades:,} trades", f"{self.volume:,} pieces", f"score {self.score:,}"]
        if self.bound is not None:
            parts.append(f"certified gap {gap_percent(self.score, self.bound):.4f} %")
        if self.exact is not None:
            parts.append(f"gap to the exact optimum {self.exact.gap_percent:.4f} %")
        return ", ".join([*parts, f"{self.seconds:.2f} s", *(["cancelled"] if self.cancelled else [])])


def run(request: Request, progress: Progress) -> Outcome:
    """Match the market of three files into a scheme's file. Raises MatchingError, and then has written nothing."""
    started = time.perf_counter()
    progress.doing("reading")
    market = read_market(request.demand, request.supply, request.companies)
    with scheme_file(request.out) as file:
        if not is_compiled():
            progress.say("Compiling the kernels: once, a minute or so.")
            compile_kernels(progress.doing)
        sums = Sums()
        with _workers(request, market) as workers:

            def told() -> None:
                workers.stop()
                progress.say("Stopping at the best so far; Ctrl-C again to give up.")

            with Interrupt(told) as interrupt:
                progress.doing("matching and explaining")
                options = _options(request, workers, interrupt, progress)
                each = partial(
                    work, params=request.params, options=options, exact=request.compare_exact, pool=workers.steps
                )
                for worked in workers.map(each, breed_tasks(market)):
                    file.add(worked.pieces)
                    sums.add(worked)
                    if workers.far:
                        progress.steps(worked.breed, worked.steps)
        seconds = round(time.perf_counter() - started, 3)
        file.finish(_totals(request, sums, seconds, cancelled=interrupt()))
    return Outcome(sums.trades, sums.volume, sums.score, sums.bound, seconds, sums.exact, interrupt())


@dataclass(slots=True)
class Sums:
    """What the breeds come to together. `bound` None: a step has no proof; `exact` None: not asked for."""

    trades: int = 0
    volume: int = 0
    gains: int = 0
    score: int = 0
    bound: int | None = 0
    exact: Comparison | None = None

    def add(self, worked: Worked) -> None:
        """Count a breed."""
        self.trades += worked.trades
        self.volume += worked.volume
        self.gains += worked.gains
        for step in worked.steps:
            self.score += step.score
            self.bound = None if self.bound is None or step.bound is None else self.bound + step.bound
        if worked.exact is not None:
            self.exact = worked.exact if self.exact is None else self.exact + worked.exact


def _workers(request: Request, market: Market) -> AbstractContextManager[Workers]:
    """Threads for a small market or a single breed, whose memory they share; else processes: no shared interpreter."""
    if request.cluster is not None:
        return cluster(request.cluster)
    count = request.workers or len(os.sched_getaffinity(0))
    large = len(market.demand) + len(market.supply) >= PROCESSES_FROM and len(market.breeds) > 1
    return processes(count) if large and count > 1 else threads(count)


def _options(request: Request, workers: Workers, interrupt: Interrupt, progress: Progress) -> Options:
    deadline = None if request.time_limit_s is None else time.monotonic() + request.time_limit_s
    options = Options(
        request.solver,
        request.seed,
        deadline,
        request.iterations,
        request.patience,
        request.gap,
        certify=request.certify,
    )
    if workers.far:  # what goes there must be picklable
        return replace(options, cancelled=asked_to_stop)
    return replace(options, cancelled=interrupt, progress=progress.step)


def _totals(request: Request, sums: Sums, seconds: float, *, cancelled: bool) -> dict[str, Any]:
    totals = {
        "score": sums.score,
        "bound": sums.bound,
        "gap_percent": None if sums.bound is None else gap_percent(sums.score, sums.bound),
        "volume": sums.volume,
        "surplus_fen": sums.gains // 1000,
        "seconds": seconds,
        "solver": request.solver.name,
        "seed": request.seed,
        "parameters": asdict(request.params),
        "cancelled": cancelled,
    }
    if sums.exact is not None and not cancelled:  # then some breeds were not compared
        totals["exact"] = {"score": sums.exact.optimal, "gap_percent": sums.exact.gap_percent}
    return totals
