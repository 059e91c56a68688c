"""The market file: what Caliper's workloads know of the market. Keys are paths, never in the file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.caliper.floor import BREEDS, MODEL
from benchmarks.caliper.identities import Company
from network.api import Profile
from network.files import write_json


@dataclass(frozen=True)
class Prepared:
    """What stands on the ledger for a plan. `evaluating` is the closed cycle of `contracts`, `deciding` the frozen one
    of `schemes` and `matches`, `posting` the one in intake; 0 where there is none.
    """

    parameters: dict[str, Any]
    posting: int = 0
    deciding: int = 0
    evaluating: int = 0
    schemes: Sequence[dict[str, Any]] = ()
    matches: Sequence[dict[str, str]] = ()
    contracts: Sequence[dict[str, str]] = ()
    newcomers: Sequence[Company] = field(default=())


def write_market_file(profile: Profile, companies: Iterable[Company], prepared: Prepared, run: str, file: Path) -> Path:
    """Write it; readable by its owner only. `run` sets the ids of this run apart from every other's."""
    content = {
        "run": run,
        "channel": profile.channel,
        "chaincode": profile.chaincode,
        "msp_id": profile.organisations["platform"].msp_id,
        "supervisor_msp_id": profile.organisations["supervisor"].msp_id,
        "model_digest": MODEL,
        "breeds": list(BREEDS),
        "companies": [_entry(company) for company in companies],
        "newcomers": [_entry(company) for company in prepared.newcomers],
    }
    names = ("parameters", "posting", "deciding", "evaluating", "schemes", "matches", "contracts")
    return write_json(file, content | {name: getattr(prepared, name) for name in names})


def _entry(company: Company) -> dict[str, str]:
    names = ("company_id", "name", "side", "social_credit_code", "key_id")
    return {name: getattr(company, name) for name in names} | {"private_key": str(company.identity.private_key)}
