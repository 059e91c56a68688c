"""The index of alike evaluation texts. Texts from before are put into it when the gateway starts."""

import sqlalchemy as sa
from alembic import op

revision = "records_0004"
down_revision = "records_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "text_bands",
        sa.Column("company_id", sa.Text(), nullable=False),
        sa.Column("band", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("match_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "band", "match_id", name=op.f("pk_text_bands")),
    )
    with op.batch_alter_table("texts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("bands_version", sa.Text(), nullable=True))
        batch_op.create_index(batch_op.f("ix_texts_bands_version"), ["bands_version"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("texts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_texts_bands_version"))
        batch_op.drop_column("bands_version")
    op.drop_table("text_bands")
