"""The ledger posts entries and mandates are kept."""

import hashlib
import sqlite3

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'


def upgrade() -> None:
    op.create_table('ledger_number',
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('last', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_ledger_number')),
    comment='The last number given to a receipt or an invoice made at the desk.'
    )
    op.create_table('autopay_mandate',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('mandate_no', sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
    sa.Column('policy_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('bank', sa.Text(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('next_collection_on', sa.Date(), nullable=True),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.CheckConstraint("status IN ('pending', 'active', 'suspended', 'rejected', 'cancelled')", name=op.f('ck_autopay_mandate_status_known')),
    sa.ForeignKeyConstraint(['policy_id'], ['policy.id'], name=op.f('fk_autopay_mandate_policy_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_autopay_mandate')),
    sa.UniqueConstraint('mandate_no', name=op.f('uq_autopay_mandate_mandate_no')),
    comment="A policy holder's leave to collect premium from a bank account."
    )
    with op.batch_alter_table('autopay_mandate', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_autopay_mandate_policy_id'), ['policy_id'], unique=False)

    op.create_table('ledger_entry',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('policy_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('posted_on', sa.Date(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('staff_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
    sa.Column('reason', sa.Text(), server_default='', nullable=False),
    sa.Column('key', sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
    sa.Column('hash', sa.Text(), nullable=False),
    sa.Column('reverses', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
    sa.CheckConstraint("(reverses IS NOT NULL) = (kind IN ('bounce', 'deallocate', 'reversal'))", name=op.f('ck_ledger_entry_reverses_said')),
    sa.CheckConstraint("kind IN ('issue', 'receive', 'allocate', 'deallocate', 'credit_note', 'refund', 'write_off', 'bounce', 'exchange', 'reversal')", name=op.f('ck_ledger_entry_kind_known')),
    sa.CheckConstraint('reverses < id', name=op.f('ck_ledger_entry_reverses_earlier')),
    sa.ForeignKeyConstraint(['policy_id'], ['policy.id'], name=op.f('fk_ledger_entry_policy_id')),
    sa.ForeignKeyConstraint(['reverses'], ['ledger_entry.id'], name=op.f('fk_ledger_entry_reverses')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_ledger_entry_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ledger_entry')),
    sa.UniqueConstraint('key', name=op.f('uq_ledger_entry_key')),
    sa.UniqueConstraint('reverses', name=op.f('uq_ledger_entry_reverses')),
    comment="One thing that happened to a policy's money; append-only. The same key has the same hash."
    )
    with op.batch_alter_table('ledger_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_ledger_entry_policy_id'), ['policy_id'], unique=False)

    op.create_table('ledger_transfer',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('entry_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('debit', sa.String(), nullable=False),
    sa.Column('debit_policy_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('credit', sa.String(), nullable=False),
    sa.Column('credit_policy_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.Text(), nullable=False),
    sa.Column('invoice_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
    sa.Column('settlement_id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
    sa.CheckConstraint("credit IN ('receivable', 'premium', 'cash', 'unallocated', 'write_off', 'exchange')", name=op.f('ck_ledger_transfer_credit_known')),
    sa.CheckConstraint("debit IN ('receivable', 'premium', 'cash', 'unallocated', 'write_off', 'exchange')", name=op.f('ck_ledger_transfer_debit_known')),
    sa.CheckConstraint('amount > 0', name=op.f('ck_ledger_transfer_amount_positive')),
    sa.CheckConstraint('debit <> credit', name=op.f('ck_ledger_transfer_two_accounts')),
    sa.ForeignKeyConstraint(['credit_policy_id'], ['policy.id'], name=op.f('fk_ledger_transfer_credit_policy_id')),
    sa.ForeignKeyConstraint(['debit_policy_id'], ['policy.id'], name=op.f('fk_ledger_transfer_debit_policy_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['ledger_entry.id'], name=op.f('fk_ledger_transfer_entry_id')),
    sa.ForeignKeyConstraint(['invoice_id'], ['invoice.id'], name=op.f('fk_ledger_transfer_invoice_id')),
    sa.ForeignKeyConstraint(['settlement_id'], ['settlement.id'], name=op.f('fk_ledger_transfer_settlement_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ledger_transfer')),
    comment='Debits one account and credits another in one currency; append-only.'
    )
    with op.batch_alter_table('ledger_transfer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_ledger_transfer_credit_policy_id'), ['credit_policy_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_ledger_transfer_debit_policy_id'), ['debit_policy_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_ledger_transfer_entry_id'), ['entry_id'], unique=False)
        batch_op.create_index('ix_ledger_transfer_invoice_id', ['invoice_id', 'debit'], unique=False)
        batch_op.create_index('ix_ledger_transfer_settlement_id', ['settlement_id', 'debit'], unique=False)

    # What the book holds already is posted: one entry and one transfer a document.
    post("issue", "invoice d", "d.amount > 0", "'extract:invoice:' || d.id", "d.issued_on",
         "receivable", "d.policy_id", "premium", "d.policy_id", "d.amount", "d.id", NONE)
    post("credit_note", "invoice d", "d.amount < 0", "'extract:invoice:' || d.id", "d.issued_on",
         "premium", "d.policy_id", "receivable", "d.policy_id", "-d.amount", "d.id", NONE)
    post("receive", "settlement d", "1 = 1", "'extract:receipt:' || d.id", "d.received_on",
         "cash", "d.policy_id", "unallocated", "d.policy_id", "d.amount", NONE, "d.id")
    post("allocate",
         "allocation a JOIN settlement d ON d.id = a.settlement_id JOIN invoice i ON i.id = a.invoice_id",
         "1 = 1", "'extract:allocation:' || a.id",
         "CASE WHEN d.received_on > i.issued_on THEN d.received_on ELSE i.issued_on END",
         "unallocated", "d.policy_id", "receivable", "i.policy_id", "a.amount", "a.invoice_id", "a.settlement_id")


NONE = "CAST(NULL AS BIGINT)"


def post(
    kind: str,
    source: str,
    rows: str,
    key: str,
    day: str,
    debit: str,
    debit_policy: str,
    credit: str,
    credit_policy: str,
    amount: str,
    invoice: str,
    settlement: str,
) -> None:
    """An entry for each document, with the hash that the console computes for it, and its transfer."""
    connection = op.get_bind()
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        driver.create_function("sha256_hex", 1, lambda said: hashlib.sha256(said.encode()).hexdigest(), deterministic=True)
    iso = day if sqlite else f"to_char({day}, 'YYYY-MM-DD')"
    invoice_text, settlement_text = ("''" if column == NONE else column for column in (invoice, settlement))
    said = (
        f"'{kind}|' || d.policy_id || '|' || {iso} || '|||\n{debit}@' || {debit_policy} || '|{credit}@' || "
        f"{credit_policy} || '|' || ({amount}) || '|' || d.currency || '|' || {invoice_text} || '|' || {settlement_text}"
    )
    digest = f"sha256_hex({said})" if sqlite else f"encode(sha256(convert_to({said}, 'UTF8')), 'hex')"
    now = "strftime('%Y-%m-%d %H:%M:%f000', 'now')" if sqlite else "now()"
    connection.exec_driver_sql(
        "INSERT INTO ledger_entry (kind, policy_id, posted_on, at, reason, key, hash) "
        f"SELECT '{kind}', d.policy_id, {day}, {now}, '', {key}, {digest} "
        f"FROM {source} WHERE {rows} ORDER BY {day}, {key}"
    )
    connection.exec_driver_sql(
        "INSERT INTO ledger_transfer (entry_id, debit, debit_policy_id, credit, credit_policy_id, amount, currency, "
        f"invoice_id, settlement_id) SELECT e.id, '{debit}', {debit_policy}, '{credit}', {credit_policy}, {amount}, "
        f"d.currency, {invoice}, {settlement} FROM {source} JOIN ledger_entry e ON e.key = {key} WHERE {rows} "
        "ORDER BY e.id"
    )

