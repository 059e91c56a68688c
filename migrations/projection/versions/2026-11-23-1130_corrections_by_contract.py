"""Corrections of credit are found by their contract without reading every company's history."""

import sqlalchemy as sa
from alembic import op

revision = "projection_0004"
down_revision = "projection_0003"
branch_labels = None
depends_on = None

_CORRECTS = sa.text("corrects > 0")


def upgrade() -> None:
    op.create_index(
        "ix_credit_entries_corrections",
        "credit_entries",
        ["serial"],
        sqlite_where=_CORRECTS,
        postgresql_where=_CORRECTS,
    )


def downgrade() -> None:
    op.drop_index("ix_credit_entries_corrections", "credit_entries")
