"""The documentation and the program name the same columns, and every example can be read."""

import pytest

from consoleapp.exchange.extracts.columns import Column, Kind
from consoleapp.exchange.extracts.sheets import SHEETS
from consoleapp.exchange.extracts.values import Bad, Converter, identity_number
from tools.extract_columns import PAGE, render

COLUMNS = [
    pytest.param(column, id=f"{sheet.name}.{column.name}")
    for sheet in SHEETS.values()
    for column in sheet.columns
]


def test_the_page_shows_what_the_program_reads() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert render(page) == page, "run: python tools/extract_columns.py"
    for name in SHEETS:
        assert f"<!-- columns: {name} -->" in page


@pytest.mark.parametrize("column", COLUMNS)
def test_the_example_of_a_column_can_be_read(column: Column) -> None:
    value = Converter(column)[column.example]
    assert not isinstance(value, Bad)
    if column.kind is Kind.IDENTITY:
        assert identity_number("hkid", column.example) == column.example
    assert value not in ("", None)


def test_keys_are_columns_and_only_optional_parts_of_a_key_may_be_blank() -> None:
    for sheet in SHEETS.values():
        assert set(sheet.key) <= set(sheet.names)
        assert len(set(sheet.names)) == len(sheet.names)
        optional = set(sheet.key) - set(sheet.required)
        assert optional == ({"invoice_no"} if sheet.name == "settlements" else set())
