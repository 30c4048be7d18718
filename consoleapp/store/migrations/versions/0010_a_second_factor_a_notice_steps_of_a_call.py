"""Signing in with a second factor; who accepted the notice; steps of a call; legal holds."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table('notice_accepted',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('staff_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('version', sa.Text(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('language', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_notice_accepted_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice_accepted')),
    comment='Who accepted which acceptable-use notice, when; append-only.'
    )
    with op.batch_alter_table('notice_accepted', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_notice_accepted_staff_id'), ['staff_id'], unique=False)

    op.create_table('recovery_code',
    sa.Column('staff_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('code_hash', sa.Text(), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_recovery_code_staff_id')),
    sa.PrimaryKeyConstraint('staff_id', 'code_hash', name=op.f('pk_recovery_code')),
    comment='Each stands in for one one-time code when the phone is lost.'
    )
    op.create_table('second_factor',
    sa.Column('staff_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
    sa.Column('salt', sa.Text(), nullable=False),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_step', sa.BigInteger(), server_default='0', nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_second_factor_staff_id')),
    sa.PrimaryKeyConstraint('staff_id', name=op.f('pk_second_factor')),
    comment='Time-based one-time passwords (RFC 6238).'
    )
    op.create_table('legal_hold',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('member_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('placed_by', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('placed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('lifted_by', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
    sa.Column('lifted_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('(lifted_by IS NULL) = (lifted_at IS NULL)', name=op.f('ck_legal_hold_lifted_by_somebody')),
    sa.ForeignKeyConstraint(['lifted_by'], ['staff.id'], name=op.f('fk_legal_hold_lifted_by')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_legal_hold_member_id')),
    sa.ForeignKeyConstraint(['placed_by'], ['staff.id'], name=op.f('fk_legal_hold_placed_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_legal_hold')),
    comment='What retention must not remove, whatever its age (SAFETY 26).'
    )
    with op.batch_alter_table('legal_hold', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_legal_hold_member_id'), ['member_id'], unique=False)

    op.create_table('contact_step',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('contact_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('staff_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('screen', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_contact_step_contact_id')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_contact_step_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contact_step')),
    comment='Which screen was opened during a contact, in order; append-only (call replay).'
    )
    with op.batch_alter_table('contact_step', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_contact_step_contact_id'), ['contact_id'], unique=False)

    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.add_column(sa.Column('contact_id', sa.Integer(), nullable=True))
        batch_op.create_index('ix_audit_entry_contact_id', ['contact_id'], unique=False)
        batch_op.create_index('ix_audit_entry_staff_id_seq', ['staff_id', 'seq'], unique=False)

    with op.batch_alter_table('staff', schema=None) as batch_op:
        batch_op.add_column(sa.Column('own_password', sa.Boolean(), server_default='1', nullable=False))

    _contacts_of_entries()


def _contacts_of_entries() -> None:
    """The contact stands in the text of each entry already; a copy beside it finds the entries of a call."""
    entry = sa.table("audit_entry", sa.column("seq"), sa.column("text"), sa.column("contact_id"))
    connection = op.get_bind()
    told = (
        {"its_seq": row.seq, "its_contact": json.loads(row.text)["contact"]}
        for row in connection.execute(sa.select(entry.c.seq, entry.c.text))
    )
    found = [one for one in told if one["its_contact"] is not None]
    if found:
        write = sa.update(entry).where(entry.c.seq == sa.bindparam("its_seq"))
        connection.execute(write.values(contact_id=sa.bindparam("its_contact")), found)
