"""``x`` on a table: the file is what the screen shows, as filtered and sorted; who may; on record."""

import importlib
import inspect
import json
import pkgutil
import re
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import create_engine, text
from textual.widgets import Static

from consoleapp import screens
from consoleapp.desk.rows import cell_of
from consoleapp.exchange.reports.table import typed
from consoleapp.rules.dates import show_date
from consoleapp.screens.desk_screen import DeskScreen
from consoleapp.screens.widgets.record_grid import RecordGrid
from consoleapp.screens.widgets.row_list import RowList
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


TABLES: tuple[tuple[str, ...], ...] = (
    ("f2", *"chan", "space", *"tai", "space", *"man", "tab"), ("enter", "c"), ("left",),  # Find, a person
    ("f3", *["down"] * 4, "enter"), ("b",), ("l",), ("t",),  # a policy, its invoices and receipts
    ("f3", "escape"), ("f5",), ("enter", "l"),  # all policies, claims, one of them
    ("f6", "tab"), ("ctrl+b",), ("f7",), ("enter",), ("tab",),  # the directory, whom to ring, accounts
    ("f8", "a"), ("ctrl+g",), ("f10", "tab"),  # what waits, staff, the desk reference
    ("f9", "enter", "enter", "enter", "enter"),  # a report
)  # fmt: skip
ROOMS: tuple[tuple[str, ...], ...] = (
    ("f2", *"chan", "space", *"tai", "space", *"man", "enter"), ("d",), ("a",), ("t",),
    ("f3", *["down"] * 4, "enter"), ("c",), ("i",), ("f5", "enter", "t"),
)  # fmt: skip
"""Further rooms of a person, a policy, a claim: the same lists with other rows."""
LISTS = {
    "FindScreen": "hits", "MemberScreen": "panel-list family", "PolicyScreen": "room-grid room-list",
    "LedgerScreen": "invoices receipts", "PoliciesScreen": "list", "ClaimsScreen": "list",
    "ClaimScreen": "rows", "DirectoryScreen": "doctors", "CallListScreen": "calls", "AccountsScreen": "list",
    "AccountScreen": "facts history", "RequestsScreen": "list", "StaffScreen": "list",
    "ReportsScreen": "preview", "ReferenceScreen": "entries",
}  # fmt: skip
"""What is pressed ``x`` on, by screen."""
OTHERS = {
    "SignInScreen": "nobody is signed in", "RegisterScreen": "a form",
    "BankScreen": "needs a bank's file", "DifferencesScreen": "needs a workbook",
    "AuditScreen": "for auditors", "SchedulesScreen": "nothing is scheduled in the sample book",
}  # fmt: skip
"""Screens with a list that are not walked to here, and why; their lists are the same widgets."""


def test_no_screen_with_a_list_is_forgotten() -> None:
    for module in pkgutil.walk_packages(screens.__path__, "consoleapp.screens."):
        importlib.import_module(module.name)
    waiting, found = [DeskScreen], set()
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        body = inspect.getsource(kind) if kind.__module__.startswith("consoleapp") else ""
        if re.search(r"(RowList|Grid|Room)\(", body):
            found.add(kind.__name__)
    assert found - {"DeskScreen"} == set(LISTS) | set(OTHERS)


@pytest.mark.parametrize(
    "walk", [TABLES, pytest.param(ROOMS, marks=pytest.mark.soak)], ids=["screens", "rooms"]
)
async def test_every_list_of_the_console_leaves_as_it_is_shown(
    opened: Open, home: Path, walk: tuple[tuple[str, ...], ...]
) -> None:
    """Every word in the lines of the list stands in the file; who is in it goes on record."""
    seen: dict[str, set[str]] = {}
    written = 0
    async with opened((160, 48), who=SUPERVISOR) as pilot:
        for keys in walk:
            await press(pilot, *keys)
            table = pilot.app.screen.focused
            assert isinstance(table, RecordGrid | RowList), keys
            shown = words_in(pilot, table)
            await press(pilot, "x")
            files = list((home / "exports").glob("*.xlsx"))
            if not files:
                assert "nothing to export" in drawn(pilot)
                continue
            there = words_of(files[0])
            assert shown, keys
            assert [word for word in shown if word not in there] == [], keys
            files[0].unlink()
            written += 1
            names = [str(table.id)] if table.id else [*table.classes]
            seen.setdefault(type(pilot.app.screen).__name__, set()).update(names)
    if walk is TABLES:
        assert seen == {name: set(lists.split()) for name, lists in LISTS.items()}
    engine = create_engine(f"sqlite:///{home}/data/consoleapp.db")
    with engine.connect() as connection:
        told = dict(
            connection.execute(
                text("SELECT event, count(*) FROM audit_entry WHERE event LIKE 'table.%' GROUP BY event")
            ).all()
        )
        # On F9 the report itself is written, which is another act.
        assert told["table.exported"] == told["table.written"] == written - ("f9" in str(walk))
        assert written > len(walk) / 2
        of_the_person = text(
            "SELECT count(*) FROM access_entry JOIN member ON member.id = member_id "
            "WHERE what = 'report' AND name_en = 'CHAN TAI MAN'"
        )
        assert connection.execute(of_the_person).scalar_one() >= 3


def words_in(pilot: Any, table: Any) -> list[str]:
    """The words drawn in the lines of ``table``, but those that are cut off."""
    where = table.scrollable_content_region
    region = where.translate(table.region.offset) if where.y < table.region.y else where
    lines = [
        strip.crop(region.x, region.right).text for strip in pilot.app.screen._compositor.render_strips()
    ]
    words = " ".join(lines[region.y : region.bottom]).split()
    return [word.rstrip("▲▼") for word in words if "…" not in word]


def words_of(file: Path) -> str:
    """What stands in the cells of the last sheet, days and amounts as the screen writes them."""
    told = []
    for row in load_workbook(file).worksheets[-1].values:
        for value in row:
            if isinstance(value, datetime):
                told.append(show_date(value.date()))
            elif isinstance(value, int | float):
                told += [f"{abs(value):,.2f}", f"({abs(value):,.2f})", f"{value:,}"]
            else:
                told.append(str(value or "–"))
    return " ".join(told)
