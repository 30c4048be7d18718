"""Every report: what is in the file is what the query says, row by row, as both readers read it."""

from typing import Any

import pytest

from consoleapp.exchange.reports.catalogue import NAMES, report
from consoleapp.exchange.workbook.shapes import Kind
from consoleapp.rules.masking import mask
from tests.desk.book import SECRETS, Ids
from tests.desk.conftest import Office
from tests.exchange.reports.reading import as_read, both_readers_agree, exported, facts_of, rows_of, said

FILTERS: dict[str, dict[str, str]] = {
    "statement": {"holder": "H0307", "from": "2025-01-01"},
    "looks": {"policy": "91307", "certificate": "0001-00", "to": "2026-11-19"},
    "audit": {"to": "2026-11-19"},
}
"""What some reports cannot do without, or what keeps their own record out of them."""


@pytest.mark.parametrize("name", NAMES)
def test_the_file_is_what_the_query_says(office: Office, busy: Ids, name: str) -> None:
    one, desk = report(name), office.desk("supervisor")
    texts = FILTERS.get(name, {})
    if name == "audit":
        office.clock.advance(days=-1)
        exported(office.desk("supervisor"), "members")
        office.clock.advance(days=1)
    there, hidden = said(desk, name, texts)
    assert there, "a report of nothing shows nothing"
    done = exported(desk, name, texts)
    header, *rows = rows_of(done.file, name)
    assert header == [column.title for column in one.columns]
    for told, row in zip(there, rows, strict=False):
        wanted = []
        for column in one.columns:
            value: Any = told[column.key]
            if column.key in hidden:
                value = mask(hidden[column.key], value)
            wanted.append(as_read(value, column.kind, told.get(column.currency, "")))
        assert row == wanted
    assert done.rows == len(there)
    assert [field for field, value in SECRETS.items() if value in str(rows)] == []
    after = rows[len(there) :]
    assert (len(after) > 1) == bool(one.question.adds_up)
    for place, column in enumerate(one.columns):
        if (column.key, column.currency) in one.question.adds_up:
            by: dict[str, int] = {}
            for told in there:
                if told[column.key] is not None:
                    of = told.get(column.currency, "")
                    by[of] = by.get(of, 0) + told[column.key]
            sums = [row[place] for row in after[1:] if row[place] is not None]
            kind = Kind.MONEY if column.currency else Kind.NUMBER
            assert sums == [as_read(by[of], kind, of) for of in sorted(by)]
    both_readers_agree(done.file, name)
    facts = facts_of(done.file)
    assert facts["title"] == one.title
    assert facts["Rows"] == f"{len(there):,}"
    assert facts["Audit number"] == str(done.audit_no)
    assert facts["Made by"] == "Supervisor (supervisor)"
    assert facts["Made at"] == "Fri 20 Nov 2026 18:05, Hong Kong time"


def test_a_report_of_no_rows_is_a_workbook_too(office: Office, ids: Ids) -> None:
    done = exported(office.desk("supervisor"), "members", {"policy": "99999"})
    assert done.rows == 0
    assert len(rows_of(done.file, "members")) == 1
    assert facts_of(done.file)["Policy"] == "99999"
