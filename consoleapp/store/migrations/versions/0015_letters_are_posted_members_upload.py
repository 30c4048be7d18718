"""Letters are posted, members upload."""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'


def upgrade() -> None:
    op.create_table('document_upload',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('request_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('check_reference', sa.Text(), nullable=False),
    sa.Column('checked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('arrived_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('staff_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.CheckConstraint("name <> '' AND check_reference <> ''", name=op.f('ck_document_upload_proved')),
    sa.CheckConstraint('checked_at <= arrived_at', name=op.f('ck_document_upload_checked_before')),
    sa.ForeignKeyConstraint(['request_id'], ['document_request.id'], name=op.f('fk_document_upload_request_id')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_document_upload_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_document_upload')),
    sa.UniqueConstraint('check_reference', name=op.f('uq_document_upload_check_reference')),
    comment='What members uploaded, before anybody looked at it; append-only.'
    )
    with op.batch_alter_table('document_upload', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_document_upload_request_id'), ['request_id'], unique=False)

    op.create_table('document_upload_file',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('upload_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('item_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('item_version', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['item_id'], ['document_item.id'], name=op.f('fk_document_upload_file_item_id')),
    sa.ForeignKeyConstraint(['sha256'], ['stored_file.sha256'], name=op.f('fk_document_upload_file_sha256')),
    sa.ForeignKeyConstraint(['upload_id'], ['document_upload.id'], name=op.f('fk_document_upload_file_upload_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_document_upload_file')),
    sa.UniqueConstraint('upload_id', 'item_id', 'sha256', name=op.f('uq_document_upload_file_upload_id_item_id_sha256'))
    )
    with op.batch_alter_table('document_upload_file', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_document_upload_file_item_id'), ['item_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_document_upload_file_sha256'), ['sha256'], unique=False)
        batch_op.create_index(batch_op.f('ix_document_upload_file_upload_id'), ['upload_id'], unique=False)

    op.create_table('letter_posting',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('letter_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('posted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('staff_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.ForeignKeyConstraint(['letter_id'], ['document_letter.id'], name=op.f('fk_letter_posting_letter_id')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_letter_posting_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_letter_posting')),
    sa.UniqueConstraint('letter_id', name=op.f('uq_letter_posting_letter_id')),
    comment='Who put which letter into the post; append-only.'
    )
