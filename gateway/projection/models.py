"""The tables of the view: one per kind of key, columns named as the fields of the stored JSON (chaincode/README.md).

Columns that come from the key come first and are the primary key. The field `v` is checked, not kept.
"""

from typing import Any

from sqlalchemy import Index, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from gateway.db.columns import TYPES, Described, named_metadata


class ProjectionBase(Described, DeclarativeBase):
    """Base of the tables of the view of the ledger."""

    metadata = named_metadata()
    type_annotation_map = TYPES


_CORRECTS = text("corrects > 0")


def _key() -> Mapped[Any]:
    # A ledger's numbers are never given out by the database.
    return mapped_column(primary_key=True, autoincrement=False)


class Checkpoint(ProjectionBase):
    """One row (`id` 1): the number of the next block to apply, and the hash of the last one applied (or empty)."""

    __tablename__ = "checkpoint"

    id: Mapped[int] = _key()
    next_block: Mapped[int]
    last_hash: Mapped[str]


class Company(ProjectionBase):
    """A trading company."""

    __tablename__ = "companies"

    company_id: Mapped[str] = _key()
    name: Mapped[str]
    social_credit_code: Mapped[str] = mapped_column(index=True)
    legal_representative_digest: Mapped[str]
    registered_cycle: Mapped[int]


class CompanyKey(ProjectionBase):
    """A public key of a company."""

    __tablename__ = "company_keys"

    company_id: Mapped[str] = _key()
    key_id: Mapped[str] = _key()
    algorithm: Mapped[str]
    purposes: Mapped[list[str]]
    public_key: Mapped[str]
    valid_from_cycle: Mapped[int]
    valid_to_cycle: Mapped[int]
    revoked: Mapped[bool]


class _ParameterFields:
    version: Mapped[int] = _key()
    price_rule: Mapped[str]
    price_tolerance_permille: Mapped[int]
    weight_tolerance_permille: Mapped[int]
    epsilon_permille: Mapped[int]
    phi_permille: Mapped[int]
    gamma_permille: Mapped[int]
    newcomer_tenths: Mapped[int]
    evaluation_cycles: Mapped[int]
    appeal_cycles: Mapped[int]
    silence: Mapped[str]
    admit_demo_codes: Mapped[bool]
    breeds: Mapped[list[str]]


class Parameters(_ParameterFields, ProjectionBase):
    """An approved version of the market's parameters (version 0 is built into the contract and not stored)."""

    __tablename__ = "parameters"


class ParameterProposal(_ParameterFields, ProjectionBase):
    """A proposed version of the market's parameters."""

    __tablename__ = "parameter_proposals"


class Model(ProjectionBase):
    """A classifier, by the digest of its artefact; `status` is `proposed` or `approved`."""

    __tablename__ = "models"

    digest: Mapped[str] = _key()
    status: Mapped[str]


class Opening(ProjectionBase):
    """An opening credit; `status` is `proposed` or `approved`."""

    __tablename__ = "openings"

    company_id: Mapped[str] = _key()
    tenths: Mapped[int]
    status: Mapped[str]
    evidence_digest: Mapped[str]


class Cycle(ProjectionBase):
    """A matching cycle; `times` are milliseconds since 1970 by state."""

    __tablename__ = "cycles"

    cycle: Mapped[int] = _key()
    state: Mapped[str] = mapped_column(index=True)
    param_version: Mapped[int]
    times: Mapped[dict[str, int]]


class PostedList(ProjectionBase):
    """A supply or demand list. `posted_*` say where the ledger first wrote it: who posted earlier is tried first."""

    __tablename__ = "lists"
    __table_args__ = (Index(None, "company_id", "side", "cycle"), Index(None, "list_id"))

    cycle: Mapped[int] = _key()
    breed: Mapped[str] = _key()
    side: Mapped[str] = _key()
    list_id: Mapped[str] = _key()
    company_id: Mapped[str]
    amount: Mapped[int]
    left: Mapped[int]
    price_fen: Mapped[int]
    freshness: Mapped[int]
    weight_g: Mapped[int]
    good_till_cancelled: Mapped[bool]
    carried_from: Mapped[int]
    posted_block: Mapped[int]
    posted_tx: Mapped[int]
    posted_write: Mapped[int]


class Scheme(ProjectionBase):
    """The matching of a breed in a round of a cycle; `score` is `bound` where it is proven to be the best."""

    __tablename__ = "schemes"

    cycle: Mapped[int] = _key()
    breed: Mapped[str] = _key()
    round: Mapped[int] = _key()
    digest: Mapped[str]
    trades: Mapped[int]
    score: Mapped[int]
    bound: Mapped[int]
    settled: Mapped[bool]


class Match(ProjectionBase):
    """A trade of a scheme, as proposed to buyer and seller; the second round's go on with the first one's numbers."""

    __tablename__ = "matches"

    cycle: Mapped[int] = _key()
    breed: Mapped[str] = _key()
    seq: Mapped[int] = _key()
    match_id: Mapped[str] = mapped_column(index=True)
    round: Mapped[int]
    demand_id: Mapped[str]
    supply_id: Mapped[str]
    buyer: Mapped[str] = mapped_column(index=True)
    seller: Mapped[str] = mapped_column(index=True)
    buyer_rating: Mapped[str]
    seller_rating: Mapped[str]
    amount: Mapped[int]
    price_fen: Mapped[int]
    weight_g: Mapped[int]
    freshness: Mapped[int]
    price_rule: Mapped[str]


class Decision(ProjectionBase):
    """A party's decision on a match; `side` is `buyer` or `seller`."""

    __tablename__ = "decisions"

    cycle: Mapped[int] = _key()
    breed: Mapped[str] = _key()
    seq: Mapped[int] = _key()
    side: Mapped[str] = _key()
    match_id: Mapped[str] = mapped_column(index=True)
    company_id: Mapped[str]
    accept: Mapped[bool]
    key_id: Mapped[str]
    expiry_cycle: Mapped[int]
    signature: Mapped[str]


class SerialBlock(ProjectionBase):
    """The serial numbers reserved in a cycle; `breeds` are `{breed, first, count}`."""

    __tablename__ = "serial_blocks"

    cycle: Mapped[int] = _key()
    breeds: Mapped[list[dict[str, Any]]]


class Contract(ProjectionBase):
    """A contract: a match that both parties accepted."""

    __tablename__ = "contracts"

    cycle: Mapped[int] = _key()
    breed: Mapped[str] = _key()
    seq: Mapped[int] = _key()
    serial: Mapped[int] = mapped_column(index=True)
    match_id: Mapped[str] = mapped_column(index=True)
    demand_id: Mapped[str]
    supply_id: Mapped[str]
    buyer: Mapped[str] = mapped_column(index=True)
    seller: Mapped[str] = mapped_column(index=True)
    buyer_rating: Mapped[str]
    seller_rating: Mapped[str]
    amount: Mapped[int]
    price_fen: Mapped[int]
    weight_g: Mapped[int]
    freshness: Mapped[int]
    price_rule: Mapped[str]
    evaluation_closes: Mapped[int]


class Evaluation(ProjectionBase):
    """A party's evaluation of the other one; `side` is the side of who evaluates.

    `label` is the classifier's, `corrected_label` the supervisor's after an appeal, or empty.
    """

    __tablename__ = "evaluations"

    cycle: Mapped[int] = _key()
    breed: Mapped[str] = _key()
    seq: Mapped[int] = _key()
    side: Mapped[str] = _key()
    match_id: Mapped[str] = mapped_column(index=True)
    company_id: Mapped[str]
    label: Mapped[str]
    corrected_label: Mapped[str]
    text_digest: Mapped[str]
    model_digest: Mapped[str]
    key_id: Mapped[str]
    expiry_cycle: Mapped[int]
    signature: Mapped[str]


class Appeal(ProjectionBase):
    """An appeal against the label of the evaluation that `side` wrote; `company_id` is who appeals.

    `status` is `open`, `confirmed` or `corrected`; `label` is the classifier's.
    """

    __tablename__ = "appeals"
    __table_args__ = (Index(None, "status"),)

    cycle: Mapped[int] = _key()
    breed: Mapped[str] = _key()
    seq: Mapped[int] = _key()
    side: Mapped[str] = _key()
    appeal_id: Mapped[str] = mapped_column(index=True)
    match_id: Mapped[str] = mapped_column(index=True)
    company_id: Mapped[str]
    label: Mapped[str]
    reason_digest: Mapped[str]
    key_id: Mapped[str]
    expiry_cycle: Mapped[int]
    signature: Mapped[str]
    status: Mapped[str]
    corrected_label: Mapped[str]
    grounds_digest: Mapped[str]


class Credit(ProjectionBase):
    """A company's credit in tenths, and the number of its entries."""

    __tablename__ = "credits"

    company_id: Mapped[str] = _key()
    tenths: Mapped[int]
    entries: Mapped[int]


class CreditEntry(ProjectionBase):
    """A change of a company's credit, or why there was none; `corrects` is the entry that this one puts right, or 0."""

    __tablename__ = "credit_entries"
    __table_args__ = (
        # Few entries correct others: an index of those alone is found without one of every entry.
        Index("ix_credit_entries_corrections", "serial", sqlite_where=_CORRECTS, postgresql_where=_CORRECTS),
    )

    company_id: Mapped[str] = _key()
    seq: Mapped[int] = _key()
    cycle: Mapped[int]
    serial: Mapped[int]
    reason: Mapped[str]
    before: Mapped[int]
    after: Mapped[int]
    own_label: Mapped[str]
    partner_label: Mapped[str]
    counterparty: Mapped[str]
    corrects: Mapped[int]


class CreditApplied(ProjectionBase):
    """What a contract has done to its parties' credit, in tenths, and in which cycle's batch.

    `buyer_seq` and `seller_seq` are the contract's last entries in their histories.
    """

    __tablename__ = "credits_applied"

    contract_cycle: Mapped[int] = _key()
    breed: Mapped[str] = _key()
    seq: Mapped[int] = _key()
    cycle: Mapped[int]
    buyer_seq: Mapped[int]
    seller_seq: Mapped[int]
    buyer_moved: Mapped[int]
    seller_moved: Mapped[int]


class OtherWrite(ProjectionBase):
    """Indexes of the ledger, and kinds of key that this version doesn't know: kept whole."""

    __tablename__ = "other_writes"

    object_type: Mapped[str] = _key()
    attributes: Mapped[tuple[str, ...]] = _key()
    value: Mapped[dict[str, Any]]
