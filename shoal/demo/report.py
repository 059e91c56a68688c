"""`.shoal/demo/report.json`: the demo's result for programs."""

import json
from pathlib import Path
from typing import Any

from gateway.credit.ratings import rating_of
from shoal.demo.play import Outcome


def report(outcome: Outcome, channel: dict[str, Any], setup_seconds: float) -> dict[str, Any]:
    """The result: matches and credit by the table's numbers, credit in points (4.2), money in fen, weight in grams."""
    return {
        "matches": outcome.matches,
        "contracts": outcome.contracts,
        "credit": [
            {
                "company": label,
                "before": before / 10,
                "after": outcome.after[label] / 10,
                "rating": rating_of(outcome.after[label]),
            }
            for label, before in outcome.before.items()
        ],
        "channel": channel,
        "seconds": {"setup": round(setup_seconds, 2), "cycle": round(outcome.cycle_seconds, 2)},
    }


def write(path: Path, content: dict[str, Any]) -> None:
    """Write the report, readable."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
