"""Slow proofs: LibreOffice reads what the other readers read; a writer that is killed leaves no file."""

import csv
import os
import shutil
import signal
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from consoleapp.exchange.reports.catalogue import NAMES, report
from consoleapp.exchange.whole import sweep
from tests.desk.conftest import Office
from tests.exchange.reports.reading import exported, rows_of
from tests.exchange.reports.test_reports import CASES

pytestmark = [pytest.mark.soak, pytest.mark.sqlite]
OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def busy_engine() -> str:
    """One engine will do: readers do not know which."""
    return "sqlite"


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed here")
def test_libreoffice_reads_the_same(busy_office: Office, tmp_path: Path) -> None:
    """Every report, all sheets as CSV: text is the same text, numbers and days are the same values."""
    desk = busy_office.desk("supervisor")
    files = {name: exported(desk, name, CASES[name].texts).file for name in NAMES}
    filter_ = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [str(OFFICE), "--headless", profile, "--convert-to", filter_, "--outdir", str(tmp_path / "csv")]
    subprocess.run([*command, *map(str, files.values())], check=True, capture_output=True, timeout=600)
    for name, file in files.items():
        title = report(name).title[:31]
        read = list(
            csv.reader((tmp_path / "csv" / f"{file.stem}-{title}.csv").open(encoding="utf-8", newline=""))
        )
        wanted = rows_of(file, name)
        assert len(read) == len(wanted)
        for told, row in zip(read, wanted, strict=True):
            for said, value in zip(told, row, strict=True):
                assert _same(said, value), (name, said, value)


def _same(said: str, value: Any) -> bool:
    if value is None:
        return said == ""
    if isinstance(value, int | float):
        return abs(float(said) - value) < 0.005
    if isinstance(value, datetime):  # the time of a moment is compared by the other readers
        return said.startswith(value.strftime("%d/%m/%Y"))
    return said == value


@pytest.mark.parametrize("after", [0.2, 0.5, 0.9, 1.5])
def test_a_killed_writer_leaves_no_file(tmp_path: Path, after: float) -> None:
    program = (
        "import sys; from pathlib import Path; from itertools import repeat\n"
        "from consoleapp.exchange.whole import whole_file\n"
        "from consoleapp.exchange.workbook.shapes import Field, Sheet\n"
        "from consoleapp.exchange.workbook.write import write_workbook\n"
        "sheet = Sheet('Members', (Field('Name'),), (), 'Confidential')\n"
        "with whole_file(Path(sys.argv[1]) / 'members.xlsx') as part:\n"
        "    print('begun', flush=True)\n"
        "    for step in write_workbook(part, sheet, repeat(('A123456(3)',)), 1, lambda done: sheet):\n"
        "        pass\n"
    )
    running = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert running.stdout is not None
    running.stdout.readline()
    time.sleep(after)
    assert sweep(tmp_path) == 0  # it lives
    running.send_signal(signal.SIGKILL)
    running.wait()
    assert not (tmp_path / "members.xlsx").exists()
    assert len(list(tmp_path.iterdir())) == 1
    assert sweep(tmp_path) == 1
    assert list(tmp_path.iterdir()) == []
