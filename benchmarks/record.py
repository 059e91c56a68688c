"""What a benchmark keeps: its circumstances and measures, each with a value a round, as JSON by commit."""

import json
import statistics
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from shoal.home import checkout

FOLDER = checkout() / "benchmarks" / "results"
Better = Literal["higher", "lower"]


@dataclass(frozen=True)
class Measure:
    """One figure, measured once a round. `name` is the same in every run, so that runs can be compared."""

    name: str
    unit: str
    better: Better
    values: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle of the rounds."""
        return statistics.median(self.values)


def file_of(benchmark: str, commit: str, folder: Path = FOLDER) -> Path:
    """Where the run of a commit is kept."""
    return folder / f"{benchmark}-{commit[:12]}.json"


def write(about: dict[str, Any], measures: list[Measure], folder: Path, **more: Any) -> Path:
    """Write a run; `about` has at least `benchmark` and `commit`. The file it went to."""
    file = file_of(about["benchmark"], about["commit"], folder)
    file.parent.mkdir(parents=True, exist_ok=True)
    content = about | {"measures": [asdict(measure) for measure in measures]} | more
    file.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return file


def measures_of(content: dict[str, Any]) -> dict[str, Measure]:
    """The measures of a run by name, those without a value left out. `ValueError` where the file is of another kind."""
    if "measures" not in content:
        raise ValueError("the file has no measures: it is no result of a benchmark that can be compared")
    found = [Measure(**entry | {"values": tuple(entry["values"])}) for entry in content["measures"]]
    return {measure.name: measure for measure in found if measure.values}
