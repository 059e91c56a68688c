"""Schemes by round, with their certified bound; the round of a match.

The view is emptied: the projector reads the ledger anew from its first block, so that every row is what the ledger
holds.
"""

import sqlalchemy as sa
from alembic import op

revision = "projection_0002"
down_revision = "projection_0001"
branch_labels = None
depends_on = None

_KEPT = (
    "companies", "company_keys", "contracts", "credit_entries", "credits", "cycles", "decisions", "evaluations",
    "lists", "models", "openings", "other_writes", "parameter_proposals", "parameters", "serial_blocks",
)  # fmt: skip


def upgrade() -> None:
    _empty()
    _make_matches(sa.Column("round", sa.BigInteger(), nullable=False))
    op.create_table(
        "schemes",
        sa.Column("cycle", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("breed", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("round", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("trades", sa.BigInteger(), nullable=False),
        sa.Column("score", sa.BigInteger(), nullable=False),
        sa.Column("bound", sa.BigInteger(), nullable=False),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("cycle", "breed", "round", name=op.f("pk_schemes")),
    )


def downgrade() -> None:
    _empty()
    _make_matches()
    op.create_table(
        "schemes",
        sa.Column("cycle", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("breed", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("trades", sa.BigInteger(), nullable=False),
        sa.Column("score", sa.BigInteger(), nullable=False),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("cycle", "breed", name=op.f("pk_schemes")),
    )


def _empty() -> None:
    """Nothing is left of any table; the two that change are dropped."""
    with op.batch_alter_table("matches", schema=None) as batch_op:
        for column in ("seller", "match_id", "buyer"):
            batch_op.drop_index(batch_op.f(f"ix_matches_{column}"))
    for table in ("matches", "schemes"):
        op.drop_table(table)
    for table in _KEPT:
        op.execute(sa.delete(sa.table(table)))
    op.execute("UPDATE checkpoint SET next_block = 0, last_hash = ''")


def _make_matches(*more: "sa.Column[int]") -> None:
    op.create_table(
        "matches",
        sa.Column("cycle", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("breed", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("match_id", sa.Text(), nullable=False),
        *more,
        sa.Column("demand_id", sa.Text(), nullable=False),
        sa.Column("supply_id", sa.Text(), nullable=False),
        sa.Column("buyer", sa.Text(), nullable=False),
        sa.Column("seller", sa.Text(), nullable=False),
        sa.Column("buyer_rating", sa.Text(), nullable=False),
        sa.Column("seller_rating", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("price_fen", sa.BigInteger(), nullable=False),
        sa.Column("weight_g", sa.BigInteger(), nullable=False),
        sa.Column("freshness", sa.BigInteger(), nullable=False),
        sa.Column("price_rule", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("cycle", "breed", "seq", name=op.f("pk_matches")),
    )
    with op.batch_alter_table("matches", schema=None) as batch_op:
        for column in ("buyer", "match_id", "seller"):
            batch_op.create_index(batch_op.f(f"ix_matches_{column}"), [column], unique=False)
