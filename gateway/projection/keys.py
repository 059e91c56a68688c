"""Which kind of the ledger's keys fills which table (chaincode/README.md, section State).

The tests hold this table to the spec: a change of either is a change of the ledger's interface.
"""

from dataclasses import dataclass

from gateway.projection import models
from gateway.projection.models import ProjectionBase


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of key that has a table: the columns of its attributes in their order, and which of them are numbers."""

    model: type[ProjectionBase]
    attributes: tuple[str, ...]

    def key(self, attributes: tuple[str, ...]) -> dict[str, str | int] | None:
        """The key's columns; None where these aren't attributes of this kind."""
        if len(attributes) != len(self.attributes):
            return None
        try:
            return {
                name: int(text) if name in _NUMBERS else text
                for name, text in zip(self.attributes, attributes, strict=True)
            }
        except ValueError:
            return None


_NUMBERS = frozenset({"contract_cycle", "cycle", "round", "seq", "version"})

KINDS: dict[str, Kind] = {
    "company": Kind(models.Company, ("company_id",)),
    "company.key": Kind(models.CompanyKey, ("company_id", "key_id")),
    "param": Kind(models.Parameters, ("version",)),
    "param.proposal": Kind(models.ParameterProposal, ("version",)),
    "model": Kind(models.Model, ("digest",)),
    "opening": Kind(models.Opening, ("company_id",)),
    "cycle": Kind(models.Cycle, ("cycle",)),
    "list": Kind(models.PostedList, ("cycle", "breed", "side", "list_id")),
    "scheme": Kind(models.Scheme, ("cycle", "breed", "round")),
    "match": Kind(models.Match, ("cycle", "breed", "seq")),
    "decision": Kind(models.Decision, ("cycle", "breed", "seq", "side")),
    "serial.block": Kind(models.SerialBlock, ("cycle",)),
    "contract": Kind(models.Contract, ("cycle", "breed", "seq")),
    "evaluation": Kind(models.Evaluation, ("cycle", "breed", "seq", "side")),
    "appeal": Kind(models.Appeal, ("cycle", "breed", "seq", "side")),
    "credit": Kind(models.Credit, ("company_id",)),
    "credit.entry": Kind(models.CreditEntry, ("company_id", "seq")),
    # Its value has a cycle of its own: the one whose batch applied the contract.
    "credit.applied": Kind(models.CreditApplied, ("contract_cycle", "breed", "seq")),
}
