"""The list of claims is ordered by any column."""

from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    with op.batch_alter_table("branch", schema=None) as batch_op:
        batch_op.create_index("ix_branch_name_en", ["name_en"], unique=False)

    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.create_index("ix_claim_received_on", ["received_on"], unique=False)
        batch_op.create_index("ix_claim_status_on", ["status_on"], unique=False)

    with op.batch_alter_table("claim_line", schema=None) as batch_op:
        batch_op.create_index("ix_claim_line_benefit_type", ["benefit_type"], unique=False)
        batch_op.create_index("ix_claim_line_incurred", ["incurred"], unique=False)
        batch_op.create_index("ix_claim_line_item_name", ["item_name"], unique=False)
        batch_op.create_index("ix_claim_line_paid", ["paid"], unique=False)
        batch_op.create_index("ix_claim_line_paid_on", ["paid_on"], unique=False)
        batch_op.create_index("ix_claim_line_payment_method", ["payment_method"], unique=False)
        batch_op.create_index("ix_claim_line_provider_name", ["provider_name"], unique=False)

    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.create_index("ix_member_name_en", ["name_en"], unique=False)
