"""Where peers and orderer spend their time: Go's own processor profiles, by part of the program."""

import re
import subprocess
import threading
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from network.build import cache_folder
from network.go import find

PARTS = (
    ("garbage collection, memory", r"runtime\.(gcBgMarkWorker|gcAssistAlloc|bgsweep|bgscavenge|mallocgc|gcStart)"),
    ("commit: state and history (LevelDB)", r"goleveldb|statedb|/history\b|privacyenabledstate"),
    ("commit: block files, fsync", r"blkstorage|ledgerstorage|syscall\.Fsync|raftwal|etcdserver.*wal|/wal\."),
    (
        "validation",
        r"txvalidator|plugindispatcher|validation/|committer/txvalidator|validateTx|cauthdsl|kvledger/txmgmt/validation",
    ),
    ("endorsement", r"core/endorser|ProcessProposal|core/chaincode"),
    ("Fabric's Gateway service", r"internal/pkg/gateway"),
    ("ordering", r"orderer/|etcdraft|broadcast"),
    ("gossip", r"/gossip"),
    ("deliver events", r"common/deliver|deliverevents|DeliverFiltered"),
    ("gRPC, HTTP/2, TLS", r"grpc|http2|crypto/tls|net\.\(|internal/poll"),
    ("Go's scheduler", r"runtime\."),
)
"""The first part that any frame of a stack belongs to."""
OTHER = "other"
_UNITS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "mins": 60.0}


@contextmanager
def profiled(addresses: Mapping[str, str], seconds: int, folder: Path) -> Iterator[dict[str, Path]]:
    """Profiles of `seconds` from each address, begun with the block; the files are there when it has ended, and those
    alone that were given.
    """
    folder.mkdir(parents=True, exist_ok=True)
    given: dict[str, Path] = {}

    def fetch(name: str, address: str) -> None:
        url = f"http://{address}/debug/pprof/profile?seconds={seconds}"
        with urllib.request.urlopen(url, timeout=seconds + 30) as response:
            (folder / f"{name}.pb.gz").write_bytes(response.read())
        given[name] = folder / f"{name}.pb.gz"

    threads = [threading.Thread(target=fetch, args=item, daemon=True) for item in addresses.items()]
    for thread in threads:
        thread.start()
    yield given
    for thread in threads:
        thread.join(seconds + 40)


def traces(file: Path, home: Path) -> str:
    """`go tool pprof -traces` of a profile."""
    go = find(cache_folder(home), lambda _: None)
    done = subprocess.run(
        [go.program, "tool", "pprof", "-traces", file], env=go.environment, capture_output=True, text=True,
        timeout=120, check=True,
    )  # fmt: skip
    return done.stdout


def stacks(text: str) -> list[tuple[float, list[str]]]:
    """Seconds and frames (the innermost first) of each stack that `-traces` prints."""
    found: list[tuple[float, list[str]]] = []
    for block in re.split(r"^-+\+-+$", text, flags=re.MULTILINE)[1:]:
        lines = block.strip("\n").splitlines()
        first = next((n for n, line in enumerate(lines) if re.match(r"\s*[\d.]+[a-zµ]+\s", line)), None)
        if first is None:
            continue
        value, frame = lines[first].split(None, 1)
        found.append((_seconds(value), [frame.strip(), *(line.strip() for line in lines[first + 1 :])]))
    return found


def part_of(frames: Sequence[str]) -> str:
    """Of one stack."""
    return next((name for name, pattern in _COMPILED if any(pattern.search(frame) for frame in frames)), OTHER)


def by_part(found: Sequence[tuple[float, list[str]]]) -> dict[str, float]:
    """Seconds of processor by part, the largest first."""
    spent: dict[str, float] = {}
    for seconds, frames in found:
        part = part_of(frames)
        spent[part] = spent.get(part, 0.0) + seconds
    return dict(sorted(spent.items(), key=lambda item: -item[1]))


def hottest(found: Sequence[tuple[float, list[str]]], most: int = 20) -> list[tuple[str, float]]:
    """Seconds of the functions that were running themselves."""
    spent: dict[str, float] = {}
    for seconds, frames in found:
        spent[frames[0]] = spent.get(frames[0], 0.0) + seconds
    return sorted(spent.items(), key=lambda item: -item[1])[:most]


def _seconds(value: str) -> float:
    number, unit = re.fullmatch(r"([\d.]+)([a-zµ]+)", value).groups()  # type: ignore[union-attr]  # matched before
    return float(number) * _UNITS[unit]


_COMPILED = [(name, re.compile(pattern)) for name, pattern in PARTS]
