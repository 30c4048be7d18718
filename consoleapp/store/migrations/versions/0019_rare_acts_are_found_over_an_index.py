"""A rare act and an old day are found over an index."""

from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index("ix_audit_entry_at_seq", ["at", "seq"], unique=False)
        batch_op.create_index("ix_audit_entry_event_at_seq", ["event", "at", "seq"], unique=False)
