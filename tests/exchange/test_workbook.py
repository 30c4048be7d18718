"""What stands in a workbook: text as text, typed cells, totals, nothing cut (SAFETY 17)."""

import csv
import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import repeat
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape
from python_calamine import CalamineWorkbook
from rich.cells import cell_len

from consoleapp.errors import Refused
from consoleapp.exchange.workbook import write as writing
from consoleapp.exchange.workbook.cells import text_cell
from consoleapp.exchange.workbook.csv_file import write_csv
from consoleapp.exchange.workbook.shapes import Field, Figures, Kind, Row, Sheet, Written
from consoleapp.exchange.workbook.write import ROWS_OF_TOTALS, write_workbook
from consoleapp.i18n import use
from consoleapp.rules.statuses import MemberStatus

AT = datetime(2026, 11, 20, 17, 5, tzinfo=UTC)  # 21 November in Hong Kong
FIELDS = (
    Field("Policy"),
    Field("Name"),
    Field("Day", Kind.DATE),
    Field("Moment", Kind.MOMENT),
    Field("Currency"),
    Field("Amount", Kind.MONEY, currency=4, adds_up=True),
    Field("Visits", Kind.NUMBER, adds_up=True),
)
NAMES = [field.title for field in FIELDS]


def day(*parts: int) -> datetime:
    """As a workbook has it: a day, a time, no zone."""
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001


def sheet(fields: tuple[Field, ...] = FIELDS, **more: Any) -> Sheet:
    return Sheet("Members by policy", fields, (("Made by", "=Ada"), ("Rows", "3")), "Confidential", **more)


def written(part: Path, of: Sheet, rows: list[Row], last_row: int = writing.LAST_ROW) -> Written:
    part.touch()
    steps = write_workbook(part, of, rows, len(rows), lambda _done: of, last_row)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            done: Written = end.value
            return done


def data_of(part: Path, title: str = "Members by policy") -> list[list[Any]]:
    page = load_workbook(part)[title]
    return [[cell.value for cell in row] for row in page.iter_rows()]


HARMFUL = [
    "=cmd|'/c calc'!A1", "+1", "-1", "@SUM(A1)", "\ttab", "#N/A", "0012", "1E5", "+852 9123 4567", "0001-00",
    "TRUE", "2026-01-01", " spaces ", "a&b <c> \"d\"", "two\nlines", "car\rriage", "陳大文", "𠮷" * 3, "]]>",
]  # fmt: skip


def test_text_is_text_whatever_it_looks_like(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    written(file, sheet((Field("Text"),)), [(text,) for text in HARMFUL])
    by_openpyxl = [row[0] for row in data_of(file)]
    assert by_openpyxl == ["Text", *HARMFUL]
    page = load_workbook(file)["Members by policy"]
    assert {(cell.data_type, cell.number_format) for (cell,) in page.iter_rows(min_row=2)} == {("s", "@")}
    by_calamine = CalamineWorkbook.from_path(file).get_sheet_by_name("Members by policy").to_python()
    assert by_calamine == [["Text"], *([text] for text in HARMFUL)]
    with zipfile.ZipFile(file) as archive:
        sheets = [archive.read(name).decode() for name in archive.namelist() if "/worksheets/" in name]
    assert len(sheets) == 2
    assert not any(re.search(r'<f[ >]|t="e"|<v>#', xml) for xml in sheets)


@pytest.mark.parametrize("text", ["a\x0bb", "\ud800", "\ufffe", "\x00", "_x0041_", "_x005F_", "x_x000a_\x0c"])
def test_characters_xml_forbids_are_kept_as_excel_writes_them(tmp_path: Path, text: str) -> None:
    file = tmp_path / "a.xlsx"
    written(file, sheet((Field("Text"),)), [(text,)])
    kept = data_of(file)[1][0]
    assert unescape(kept) == text  # openpyxl leaves the escapes to its caller; Excel does not


@given(st.text())
def test_any_text_stands_in_its_cell(text: str) -> None:
    cell = fromstring(f"<c{text_cell(text, 1)}")
    assert unescape(cell.findtext("is/t") or "") == text


@settings(max_examples=3)
@given(st.lists(st.text(), min_size=20, max_size=40))
def test_any_text_comes_back(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    file = tmp_path_factory.mktemp("any") / "a.xlsx"
    written(file, sheet((Field("Text"),)), [(text,) for text in texts])
    back = [unescape(row[0] or "") for row in data_of(file)[1:]]
    assert back + [""] * (len(texts) - len(back)) == texts


def test_cells_are_typed_and_what_excel_cannot_hold_is_text(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    rows: list[Row] = [
        ("0012", "A", date(2018, 8, 28), AT, "HKD", -135_005, 3),
        ("1", "B", date(1899, 5, 1), None, "JPY", 500, Decimal("2.50")),
        ("2", None, "19••", AT, "HKD", 10**15, None),
        (MemberStatus.ACTIVE, True, None, None, "KWD", 1, 10**15),
    ]
    written(file, sheet(), rows)
    page = load_workbook(file)["Members by policy"]
    one, two, three, four = ([cell.value for cell in row] for row in page.iter_rows(min_row=2, max_row=5))
    assert one == ["0012", "A", day(2018, 8, 28), day(2026, 11, 21, 1, 5), "HKD", -1350.05, 3]
    assert two == ["1", "B", "1899-05-01", None, "JPY", 500, 2.5]
    assert three == ["2", None, "19••", day(2026, 11, 21, 1, 5), "HKD", "10000000000000.00", None]
    assert four == ["Active", "yes", None, None, "KWD", 0.001, "1000000000000000"]
    formats = [cell.number_format for cell in page[2]]
    assert formats[2:4] == ["[$-809]dd mmm yyyy", "[$-809]dd mmm yyyy hh:mm"]
    assert formats[5] == "#,##0.00_);(#,##0.00)"
    assert page["F3"].number_format == "#,##0_);(#,##0)"


def test_header_filter_widths_and_print(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    rows = [("91307", "陳" * 12, None, None, "HKD", 1, 1)]
    written(file, sheet(figures=(Figures("Ages", ("Age", "HKD"), (("Current", (12345,)),), 2),)), rows)
    book = load_workbook(file)
    assert book.sheetnames == ["About", "Figures", "Members by policy"]
    page = book["Members by policy"]
    assert [cell.value for cell in page[1]] == NAMES
    assert all(cell.font.bold for cell in page[1])
    assert (page.freeze_panes, page.auto_filter.ref) == ("A2", "A1:G2")
    assert page.column_dimensions["B"].width >= 24
    assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight, page.print_title_rows) == (1, 0, "$1:$1")
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.oddFooter.center.text == "Page &P of &N"
    assert page.oddFooter.left.text == "Confidential"
    assert book["Figures"]["B3"].value == 123.45
    assert book["Figures"].oddFooter.center.text == "Page &P of &N"
    assert book["Figures"].page_setup.orientation == "landscape"
    assert len(book["Figures"]._charts) == 1
    about = [[cell.value for cell in row] for row in book["About"].iter_rows()]
    assert ["Made by", "=Ada"] in about
    assert book["About"]["B4"].data_type == "s"


def test_sums_stand_below_as_values(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    rows = [("1", "A", None, None, "HKD", 100, 1), ("2", "B", None, None, "HKD", 250, 2)]
    done = written(file, sheet(), rows)
    assert done == Written(2, {(5, "HKD"): 350, (6, ""): 3})
    assert data_of(file)[-2:] == [[None] * 7, ["Total HKD", None, None, None, "HKD", 3.5, 3]]
    done = written(tmp_path / "b.xlsx", sheet(), [*rows, ("3", "C", None, None, "JPY", 7, 4)])
    assert data_of(tmp_path / "b.xlsx")[-3:] == [
        ["Total HKD", None, None, None, "HKD", 3.5, None],
        ["Total JPY", None, None, None, "JPY", 7, None],
        ["Total", None, None, None, None, None, 7],
    ]


@pytest.mark.parametrize(
    ("count", "sizes"), [(0, [0]), (9, [9]), (10, [9, 1]), (18, [9, 9]), (19, [9, 9, 1])]
)
def test_rows_go_on_to_a_next_sheet(tmp_path: Path, count: int, sizes: list[int]) -> None:
    file = tmp_path / "a.xlsx"
    written(file, sheet((Field("Text"),)), [(str(number),) for number in range(count)], last_row=10)
    book = load_workbook(file)
    pages = book.worksheets[1:]
    assert [page.max_row - 1 for page in pages] == sizes
    assert [page.title for page in pages][1:] == [
        f"Members by policy ({n})" for n in range(2, len(sizes) + 1)
    ]
    assert all(page["A1"].value == "Text" and page.freeze_panes == "A2" for page in pages)
    assert [c.value for page in pages for (c,) in page.iter_rows(min_row=2)] == [str(n) for n in range(count)]
    assert [page.auto_filter.ref for page in pages] == [f"A1:A{size + 1}" for size in sizes]


def test_room_is_kept_for_the_sums(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    room = ROWS_OF_TOTALS + 4
    written(file, sheet(), [("1", "A", None, None, "HKD", 1, 1)] * 5, last_row=room)
    assert [page.max_row for page in load_workbook(file).worksheets[1:]] == [4, 5]


def test_a_text_too_long_for_a_cell_is_refused_with_its_place(tmp_path: Path) -> None:
    fields = (Field("Policy"), Field("Note"))
    for text in ("x" * 32_768, "𠮷" * 16_384):
        with pytest.raises(Refused, match="Row 2, Note: the text is longer"):
            written(tmp_path / "a.xlsx", sheet(fields), [("1", "x" * 32_767), ("2", text)])
        (tmp_path / "a.xlsx").unlink()
    written(tmp_path / "a.xlsx", sheet(fields), [("1", "𠮷" * 16_383)])
    assert data_of(tmp_path / "a.xlsx")[1][1] == "𠮷" * 16_383


def test_wrong_types_are_faults_not_guesses(tmp_path: Path) -> None:
    for field, value in ((FIELDS[2], AT), (FIELDS[3], date(2026, 1, 1)), (FIELDS[6], 1.5), (FIELDS[6], True)):
        with pytest.raises(TypeError):
            written(tmp_path / "a.xlsx", sheet((field,)), [(value,)])
        (tmp_path / "a.xlsx").unlink()


def test_rows_are_not_held(tmp_path: Path) -> None:
    """A stream without end can be stopped: nothing waits for its last row."""
    part = tmp_path / "a.xlsx"
    part.touch()
    steps = write_workbook(part, sheet((Field("Text"),)), repeat(("a",)), 10**9, lambda _done: sheet())
    seen = [next(steps) for _ in range(3)]
    assert [step.done for step in seen] == [1000, 2000, 3000]
    assert seen[-1].left is not None
    steps.close()


def test_chinese_dates_and_titles(tmp_path: Path) -> None:
    use("zh_Hant")
    try:
        file = tmp_path / "a.xlsx"
        written(file, sheet(), [("1", "A", date(2018, 8, 28), AT, "HKD", 1, 1)])
        book = load_workbook(file)
    finally:
        use("en")
    assert book["Members by policy"]["C2"].number_format == 'yyyy"年"m"月"d"日"'
    page = book["Members by policy"]
    assert page["C2"].value == day(2018, 8, 28)
    widths = [page.column_dimensions[letter].width for letter in "CDF"]
    wanted = ["2018年12月28日", "2018年12月28日 18:05", "(10,000,000,000.00)"]
    assert all(width > cell_len(text) for width, text in zip(widths, wanted, strict=True))


def test_csv_is_guarded_against_formulas(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    rows: list[Row] = [(text, "", None, None, "HKD", -135_005, 3) for text in HARMFUL]
    rows.append(("1", " =1+1", date(2018, 8, 28), AT, "JPY", 5, None))
    for _step in write_csv(file, sheet(), rows, len(rows)):
        pass
    raw = file.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    read = list(csv.reader(raw.decode("utf-8-sig").splitlines(keepends=True)))
    assert read[0] == NAMES
    dangerous = {"=", "+", "-", "@", "\t"}
    for text, row in zip(HARMFUL, read[1:], strict=False):
        assert row[0] == (f"'{text}" if text[0] in dangerous else text)
        assert row[5] == "-1350.05"
    assert read[-1] == ["1", "' =1+1", "2018-08-28", "2026-11-21 01:05:00+08:00", "JPY", "5", ""]
