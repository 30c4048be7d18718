"""``x`` on a table: the file is what the screen shows, as filtered and sorted; who may; on record."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import create_engine, text
from textual.widgets import Static

from consoleapp.desk.rows import cell_of
from consoleapp.exchange.reports.table import typed
from consoleapp.screens.widgets.record_grid import RecordGrid
from tests.screens.book import HOTLINE, SUPERVISOR, Open, press
from tests.screens.console import drawn


@pytest.mark.parametrize(
    ("told", "figure", "value"),
    [
        ("28 Aug 2018", False, date(2018, 8, 28)),
        ("2018-08-28", False, date(2018, 8, 28)),
        ("2018年8月28日", False, date(2018, 8, 28)),
        ("30 Feb 2018", False, "30 Feb 2018"),
        ("28 Aug 2018 ", False, date(2018, 8, 28)),
        ("52,344.00", True, Decimal("52344.00")),
        ("(1,350.05)", True, Decimal("-1350.05")),
        ("12", True, Decimal(12)),
        ("0012", False, "0012"),
        ("52,344.00", False, "52,344.00"),
        ("1,2", True, "1,2"),
        ("5,000.00 a day", True, "5,000.00 a day"),
        ("=1+1", True, "=1+1"),
        ("–", True, None),
    ],
)
def test_a_cell_is_typed_only_where_nothing_is_lost(told: str, figure: bool, value: object) -> None:
    assert typed(told, figure=figure) == value


async def test_the_file_is_what_the_screen_shows(opened: Open, home: Path) -> None:
    async with opened(who=SUPERVISOR) as pilot:
        await press(pilot, "f5", "d", "right", "s")
        grid = pilot.app.screen.query_one(RecordGrid)
        assert grid.source is not None
        assert grid.source.count
        await press(pilot, "x")
        assert f"{grid.source.count:,} rows in" in drawn(pilot).replace("\n", " ")
        (file,) = (home / "exports").glob("list-claims-*.xlsx")
        page = load_workbook(file)["Claims"]
        header, *rows = page.iter_rows(values_only=True)
        assert list(header) == [column.title for column in grid.source.columns]
        assert len(rows) == grid.source.count
        for place, row in enumerate(rows):
            record = grid.source.at(place)
            assert record is not None
            shown = [cell_of(cell).text for cell in grid.source.row(record).cells]
            for said, value, column in zip(shown, row, grid.source.columns, strict=True):
                again = typed(said, figure=column.align == "right")
                assert _plain(value) == _plain(again)
        about = str(list(load_workbook(file).worksheets[0].values))
        assert " ".join(str(pilot.app.screen.query_one("#title", Static).content).split()) in about
        engine = create_engine(f"sqlite:///{home}/data/consoleapp.db")
        with engine.connect() as connection:
            told = connection.execute(
                text("SELECT text FROM audit_entry WHERE event = 'table.exported'")
            ).scalar_one()
            looks = connection.execute(
                text("SELECT count(*) FROM access_entry WHERE what = 'report'")
            ).scalar_one()
        assert json.loads(told)["facts"]["rows"] == len(rows)
        assert looks > 0


def _plain(value: Any) -> object:
    if hasattr(value, "strftime"):
        return value.strftime("%Y-%m-%d")
    return float(value) if isinstance(value, Decimal | int | float) else value


async def test_who_may_not_export_is_told(opened: Open, home: Path) -> None:
    async with opened(who=HOTLINE) as pilot:
        await press(pilot, "f3", "x")
        assert "Your role may not do this" in drawn(pilot)
        assert not list((home / "exports").iterdir())
