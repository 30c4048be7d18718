"""Members ask for services."""

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'


def upgrade() -> None:
    op.create_table('service_request',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('member_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('waits_for', sa.String(), nullable=True),
    sa.Column('details', sa.Text(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('opened_by', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('contact_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
    sa.Column('staff_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.CheckConstraint("(state = 'waiting') = (waits_for IS NOT NULL)", name=op.f('ck_service_request_waits_for_somebody')),
    sa.CheckConstraint("(state IN ('done', 'declined', 'cancelled')) = (ended_at IS NOT NULL)", name=op.f('ck_service_request_ends_with_a_time')),
    sa.CheckConstraint("kind IN ('guarantee', 'pre_authorisation', 'appointment', 'deposit', 'card', 'data_change', 'limit_increase', 'visit_records', 'payout', 'call_back', 'complaint', 'feedback')", name=op.f('ck_service_request_kind_known')),
    sa.CheckConstraint("state IN ('open', 'in_progress', 'waiting', 'done', 'declined', 'cancelled')", name=op.f('ck_service_request_state_known')),
    sa.CheckConstraint("waits_for IN ('member', 'provider', 'document')", name=op.f('ck_service_request_waits_for_known')),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_service_request_contact_id')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_service_request_member_id')),
    sa.ForeignKeyConstraint(['opened_by'], ['staff.id'], name=op.f('fk_service_request_opened_by')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_service_request_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_service_request'))
    )
    with op.batch_alter_table('service_request', schema=None) as batch_op:
        batch_op.create_index('ix_service_request_live', ['due_on'], unique=False, sqlite_where=sa.text("state IN ('open', 'in_progress', 'waiting')"), postgresql_where=sa.text("state IN ('open', 'in_progress', 'waiting')"))
        batch_op.create_index(batch_op.f('ix_service_request_member_id'), ['member_id'], unique=False)

    op.create_table('service_step',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('request_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('from_state', sa.String(), nullable=True),
    sa.Column('to_state', sa.String(), nullable=False),
    sa.Column('waits_for', sa.String(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('staff_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.CheckConstraint("from_state IN ('open', 'in_progress', 'waiting', 'done', 'declined', 'cancelled')", name=op.f('ck_service_step_from_state_known')),
    sa.CheckConstraint("to_state IN ('open', 'in_progress', 'waiting', 'done', 'declined', 'cancelled')", name=op.f('ck_service_step_to_state_known')),
    sa.ForeignKeyConstraint(['request_id'], ['service_request.id'], name=op.f('fk_service_step_request_id')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_service_step_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_service_step')),
    comment='Every step of a request, the first when it is opened; append-only.'
    )
    with op.batch_alter_table('service_step', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_service_step_request_id'), ['request_id'], unique=False)

    op.create_table('service_note',
    sa.Column('step_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.CheckConstraint("note <> ''", name=op.f('ck_service_note_says_something')),
    sa.ForeignKeyConstraint(['step_id'], ['service_step.id'], name=op.f('fk_service_note_step_id')),
    sa.PrimaryKeyConstraint('step_id', name=op.f('pk_service_note')),
    comment='What was noted at a step; goes when its time is over, the step stays (SAFETY 26).'
    )
