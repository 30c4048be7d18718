"""Views and triggers, for both engines, made anew after every migration (house rules 6 and 7)."""

from sqlalchemy import Connection, text

APPEND_ONLY = (
    "audit_entry",
    "access_entry",
    "benefit_usage",
    "claim_move",
    "invoice",
    "settlement",
    "allocation",
    "ledger_entry",
    "ledger_transfer",
    "contact_fact",
    "portal_attempt",
    "account_act",
    "outbox_try",
    "document_move",
    "document_letter",
    "letter_posting",
    "document_upload",
    "document_upload_file",
    "service_step",
    "provider_change",
    "provider_given",
    "contact_step",
    "notice_accepted",
    "outbox_file",
    "reference_entry",
    "reference_text",
    "reference_file",
    "reference_point",
    "reference_check",
)
"""Tables whose rows are never changed nor removed; a mistake is put right by a new row."""

VIEWS: dict[str, str] = {
    # What is derived is never typed in: settled, last settled and the balance of an invoice (DOMAIN 6).
    "invoice_balance": """
        SELECT i.id AS invoice_id,
               COALESCE((SELECT CAST(SUM(CASE WHEN t.debit = 'unallocated' THEN t.amount ELSE -t.amount END)
                                     AS BIGINT)
                           FROM ledger_transfer t
                          WHERE t.invoice_id = i.id AND 'unallocated' IN (t.debit, t.credit)), 0) AS settled,
               (SELECT MAX(s.received_on)
                  FROM ledger_transfer t JOIN ledger_entry e ON e.id = t.entry_id
                  JOIN settlement s ON s.id = t.settlement_id
                 WHERE t.invoice_id = i.id AND t.debit = 'unallocated' AND e.kind = 'allocate'
                   AND NOT EXISTS (SELECT 1 FROM ledger_entry r WHERE r.reverses = e.id)
               ) AS last_settled_on,
               COALESCE((SELECT CAST(SUM(CASE WHEN t.debit = 'premium' THEN t.amount ELSE -t.amount END)
                                     AS BIGINT)
                           FROM ledger_transfer t JOIN ledger_entry e ON e.id = t.entry_id
                          LEFT JOIN ledger_entry o ON o.id = e.reverses
                          WHERE t.invoice_id = i.id AND i.amount > 0
                            AND COALESCE(o.kind, e.kind) = 'credit_note'), 0) AS credited,
               COALESCE((SELECT CAST(SUM(CASE WHEN t.debit = 'write_off' THEN t.amount ELSE -t.amount END)
                                     AS BIGINT)
                           FROM ledger_transfer t
                          WHERE t.invoice_id = i.id AND 'write_off' IN (t.debit, t.credit)), 0)
               AS written_off,
               COALESCE((SELECT CAST(SUM(CASE WHEN t.debit = 'receivable' THEN t.amount ELSE -t.amount END)
                                     AS BIGINT)
                           FROM ledger_transfer t WHERE t.invoice_id = i.id), 0) AS balance
          FROM invoice i
    """,
    "settlement_balance": """
        SELECT s.id AS settlement_id,
               COALESCE((SELECT CAST(SUM(CASE WHEN t.debit = 'unallocated' THEN t.amount ELSE -t.amount END)
                                     AS BIGINT)
                           FROM ledger_transfer t
                          WHERE t.settlement_id = s.id AND t.invoice_id IS NOT NULL), 0) AS allocated,
               COALESCE((SELECT CAST(SUM(CASE WHEN t.credit = 'unallocated' THEN t.amount ELSE -t.amount END)
                                     AS BIGINT)
                           FROM ledger_transfer t WHERE t.settlement_id = s.id), 0) AS unallocated
          FROM settlement s
    """,
    # Headcounts shown on a policy are counted from its members (DOMAIN 1).
    "policy_headcount": """
        SELECT p.id AS policy_id,
               (SELECT COUNT(*) FROM member m WHERE m.policy_id = p.id AND m.status = 'active'
                   AND m.relation = 'employee') AS employees,
               (SELECT COUNT(*) FROM member m WHERE m.policy_id = p.id AND m.status = 'active'
                   AND m.relation = 'spouse') AS spouses,
               (SELECT COUNT(*) FROM member m WHERE m.policy_id = p.id AND m.status = 'active'
                   AND m.relation = 'child') AS children
          FROM policy p
    """,
}

RESTARTS = "claim_move_restarts_the_clock"
"""The trigger that tells a claim of the last missing document (DOMAIN 4). Moves are append-only, so what they
tell cannot become untrue.
"""
_RESTART = "NEW.from_status = 'pending_documents' AND NEW.to_status = 'in_review'"
_RESTARTED = (
    "UPDATE claim SET restarted_on = NEW.moved_on WHERE id = NEW.claim_id"
    " AND (restarted_on IS NULL OR restarted_on < NEW.moved_on);"
)

_MESSAGE = "rows of {table} are never changed or removed"


def create_views_and_triggers(connection: Connection) -> None:
    """Make every view and trigger; the tables are there already."""
    for name, query in VIEWS.items():
        connection.execute(text(f"CREATE VIEW {name} AS {query}"))
    if connection.dialect.name == "sqlite":
        for table in APPEND_ONLY:
            for act in ("UPDATE", "DELETE"):
                connection.exec_driver_sql(
                    f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{_MESSAGE.format(table=table)}'); END"
                )
        connection.exec_driver_sql(
            f"CREATE TRIGGER {RESTARTS} AFTER INSERT ON claim_move WHEN {_RESTART} BEGIN {_RESTARTED} END"
        )
        return
    connection.exec_driver_sql(
        "CREATE OR REPLACE FUNCTION consoleapp_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION 'rows of %% are never changed or removed', TG_TABLE_NAME; END $$"
    )
    for table in APPEND_ONLY:
        connection.exec_driver_sql(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION consoleapp_append_only()"
        )
        connection.exec_driver_sql(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION consoleapp_append_only()"
        )
    connection.exec_driver_sql(
        f"CREATE OR REPLACE FUNCTION consoleapp_{RESTARTS}() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN {_RESTARTED} RETURN NEW; END $$"
    )
    connection.exec_driver_sql(
        f"CREATE TRIGGER {RESTARTS} AFTER INSERT ON claim_move FOR EACH ROW WHEN ({_RESTART}) "
        f"EXECUTE FUNCTION consoleapp_{RESTARTS}()"
    )


def drop_views_and_triggers(connection: Connection) -> None:
    """Take them away before a migration: SQLite's table copies would lose triggers and trip over views."""
    for name in VIEWS:
        connection.execute(text(f"DROP VIEW IF EXISTS {name}"))
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {RESTARTS}")
    for table in APPEND_ONLY:
        if connection.dialect.name == "sqlite":
            for act in ("update", "delete"):
                connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table}_no_{act}")
            continue
        known = connection.execute(text("SELECT to_regclass(:table)"), {"table": table}).scalar()
        if known is not None:
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}")
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}")
            if table == "claim_move":
                connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {RESTARTS} ON claim_move")
