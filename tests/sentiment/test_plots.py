import sys
import xml.etree.ElementTree as ET

import pytest

from sentiment.plots import plots

MEASURED = {
    "calibration": [{"from": 0.5, "texts": 3, "probability": 0.55, "right": 0.6}],
    "calibration_error": 0.05,
    "leaning": {"confusion": [[7, 1, 0], [0, 41, 2], [1, 0, 9]]},
}
CARD = {
    "training": {"learning_curve": [{"share": 1.0, "rows": 100, "macro_f1": 0.7}]},
    "figures": {"dev.csv": {"summary_and_text": MEASURED}},
}


def test_drawn_where_matplotlib_is():
    pytest.importorskip("matplotlib")
    drawn = plots(CARD)
    assert set(drawn) == {"learning.svg", "calibration.svg", "confusion.svg"}
    for svg in drawn.values():
        assert ET.fromstring(svg).tag.endswith("svg")
    assert ">41<" in drawn["confusion.svg"]
    assert plots(CARD) == drawn


def test_no_plots_where_it_is_not(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    assert plots(CARD) == {}
