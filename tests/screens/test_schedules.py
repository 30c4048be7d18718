"""Scheduled reports on the screen: from a report on F9 to its runs, with the keyboard alone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from consoleapp.cli.console import console
from consoleapp.desk.opening import open_book
from consoleapp.exchange.reports.scheduled import run_due
from consoleapp.screens.dialogs.schedule import ScheduleDialog
from consoleapp.screens.reports.schedules import SchedulesScreen
from consoleapp.settings import load
from tests.conftest import FrozenClock
from tests.screens.book import SUPERVISOR, Open, press, type_in
from tests.screens.console import drawn, settled


@pytest.fixture
def reachable(home: Path) -> None:
    """The supervisor of the sample book has an address."""
    import sqlite3

    with sqlite3.connect(home / "data" / "consoleapp.db") as book:
        book.execute("UPDATE staff SET email = 'yip@insurer.example' WHERE login = 'supervisor'")
    book.close()


async def test_scheduled_paused_taken_up_run_and_removed(
    reachable: None, opened: Open, home: Path, clock: FrozenClock
) -> None:
    async with opened(who=SUPERVISOR) as pilot:
        await press(pilot, "f9", "enter")
        type_in(pilot, box0="91307")
        await press(pilot, "enter", "enter", "enter", "n")
        assert isinstance(pilot.app.screen, ScheduleDialog)
        assert "policy=91307" in drawn(pilot)
        type_in(pilot, every="fortnight")
        await press(pilot, *["enter"] * 4)
        assert "A report is run every day, week, month" in drawn(pilot)
        type_in(pilot, every="day", at="18:06")
        await press(pilot, "enter")
        assert "Schedule 1 runs from now on" in drawn(pilot)
        await press(pilot, "l")
        screen = pilot.app.screen
        assert isinstance(screen, SchedulesScreen)
        assert "1 schedule" in drawn(pilot)
        assert "Every day 18:06" in drawn(pilot)
        await press(pilot, "x")
        (file,) = (home / "exports").glob("list-reports-*.xlsx")
        assert "Every day 18:06" in str(list(load_workbook(file).worksheets[-1].values))
        await press(pilot, "p")
        assert "paused" in drawn(pilot)
        await press(pilot, "p")
        assert "Fri 20 Nov 2026 18:06" in drawn(pilot)
        clock.advance(minutes=2)
        settings = load(home, {})
        book = open_book(settings)
        assert [ended.rows for _claimed, ended in run_due(book, settings, clock)] == [37]
        book.close()
        await press(pilot, "h")
        assert "Written" in drawn(pilot)
        assert "members-20261120-1806" in drawn(pilot)
        await press(pilot, "h", "enter", "enter")
        assert "not run yet" not in drawn(pilot)
        await press(pilot, "d", "escape")
        assert "1 schedule" in drawn(pilot)
        await press(pilot, "d", "right", "enter")
        assert "No report is scheduled" in drawn(pilot).replace("\n", " ")


@pytest.mark.parametrize(("size", "language"), [((80, 24), "zh_Hant"), ((120, 36), "en")])
def test_how_schedules_look(
    reachable: None,
    home: Path,
    clock: FrozenClock,
    snap_compare: Callable[..., bool],
    size: tuple[int, int],
    language: str,
) -> None:
    app = console(load(home, {}), "", clock, language)
    app.animation_level = "none"

    async def to_schedules(pilot: object) -> None:
        await settled(pilot)  # type: ignore[arg-type]
        await press(pilot, *["down"] * SUPERVISOR, "enter", "f9", "n", *["enter"] * 4)  # type: ignore[arg-type]
        await press(pilot, "down", "n", *["enter"] * 4, "l", "p")  # type: ignore[arg-type]

    assert snap_compare(app, terminal_size=size, run_before=to_schedules)
