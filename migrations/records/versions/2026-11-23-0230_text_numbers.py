"""Texts have numbers, so the index of alike texts is a table of two integers; statements are found by state.

The gateway fills the index at its start.
"""

import sqlalchemy as sa
from alembic import op

revision = "records_0005"
down_revision = "records_0004"
branch_labels = None
depends_on = None

NUMBERED = """
UPDATE texts SET number = numbered.number
FROM (SELECT match_id, company_id, row_number() OVER (ORDER BY match_id, company_id) AS number FROM texts) AS numbered
WHERE texts.match_id = numbered.match_id AND texts.company_id = numbered.company_id
"""


def upgrade() -> None:
    with op.batch_alter_table("statements", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_statements_cycle_state"))
        batch_op.create_index(batch_op.f("ix_statements_state_kind_cycle"), ["state", "kind", "cycle"], unique=False)
    op.drop_table("text_bands")
    op.create_table(
        "text_bands",
        sa.Column("band", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("text", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("band", "text", name=op.f("pk_text_bands")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("texts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("number", sa.BigInteger(), server_default="0", nullable=False))
    op.execute(NUMBERED)
    op.execute("UPDATE texts SET bands_version = NULL")
    with op.batch_alter_table("texts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_texts_number"), ["number"], unique=True)


def downgrade() -> None:
    with op.batch_alter_table("statements", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_statements_state_kind_cycle"))
        batch_op.create_index(batch_op.f("ix_statements_cycle_state"), ["cycle", "state"], unique=False)
    with op.batch_alter_table("texts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_texts_number"))
        batch_op.drop_column("number")
    op.execute("UPDATE texts SET bands_version = NULL")
    op.drop_table("text_bands")
    op.create_table(
        "text_bands",
        sa.Column("company_id", sa.Text(), nullable=False),
        sa.Column("band", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("match_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "band", "match_id", name=op.f("pk_text_bands")),
    )
