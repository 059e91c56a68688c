"""Appeals: until when they are taken, what they correct, and what each contract did to credit.

The view is emptied: the projector reads the ledger anew from its first block, so that every row is what the ledger
holds.
"""

import sqlalchemy as sa
from alembic import op

revision = "projection_0003"
down_revision = "projection_0002"
branch_labels = None
depends_on = None

_TABLES = (
    "companies", "company_keys", "contracts", "credit_entries", "credits", "cycles", "decisions", "evaluations",
    "lists", "matches", "models", "openings", "other_writes", "parameter_proposals", "parameters", "schemes",
    "serial_blocks",
)  # fmt: skip


def upgrade() -> None:
    _empty()
    for table in ("parameters", "parameter_proposals"):
        op.add_column(table, _new("appeal_cycles", sa.BigInteger(), "0"))
    op.add_column("evaluations", _new("corrected_label", sa.Text(), ""))
    op.add_column("credit_entries", _new("corrects", sa.BigInteger(), "0"))
    op.create_table(
        "appeals",
        sa.Column("cycle", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("breed", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("side", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("appeal_id", sa.Text(), nullable=False),
        sa.Column("match_id", sa.Text(), nullable=False),
        sa.Column("company_id", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("reason_digest", sa.Text(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("expiry_cycle", sa.BigInteger(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("corrected_label", sa.Text(), nullable=False),
        sa.Column("grounds_digest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("cycle", "breed", "seq", "side", name=op.f("pk_appeals")),
    )
    with op.batch_alter_table("appeals", schema=None) as batch_op:
        for column in ("appeal_id", "match_id", "status"):
            batch_op.create_index(batch_op.f(f"ix_appeals_{column}"), [column], unique=False)
    op.create_table(
        "credits_applied",
        sa.Column("contract_cycle", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("breed", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("cycle", sa.BigInteger(), nullable=False),
        sa.Column("buyer_seq", sa.BigInteger(), nullable=False),
        sa.Column("seller_seq", sa.BigInteger(), nullable=False),
        sa.Column("buyer_moved", sa.BigInteger(), nullable=False),
        sa.Column("seller_moved", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("contract_cycle", "breed", "seq", name=op.f("pk_credits_applied")),
    )


def downgrade() -> None:
    op.drop_table("credits_applied")
    with op.batch_alter_table("appeals", schema=None) as batch_op:
        for column in ("status", "match_id", "appeal_id"):
            batch_op.drop_index(batch_op.f(f"ix_appeals_{column}"))
    op.drop_table("appeals")
    op.drop_column("credit_entries", "corrects")
    op.drop_column("evaluations", "corrected_label")
    for table in ("parameter_proposals", "parameters"):
        op.drop_column(table, "appeal_cycles")
    _empty()


def _new(name: str, kind: "sa.types.TypeEngine[object]", default: str) -> "sa.Column[object]":
    """SQLite wants a default where a column is added, even to an empty table; every row that is written names all."""
    return sa.Column(name, kind, nullable=False, server_default=default)


def _empty() -> None:
    for table in _TABLES:
        op.execute(sa.delete(sa.table(table)))
    op.execute("UPDATE checkpoint SET next_block = 0, last_hash = ''")
