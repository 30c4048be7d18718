"""The desk reference."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.create_table('reference_entry',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('section', sa.String(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('audience', sa.Text(), server_default='', nullable=False),
    sa.Column('scheme', sa.Text(), server_default='', nullable=False),
    sa.Column('owner', sa.Text(), server_default='', nullable=False),
    sa.Column('link', sa.Text(), server_default='', nullable=False),
    sa.Column('import_run_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.CheckConstraint("code <> '' AND version >= 1", name=op.f('ck_reference_entry_named')),
    sa.CheckConstraint("section IN ('form', 'point', 'term', 'question')", name=op.f('ck_reference_entry_section_known')),
    sa.CheckConstraint('valid_to >= valid_from', name=op.f('ck_reference_entry_ends_after_start')),
    sa.ForeignKeyConstraint(['import_run_id'], ['import_run.id'], name=op.f('fk_reference_entry_import_run_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reference_entry')),
    sa.UniqueConstraint('section', 'code', 'version', name=op.f('uq_reference_entry_section_code_version')),
    comment='One version of an entry of the desk reference; append-only.'
    )
    op.create_table('reference_check',
    sa.Column('entry_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
    sa.Column('checked_on', sa.Date(), nullable=False),
    sa.Column('import_run_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['reference_entry.id'], name=op.f('fk_reference_check_entry_id')),
    sa.ForeignKeyConstraint(['import_run_id'], ['import_run.id'], name=op.f('fk_reference_check_import_run_id')),
    sa.PrimaryKeyConstraint('entry_id', 'checked_on', name=op.f('pk_reference_check')),
    comment='When somebody looked whether a version is still right; append-only.'
    )
    op.create_table('reference_file',
    sa.Column('entry_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.CheckConstraint("language IN ('en', 'zh_Hant', 'zh_Hans')", name=op.f('ck_reference_file_language_known')),
    sa.ForeignKeyConstraint(['entry_id'], ['reference_entry.id'], name=op.f('fk_reference_file_entry_id')),
    sa.ForeignKeyConstraint(['sha256'], ['stored_file.sha256'], name=op.f('fk_reference_file_sha256')),
    sa.PrimaryKeyConstraint('entry_id', 'language', name=op.f('pk_reference_file')),
    comment='The file of a form in one language; append-only.'
    )
    with op.batch_alter_table('reference_file', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reference_file_sha256'), ['sha256'], unique=False)

    op.create_table('reference_point',
    sa.Column('entry_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('region', sa.String(), nullable=False),
    sa.Column('country', sa.Text(), server_default='', nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.Column('hours', sa.Text(), server_default='', nullable=False),
    sa.CheckConstraint("(kind = 'toll_free') = (country <> '')", name=op.f('ck_reference_point_country_of_toll_free')),
    sa.CheckConstraint("kind IN ('telephone', 'toll_free', 'fax', 'email', 'post', 'walk_in')", name=op.f('ck_reference_point_kind_known')),
    sa.CheckConstraint("region IN ('hong_kong', 'macau', 'mainland', 'abroad')", name=op.f('ck_reference_point_region_known')),
    sa.CheckConstraint("value <> ''", name=op.f('ck_reference_point_leads_somewhere')),
    sa.ForeignKeyConstraint(['entry_id'], ['reference_entry.id'], name=op.f('fk_reference_point_entry_id')),
    sa.PrimaryKeyConstraint('entry_id', name=op.f('pk_reference_point')),
    comment='Where a contact point leads; append-only.'
    )
    op.create_table('reference_text',
    sa.Column('entry_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), server_default='', nullable=False),
    sa.Column('also', sa.Text(), server_default='', nullable=False),
    sa.CheckConstraint("language IN ('en', 'zh_Hant', 'zh_Hans')", name=op.f('ck_reference_text_language_known')),
    sa.CheckConstraint("title <> ''", name=op.f('ck_reference_text_titled')),
    sa.ForeignKeyConstraint(['entry_id'], ['reference_entry.id'], name=op.f('fk_reference_text_entry_id')),
    sa.PrimaryKeyConstraint('entry_id', 'language', name=op.f('pk_reference_text')),
    comment='What a version says in one language; append-only.'
    )
    op.create_table('outbox_file',
    sa.Column('message_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
    sa.Column('position', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.CheckConstraint("name <> ''", name=op.f('ck_outbox_file_named')),
    sa.ForeignKeyConstraint(['message_id'], ['outbox_message.id'], name=op.f('fk_outbox_file_message_id')),
    sa.ForeignKeyConstraint(['sha256'], ['stored_file.sha256'], name=op.f('fk_outbox_file_sha256')),
    sa.PrimaryKeyConstraint('message_id', 'position', name=op.f('pk_outbox_file')),
    comment='Files that go with a message; append-only.'
    )
    with op.batch_alter_table('outbox_file', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_outbox_file_sha256'), ['sha256'], unique=False)
