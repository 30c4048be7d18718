"""Claims know since when their clock runs anew."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

RESTARTS = """
    SELECT claim_id FROM claim_move
     WHERE from_status = 'pending_documents' AND to_status = 'in_review'
"""


def upgrade() -> None:
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.add_column(sa.Column("restarted_on", sa.Date(), nullable=True))
    op.execute(
        f"""
        UPDATE claim SET restarted_on =
               (SELECT MAX(m.moved_on) FROM claim_move m
                 WHERE m.claim_id = claim.id AND m.from_status = 'pending_documents'
                   AND m.to_status = 'in_review')
         WHERE id IN ({RESTARTS})
        """
    )
    for kept, where in (("received_on", "restarted_on IS NULL"), ("restarted_on", "restarted_on IS NOT NULL")):
        op.create_index(
            f"ix_claim_status_{kept}",
            "claim",
            ["status", kept],
            unique=False,
            sqlite_where=sa.text(where),
            postgresql_where=sa.text(where),
        )
    for name in ("incurred", "item_name", "paid", "paid_on", "payment_method", "provider_name"):
        op.drop_index(f"ix_claim_line_{name}", "claim_line")
        op.create_index(f"ix_claim_line_{name}_dated", "claim_line", [name, "consulted_on", "benefit_type"])
    op.drop_index("ix_claim_line_benefit_type", "claim_line")
    op.create_index("ix_claim_line_benefit_type_dated", "claim_line", ["benefit_type", "consulted_on"])
