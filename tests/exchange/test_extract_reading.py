"""Files as rows: CSV and workbooks, headers, foreign names, and what is refused before it is parsed."""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest

from consoleapp.errors import ConsoleError, NotFound, Refused, WrongUse
from consoleapp.exchange.extracts.mapping import AS_IS, Dictionary, read_mapping
from consoleapp.exchange.extracts.read import Extracts
from consoleapp.exchange.progress import Progress
from consoleapp.settings import Imports
from consoleapp.store.loading.shapes import BadRows, Batch

LIMITS = Imports()
HEADER = "broker_code,broker_name,contact_person"


def csv_file(folder: Path, name: str, text: str | bytes) -> Path:
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def workbook_file(folder: Path, sheets: Mapping[str, Sequence[Sequence[object]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    file = folder / "book.xlsx"
    book.save(file)
    return file


def rebuilt(file: Path, change: Callable[[str, bytes], bytes | None], add: Mapping[str, bytes] = {}) -> Path:
    """The workbook with its parts changed; a part that becomes None is left out."""
    out = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
        for name, content in add.items():
            new.writestr(name, content)
    file.write_bytes(out.getvalue())
    return file


def read(*paths: Path, limits: Imports = LIMITS, dictionary: Dictionary = AS_IS) -> list[Batch]:
    with Extracts(paths, limits, dictionary) as extracts:
        return list(extracts.batches())


def only_rows(*paths: Path) -> list[tuple[object, ...]]:
    (batch,) = read(*paths)
    assert batch.faults == []
    return [tuple(row) for row in batch.rows]


def faults_of(path: Path) -> list[tuple[int, str, str, str]]:
    return [
        (fault.row, fault.column, fault.value, str(fault.reason))
        for batch in read(path)
        for fault in batch.faults
    ]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_csv_in_the_shapes_spreadsheets_write(tmp_path: Path, mark: str, bom: bytes, end: str) -> None:
    lines = [HEADER, '"B00023","EXAMPLE ""BROKERS""",何嘉欣', ",,", "B00024,OTHER,"]
    text = end.join(line.replace(",", mark) for line in lines)
    file = csv_file(tmp_path, "Brokers.CSV", bom + text.encode())
    assert only_rows(file) == [
        (2, 0, "B00023", 'EXAMPLE "BROKERS"', "何嘉欣"),
        (4, 0, "B00024", "OTHER", ""),
    ]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (HEADER.encode() + b"\nB00023,Caf\xe9,\n", r"not UTF-8 \(line 2\)"),
        (("\ufeff" + HEADER).encode("utf-16-le"), "not UTF-8"),
        (HEADER.encode() + b'\nB00023,"open,\n', "row 2"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1old", "old .xls"),
        (b"PK\x03\x04nonsense", "no Excel workbook"),
    ],
)
def test_files_that_cannot_be_read_say_so(tmp_path: Path, content: bytes, why: str) -> None:
    with pytest.raises(Refused, match=why):
        read(csv_file(tmp_path, "brokers.csv", content))


def test_rows_that_do_not_fit_the_header(tmp_path: Path) -> None:
    file = csv_file(tmp_path, "brokers.csv", f"{HEADER}\nB00023,A\nB00024,B,,x\nB00025,C,,\n")
    assert [(row, why[:25]) for row, _, _, why in faults_of(file)] == [
        (2, "The row has 2 cells, the "),
        (3, "The row has 4 cells, the "),
    ]


def test_a_folder_a_subset_and_files_of_other_names(tmp_path: Path) -> None:
    csv_file(tmp_path, "brokers.csv", f"{HEADER}\nB00023,A,\n")
    csv_file(tmp_path, "notes.csv", "whatever\n")
    with Extracts([tmp_path], LIMITS) as extracts:
        assert extracts.skipped == ("notes.csv",)
        assert dict(extracts.given) == {"brokers": ("broker_code", "broker_name", "contact_person")}
    with pytest.raises(Refused, match=r"notes.csv is one of|None of notes.csv"):
        Extracts([tmp_path / "notes.csv"], LIMITS)
    with pytest.raises(NotFound, match="no file"):
        Extracts([tmp_path / "none.csv"], LIMITS)
    (tmp_path / "empty").mkdir()
    with pytest.raises(NotFound, match="no CSV files"):
        Extracts([tmp_path / "empty"], LIMITS)
    (tmp_path / "second").mkdir()
    csv_file(tmp_path / "second", "brokers.csv", f"{HEADER}\n")
    with pytest.raises(Refused, match="both brokers"):
        Extracts([tmp_path, tmp_path / "second"], LIMITS)


def test_headers_that_cannot_be_understood_are_named_together(tmp_path: Path) -> None:
    file = csv_file(tmp_path, "brokers.csv", "Broker Code,Mobil,broker code,# mine\n")
    with pytest.raises(BadRows) as caught:
        read(file)
    assert [(fault.row, fault.column, str(fault.reason)[:24]) for fault in caught.value.faults] == [
        (1, "Mobil", "No column is called so. "),
        (1, "broker code", "The column is there twic"),
        (1, "broker_name", "The column is missing."),
    ]


def test_the_digest_follows_content_not_place(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    texts = {}
    for folder, name in (("a", "A"), ("b", "A"), ("b", "B")):
        file = csv_file(tmp_path / folder, "brokers.csv", f"{HEADER}\nB00023,{name},\n")
        with Extracts([file], LIMITS) as extracts:
            texts[folder, name] = str(extracts)
    assert texts["a", "A"] == texts["b", "A"] != texts["b", "B"]


def test_progress_counts_rows_and_ends_at_the_end(tmp_path: Path) -> None:
    rows = "".join(f"B{number:05d},A,\n" for number in range(2_500))
    file = csv_file(tmp_path, "brokers.csv", f"{HEADER}\n{rows}")
    seen: list[Progress] = []
    with Extracts([file], LIMITS, progress=seen.append) as extracts:
        assert sum(len(batch.rows) for batch in extracts.batches()) == 2_500
    assert [step.done for step in seen] == [0, 1_000, 2_000, 2_500, 2_500]
    assert seen[-1].total == 2_500
    assert all(2_000 < step.total < 3_000 for step in seen[1:])
    assert all(one.seconds <= two.seconds for one, two in pairwise(seen))


# Workbooks


def test_a_workbook_with_native_cells(tmp_path: Path) -> None:
    header = ["invoice_no", "policy_no", "issue_date", "due_date", "amount", "currency", None, "#why"]
    rows = [
        header,
        [9200352, 91307, date(2018, 5, 29), "28 Jun 2018", 52344.1, "HKD", None, "mine"],
        [],
        [9200353, "91307", datetime.fromisoformat("2018-05-29"), "2018-06-28", "(1,350.00)", "HKD"],
    ]
    file = workbook_file(tmp_path, {"Read me": [["hello"]], "Invoices": rows, "Other": [["x"]]})
    with Extracts([file], LIMITS) as extracts:
        (batch,) = extracts.batches()
        assert extracts.skipped == ("book.xlsx · Other",)
        assert extracts.labels == {"invoices": "book.xlsx · Invoices"}
    assert [tuple(row) for row in batch.rows] == [
        (2, 0, "9200352", "91307", "2018-05-29", "2018-06-28", 52_344_100, "HKD"),
        (4, 0, "9200353", "91307", "2018-05-29", "2018-06-28", -1_350_000, "HKD"),
    ]


def test_cells_of_the_wrong_kind(tmp_path: Path) -> None:
    file = workbook_file(
        tmp_path,
        {
            "brokers": [
                ["broker_code", "broker_name", "contact_person"],
                ["B00023", "=A1", date(2020, 1, 2)],
                ["B00024", True, "#N/A"],
                ["B00025", "A", "fine"],
            ]
        },
    )
    assert [(row, column, why[:40]) for row, column, _, why in faults_of(file)] == [
        (2, "broker_name", "The cell holds a formula without a resul"),
        (3, "broker_name", "The cell holds TRUE or FALSE, where neit"),
        (2, "contact_person", "The cell holds a date, where none belong"),
        (3, "contact_person", "The cell shows the error #N/A. Put a val"),
    ]


def test_the_stored_result_of_a_formula_is_read(tmp_path: Path) -> None:
    file = workbook_file(tmp_path, {"brokers": [HEADER.split(","), ["B00023", "=1+1", ""]]})
    rebuilt(
        file, lambda name, content: content.replace(b"<v></v>", b"<v>2</v>").replace(b"<v />", b"<v>2</v>")
    )
    assert only_rows(file) == [(2, 0, "B00023", "2", "")]


def test_a_cell_at_the_far_corner_is_a_fault_and_costs_nothing(tmp_path: Path) -> None:
    file = workbook_file(tmp_path, {"brokers": [HEADER.split(","), ["B00023", "A", ""]]})
    corner = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    rebuilt(file, lambda _name, content: content.replace(b"</sheetData>", corner))
    assert [(row, value) for row, _, value, _ in faults_of(file) if value] == [(1048576, "XFD1048576")]


def test_numbers_are_read_as_excel_shows_them(tmp_path: Path) -> None:
    file = workbook_file(tmp_path, {"brokers": [HEADER.split(","), ["B00023", 11111, 22222]]})
    rebuilt(
        file,
        lambda _name, content: content.replace(b"11111", b"0.30000000000000004").replace(b"22222", b"1.5E6"),
    )
    assert only_rows(file) == [(2, 0, "B00023", "0.3", "1500000")]


SHARED = (
    b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>A</t></si>'
    b"<si><r><t>two</t></r><r><t> runs_x000D_</t></r><rPh><t>ruby</t></rPh></si></sst>"
)
AS_SHARED = (b't="inlineStr"><is><t>SHARED</t></is>', b't="s"><v>1</v>')


def test_shared_texts_are_joined_without_their_ruby(tmp_path: Path) -> None:
    file = workbook_file(tmp_path, {"brokers": [HEADER.split(","), ["B00023", "SHARED", ""]]})
    rebuilt(file, lambda _n, content: content.replace(*AS_SHARED), {"xl/sharedStrings.xml": SHARED})
    assert only_rows(file) == [(2, 0, "B00023", "two runs", "")]
    rebuilt(file, lambda name, content: DTD + content if "shared" in name else content)
    with pytest.raises(Refused, match="defines XML of its own"):
        read(file)
    rebuilt(file, lambda name, content: None if "shared" in name else content)
    with pytest.raises(Refused, match="damaged"):
        read(file)


DTD = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>'


def _with_dtd(part: str) -> Callable[[str, bytes], bytes]:
    def change(name: str, content: bytes) -> bytes:
        body = content.partition(b"?>")[2] if content.startswith(b"<?xml") else content
        return DTD + body if name == part else content

    return change


@pytest.mark.parametrize(
    "part",
    ["docProps/core.xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml", "_rels/.rels"],
)
def test_document_types_are_refused_wherever_they_stand(tmp_path: Path, part: str) -> None:
    file = workbook_file(tmp_path, {"brokers": [HEADER.split(","), ["B00023", "A", ""]]})
    with pytest.raises(Refused, match="defines XML of its own"):
        read(rebuilt(file, _with_dtd(part)))


def test_bombs_are_refused_by_the_directory_alone(tmp_path: Path) -> None:
    file = workbook_file(tmp_path, {"brokers": [HEADER.split(","), ["B00023", "A", ""]]})
    zeros = b" " * (30 * 1024 * 1024)
    rebuilt(file, lambda _name, content: content, add={"xl/worksheets/sheet9.xml": zeros})
    with pytest.raises(Refused, match="to 1"):
        read(file)
    with pytest.raises(Refused, match="unpacks to 30 MB"):
        read(file, limits=replace(LIMITS, unpacked_megabytes=20))
    rebuilt(file, lambda _name, content: content, add={"xl/theme/theme9.xml": zeros})
    with pytest.raises(Refused, match="too large"):
        read(file, limits=replace(LIMITS, ratio=100_000))


def test_macros_other_archives_and_damage_are_refused(tmp_path: Path) -> None:
    file = workbook_file(tmp_path, {"brokers": [HEADER.split(","), ["B00023", "A", ""]]})
    whole = file.read_bytes()
    rebuilt(file, lambda _name, content: content, add={"xl/vbaProject.bin": b"x"})
    with pytest.raises(Refused, match="macros"):
        read(file)
    file.write_bytes(whole)
    rebuilt(file, lambda _name, content: content.replace(b"sheet.main+xml", b"sheet.macroEnabled.main+xml"))
    with pytest.raises(Refused, match=r"macros|damaged"):
        read(file)
    file.write_bytes(whole)
    rebuilt(file, lambda name, content: None if name == "[Content_Types].xml" else content)
    with pytest.raises(Refused, match="no Excel workbook"):
        read(file)
    file.write_bytes(whole)
    rebuilt(file, lambda name, content: content[: len(content) // 2] if "sheet1" in name else content)
    with pytest.raises(Refused, match="damaged"):
        read(file)
    file.write_bytes(whole)
    rebuilt(file, lambda name, content: b"<a/>" if name == "xl/workbook.xml" else content)
    with pytest.raises(Refused, match=r"damaged|None of"):
        read(file)
    for cut in range(0, len(whole), 97):
        file.write_bytes(whole[:cut])
        with pytest.raises(ConsoleError):
            read(file)


def test_bounds_on_size_and_rows_say_how_they_are_lifted(tmp_path: Path) -> None:
    file = csv_file(tmp_path, "brokers.csv", HEADER + "\nB00023,A,\n" * 3)
    with pytest.raises(Refused, match=r"more than 2 rows.*\[imports\]"):
        read(file, limits=replace(LIMITS, rows=2))
    csv_file(tmp_path, "plans.csv", b"x" * 1024 * 1024)
    with pytest.raises(Refused, match=r"2 MB.*\[imports\]"):
        read(tmp_path, limits=replace(LIMITS, megabytes=1))


# Foreign names


def test_another_systems_export_loads_without_editing_it(tmp_path: Path) -> None:
    mapping = csv_file(
        tmp_path,
        "theirs.toml",
        '[sheets]\nMBR_X = "members"\nJUNK = ""\n'
        '[members.columns]\n"Pol" = "policy_no"\n"St" = "status"\n"Nm" = "name"\n"Left" = ""\n'
        '[members.compose]\ncertificate = "{Cert}-{Dep}"\n'
        '[members.constants]\nrelation = "employee"\n'
        '[members.values.status]\nA = "active"\n',
    )
    (tmp_path / "in").mkdir()
    csv_file(
        tmp_path / "in", "mbr_x.csv", "pol,CERT,Dep,Nm,St,Left,language\n91307,1,0,CHAN TAI MAN,a,x,en\n"
    )
    csv_file(tmp_path / "in", "junk.csv", "x\n")
    with Extracts([tmp_path / "in"], LIMITS, read_mapping(mapping)) as extracts:
        (batch,) = extracts.batches()
        assert extracts.skipped == ()
        named = dict(zip(extracts.given["members"], batch.rows[0][2:], strict=True))
    assert named == {
        "policy_no": "91307",
        "certificate": "0001-00",
        "relation": "employee",
        "name": "CHAN TAI MAN",
        "status": "active",
        "language": "en",
    }


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('[sheets]\nA = "people"', "people is not known"),
        ('[people.columns]\nA = "b"', "people is not known"),
        ('[members.columns]\nA = "mobil"', "mobil is not known"),
        ("[members.columns]\nA = 1", "write names and texts"),
        ('[members.vales]\nA = "b"', "vales is not known"),
        ("[members", "cannot be read"),
    ],
)
def test_mappings_that_mean_nothing_name_the_entry(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(WrongUse, match=why):
        read_mapping(csv_file(tmp_path, "map.toml", text))
