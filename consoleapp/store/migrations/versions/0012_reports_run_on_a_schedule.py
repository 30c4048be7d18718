"""Reports run on a schedule; staff have an address that is told of their files."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table('report_schedule',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('owner_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('report', sa.Text(), nullable=False),
    sa.Column('parameters', sa.Text(), nullable=False),
    sa.Column('every', sa.String(), nullable=False),
    sa.Column('on_day', sa.Integer(), nullable=False),
    sa.Column('at_time', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("every IN ('day', 'week', 'month')", name=op.f('ck_report_schedule_every_known')),
    sa.ForeignKeyConstraint(['owner_id'], ['staff.id'], name=op.f('fk_report_schedule_owner_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_report_schedule')),
    comment='A removed one stays, with its history.'
    )
    op.create_table('report_recipient',
    sa.Column('schedule_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('staff_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.ForeignKeyConstraint(['schedule_id'], ['report_schedule.id'], name=op.f('fk_report_recipient_schedule_id')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_report_recipient_staff_id')),
    sa.PrimaryKeyConstraint('schedule_id', 'staff_id', name=op.f('pk_report_recipient')),
    comment='Who is told by e-mail that a file lies there.'
    )
    op.create_table('schedule_run',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('schedule_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('lease', sa.Text(), nullable=False),
    sa.Column('lease_until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('tries', sa.Integer(), server_default='1', nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('outcome', sa.String(), nullable=False),
    sa.Column('rows', sa.Integer(), nullable=True),
    sa.Column('file', sa.Text(), server_default='', nullable=False),
    sa.Column('reason', sa.Text(), server_default='', nullable=False),
    sa.Column('fault', sa.Text(), server_default='', nullable=False),
    sa.CheckConstraint("(outcome = 'running') = (finished_at IS NULL)", name=op.f('ck_schedule_run_finished_with_outcome')),
    sa.CheckConstraint("outcome IN ('running', 'written', 'not_allowed', 'too_many', 'refused', 'fault', 'died')", name=op.f('ck_schedule_run_outcome_known')),
    sa.ForeignKeyConstraint(['schedule_id'], ['report_schedule.id'], name=op.f('fk_schedule_run_schedule_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_schedule_run')),
    sa.UniqueConstraint('schedule_id', 'due_at', name=op.f('uq_schedule_run_schedule_id_due_at')),
    comment='One due time of a schedule, claimed before it is run.'
    )
    with op.batch_alter_table('staff', schema=None) as batch_op:
        batch_op.add_column(sa.Column('email', sa.Text(), server_default='', nullable=False))
