"""What statements are judged by, read together with what others ask for."""

from typing import Final

from gateway.db.group_reader import Lookup, by_primary_key
from gateway.projection.models import Contract, Cycle, Match
from gateway.records.models import EvaluationText, Statement
from gateway.statements.canonical import KINDS, Kind

MATCHES: Final = Lookup(Match.match_id, reads=(Match.match_id, Match.cycle, Match.round, Match.buyer, Match.seller))
CONTRACTS: Final = Lookup(
    Contract.serial,
    reads=(
        Contract.serial, Contract.match_id, Contract.cycle, Contract.buyer, Contract.seller, Contract.evaluation_closes
    ),
)  # fmt: skip
SERIALS: Final = Lookup(Contract.match_id, reads=(Contract.serial,))
CYCLES: Final = Lookup(Cycle.cycle, reads=(Cycle.cycle, Cycle.state))
STATED: Final[dict[Kind, Lookup]] = {
    kind: Lookup(
        Statement.match_id,
        reads=(Statement.match_id, Statement.company_id, Statement.side, Statement.state),
        where=Statement.kind == kind,
    )
    for kind in KINDS
}
TEXTS_LEFT: Final = Lookup(
    EvaluationText.match_id, reads=(EvaluationText.company_id, EvaluationText.number, EvaluationText.text)
)
STATEMENTS: Final = by_primary_key(Statement)
