"""A workbook of a million rows beside the csv module and openpyxl's own streaming writer (SPEED 6).

Each way runs in a process of its own, so that its memory is its own. The slow peer writes a tenth of the rows
and is scaled up; ``CONSOLEAPP_BENCH_EXCEL_ROWS`` sets how many rows ours writes.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from benchmarks.figures import ROOT, Figure

NAME = "Excel"
SPEED = 6

ROWS = int(os.environ.get("CONSOLEAPP_BENCH_EXCEL_ROWS", "1000000"))
PEER_ROWS = ROWS // 10

_ROWS_OF = """
import json, resource, sys, time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
file, count = Path(sys.argv[1]), int(sys.argv[2])
DAY, AT = date(2018, 8, 1), datetime(2026, 11, 20, 10, 5, tzinfo=UTC)
def rows():
    for n in range(count):
        yield (f"{90000 + n % 12000}", f"A{2000000000 + n}", f"{n % 10000:04d}-00", f"CHAN TAI MAN {n}",
               "陳大文", DAY + timedelta(days=n % 2000), AT + timedelta(seconds=n), "HKD", n * 7 % 500000,
               n * 3 % 400000 if n % 5 else None, n % 30, "General consultation & more")
"""
_END = """
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"seconds": time.perf_counter() - began, "cpu": time.process_time(), "megabytes": peak}))
"""
OURS = (
    _ROWS_OF
    + """
from consoleapp.exchange.workbook.shapes import Field, Kind, Sheet
from consoleapp.exchange.workbook.write import write_workbook
money = dict(kind=Kind.MONEY, currency=7, adds_up=True)
fields = (Field("Policy"), Field("Claim"), Field("Certificate"), Field("Name"), Field("Chinese name"),
          Field("Consultation", Kind.DATE), Field("Received", Kind.MOMENT), Field("Currency"),
          Field("Incurred", **money), Field("Paid", **money), Field("Visits", Kind.NUMBER), Field("Item"))
sheet = Sheet("Claims", fields, (("Rows", str(count)),), "Confidential")
began = time.perf_counter()
file.touch()
for _step in write_workbook(file, sheet, rows(), count, lambda _done: sheet):
    pass
"""
    + _END
)
CSV = (
    _ROWS_OF
    + """
import csv
began = time.perf_counter()
with file.open("w", encoding="utf-8", newline="") as out:
    writer = csv.writer(out)
    writer.writerows(rows())
"""
    + _END
)
WRITE_ONLY = (
    _ROWS_OF
    + """
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
began = time.perf_counter()
book = Workbook(write_only=True)
page = book.create_sheet()
for row in rows():
    cells = []
    for place, value in enumerate(row):
        cell = WriteOnlyCell(page, value=value.replace(tzinfo=None) if place == 6 else value)
        cell.number_format = ("@", "@", "@", "@", "@", "dd mmm yyyy", "dd mmm yyyy hh:mm", "@", "#,##0.00",
                              "#,##0.00", "#,##0", "@")[place]
        cells.append(cell)
    page.append(cells)
book.save(file)
"""
    + _END
)

XLSXWRITER = (
    _ROWS_OF
    + """
import xlsxwriter
began = time.perf_counter()
book = xlsxwriter.Workbook(str(file), {"constant_memory": True, "tmpdir": str(file.parent)})
page = book.add_worksheet()
text, day, at, money, number = (book.add_format({"num_format": shape}) for shape in
    ("@", "dd mmm yyyy", "dd mmm yyyy hh:mm", "#,##0.00", "#,##0"))
writes = [(page.write_string, text)] * 5 + [(page.write_datetime, day), (page.write_datetime, at),
    (page.write_string, text), (page.write_number, money), (page.write_number, money),
    (page.write_number, number), (page.write_string, text)]
for place, row in enumerate(rows()):
    for column, (value, (write, shape)) in enumerate(zip(row, writes)):
        if value is not None:
            write(place, column, value.replace(tzinfo=None) if column == 6 else value, shape)
book.close()
"""
    + _END
)
"""Where it is installed: it is no dependency of the console."""


def run() -> Iterator[Figure]:
    """Ours against both, and memory with a tenth of the rows and with all."""
    with tempfile.TemporaryDirectory(prefix="consoleapp-bench-") as name:
        folder = Path(name)
        few = _of(OURS, folder / "few.xlsx", PEER_ROWS)
        ours = _of(OURS, folder / "ours.xlsx", ROWS)
        floor = _of(CSV, folder / "floor.csv", ROWS)
        documented = _of(WRITE_ONLY, folder / "documented.xlsx", PEER_ROWS)
        other = _of(XLSXWRITER, folder / "other.xlsx", PEER_ROWS) if find_spec("xlsxwriter") else None
        size = (folder / "ours.xlsx").stat().st_size / 2**20
    scaled = documented["cpu"] * ROWS / PEER_ROWS
    what = f"{ROWS:,} rows of 12 columns, processor time"
    yield Figure(what, ours["cpu"], "s", None, floor["cpu"], "csv module", 4.0, note=f"{size:.0f} MB on disk")
    yield Figure("the same by the clock", ours["seconds"], "s", None, floor["seconds"], "csv module")
    against = f"openpyxl write-only, {PEER_ROWS:,} rows scaled up"
    yield Figure("the same", ours["cpu"], "s", None, scaled, against, 1.0)
    if other is not None:
        against = f"XlsxWriter constant_memory, {PEER_ROWS:,} rows scaled up"
        yield Figure("the same", ours["cpu"], "s", None, other["cpu"] * ROWS / PEER_ROWS, against, 1.0)
    yield Figure("most memory", ours["megabytes"], "MB", 100, few["megabytes"], "a tenth of the rows", 1.1)


def _of(program: str, file: Path, rows: int) -> dict[str, float]:
    """What a fresh process took."""
    done = subprocess.run(
        [sys.executable, "-c", program, str(file), str(rows)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path[1:]])},
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found
