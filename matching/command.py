"""What `shoal match` does: files in, a scheme out."""

import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from matching.breed import Options
from matching.cluster import cluster_executor
from matching.comparison import Comparison, compare
from matching.explain.market import explain_market
from matching.files.markets import read_market
from matching.files.schemes import Pieces, lines, scheme_file
from matching.interrupt import Interrupt
from matching.lists import Market
from matching.market import Parameters
from matching.progress import Progress, gap_percent
from matching.report import step_rows, surplus_fen, trade_rows, unmatched_rows
from matching.solver import Solver
from matching.warm import compile_kernels, is_compiled
from matching.whole_market import MarketScheme, match_market


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
            progress.say("Compiling the kernels: once, half a minute or so.")
            compile_kernels(lambda what: progress.doing(f"compiling ({what})"))
        with Interrupt(lambda: progress.say("Stopping at the best so far; Ctrl-C again to give up.")) as interrupt:
            progress.doing("matching")
            scheme = _match(request, market, progress, interrupt)
            exact = None
            if request.compare_exact and not interrupt():
                progress.doing("comparing with the exact optimum")
                with ThreadPoolExecutor(request.workers or len(os.sched_getaffinity(0))) as pool:
                    exact = compare(scheme.breeds, request.params, pool)
            progress.doing("explaining and writing")
            for breed in explain_market(scheme, request.params, request.workers):
                file.add(Pieces(lines(trade_rows(breed)), lines(unmatched_rows(breed)), lines(step_rows(breed.result))))
            seconds = round(time.perf_counter() - started, 3)
            file.finish(_totals(request, scheme, seconds, exact, cancelled=interrupt()))
    trades = sum(len(breed.trades) for breed in scheme.breeds)
    return Outcome(trades, scheme.volume, scheme.score, scheme.bound, seconds, exact, interrupt())


def _match(request: Request, market: Market, progress: Progress, cancelled: Callable[[], bool]) -> MarketScheme:
    deadline = None if request.time_limit_s is None else time.monotonic() + request.time_limit_s
    limits = (deadline, request.iterations, request.patience, request.gap)
    if request.cluster is None:
        options = Options(request.solver, request.seed, *limits, cancelled, request.certify, progress.step)
        return match_market(market, request.params, options, workers=request.workers)
    with cluster_executor(request.cluster) as executor:  # what goes there must be picklable: no flag, no counting
        options = Options(request.solver, request.seed, *limits, certify=request.certify)
        return match_market(market, request.params, options, executor)


def _totals(
    request: Request, scheme: MarketScheme, seconds: float, exact: Comparison | None, *, cancelled: bool
) -> dict[str, Any]:
    score, bound = scheme.score, scheme.bound
    totals = {
        "score": score,
        "bound": bound,
        "gap_percent": None if bound is None else gap_percent(score, bound),
        "volume": scheme.volume,
        "surplus_fen": surplus_fen(scheme),
        "seconds": seconds,
        "solver": request.solver.name,
        "seed": request.seed,
        "parameters": asdict(request.params),
        "cancelled": cancelled,
    }
    if exact is not None:
        totals["exact"] = {"score": exact.optimal, "gap_percent": exact.gap_percent}
    return totals
