"""The profile as tables: pure functions of the results' JSON."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from benchmarks.printing import Table
from benchmarks.profile import cycle_model, fabric, ledger_model
from benchmarks.record import Measure

Row = dict[str, Any]
PARALLEL = ("peer0.platform", "peer0.supervisor", "chaincode.platform", "chaincode.supervisor")
"""Each organisation's peer and chaincode do the same as the other's, at the same time."""


def all_tables(results: Row) -> list[Table]:
    """Time, bytes, what the programs say of themselves, the model."""
    return [
        processor_table(results),
        part_table(results),
        bytes_table(results),
        metric_table(results),
        *hottest_tables(results),
        calibration_table(results),
        time_out_table(results),
        machine_table(results),
        cost_table(results),
    ]


def measures(results: Row) -> list[Measure]:
    """Of the untouched rounds, so that runs can be compared."""
    rounds, trades = results["rounds"], results["trades"]
    processes = dict.fromkeys(process for row in rounds for spent in row["cpu"].values() for process in spent)
    found = [Measure("processor a trade, all", "ms", "lower", tuple(1000 * cpu_of(row) / trades for row in rounds))]
    for name in processes:
        values = tuple(1000 * sum(spent.get(name, 0.0) for spent in row["cpu"].values()) / trades for row in rounds)
        found.append(Measure(f"processor a trade, {name}", "ms", "lower", values))
    found.append(
        Measure("kept a trade, all", "bytes", "lower", tuple(sum(kept(row).values()) / trades for row in rounds))
    )
    return [Measure(m.name, m.unit, m.better, tuple(round(value, 4) for value in m.values)) for m in found]


def cpu_of(row: Row) -> float:
    """Seconds of processor of a round, all processes."""
    return sum(sum(spent.values()) for spent in row["cpu"].values())


def kept(row: Row) -> dict[tuple[str, str], int]:
    """Bytes that a round added, by process and kind of file."""
    found: dict[tuple[str, str], int] = {}
    for stage in row["stages"].values():
        for process, kinds in stage["bytes"].items():
            for kind, size in kinds.items():
                found[process, kind] = found.get((process, kind), 0) + size
    return found


def processor_table(results: Row) -> Table:
    """Milliseconds of processor a trade, by process and stage."""
    rounds, trades = results["rounds"], results["trades"]
    stages = cycle_model.stages_of(rounds)
    names = {
        process: sum(cpu.get(process, 0.0) for _, cpu in stages.values())
        for _, cpu in stages.values()
        for process in cpu
    }
    ordered = sorted(names, key=lambda name: -names[name])
    rows = [(name, *_cells([cpu.get(name, 0.0) for _, cpu in stages.values()], trades)) for name in ordered]
    rows.append(("all", *_cells([sum(cpu.values()) for _, cpu in stages.values()], trades)))
    seconds = [seconds for seconds, _ in stages.values()]
    rows.append(("seconds on the clock", *(f"{value:.2f}" for value in (*seconds, sum(seconds)))))
    title = f"Milliseconds of processor a trade, {trades:,} trades, mean of {len(rounds)}"
    return Table(title, ("process", *stages, "all"), tuple(rows))


def _cells(seconds: Sequence[float], trades: int) -> tuple[str, ...]:
    return tuple(f"{1000 * spent / trades:.2f}" for spent in (*seconds, sum(seconds)))


def part_table(results: Row) -> Table:
    """Milliseconds of processor a trade by part of each program: its processor's time, by the shares of its samples."""
    totals = _by_process(results)
    rows = []
    if results["gateway"]:
        own = totals.get("gateway", 0.0)
        rows += [
            ("gateway", part, f"{share:.1%}", f"{share * own:.2f}")
            for part, share in results["gateway"]["parts"].items()
        ]
    for name, found in results["nodes"].items():
        seconds = sum(found["parts"].values())
        rows += [
            (name, part, f"{spent / seconds:.1%}", f"{spent / seconds * totals.get(name, 0.0):.2f}")
            for part, spent in found["parts"].items()
            if spent >= 0.01 * seconds
        ]
    rows += [
        (name, "(not sampled)", "", f"{totals[name]:.2f}")
        for name in totals
        if name not in ("gateway", *results["nodes"])
    ]
    return Table("Milliseconds of processor a trade by part", ("process", "part", "share", "ms a trade"), tuple(rows))


def _by_process(results: Row) -> dict[str, float]:
    """Milliseconds a trade."""
    found: dict[str, float] = {}
    for _, cpu in cycle_model.stages_of(results["rounds"]).values():
        for name, seconds in cpu.items():
            found[name] = found.get(name, 0.0) + 1000 * seconds / results["trades"]
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def bytes_table(results: Row) -> Table:
    """Bytes a trade that stay on disk, and all that was written."""
    rounds, trades = results["rounds"], results["trades"]
    kinds = dict.fromkeys(key for row in rounds for key in kept(row))
    sizes = {key: statistics.fmean(kept(row).get(key, 0) for row in rounds) / trades for key in kinds}
    rows = [(process, kind, f"{size:,.0f}") for (process, kind), size in sizes.items() if abs(size) >= 1]
    written: dict[str, float] = {}
    for row in rounds:
        for stage in row["stages"].values():
            for process, size in stage["disk"].items():
                written[process] = written.get(process, 0.0) + size / len(rounds) / trades
    rows += [
        (process, "(written in all, also what was written over)", f"{size:,.0f}")
        for process, size in written.items()
        if size >= 1
    ]
    return Table("Bytes a trade", ("process", "kind", "bytes"), tuple(rows))


def metric_table(results: Row) -> Table:
    """The programs' own measurements over a cycle: how often, mean milliseconds, how much a trade in all."""
    rounds, rows = results["rounds"], []
    added: dict[str, dict[str, float]] = {}
    for row in rounds:
        for stage in row["stages"].values():
            for process, metrics in stage["metrics"].items():
                into = added.setdefault(process, {})
                for name, value in metrics.items():
                    into[name] = into.get(name, 0.0) + value / len(rounds)
    for process, metrics in added.items():
        timed = fabric.means(metrics)
        for name, (count, mean) in sorted(timed.items()):
            rows.append(
                (process, name, f"{count:,.0f}", f"{1000 * mean:.2f}", f"{1000 * mean * count / results['trades']:.2f}")
            )
        for name, value in sorted(metrics.items()):
            if not name.endswith(("_count", "_sum")) or name.removesuffix("_count").removesuffix("_sum") not in timed:
                rows.append((process, name, f"{value:,.0f}", "", ""))
    return Table(
        "What the programs say of themselves, a cycle",
        ("process", "metric", "times", "mean, ms", "ms a trade"),
        tuple(rows),
    )


def hottest_tables(results: Row) -> list[Table]:
    """The functions that were running themselves."""
    tables = []
    if results["gateway"]:
        rows = tuple((name, f"{share:.1%}") for name, share in results["gateway"]["hottest"][:15])
        tables.append(Table("The gateway's busiest functions", ("function", "share of samples"), rows))
    for name, found in results["nodes"].items():
        every = sum(found["parts"].values())
        rows = tuple((function, f"{spent / every:.1%}") for function, spent in found["hottest"][:10])
        tables.append(Table(f"The busiest functions of {name}", ("function", "share of samples"), rows))
    return tables


def calibration_table(results: Row) -> Table:
    """What the model of the ledger is made from."""
    rows = tuple(
        (
            str(row["in_flight"]), f"{row['per_second']:.1f}", f"{row['p50_ms']:.1f}",
            f"{row['transactions'] / row['blocks']:.1f}", f"{1000 * row['disk_s']:.1f}",
            f"{1000 * sum(row['cpu_s'].values()) / row['transactions']:.2f}", _most(row),
        )
        for row in results["calibration"]
    )  # fmt: skip
    head = (
        "in flight",
        "tx/s",
        "p50, ms",
        "transactions a block",
        "disk a block, ms",
        "processor a transaction, ms",
        "of that",
    )
    return Table("One transaction alone on the ledger, our client, without the gateway", head, rows)


def _most(row: Row) -> str:
    spent = sorted(row["cpu_s"].items(), key=lambda item: -item[1])
    return ", ".join(f"{name} {1000 * seconds / row['transactions']:.2f}" for name, seconds in spent if seconds > 0)


def costs(results: Row) -> ledger_model.Costs:
    """Of the model of the ledger. `ValueError` as `costs_of`."""
    return ledger_model.costs_of(results["calibration"], PARALLEL, results["batch_timeout_s"])


def check_table(results: Row, measured: Mapping[int, float]) -> Table:
    """The model of the ledger beside what `make bench-ledger` measured."""
    rows = tuple(
        (
            str(row["in_flight"]), f"{row['measured']:.1f}", f"{row['model']:.1f}", f"{row['error']:+.0%}",
            f"{1000 * row['response_s']:.0f}", f"{row['in_a_block']:.1f}", f"{row['cores_busy']:.0%}",
        )
        for row in ledger_model.checked(costs(results), results["machine"]["cores"], dict(measured))
    )  # fmt: skip
    head = ("in flight", "measured, tx/s", "model, tx/s", "error", "model: response, ms", "in a block", "cores busy")
    return Table("Transactions a second: model beside measurement", head, rows)


def time_out_table(results: Row) -> Table:
    """What the model of the ledger says of other batch time-outs: one transaction after the other, and many at once."""
    known, cores = costs(results), results["machine"]["cores"]
    rows = []
    for time_out in sorted({0.01, 0.02, 0.05, 0.1, 0.5, 2.0, results["batch_timeout_s"]}):
        other = replace(known, batch_timeout_s=time_out)
        points = {level: ledger_model.foretell(other, cores, level) for level in (1, 20, 100, 400)}
        rates = (f"{point.per_second:.0f}" for level, point in points.items() if level > 1)
        here = " (as it is)" if time_out == results["batch_timeout_s"] else ""
        rows.append((f"{1000 * time_out:.0f}{here}", f"{1000 * points[1].response_s:.0f}", *rates))
    head = ("batch time-out, ms", "one alone, ms", "20 in flight, tx/s", "100 in flight, tx/s", "400 in flight, tx/s")
    return Table("What another batch time-out would make of the ledger, by the model", head, tuple(rows))


def machine_table(results: Row) -> Table:
    """Seconds of a cycle on other machines."""
    stages = cycle_model.stages_of(results["rounds"])
    cores = results["machine"]["cores"]
    here = cycle_model.Layout(f"{cores} cores", (cycle_model.Machine(cores),))
    rows = []
    for layout in cycle_model.layouts():
        found = cycle_model.foretell(stages, here, layout)
        share = found.by[found.bottleneck] / found.seconds
        rows.append(
            (layout.name, f"{1000 * found.seconds / results['trades']:.2f}", f"{found.bottleneck} ({share:.0%})")
        )
    return Table(
        "What another machine would make of it",
        ("machines", "seconds per 1,000 trades", "kept longest by"),
        tuple(rows),
    )


def cost_table(results: Row) -> Table:
    """Core-hours of a million trades."""
    rounds, trades = results["rounds"], results["trades"]
    every = statistics.fmean(cpu_of(row) for row in rounds)
    load = statistics.fmean(
        sum(spent.get("load (this benchmark)", 0.0) for spent in row["cpu"].values()) for row in rounds
    )
    size = statistics.fmean(sum(kept(row).values()) for row in rounds) / trades
    hours = cycle_model.core_hours_per_million
    rows = (
        ("core-hours, with the load", f"{hours(every, trades):.2f}"),
        ("core-hours, the floor alone", f"{hours(every - load, trades):.2f}"),
        ("GB kept, both peers and the gateway", f"{size * 1e6 / 1e9:.1f}"),
    )
    return Table("A million trades", ("what", "how much"), rows)
