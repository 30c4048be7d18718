"""Every report: the query, the screen and the file say the same, row by row, as both readers read it."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from openpyxl import load_workbook

from consoleapp.desk.context import Desk
from consoleapp.desk.reports import preview
from consoleapp.desk.rows import cell_of
from consoleapp.exchange.reports.catalogue import NAMES, report
from consoleapp.exchange.reports.shapes import Report
from consoleapp.exchange.workbook.shapes import Kind
from consoleapp.rules.masking import mask
from consoleapp.screens.reports.rows import preview_rows
from tests.desk.book import SECRETS
from tests.desk.conftest import Office
from tests.exchange.reports.reading import (
    as_read,
    as_shown,
    both_readers_agree,
    cell_is,
    exported,
    facts_of,
    facts_on,
    rows_of,
    said,
    title_of,
    values_of,
)


@dataclass(frozen=True)
class Case:
    """A report on the busy book: what narrows it down, its rows, and what its columns add up to, as read."""

    rows: int
    totals: dict[str, list[Any]] = field(default_factory=dict)
    """By column: the sum of each currency, in the order of their codes."""
    texts: dict[str, str] = field(default_factory=dict)
    """What a report cannot do without, or what keeps its own record out of it."""


CASES: dict[str, Case] = {
    "members": Case(
        6, {"sum_life": [100_000], "sum_tpd": [0], "sum_add": [0], "sum_ltd": [0], "sum_cib": [0]}
    ),
    "schedules": Case(12),
    "utilisation": Case(17, {"used": [95_680], "pending": [12_599], "visits": [6], "visits_pending": [2]}),
    "invoices": Case(
        2, {"amount": [99_244], "settled": [46_900], "credited": [0], "written_off": [0], "balance": [52_344]}
    ),
    "settlements": Case(1, {"amount": [47_000], "allocated": [46_900], "unallocated": [100]}),
    "statement": Case(11, texts={"holder": "H0307", "from": "2025-01-01"}),
    "claims": Case(15, {"incurred": [32_822.45], "paid": [25_180]}),
    "late_claims": Case(1),
    "documents": Case(1),
    "requests": Case(3),
    "services": Case(1),
    "contacts": Case(3),
    "unlocks": Case(1),
    "exceptions": Case(1),
    "directory": Case(2),
    "audit": Case(2, texts={"to": "2026-11-19"}),
    "looks": Case(3, texts={"policy": "91307", "certificate": "0001-00", "to": "2026-11-19"}),
}


def test_every_report_has_its_case() -> None:
    assert list(CASES) == list(NAMES)
    assert [name for name in NAMES if report(name).name != name] == []


@pytest.fixture(scope="module")
def desk(busy_office: Office) -> Desk:
    """A supervisor, the day after somebody took out a report: the audit trail has something to tell."""
    busy_office.clock.advance(days=-1)
    exported(busy_office.desk("supervisor"), "members")
    busy_office.clock.advance(days=1)
    return busy_office.desk_again("supervisor")


@pytest.mark.parametrize("name", NAMES)
def test_query_screen_and_file_say_the_same(desk: Desk, name: str) -> None:
    one, case = report(name), CASES[name]
    there, hidden = said(desk, name, case.texts)
    seen = preview(desk, one.question, one.given(case.texts))
    done = exported(desk, name, case.texts)
    book = load_workbook(done.file)
    page = book[title_of(name)]
    header, *rows = values_of(page)
    assert header == [column.title for column in one.columns]
    assert len(there) == seen.count == done.rows == case.rows > 0

    wanted = [_as_read(one, told, hidden) for told in there]
    assert rows[: case.rows] == wanted
    source = preview_rows(one, seen)
    shown = [[cell_of(cell).text for cell in source.row(record).cells] for record in source.records]
    assert shown == [_as_shown(one, row) for row in rows[: case.rows]][:50]
    assert [column.title for column in source.columns] == header
    assert [key for key, value in SECRETS.items() if value in str(rows) + str(shown)] == []

    for cells in page.iter_rows(min_row=2, max_row=case.rows + 1):
        for cell, column in zip(cells, one.columns, strict=True):
            assert cell.value is None or cell_is(cell, column.kind), (column.key, cell.value)

    sums = rows[case.rows + 1 :]
    places = {column.key: place for place, column in enumerate(one.columns)}
    found = {key: [row[places[key]] for row in sums if row[places[key]] is not None] for key in case.totals}
    assert found == case.totals
    assert set(case.totals) == {key for key, _currency in one.question.adds_up}
    assert bool(sums) == bool(case.totals)
    for row in sums:
        assert all(cell is None or key in case.totals for key, cell in _figures(one, row))

    both_readers_agree(done.file, page.title, [header, *rows])
    facts = facts_on(book.worksheets[0])
    assert facts["title"] == one.title
    assert facts["Rows"] == f"{case.rows:,}"
    assert facts["Audit number"] == str(done.audit_no)
    assert facts["Made by"] == "Supervisor (supervisor)"
    assert facts["Made at"] == "Fri 20 Nov 2026 18:05, Hong Kong time"
    filters = dict(one.filters(one.given(case.texts)))
    assert {title: facts[title] for title in filters} == filters


def _as_read(one: Report, told: dict[str, Any], hidden: dict[str, Any]) -> list[object]:
    """A row of the query as readers of the workbook get it."""
    row = []
    for column in one.columns:
        value = told[column.key]
        if column.key in hidden:
            value = mask(hidden[column.key], value)
        row.append(as_read(value, column.kind, told.get(column.currency, "")))
    return row


def _as_shown(one: Report, row: list[Any]) -> list[str]:
    """A row of the workbook as the screen shows it."""
    places = {column.key: place for place, column in enumerate(one.columns)}
    return [
        as_shown(value, column.kind, row[places[column.currency]] if column.currency else "")
        for column, value in zip(one.columns, row, strict=True)
    ]


def _figures(one: Report, row: list[Any]) -> list[tuple[str, Any]]:
    """The cells of a row of sums that are of columns of figures."""
    return [
        (column.key, value)
        for column, value in zip(one.columns, row, strict=True)
        if column.kind in (Kind.MONEY, Kind.NUMBER)
    ]


def test_a_report_of_no_rows_is_a_workbook_too(desk: Desk) -> None:
    done = exported(desk, "members", {"policy": "99999"})
    assert done.rows == 0
    assert len(rows_of(done.file, "members")) == 1
    assert facts_of(done.file)["Policy"] == "99999"
