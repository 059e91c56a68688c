"""docs/reference/errors.md names the codes of the client, the network, matching and sentiment, and no others."""

import re
from pathlib import Path

import pytest

from shoal.home import checkout

REFERENCE = checkout() / "docs" / "reference" / "errors.md"
AREAS = "FABRIC NETWORK SENTIMENT LOT PARAMETERS CREDIT MARKET SCHEME SOLVER COLONY CSV PARQUET FILE CLUSTER"
RAISED = re.compile(rf'"((?:{"|".join(AREAS.split())})_[A-Z_]+)"')


def documented(heading: str) -> set[str]:
    """The codes in the tables under a heading."""
    part = REFERENCE.read_text(encoding="utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    rows = [line for line in part.splitlines() if line.startswith("| `")]
    return {code for row in rows for code in re.findall(r"`([A-Z_]+)`", row.split("|")[1])}


def raised(package: str) -> set[str]:
    """The codes in a package's source."""
    sources = (checkout() / package).rglob("*.py")
    return {code for source in sources for code in RAISED.findall(Path(source).read_text(encoding="utf-8"))}


@pytest.mark.parametrize(
    ("heading", "packages", "elsewhere"),
    [
        ("Fabric client", ["fabric_gateway"], {"FABRIC_GATEWAY"}),
        ("Network", ["network"], {"FABRIC_CFG_PATH", "FABRIC_LOGGING_SPEC"}),
        (
            "Matching and sentiment",
            ["matching", "sentiment"],
            documented("Chaincode"),
        ),
    ],
)
def test_the_reference_lists_what_is_raised(heading: str, packages: list[str], elsewhere: set[str]) -> None:
    found = set[str]().union(*(raised(package) for package in packages)) - elsewhere
    assert documented(heading) == found
