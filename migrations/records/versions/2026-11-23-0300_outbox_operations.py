"""An envelope can be for several operations: a company's posts that came together."""

import sqlalchemy as sa
from alembic import op

revision = "records_0006"
down_revision = "records_0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outbox_operations",
        sa.Column("operation_id", sa.Text(), nullable=False),
        sa.Column("transaction_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("operation_id", "transaction_id", name=op.f("pk_outbox_operations")),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO outbox_operations (operation_id, transaction_id) "
        "SELECT operation_id, transaction_id FROM outbox WHERE operation_id IS NOT NULL"
    )
    # Not as a batch: that copies the table, and cannot be written as a script.
    op.drop_index(op.f("ix_outbox_operation_id"), table_name="outbox")
    op.drop_column("outbox", "operation_id")


def downgrade() -> None:
    op.add_column("outbox", sa.Column("operation_id", sa.Text(), nullable=True))
    op.create_index(op.f("ix_outbox_operation_id"), "outbox", ["operation_id"], unique=False)
    op.execute(
        "UPDATE outbox SET operation_id = (SELECT min(operation_id) FROM outbox_operations "
        "WHERE outbox_operations.transaction_id = outbox.transaction_id)"
    )
    op.drop_table("outbox_operations")
