"""F9: from the gallery to a file with the keyboard alone; who may; stopping; how it looks."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from textual.widgets import Input

from consoleapp.cli.console import console
from consoleapp.desk.rows import cell_of
from consoleapp.exchange.progress import Progress
from consoleapp.exchange.reports.catalogue import NAMES, report
from consoleapp.rules.dates import show_date
from consoleapp.screens.reports.bars import bar
from consoleapp.screens.reports.running import line
from consoleapp.screens.reports.screen import BOXES, ReportsScreen
from consoleapp.screens.widgets.record_grid import RecordGrid
from consoleapp.screens.widgets.row_list import RowList
from consoleapp.settings import load
from tests.conftest import FrozenClock
from tests.screens.book import HOTLINE, SUPERVISOR, Open, press
from tests.screens.console import drawn, settled


def test_every_report_has_room_for_its_parameters() -> None:
    assert max(len(report(name).parameters) for name in NAMES) <= BOXES


def test_a_bar_is_as_long_as_its_number() -> None:
    assert [len(bar(value, 100, 10)) for value in (0, 1, 50, 100)] == [0, 1, 5, 10]
    assert bar(100, 100, 4) == "████"


def test_the_bar_tells_what_is_known() -> None:
    assert line(Progress("Starting", 0, 0, 0.0)) == "Starting"
    assert line(Progress("Writing rows", 3000, 12_000, 0.5)) == (
        f"Writing rows  {'█' * 6}{'░' * 18}  3,000 / 12,000  6,000 a second  2 s left"
    )


async def test_from_the_gallery_to_the_file(opened: Open, home: Path) -> None:
    async with opened(who=SUPERVISOR) as pilot:
        await press(pilot, "f9")
        screen = pilot.app.screen
        assert isinstance(screen, ReportsScreen)
        assert [row.key for row in screen.query_one("#gallery", RowList).rows] == list(NAMES)
        await press(pilot, "enter")
        screen.query_one("#box0", Input).value = "91307"
        await press(pilot, "enter", "enter", "enter")
        grid = screen.query_one("#preview", RecordGrid)
        assert grid.has_focus
        assert grid.known == 37
        assert "37 rows" in drawn(pilot)
        assert grid.source is not None
        shown = [[cell_of(cell).text for cell in grid.source.row(place).cells] for place in range(37)]
        assert shown[0][9] == "A1•••••(•)"
        await press(pilot, "c")
        assert "Members by status" in drawn(pilot)
        assert "█" in drawn(pilot)
        await press(pilot, "ctrl+s")
        assert "37 rows in" in drawn(pilot).replace("\n", " ")
        (file,) = (home / "exports").glob("members-*.xlsx")
        page = load_workbook(file)["Members by policy"]
        rows = list(page.iter_rows(min_row=2, max_row=38))
        for told, row in zip(shown, rows, strict=True):
            assert [_as_shown(cell) for cell in row] == told


def _as_shown(cell: Any) -> str:
    """A cell of the workbook as the screen shows its value."""
    if cell.value is None:
        return "–"
    if isinstance(cell.value, datetime):
        return show_date(cell.value.date())
    return f"{cell.value:,.2f}" if isinstance(cell.value, int | float) else str(cell.value)


async def test_who_may_not_has_no_reports(opened: Open) -> None:
    async with opened(who=HOTLINE) as pilot:
        await press(pilot, "f9")
        assert not isinstance(pilot.app.screen, ReportsScreen)
        assert "F9" not in drawn(pilot)


async def test_a_large_one_asks_for_a_second_person(home: Path, clock: FrozenClock) -> None:
    (home / "consoleapp.toml").write_text("[reports]\ntwo_persons_above = 10\n", encoding="utf-8")
    app = console(load(home, {}), "", clock)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await press(pilot, *["down"] * SUPERVISOR, "enter", "f9", "ctrl+s")
        assert "A second person is needed" in drawn(pilot)
        assert not list((home / "exports").iterdir())
    app.launch.leave()


async def test_masks_come_off_with_a_purpose_only(opened: Open, home: Path) -> None:
    async with opened(who=SUPERVISOR) as pilot:
        await press(pilot, "f9", "m")
        await press(pilot, *"audit", "enter")
        assert "open in the file: audit" in drawn(pilot)
        await press(pilot, "ctrl+s")
        (file,) = (home / "exports").glob("*.xlsx")
        assert "•" not in str(list(load_workbook(file)["Members by policy"].values))


@pytest.mark.parametrize(("size", "language"), [((80, 24), "zh_Hant"), ((120, 36), "en"), ((200, 60), "en")])
def test_how_reports_look(
    home: Path, clock: FrozenClock, snap_compare: Callable[..., bool], size: tuple[int, int], language: str
) -> None:
    app = console(load(home, {}), "", clock, language)
    app.animation_level = "none"

    async def to_reports(pilot: object) -> None:
        await settled(pilot)  # type: ignore[arg-type]
        await press(pilot, *["down"] * SUPERVISOR, "enter", "f9", "down", "down", "down")  # type: ignore[arg-type]
        await press(pilot, *["enter"] * 7)  # type: ignore[arg-type]
        if size == (120, 36):
            await press(pilot, "c")  # type: ignore[arg-type]

    assert snap_compare(app, terminal_size=size, run_before=to_reports)
