"""Benefit usage where books come from: the migration, extracts, generated books; and what it takes."""

import importlib
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import delete, func, select

from consoleapp.rules.accumulators import Phase
from consoleapp.store import tables
from consoleapp.store.ddl import create_views_and_triggers, drop_views_and_triggers
from consoleapp.store.engine import Database
from consoleapp.store.queries import usage as queries
from consoleapp.store.usage import settle
from tests.desk.book import fill
from tests.exchange.book import BOOK, CLAIM, NOW, load, with_rows, write_csv

MIGRATION = "consoleapp.store.migrations.versions.{name}"


def said(database: Database) -> list[tuple[object, ...]]:
    """Usage without the numbers and times of its rows."""
    kept, used = tables.entitlement.c, tables.benefit_usage.c
    asked = (
        select(
            kept.policy_id, kept.scope, kept.cert_no, kept.suffix, kept.reach, kept.code, kept.basis,
            kept.starts_on, used.claim_line_id, used.phase, used.amount, used.visits, used.days,
            used.foreign_lines,
        )
        .join(tables.benefit_usage, used.entitlement_id == kept.id)
        .order_by(*(kept[name] for name in ("policy_id", "cert_no", "suffix", "code", "starts_on")))
        .order_by(used.claim_line_id, used.phase)
    )  # fmt: skip
    with database.read() as connection:
        return [tuple(row) for row in connection.execute(asked)]


def test_the_migration_counts_what_is_on_record(database: Database) -> None:
    fill(database)
    settled = said(database)
    assert len(settled) > 20
    (file,) = Path(tables.__file__).parents[1].glob("migrations/versions/*_what_claim_lines_use_*.py")
    migration = importlib.import_module(MIGRATION.format(name=file.stem))
    with database.write() as connection:
        drop_views_and_triggers(connection)
        connection.execute(delete(tables.benefit_usage))
        connection.execute(delete(tables.entitlement))
        with Operations.context(MigrationContext.configure(connection)):
            migration._count_what_is_on_record()
        create_views_and_triggers(connection)
    assert said(database) == settled
    with database.write() as connection:
        settle(connection, select(tables.claim.c.id), NOW)
    assert said(database) == settled


def test_an_extract_brings_usage_and_corrects_it(database: Database, tmp_path: Path) -> None:
    """A pending line is reversed and posted when the extract says paid; a correction appends a difference."""

    def rows() -> list[tuple[object, ...]]:
        used = tables.benefit_usage.c
        asked = select(used.phase, used.amount, used.visits).order_by(used.id)
        with database.read() as connection:
            return [tuple(row) for row in connection.execute(asked)]

    line = {**CLAIM, "item_code": "GP", "incurred": "350.00"}
    load(database, write_csv(tmp_path / "1", with_rows("claims", line)))
    assert rows() == [(Phase.PENDING, 350_00, 1)]
    paid = {**line, "status": "paid", "status_date": "2026-08-20", "paid": "280.00"}
    load(database, write_csv(tmp_path / "2", with_rows("claims", paid)))
    posted = [(Phase.PENDING, 350_00, 1), (Phase.PENDING, -350_00, -1), (Phase.POSTED, 280_00, 1)]
    assert rows() == posted
    load(database, write_csv(tmp_path / "3", with_rows("claims", {**paid, "paid": "200.00"})))
    assert rows() == [*posted, (Phase.POSTED, -80_00, 0)]
    load(database, write_csv(tmp_path / "3", with_rows("claims", {**paid, "paid": "200.00"})))
    assert len(rows()) == 4


def test_what_is_approved_without_an_amount_is_a_visit_and_money_to_come(
    database: Database, tmp_path: Path
) -> None:
    line = {**CLAIM, "item_code": "GP", "status": "approved", "status_date": "2026-08-20"}
    load(database, write_csv(tmp_path / "1", with_rows("claims", line)))
    used = tables.benefit_usage.c
    with database.read() as connection:
        rows = connection.execute(select(used.phase, used.amount, used.visits).order_by(used.phase)).all()
    assert [tuple(row) for row in rows] == [(Phase.PENDING, 350_00, 0), (Phase.POSTED, 0, 1)]


def test_a_limit_that_comes_later_counts_the_claims_before_it(database: Database, tmp_path: Path) -> None:
    load(database, write_csv(tmp_path / "1", BOOK))
    (terms,) = BOOK["benefits"]
    cap = {**terms, "item_code": "OPB", "item_name": "All out-patient", "amount_per_year": "5,000.00"}
    schedule = [{**terms, "family_amount_per_year": "900.00"}, cap]
    load(database, write_csv(tmp_path / "2", {"benefits": schedule}))
    with database.read() as connection:
        member = connection.execute(select(tables.member).where(tables.member.c.suffix == "00")).one()
        year = connection.scalar(select(func.min(tables.policy_period.c.starts_on)))
        found = queries.balances(connection, member.policy_id, member.cert_no, member.suffix, year)
    assert {
        (row.scope, row.reach, row.code): (row.amount, row.visits)
        for row in found
        if row.phase is Phase.PENDING
    } == {
        ("individual", "item", "GP"): (350_00, 1),
        ("family", "item", "GP"): (350_00, 1),
        ("individual", "type", "OPB"): (700_00, 2),
    }
