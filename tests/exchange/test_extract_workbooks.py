"""Workbooks the importer writes: the empty template, and bad rows with their cells marked."""

import stat
from pathlib import Path

import openpyxl
import pytest

from consoleapp.errors import Refused
from consoleapp.exchange.extracts.faults import write_faults
from consoleapp.exchange.extracts.read import Extracts
from consoleapp.exchange.extracts.sheets import SHEETS
from consoleapp.exchange.extracts.template import write_template
from consoleapp.exchange.whole import whole_file
from consoleapp.store.engine import Database
from consoleapp.store.loading.shapes import BadRows
from tests.exchange.book import BOOK, LIMITS, MEMBER, load, write_csv


def test_the_template_has_every_sheet_and_loads_as_nothing(sqlite_database: Database, tmp_path: Path) -> None:
    file = tmp_path / "empty.xlsx"
    write_template(file)
    book = openpyxl.load_workbook(file)
    assert book.sheetnames == ["Read me", *SHEETS]
    for sheet in SHEETS.values():
        page = book[sheet.name]
        assert [cell.value for cell in page[1]] == list(sheet.names)
        for cell, column in zip(page[1], sheet.columns, strict=True):
            assert cell.comment is not None
            assert column.note in cell.comment.text
            assert column.example in cell.comment.text
            assert cell.font.bold is column.required
    lists = {str(area.sqref): area.formula1 for area in book["members"].data_validations.dataValidation}
    assert '"employee,spouse,child,parent"' in lists.values()
    assert book["members"].column_dimensions["B"].number_format == "@"
    assert load(sqlite_database, file).total == 0


def test_a_filled_template_loads(sqlite_database: Database, tmp_path: Path) -> None:
    file = tmp_path / "empty.xlsx"
    write_template(file)
    book = openpyxl.load_workbook(file)
    for name, rows in BOOK.items():
        for row in rows:
            book[name].append([row.get(column) for column in SHEETS[name].names])
    book.save(file)
    assert load(sqlite_database, file).rows["members"] == 2
    assert load(sqlite_database, write_csv(tmp_path / "csv", BOOK)).total == 0


def test_bad_rows_come_back_marked_and_load_when_corrected(sqlite_database: Database, tmp_path: Path) -> None:
    load(sqlite_database, write_csv(tmp_path / "book", BOOK))
    members = [
        {**MEMBER, "certificate": "0002-00", "name": "=cmd|'/c calc'!A1", "birth_date": "2001-02-29"},
        {**MEMBER, "certificate": "0003-00"},
        {**MEMBER, "certificate": "0004-00", "plan_code": "99", "birth_date": ""},
    ]
    marked = tmp_path / "marked.xlsx"
    with Extracts([write_csv(tmp_path / "bad", {"members": members})], LIMITS) as extracts:
        with pytest.raises(BadRows) as caught:
            load(sqlite_database, tmp_path / "bad")
        write_faults(marked, caught.value.faults, extracts)
    assert stat.S_IMODE(marked.stat().st_mode) == 0o600
    book = openpyxl.load_workbook(marked)
    told = list(book["faults"].iter_rows(min_row=2, values_only=True))
    assert [row[:5] for row in told] == [
        ("members.csv", "members", 2, "birth_date", "2001-02-29"),
        ("members.csv", "members", 4, "plan_code", "99"),
    ]
    page = book["members"]
    header = [cell.value for cell in page[1]]
    assert header[:2] == ["# row", "# why"]
    marks = {
        (row[0].value, header[cell.column - 1])
        for row in page.iter_rows(min_row=2)
        for cell in row
        if cell.comment is not None and cell.fill.fgColor.rgb.endswith("F4CCCC")
    }
    assert marks == {(2, "birth_date"), (4, "plan_code")}
    name = page.cell(2, header.index("name") + 1)
    assert (name.value, name.data_type) == ("=cmd|'/c calc'!A1", "s")
    page.cell(2, header.index("birth_date") + 1).value = "2001-02-28"
    page.cell(3, header.index("plan_code") + 1).value = "10"
    book.save(marked)
    assert load(sqlite_database, marked).total == 2


def test_faults_of_a_header_are_listed_alone(tmp_path: Path) -> None:
    folder = write_csv(tmp_path / "bad", {"brokers": [{"broker_code": "B00023", "brokername": "A"}]})
    with pytest.raises(BadRows) as caught:
        Extracts([folder], LIMITS)
    write_faults(tmp_path / "marked.xlsx", caught.value.faults, None)
    assert openpyxl.load_workbook(tmp_path / "marked.xlsx").sheetnames == ["faults"]


def half_of(part: Path) -> None:
    part.write_text("half")
    raise LookupError


def test_a_file_is_whole_or_not_there(tmp_path: Path) -> None:
    target = tmp_path / "out.txt"
    with pytest.raises(LookupError), whole_file(target) as part:
        half_of(part)
    assert list(tmp_path.iterdir()) == []
    with whole_file(target) as part:
        part.write_text("whole")
        assert not target.exists()
    assert target.read_text() == "whole"
    assert list(tmp_path.iterdir()) == [target]
    with pytest.raises(Refused, match="there already"), whole_file(target) as part:
        part.write_text("other")
    link = tmp_path / "link.txt"
    link.symlink_to(tmp_path / "elsewhere.txt")
    with pytest.raises(Refused, match="there already"), whole_file(link) as part:
        part.write_text("other")
    with pytest.raises(Refused, match="does not exist"), whole_file(tmp_path / "no" / "out.txt"):
        pass
    assert target.read_text() == "whole"
