"""What a stage took: seconds of processor, bytes kept, and the programs' own metrics."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from benchmarks.profile import fabric, sizes
from benchmarks.trading.usage import Usage
from network.api import Profile

Row = dict[str, Any]


@dataclass(frozen=True)
class Sources:
    """Where to read: addresses of metrics and ledger folders by process, the gateway's folder."""

    metrics: dict[str, str]
    ledgers: dict[str, Path]
    gateway: Path

    @classmethod
    def of(cls, profile: Profile, home: Path, url: str | None) -> "Sources":
        """Of a floor; `url` is the gateway's, None where only the network is up."""
        nodes = {node.name: node.operations for node in profile.peers}
        nodes |= {node.name: node.operations for node in profile.orderers}
        metrics = {name: f"http://{address}/metrics" for name, address in nodes.items()}
        if url is not None:
            metrics["gateway"] = f"{url}/v1/metrics"
        return cls(metrics, {name: home / "network" / "ledger" / name for name in nodes}, home / "gateway")

    def read_metrics(self) -> dict[str, dict[str, float]]:
        """By process."""
        return {name: fabric.read(url) for name, url in self.metrics.items()}

    def read_bytes(self) -> dict[str, dict[str, int]]:
        """By process and kind of file."""
        return {name: sizes.node(folder) for name, folder in self.ledgers.items()} | {
            "gateway": sizes.gateway(self.gateway)
        }


@dataclass
class Stage:
    """Differences over a stage. `disk` is what the process wrote to files, in bytes, as the kernel counts it."""

    cpu: dict[str, float]
    disk: dict[str, int]
    metrics: dict[str, dict[str, float]]
    bytes: dict[str, dict[str, int]]


@dataclass
class Watch(Usage):
    """As `Usage`, and keeps all of what it read at each call of `since`."""

    pids: dict[str, int]
    sources: Sources
    stages: list[Stage] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(self.pids)
        self._now = (self._written(), self.sources.read_metrics(), self.sources.read_bytes())

    def since(self) -> dict[str, float]:
        """Seconds of processor by process since the last call."""
        cpu = super().since()
        now = (self._written(), self.sources.read_metrics(), self.sources.read_bytes())
        disk, metrics, kept = self._now
        self._now = now
        self.stages.append(
            Stage(
                cpu,
                {name: written - disk.get(name, 0) for name, written in now[0].items()},
                {name: fabric.since(metrics.get(name, {}), found) for name, found in now[1].items()},
                {
                    name: {kind: size - kept.get(name, {}).get(kind, 0) for kind, size in found.items()}
                    for name, found in now[2].items()
                },
            )
        )
        super().since()  # what the readings cost is nobody's
        return cpu

    def _written(self) -> dict[str, int]:
        found = {}
        for name, process in self._processes.items():
            try:
                found[name] = process.io_counters().write_bytes
            except (psutil.Error, NotImplementedError):
                continue
        return found
