"""Acts on portal accounts, challenge questions, invitations, reset links; one-time codes and exceptions."""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'


def upgrade() -> None:
    op.create_table('account_act',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('account_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('act', sa.String(), nullable=False),
    sa.Column('from_stage', sa.String(), nullable=False),
    sa.Column('to_stage', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('note', sa.Text(), server_default='', nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('staff_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('contact_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.CheckConstraint("act IN ('unlock', 'lock', 'invite', 'reset_link', 'unbind')", name=op.f('ck_account_act_act_known')),
    sa.CheckConstraint("from_stage IN ('not_registered', 'invited', 'registering', 'active', 'frozen', 'disabled')", name=op.f('ck_account_act_from_stage_known')),
    sa.CheckConstraint("reason IN ('wrong_tries', 'somebody_tried', 'danger_over', 'lost_device', 'password_known', 'not_arrived', 'mislaid', 'expired', 'forgot_password', 'forgot_answers', 'new_device', 'wrong_person', 'other')", name=op.f('ck_account_act_reason_known')),
    sa.CheckConstraint("to_stage IN ('not_registered', 'invited', 'registering', 'active', 'frozen', 'disabled')", name=op.f('ck_account_act_to_stage_known')),
    sa.ForeignKeyConstraint(['account_id'], ['portal_account.id'], name=op.f('fk_account_act_account_id')),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_account_act_contact_id')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_account_act_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_account_act')),
    comment='What staff did about an account, for which caller and why; append-only.'
    )
    with op.batch_alter_table('account_act', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_account_act_account_id'), ['account_id'], unique=False)

    op.create_table('challenge_question',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('account_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('question', sa.Text(), nullable=False),
    sa.Column('answer_hash', sa.Text(), nullable=False),
    sa.CheckConstraint("answer_hash LIKE '$argon2id$%'", name=op.f('ck_challenge_question_answers_are_hashed')),
    sa.CheckConstraint('place BETWEEN 1 AND 3', name=op.f('ck_challenge_question_three_places')),
    sa.ForeignKeyConstraint(['account_id'], ['portal_account.id'], name=op.f('fk_challenge_question_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_challenge_question')),
    sa.UniqueConstraint('account_id', 'place', name=op.f('uq_challenge_question_account_id_place'))
    )
    op.create_table('one_time_code',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('contact_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('caller_turn', sa.Integer(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('channel', sa.String(), nullable=False),
    sa.Column('sent_to', sa.Text(), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('valid_until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('code_hash', sa.Text(), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("channel IN ('email', 'sms', 'webhook')", name=op.f('ck_one_time_code_channel_known')),
    sa.CheckConstraint('valid_until > sent_at', name=op.f('ck_one_time_code_valid_for_a_while')),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_one_time_code_contact_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_one_time_code')),
    comment='One-time codes: only the newest of a contact counts, once.'
    )
    with op.batch_alter_table('one_time_code', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_one_time_code_contact_id'), ['contact_id'], unique=False)
        batch_op.create_index('ix_one_time_code_subject_sent_at', ['subject', 'sent_at'], unique=False)

    op.create_table('portal_invitation',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('account_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('pin_hash', sa.Text(), nullable=False),
    sa.Column('password_hash', sa.Text(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("pin_hash LIKE '$argon2id$%' AND password_hash LIKE '$argon2id$%'", name=op.f('ck_portal_invitation_secrets_are_hashed')),
    sa.ForeignKeyConstraint(['account_id'], ['portal_account.id'], name=op.f('fk_portal_invitation_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_portal_invitation')),
    comment='A PIN and an initial password on their way to a member: hashed, single-use, expiring.'
    )
    with op.batch_alter_table('portal_invitation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_portal_invitation_account_id'), ['account_id'], unique=False)
        batch_op.create_index('uq_portal_invitation_one_open', ['account_id'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))

    op.create_table('portal_reset',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('account_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('token_hash', sa.Text(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['portal_account.id'], name=op.f('fk_portal_reset_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_portal_reset')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_portal_reset_token_hash')),
    comment='A link by which a member sets a new password: hashed, single-use, expiring.'
    )
    with op.batch_alter_table('portal_reset', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_portal_reset_account_id'), ['account_id'], unique=False)
        batch_op.create_index('uq_portal_reset_one_open', ['account_id'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))

    op.create_table('verification_exception',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('contact_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('caller_turn', sa.Integer(), nullable=False),
    sa.Column('approval_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('granted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('tries_left', sa.Integer(), nullable=False),
    sa.CheckConstraint('tries_left >= 0', name=op.f('ck_verification_exception_tries_not_negative')),
    sa.ForeignKeyConstraint(['approval_id'], ['approval.id'], name=op.f('fk_verification_exception_approval_id')),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_verification_exception_contact_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_verification_exception')),
    sa.UniqueConstraint('approval_id', name=op.f('uq_verification_exception_approval_id')),
    comment='Tries a supervisor granted one caller of one contact beyond those of the day.'
    )
    with op.batch_alter_table('verification_exception', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_verification_exception_contact_id'), ['contact_id'], unique=False)

    with op.batch_alter_table('portal_account', schema=None) as batch_op:
        batch_op.create_index('ix_portal_account_stage_frozen_at', ['stage', 'frozen_at'], unique=False)

