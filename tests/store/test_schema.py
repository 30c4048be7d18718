"""One schema, two engines: migrations, views, triggers and constraints."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Executable, delete, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from consoleapp.errors import Refused
from consoleapp.store import ddl, migrate
from consoleapp.store.engine import Database
from consoleapp.store.ledger.documents import post_documents
from consoleapp.store.revision import HEAD
from consoleapp.store.tables import audit_entry, book, metadata

AN_ENTRY = {
    "seq": 1,
    "text": "{}",
    "previous": "0",
    "mac": "1",
    "at": datetime(2026, 11, 20, 10, 5, tzinfo=UTC),
    "event": "x",
    "staff_id": None,
    "subject": "",
}


def test_migrations_make_the_tables_of_the_code(database: Database) -> None:
    with database.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, metadata) == []


def test_the_program_knows_the_newest_revision() -> None:
    scripts = ScriptDirectory(str(migrate.FOLDER))
    assert scripts.get_heads() == [HEAD]
    revisions = [script.revision for script in scripts.walk_revisions()]
    assert revisions == sorted(revisions, reverse=True)


def test_migrating_again_changes_nothing_and_a_newer_book_is_refused(database: Database) -> None:
    database.migrate()
    assert database.is_current()
    with database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert not database.is_current()
    with pytest.raises(Refused, match="newer than this program"):
        database.migrate()


def test_a_migration_that_fails_leaves_the_book_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database.open(f"sqlite:///{tmp_path}/consoleapp.db")

    def fail(_connection: object) -> None:
        raise RuntimeError("no views today")

    monkeypatch.setattr(migrate, "create_views_and_triggers", fail)
    with pytest.raises(RuntimeError, match="no views today"):
        database.migrate()
    with database.read() as connection:
        assert connection.execute(text("SELECT COUNT(*) FROM sqlite_master")).scalar() == 0
    database.close()


@pytest.mark.parametrize("table", ddl.APPEND_ONLY)
def test_every_append_only_table_has_its_guards(database: Database, table: str) -> None:
    """What they do is shown below on one table; here that every table has them."""
    with database.read() as connection:
        if database.name == "sqlite":
            query = (
                "SELECT COUNT(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"
                " AND name LIKE '%\\_no\\_%' ESCAPE '\\'"
            )
        else:
            query = (
                "SELECT COUNT(*) FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
                " WHERE tgrelid = to_regclass(:table) AND p.proname = 'consoleapp_append_only'"
            )
        assert connection.execute(text(query), {"table": table}).scalar() == 2


@pytest.mark.parametrize("attack", ["update", "delete", "replace", "truncate"])
def test_recorded_rows_are_never_changed_or_removed(database: Database, attack: str) -> None:
    with database.write() as connection:
        connection.execute(insert(audit_entry).values(AN_ENTRY))
    # SQLite has no TRUNCATE, PostgreSQL no REPLACE: each engine's own way round a trigger.
    replace = {
        "sqlite": insert(audit_entry).prefix_with("OR REPLACE").values(AN_ENTRY | {"event": "y"}),
        "postgresql": text(
            "INSERT INTO audit_entry SELECT * FROM audit_entry ON CONFLICT (seq) DO UPDATE SET event = 'y'"
        ),
    }[database.name]
    statement: Executable = {
        "update": update(audit_entry).values(event="y"),
        "delete": delete(audit_entry),
        "truncate": text("TRUNCATE audit_entry") if database.name == "postgresql" else delete(audit_entry),
        "replace": replace,
    }[attack]
    with pytest.raises(DBAPIError), database.write() as connection:
        connection.execute(statement)
    with database.read() as connection:
        assert connection.execute(select(audit_entry.c.event)).scalars().all() == ["x"]


def test_sums_are_whole_numbers_on_both_engines(database: Database) -> None:
    """SUM over BIGINT is Decimal on PostgreSQL; the views cast it back."""
    with database.write() as connection:
        connection.execute(text("INSERT INTO policy_holder (id, code, name_en) VALUES (1, 'H', 'H')"))
        connection.execute(
            text(
                "INSERT INTO policy (id, policy_no, holder_id, plan_type, currency, payment_mode, status)"
                " VALUES (1, '91307', 1, 'group_medical', 'HKD', 'yearly', 'in_force')"
            )
        )
        day = {"day": date(2026, 5, 29).isoformat()}
        cast = ":day" if database.name == "sqlite" else "CAST(:day AS DATE)"
        connection.execute(
            text(
                "INSERT INTO invoice (id, invoice_no, policy_id, issued_on, due_on, amount, currency)"
                f" VALUES (1, '9200352', 1, {cast}, {cast}, 5234400, 'HKD')"
            ),
            day,
        )
        connection.execute(
            text(
                "INSERT INTO settlement (id, receipt_no, policy_id, received_on, method, amount, currency)"
                f" VALUES (1, 'R-1', 1, {cast}, 'cheque', 100, 'HKD')"
            ),
            day,
        )
        connection.execute(
            text("INSERT INTO allocation (id, settlement_id, invoice_id, amount) VALUES (1, 1, 1, 40)")
        )
        post_documents(connection, datetime(2026, 11, 20, tzinfo=UTC))
    with database.read() as connection:
        row = connection.execute(text("SELECT settled, balance FROM invoice_balance")).one()
        unallocated = connection.execute(text("SELECT unallocated FROM settlement_balance")).scalar_one()
    assert (row.settled, row.balance, unallocated) == (40, 5234360, 60)
    assert {type(value) for value in (row.settled, row.balance, unallocated)} == {int}


def test_tables_refuse_what_the_vocabulary_does_not_know(database: Database) -> None:
    with pytest.raises(DBAPIError), database.write() as connection:
        connection.execute(
            text(
                "INSERT INTO staff (login, name, role, password_hash, created_at)"
                " VALUES ('a', 'A', 'owner', 'x', '2026-11-20 10:00:00')"
            )
        )


def test_text_with_nul_is_refused_or_kept_alike(database: Database) -> None:
    """NUL never reaches the engines: it is cleaned on the way in; this shows why (PostgreSQL refuses it)."""
    from consoleapp.rules.text import clean

    with database.write() as connection:
        connection.execute(insert(book).values(name="nul", value=clean("a\x00b")))
    with database.read() as connection:
        assert connection.execute(select(func.length(book.c.value)).where(book.c.name == "nul")).scalar() == 2
