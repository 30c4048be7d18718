"""A whole small book to load, written as files, and what is then in the tables."""

import csv
import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import Connection, Row, Table, select

from consoleapp.exchange.extracts.mapping import AS_IS, Dictionary
from consoleapp.exchange.extracts.read import Extracts
from consoleapp.settings import Imports
from consoleapp.store.engine import Database
from consoleapp.store.loading.run import run
from consoleapp.store.loading.shapes import BadRows, Loaded
from consoleapp.store.tables import metadata

NOW = datetime(2026, 11, 20, 10, 5, tzinfo=UTC)
LIMITS = Imports()
Sheets = Mapping[str, Sequence[Mapping[str, object]]]

POLICY = {
    "policy_no": "91307",
    "holder_code": "ABC",
    "holder_name": "THE ABC COMPANY",
    "plan_type": "group_medical",
    "broker_code": "B00023",
    "period_from": "2026-05-01",
    "period_to": "2027-04-30",
    "currency": "HKD",
    "payment_mode": "yearly",
    "status": "in_force",
}
MEMBER = {
    "policy_no": "91307",
    "certificate": "0001-00",
    "relation": "employee",
    "name": "CHAN TAI MAN",
    "name_zh": "陳大文",
    "mobile": "8555 3000",
    "plan_code": "10",
    "branch_code": "HO",
    "sum_life": "500,000.00",
    "effective_date": "2026-05-01",
    "status": "active",
}
CLAIM = {
    "claim_no": "A2000001447",
    "line_no": "1",
    "policy_no": "91307",
    "certificate": "0001-00",
    "received_date": "2026-08-03",
    "status": "in_review",
    "status_date": "2026-08-04",
    "currency": "HKD",
    "consultation_date": "2026-08-01",
    "benefit_type": "OPB",
    "item_code": "MED",
    "incurred": "350.00",
    "paid": "N/A",
}
INVOICE = {
    "invoice_no": "9200352",
    "policy_no": "91307",
    "branch_code": "HO",
    "issue_date": "2026-05-29",
    "due_date": "2026-06-28",
    "amount": "52,344.00",
    "currency": "HKD",
}
RECEIPT = {
    "receipt_no": "R-1",
    "policy_no": "91307",
    "received_date": "2026-06-20",
    "method": "cheque",
    "payer": "THE ABC COMPANY",
    "amount": "60,000.00",
    "currency": "HKD",
    "invoice_no": "9200352",
    "allocated": "50,000.00",
}

BOOK: dict[str, list[dict[str, object]]] = {
    "brokers": [{"broker_code": "B00023", "broker_name": "EXAMPLE BROKERS LTD"}],
    "policies": [{**POLICY}],
    "branches": [{"holder_code": "ABC", "branch_code": "HO", "branch_name": "THE ABC COMPANY"}],
    "plans": [{"policy_no": "91307", "plan_code": "10", "plan_name": "Plan A", "premium": "no"}],
    "benefits": [
        {
            "policy_no": "91307",
            "plan_code": "10",
            "benefit_type": "OPB",
            "item_code": "GP",
            "item_name": "General practitioner",
            "covered": "yes",
            "co_payment": "50.00",
            "amount_per_visit": "400.00",
            "visits_per_year": "30",
            "amount_per_year": "unlimited",
        }
    ],
    "members": [
        {**MEMBER},
        {**MEMBER, "certificate": "0001-01", "relation": "spouse", "name": "WONG TAI YIN", "name_zh": ""},
    ],
    "claims": [{**CLAIM}, {**CLAIM, "line_no": "2", "item_code": "GP"}],
    "invoices": [{**INVOICE}],
    "settlements": [{**RECEIPT}],
    "mandates": [
        {
            "mandate_no": "DDA000123",
            "policy_no": "91307",
            "bank": "EXAMPLE BANK",
            "status": "active",
            "next_collection": "2026-12-15",
        }
    ],
    "providers": [
        {
            "provider_no": "P00017",
            "networks": "QHMS; ABC",
            "kind": "doctor",
            "name": "Dr. Chan Tai Man",
            "phones": "8555 6789",
            "sector": "private",
        }
    ],
    "accounts": [
        {
            "account_no": "W000101",
            "policy_no": "91307",
            "certificate": "0001-00",
            "holder_code": "",
            "broker_code": "",
            "user_id": "taiman80",
            "stage": "frozen",
            "failed_attempts": "5",
            "frozen_at": "2026-11-20 13:40",
            "failed_times": "2026-11-20 13:38 203.0.113.7; 2026-11-20 13:39",
        }
    ],
}
"""One of everything, every reference kept."""


def with_rows(sheet: str, *rows: Mapping[str, object], **also: Sequence[Mapping[str, object]]) -> Sheets:
    """The book with the rows of one sheet (and of others, by name) replaced."""
    return {**BOOK, sheet: list(rows), **also}


def write_csv(folder: Path, sheets: Sheets) -> Path:
    """A folder of CSV files; the columns of a sheet are those of all its rows."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in sheets.items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, restval="")
            writer.writeheader()
            writer.writerows(rows)
    return folder


def write_workbook(file: Path, sheets: Sheets) -> Path:
    """One workbook, a sheet each; cells are written as they are given."""
    book = openpyxl.Workbook(write_only=True)
    for name, rows in sheets.items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        sheet = book.create_sheet(name)
        sheet.append(columns)
        for row in rows:
            sheet.append([row.get(column) for column in columns])
    book.save(file)
    return file


def load(
    database: Database,
    path: Path,
    *,
    now: datetime = NOW,
    limits: Imports = LIMITS,
    dictionary: Dictionary = AS_IS,
) -> Loaded:
    """Load files into the tables, in a transaction of its own."""
    with Extracts([path], limits, dictionary) as extracts, database.write() as connection:
        return run(connection, extracts, now)


def faults(database: Database, path: Path) -> list[tuple[str, int, str, str, str]]:
    """The bad cells of a load that is refused: sheet, row, column, value, reason."""
    before = content(database)
    with pytest.raises(BadRows) as caught:
        load(database, path)
    assert content(database) == before, "a refused load left something behind"
    bad = caught.value
    assert bad.count == len(bad.faults)
    return [(f.sheet, f.row, f.column, f.value, str(f.reason)) for f in bad.faults]


def added_and_changed(loaded: Loaded) -> dict[str, tuple[int, int]]:
    """What a load changed, by subject."""
    return {change.subject: (change.added, change.changed) for change in loaded.changes}


def rows(database: Database, table: Table) -> list[Row[tuple[object, ...]]]:
    """Every row of a table, by its key."""
    with database.read() as connection:
        return list(connection.execute(select(table).order_by(*table.primary_key)))


def one(database: Database, table: Table, **where: object) -> Row[tuple[object, ...]]:
    """The one row that meets ``where``."""
    asked = select(table).where(*(table.c[name] == value for name, value in where.items()))
    with database.read() as connection:
        return connection.execute(asked).one()


def content(database: Database) -> str:
    """A hash over every row of every table: equal when nothing at all has changed."""
    with database.read() as connection:
        return content_hash(connection)


def content_hash(connection: Connection) -> str:
    digest = hashlib.sha256()
    for table in metadata.sorted_tables:
        digest.update(table.name.encode())
        for row in connection.execute(select(table).order_by(*table.primary_key)):
            digest.update(repr(tuple(row)).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
