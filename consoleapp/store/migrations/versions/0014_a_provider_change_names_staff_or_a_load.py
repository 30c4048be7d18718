"""A provider's change names a member of staff, or the load of an extract."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    with op.batch_alter_table("provider_change", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("import_run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.alter_column(
            "staff_id", existing_type=sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        )
        batch_op.create_foreign_key(
            op.f("fk_provider_change_import_run_id"), "import_run", ["import_run_id"], ["id"]
        )
        batch_op.create_check_constraint(
            op.f("ck_provider_change_names_who"), "(staff_id IS NULL) != (import_run_id IS NULL)"
        )
