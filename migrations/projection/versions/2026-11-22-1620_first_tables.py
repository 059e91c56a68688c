"""The first tables of the view of the ledger."""

import sqlalchemy as sa
from alembic import op

revision = "projection_0001"
down_revision: str | None = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "checkpoint",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("next_block", sa.BigInteger(), nullable=False),
        sa.Column("last_hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkpoint")),
    )
    op.create_table(
        "companies",
        sa.Column("company_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("social_credit_code", sa.Text(), nullable=False),
        sa.Column("legal_representative_digest", sa.Text(), nullable=False),
        sa.Column("registered_cycle", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", name=op.f("pk_companies")),
    )
    with op.batch_alter_table("companies", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_companies_social_credit_code"), ["social_credit_code"], unique=False)

    op.create_table(
        "company_keys",
        sa.Column("company_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("key_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("algorithm", sa.Text(), nullable=False),
        sa.Column("purposes", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("valid_from_cycle", sa.BigInteger(), nullable=False),
        sa.Column("valid_to_cycle", sa.BigInteger(), nullable=False),
        sa.Column("revoked", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "key_id", name=op.f("pk_company_keys")),
    )
    op.create_table(
        "contracts",
        sa.Column("cycle", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("breed", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("serial", sa.BigInteger(), nullable=False),
        sa.Column("match_id", sa.Text(), nullable=False),
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
        sa.Column("evaluation_closes", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("cycle", "breed", "seq", name=op.f("pk_contracts")),
    )
    with op.batch_alter_table("contracts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contracts_buyer"), ["buyer"], unique=False)
        batch_op.create_index(batch_op.f("ix_contracts_match_id"), ["match_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contracts_seller"), ["seller"], unique=False)
        batch_op.create_index(batch_op.f("ix_contracts_serial"), ["serial"], unique=False)

    op.create_table(
        "credit_entries",
        sa.Column("company_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("cycle", sa.BigInteger(), nullable=False),
        sa.Column("serial", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("before", sa.BigInteger(), nullable=False),
        sa.Column("after", sa.BigInteger(), nullable=False),
        sa.Column("own_label", sa.Text(), nullable=False),
        sa.Column("partner_label", sa.Text(), nullable=False),
        sa.Column("counterparty", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "seq", name=op.f("pk_credit_entries")),
    )
    op.create_table(
        "credits",
        sa.Column("company_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("tenths", sa.BigInteger(), nullable=False),
        sa.Column("entries", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", name=op.f("pk_credits")),
    )
    op.create_table(
        "cycles",
        sa.Column("cycle", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("param_version", sa.BigInteger(), nullable=False),
        sa.Column("times", sa.JSON(none_as_null=True), nullable=False),
        sa.PrimaryKeyConstraint("cycle", name=op.f("pk_cycles")),
    )
    with op.batch_alter_table("cycles", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cycles_state"), ["state"], unique=False)

    op.create_table(
        "decisions",
        sa.Column("cycle", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("breed", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("side", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("match_id", sa.Text(), nullable=False),
        sa.Column("company_id", sa.Text(), nullable=False),
        sa.Column("accept", sa.Boolean(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("expiry_cycle", sa.BigInteger(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("cycle", "breed", "seq", "side", name=op.f("pk_decisions")),
    )
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decisions_match_id"), ["match_id"], unique=False)

    op.create_table(
        "evaluations",
        sa.Column("cycle", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("breed", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("side", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("match_id", sa.Text(), nullable=False),
        sa.Column("company_id", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("text_digest", sa.Text(), nullable=False),
        sa.Column("model_digest", sa.Text(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("expiry_cycle", sa.BigInteger(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("cycle", "breed", "seq", "side", name=op.f("pk_evaluations")),
    )
    with op.batch_alter_table("evaluations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evaluations_match_id"), ["match_id"], unique=False)

    op.create_table(
        "lists",
        sa.Column("cycle", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("breed", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("side", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("list_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("company_id", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("left", sa.BigInteger(), nullable=False),
        sa.Column("price_fen", sa.BigInteger(), nullable=False),
        sa.Column("freshness", sa.BigInteger(), nullable=False),
        sa.Column("weight_g", sa.BigInteger(), nullable=False),
        sa.Column("good_till_cancelled", sa.Boolean(), nullable=False),
        sa.Column("carried_from", sa.BigInteger(), nullable=False),
        sa.Column("posted_block", sa.BigInteger(), nullable=False),
        sa.Column("posted_tx", sa.BigInteger(), nullable=False),
        sa.Column("posted_write", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("cycle", "breed", "side", "list_id", name=op.f("pk_lists")),
    )
    with op.batch_alter_table("lists", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_lists_company_id_side_cycle"), ["company_id", "side", "cycle"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_lists_list_id"), ["list_id"], unique=False)

    op.create_table(
        "matches",
        sa.Column("cycle", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("breed", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("match_id", sa.Text(), nullable=False),
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
        batch_op.create_index(batch_op.f("ix_matches_buyer"), ["buyer"], unique=False)
        batch_op.create_index(batch_op.f("ix_matches_match_id"), ["match_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_matches_seller"), ["seller"], unique=False)

    op.create_table(
        "models",
        sa.Column("digest", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_models")),
    )
    op.create_table(
        "openings",
        sa.Column("company_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("tenths", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("evidence_digest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", name=op.f("pk_openings")),
    )
    op.create_table(
        "other_writes",
        sa.Column("object_type", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("attributes", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("value", sa.JSON(none_as_null=True), nullable=False),
        sa.PrimaryKeyConstraint("object_type", "attributes", name=op.f("pk_other_writes")),
    )
    op.create_table(
        "parameter_proposals",
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("price_rule", sa.Text(), nullable=False),
        sa.Column("price_tolerance_permille", sa.BigInteger(), nullable=False),
        sa.Column("weight_tolerance_permille", sa.BigInteger(), nullable=False),
        sa.Column("epsilon_permille", sa.BigInteger(), nullable=False),
        sa.Column("phi_permille", sa.BigInteger(), nullable=False),
        sa.Column("gamma_permille", sa.BigInteger(), nullable=False),
        sa.Column("newcomer_tenths", sa.BigInteger(), nullable=False),
        sa.Column("evaluation_cycles", sa.BigInteger(), nullable=False),
        sa.Column("silence", sa.Text(), nullable=False),
        sa.Column("admit_demo_codes", sa.Boolean(), nullable=False),
        sa.Column("breeds", sa.JSON(none_as_null=True), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_parameter_proposals")),
    )
    op.create_table(
        "parameters",
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("price_rule", sa.Text(), nullable=False),
        sa.Column("price_tolerance_permille", sa.BigInteger(), nullable=False),
        sa.Column("weight_tolerance_permille", sa.BigInteger(), nullable=False),
        sa.Column("epsilon_permille", sa.BigInteger(), nullable=False),
        sa.Column("phi_permille", sa.BigInteger(), nullable=False),
        sa.Column("gamma_permille", sa.BigInteger(), nullable=False),
        sa.Column("newcomer_tenths", sa.BigInteger(), nullable=False),
        sa.Column("evaluation_cycles", sa.BigInteger(), nullable=False),
        sa.Column("silence", sa.Text(), nullable=False),
        sa.Column("admit_demo_codes", sa.Boolean(), nullable=False),
        sa.Column("breeds", sa.JSON(none_as_null=True), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_parameters")),
    )
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
    op.create_table(
        "serial_blocks",
        sa.Column("cycle", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("breeds", sa.JSON(none_as_null=True), nullable=False),
        sa.PrimaryKeyConstraint("cycle", name=op.f("pk_serial_blocks")),
    )

    # The projector starts at the first block.
    op.execute("INSERT INTO checkpoint (id, next_block, last_hash) VALUES (1, 0, '')")


def downgrade() -> None:
    op.drop_table("serial_blocks")
    op.drop_table("schemes")
    op.drop_table("parameters")
    op.drop_table("parameter_proposals")
    op.drop_table("other_writes")
    op.drop_table("openings")
    op.drop_table("models")
    with op.batch_alter_table("matches", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_matches_seller"))
        batch_op.drop_index(batch_op.f("ix_matches_match_id"))
        batch_op.drop_index(batch_op.f("ix_matches_buyer"))

    op.drop_table("matches")
    with op.batch_alter_table("lists", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lists_list_id"))
        batch_op.drop_index(batch_op.f("ix_lists_company_id_side_cycle"))

    op.drop_table("lists")
    with op.batch_alter_table("evaluations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evaluations_match_id"))

    op.drop_table("evaluations")
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decisions_match_id"))

    op.drop_table("decisions")
    with op.batch_alter_table("cycles", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cycles_state"))

    op.drop_table("cycles")
    op.drop_table("credits")
    op.drop_table("credit_entries")
    with op.batch_alter_table("contracts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contracts_serial"))
        batch_op.drop_index(batch_op.f("ix_contracts_seller"))
        batch_op.drop_index(batch_op.f("ix_contracts_match_id"))
        batch_op.drop_index(batch_op.f("ix_contracts_buyer"))

    op.drop_table("contracts")
    op.drop_table("company_keys")
    with op.batch_alter_table("companies", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_companies_social_credit_code"))

    op.drop_table("companies")
    op.drop_table("checkpoint")
