"""A benchmark's plots: the same style, as SVG for the documentation and as PNG to look at."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from matplotlib import rc_context
from matplotlib.figure import Figure

STYLE: Any = {"svg.fonttype": "none", "svg.hashsalt": "shoal", "font.size": 9, "axes.grid": True, "grid.alpha": 0.3}


@contextmanager
def picture(path: Path, about: str, *, size: tuple[float, float] = (8, 5)) -> Iterator[Figure]:
    """A figure to draw on, written as `path` with `.svg` and `.png`; `about` stands below it, small."""
    with rc_context(STYLE):
        figure = Figure(figsize=size, layout="constrained")
        yield figure
        figure.supxlabel(about, fontsize=7, color="gray")
        path.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(path.with_suffix(".png"), dpi=120, metadata={"Software": None})
        svg = path.with_suffix(".svg")
        figure.savefig(svg, metadata={"Date": None, "Creator": None})
    # matplotlib leaves blanks at line ends
    svg.write_text("".join(f"{line.rstrip()}\n" for line in svg.read_text("utf-8").splitlines()), encoding="utf-8")
