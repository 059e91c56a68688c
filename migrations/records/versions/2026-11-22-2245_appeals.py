"""Appeals: as signed statements, one per evaluation, and the words of their reasons and decisions."""

import sqlalchemy as sa
from alembic import op

revision = "records_0003"
down_revision = "records_0002"
branch_labels = None
depends_on = None

_BEFORE = ("kind IN ('decision', 'evaluation')", "company_id")
_AFTER = ("kind IN ('decision', 'evaluation', 'appeal')", "side")


def upgrade() -> None:
    _change_statements(_BEFORE, _AFTER)
    op.create_table(
        "appeal_texts",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("appeal_id", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_appeal_texts")),
    )
    with op.batch_alter_table("appeal_texts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_appeal_texts_appeal_id"), ["appeal_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("appeal_texts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_appeal_texts_appeal_id"))
    op.drop_table("appeal_texts")
    op.execute("DELETE FROM statements WHERE kind = 'appeal'")
    _change_statements(_AFTER, _BEFORE)


def _change_statements(before: tuple[str, str], after: tuple[str, str]) -> None:
    """A match has one buyer and one seller, so that one statement per side says what one per company said."""
    with op.batch_alter_table("statements", schema=None, copy_from=_statements(*before)) as batch_op:
        batch_op.drop_constraint(_unique(before[1]), type_="unique")
        batch_op.drop_constraint(op.f("ck_statements_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_statements_kind"), after[0])
        batch_op.create_unique_constraint(_unique(after[1]), ["kind", "match_id", after[1]])


def _unique(column: str) -> str:
    return op.f(f"uq_statements_kind_match_id_{column}")


def _statements(kinds: str, column: str) -> sa.Table:
    """The table as it stands, for databases that can only change a constraint by copying its table."""
    return sa.Table(
        "statements",
        sa.MetaData(),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("match_id", sa.Text(), nullable=False),
        sa.Column("company_id", sa.Text(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("accept", sa.Boolean(), nullable=True),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("text_digest", sa.Text(), nullable=True),
        sa.Column("model_digest", sa.Text(), nullable=True),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("expiry_cycle", sa.BigInteger(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("problem", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("cycle", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(kinds, name=op.f("ck_statements_kind")),
        sa.CheckConstraint("side IN ('buyer', 'seller')", name=op.f("ck_statements_side")),
        sa.CheckConstraint("state IN ('collected', 'written', 'refused')", name=op.f("ck_statements_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statements")),
        sa.UniqueConstraint("kind", "match_id", column, name=_unique(column)),
        sa.Index(op.f("ix_statements_company_id"), "company_id"),
        sa.Index(op.f("ix_statements_cycle_state"), "cycle", "state"),
    )
