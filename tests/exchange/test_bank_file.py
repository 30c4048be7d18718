"""A bank's file of money in: its columns by many names, its bounds, its bad rows."""

from datetime import date
from pathlib import Path

import pytest

from consoleapp.errors import Refused
from consoleapp.exchange.bank_file import read_bank_file
from consoleapp.rules.matching import BankLine
from consoleapp.settings import Imports


def written(folder: Path, text: str) -> Path:
    file = folder / "bank.csv"
    file.write_bytes(text.encode("utf-8"))
    return file


def test_columns_go_by_many_names_and_money_out_is_passed_over(tmp_path: Path) -> None:
    text = (
        "\ufeffTransaction Date;Deposit;Counterparty;Narrative;CCY\r\n"
        '18/11/2026;"26,500.00";ABC\u202e CO;INV 9210977;usd\r\n'
        "\r\n"
        "2026-11-19;(5.00);BANK;CHARGES;HKD\r\n"
        "2026-11-19;;;OPENING BALANCE;HKD\r\n"
        "19 Nov 2026;0.10;陳大文;;\r\n"
    )
    lines, digest = read_bank_file(written(tmp_path, text), Imports())
    assert lines == (
        BankLine(2, date(2026, 11, 18), 2_650_000, "USD", "ABC CO", "INV 9210977"),
        BankLine(6, date(2026, 11, 19), 10, "HKD", "陳大文", ""),
    )
    again = read_bank_file(written(tmp_path, text), Imports())[1]
    other = read_bank_file(written(tmp_path, text + "\r\n"), Imports())[1]
    assert digest == again != other


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no column date"),
        ("date,payer\n", "no column amount"),
        ("date,amount\n2026-11-31,5\n", "Row 2"),
        ("date,amount\n2026-11-30,5.005\n", "Row 2"),
        ("date,amount\n2026-11-30,1E5\n", "Row 2"),
        ("date,amount\n" + "2026-11-30,5\n" * 4, "more than 3 rows"),
        ("date,amount\n" + " " * 2**20, "larger than 1 MB"),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_row(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        read_bank_file(written(tmp_path, text), Imports(megabytes=1, rows=3))


def test_a_file_that_is_not_there_or_not_text(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot be read"):
        read_bank_file(tmp_path / "none.csv", Imports())
    (tmp_path / "bank.csv").write_bytes(b"date,amount\n\xff\xfe")
    with pytest.raises(Refused, match="UTF-8"):
        read_bank_file(tmp_path / "bank.csv", Imports())
