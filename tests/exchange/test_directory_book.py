"""The directory out to Excel and back: exactly what was edited is reported (DOMAIN 9, SAFETY 17, 19, 21)."""

import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import insert

from consoleapp.desk import approvals, directory_entry, directory_round, directory_upkeep
from consoleapp.desk.approvals import NeedsApproval
from consoleapp.desk.keys import new_key
from consoleapp.errors import Conflict, NotAllowed, Refused
from consoleapp.exchange.directory_book import SHEET, read_book, write_book
from consoleapp.rules.provider_record import ProviderField
from consoleapp.rules.provider_upkeep import ProviderAct
from consoleapp.settings import Imports
from consoleapp.store.provider_texts import derive
from consoleapp.store.tables import provider
from tests.desk.conftest import *  # noqa: F403 - the office and its desks
from tests.desk.conftest import Office

F = ProviderField


def book(office: Office, rows: int) -> None:
    with office.database.write() as connection:
        connection.execute(
            insert(provider),
            [
                {
                    "provider_no": f"P{n:05d}",
                    "kind": "clinic",
                    "name_en": f"CLINIC {n:05d}",
                    "name_zh": "診所",
                    "specialty": "GENERAL PRACTITIONER",
                    "area": "kowloon",
                    "district": "Mong Kok",
                    "address_en": f"{n} KAPOK ROAD" if n else "=1+1",
                    "phones": f"8{n:07d}",
                    "hours": "Mon-Fri 9:00-13:00",
                    "languages": "0012" if n == 1 else "Cantonese",
                }
                for n in range(rows)
            ],
        )
        derive(connection)


def exported(office: Office, file: Path) -> dict[str, int]:
    """Written to ``file``; the row of each number."""
    entries = directory_round.exported(office.desk("supervisor"), key=new_key())
    write_book(file, entries, ["about"])
    return {one.provider_no: row for row, one in enumerate(entries, 2)}


def edit(file: Path, cells: dict[tuple[int, str], Any]) -> None:
    workbook = load_workbook(file)
    sheet = workbook[SHEET]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for (row, name), value in cells.items():
        sheet.cell(row, columns[name], value)
    workbook.save(file)


def correct(office: Office, number: str, field: ProviderField, value: str) -> None:
    desk = office.desk("counter")
    base = directory_entry.form(desk, directory_entry.numbered(desk, number))
    assert base.provider_id is not None
    typed = {**base.record, field: value}
    directory_upkeep.correct(desk, base.provider_id, base.version, base.record, typed, "rang", key=new_key())


@pytest.mark.parametrize("rows", [200, pytest.param(5_000, marks=pytest.mark.soak)])
def test_37_edits_3_conflicts_1_bad_row(office: Office, tmp_path: Path, rows: int) -> None:
    book(office, rows)
    file = tmp_path / "directory.xlsx"
    row = exported(office, file)
    edits: dict[tuple[int, str], Any] = {
        (row[f"P{n:05d}"], "phones"): f"8595 {n:04d}" for n in range(100, 137)
    }
    # Written otherwise, but the same: no difference.
    edits |= {(row["P00150"], "phones"): "+852 8000 0150", (row["P00151"], "specialty"): "gp"}
    edits |= {(row["P00160"], "hours"): "Mon sometimes"}
    edit(file, edits)
    for n in (100, 101, 102):
        correct(office, f"P{n:05d}", F.PHONES, f"8111 {n:04d}")
    correct(office, "P00103", F.ADDRESS, "9 HERON PATH")  # another field of an edited row: no conflict
    correct(office, "P00170", F.LANGUAGES, "English")  # a row nobody edited in Excel: no difference
    found = directory_round.compared(office.desk(), *read_book(file, Imports()))
    assert (found.rows, len(found.differences), found.entries) == (rows, 37, 37)
    assert [one.key for one in found.conflicts] == [f"P{n:05d}:phones" for n in (100, 101, 102)]
    first = found.conflicts[0]
    assert (first.base, first.old, first.new) == ("80000100", "8111 0100", "8595 0100")
    (bad,) = found.bad
    assert (bad.row, bad.provider_no, bad.column) == (row["P00160"], "P00160", "hours")
    assert "▸sometimes◂" in str(bad.reason)
    chosen = [one for one in found.differences if not one.conflict]
    assert directory_round.apply(office.desk(), chosen, "yearly check", key="once") == 34
    assert directory_round.apply(office.desk(), chosen, "yearly check", key="once") == 34
    desk = office.desk()
    its = directory_entry.numbered(desk, "P00103")
    record = directory_entry.form(desk, its).record
    assert (record[F.PHONES], record[F.ADDRESS]) == ("8595 0103", "9 HERON PATH")
    told = directory_entry.history(desk, its)[0]
    assert (told.act, told.reason, [one.field for one in told.changes]) == (
        ProviderAct.IMPORTED, "yearly check", [F.PHONES],
    )  # fmt: skip
    again = directory_round.compared(desk, *read_book(file, Imports()))
    assert len(again.differences) == 3


def test_text_stays_text_and_what_no_export_has_is_refused(office: Office, tmp_path: Path) -> None:
    book(office, 3)
    file = tmp_path / "directory.xlsx"
    exported(office, file)
    with zipfile.ZipFile(file) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in xml
    cells = {cell.value for cells in load_workbook(file)[SHEET].iter_rows() for cell in cells}
    assert {"=1+1", "0012", "80000001"} <= cells
    assert not directory_round.compared(office.desk(), *read_book(file, Imports())).differences
    with pytest.raises(Refused, match="already"):
        exported(office, file)
    with pytest.raises(Refused, match="more than 2 rows"):
        read_book(file, Imports(rows=2))
    edit(file, {(1, "hours"): "colour"})
    with pytest.raises(Refused, match="colour"):
        read_book(file, Imports())


def test_all_or_nothing_new_entries_and_a_second_person(office: Office, tmp_path: Path) -> None:
    book(office, 150)
    file = tmp_path / "directory.xlsx"
    row = exported(office, file)
    edit(file, {(one, "languages"): "English" for one in row.values()} | {
        (152, "name"): "HERON CLINIC", (152, "kind"): "clinic", (152, "phones"): "8595 0001",
        (153, "provider_no"): "GONE", (153, "version"): "1",
    })  # fmt: skip
    desk = office.desk()
    found = directory_round.compared(desk, *read_book(file, Imports()))
    assert (found.entries, [one.provider_no for one in found.bad]) == (151, ["GONE"])
    with pytest.raises(NeedsApproval) as needed:
        directory_round.apply(desk, found.differences, "merger", key=new_key())
    number = approvals.ask(desk, needed.value.asked, "merger", key=new_key())
    approvals.approve(office.desk("supervisor"), number, key=new_key())
    with pytest.raises(NeedsApproval):
        directory_round.apply(desk, found.differences[:-1], "merger", approval_id=number, key=new_key())
    correct(office, "P00149", F.PHONES, "8595 0009")
    with pytest.raises(Conflict, match="P00149"):
        directory_round.apply(desk, found.differences, "merger", approval_id=number, key=new_key())
    assert directory_entry.form(desk, directory_entry.numbered(desk, "P00001")).version == 1
    fresh = directory_round.compared(desk, *read_book(file, Imports()))
    few = [one for one in fresh.differences if one.provider_no in ("", "P00001")]
    assert directory_round.apply(desk, few, "merger", key=new_key()) == 2
    assert (
        directory_entry.form(desk, directory_entry.numbered(desk, "DP00001")).record[F.NAME] == "HERON CLINIC"
    )
    with pytest.raises(NotAllowed):
        directory_round.exported(office.desk("hotline"), key=new_key())
