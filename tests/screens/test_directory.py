"""F6 on the sample book and the real desk: which GP near Mong Kok is open now?"""

import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from consoleapp.cli.console import console
from consoleapp.desk.directory_shapes import MOST_ROWS
from consoleapp.screens.directory.doctor import DoctorPanel, DoctorScreen
from consoleapp.screens.directory.screen import DirectoryScreen
from consoleapp.screens.widgets.row_list import RowList
from consoleapp.settings import Look, load
from tests.conftest import FrozenClock
from tests.screens.console import drawn, settled, signed_in, typed

Open = Callable[..., AbstractAsyncContextManager[Pilot[Any]]]


@pytest.fixture
def opened(sample: Path, tmp_path: Path, clock: FrozenClock) -> Open:
    """``async with opened(size) as pilot:`` signed in on the copy."""
    home = Path(shutil.copytree(sample, tmp_path / "home"))

    @asynccontextmanager
    async def open_it(size: tuple[int, int] = (120, 36)) -> AsyncIterator[Pilot[Any]]:
        app = console(load(home, {}), "", clock)
        app.animation_level = "none"
        async with app.run_test(size=size) as pilot:
            await signed_in(pilot)
            yield pilot
        app.launch.leave()

    return open_it


async def pressed(pilot: Pilot[Any], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


async def rested(pilot: Pilot[Any]) -> None:
    """The cursor rests until the provider beside the list is read."""
    await pilot.pause(0.1)
    await settled(pilot)


async def test_which_gp_near_mong_kok_is_open_now_costs_one_key(opened: Open) -> None:
    async with opened() as pilot:
        await pressed(pilot, "f6")  # the one key; the rest is what the caller says
        await typed(pilot, "gp mong kok open now")
        await rested(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, DirectoryScreen)
        assert screen.result is not None
        assert screen.result.rows
        text = drawn(pilot)
        assert "General Practitioner · Yau Tsim Mong · open Fri 20 Nov 18:05" in text
        assert "DR. CHAN TAI MAN" in text
        assert "open until 19:00" in text
        assert "▶Fri 20 Nov" in text
        assert "09:00–13:00  15:00–19:00" in text


async def test_a_holiday_is_named_in_the_week_and_enter_shows_it_full_size(
    opened: Open, clock: FrozenClock
) -> None:
    clock.advance(days=35)
    async with opened((80, 24)) as pilot:
        await pressed(pilot, "f6")
        await typed(pilot, "chan tai man")
        await pressed(pilot, "enter")
        assert isinstance(pilot.app.screen, DoctorScreen)
        text = drawn(pilot)
        assert "Public holiday: Christmas Day" in text
        assert "▶Fri 25 Dec" in text
        await pressed(pilot, "escape")
        assert pilot.app.screen.query_one("#box", Input).value == "chan tai man"


async def test_nothing_found_and_a_provider_in_find(opened: Open) -> None:
    async with opened() as pilot:
        await pressed(pilot, "f6")
        await typed(pilot, "zzz")
        assert "0 doctors and clinics" in drawn(pilot)
        assert pilot.app.screen.query_one(DoctorPanel).detail is None
        await pressed(pilot, "f2")
        pilot.app.screen.query_one("#box", Input).value = "PV10001"
        await settled(pilot)
        await pressed(pilot, "enter")
        assert isinstance(pilot.app.screen, DoctorScreen)
        assert "Mon 16 Nov" in drawn(pilot)


async def test_the_list_goes_on_to_the_last_match(opened: Open) -> None:
    async with opened() as pilot:
        await pressed(pilot, "f6")
        screen = pilot.app.screen
        assert isinstance(screen, DirectoryScreen)
        assert screen.result is not None
        assert (len(screen.result.rows), screen.result.count > 100) == (MOST_ROWS, True)
        await pressed(pilot, "pagedown", "pagedown", "pagedown", "pagedown")
        assert screen.query_one("#doctors", RowList).cursor > MOST_ROWS
        await pressed(pilot, *["pagedown"] * 12)
        assert len(screen.result.rows) == screen.result.count
        assert screen.query_one("#doctors", RowList).cursor == screen.result.count - 1


async def test_the_week_beside_the_list_is_that_of_the_moment_asked(opened: Open) -> None:
    async with opened() as pilot:
        await pressed(pilot, "f6")
        await typed(pilot, "gp mon")  # a pause in ``mong kok``, which so far means Monday
        await rested(pilot)
        key = pilot.app.screen.query_one("#doctors", RowList).key
        assert "▶Mon 23 Nov" in drawn(pilot)
        await typed(pilot, "g kok")
        await rested(pilot)
        assert pilot.app.screen.query_one("#doctors", RowList).key == key
        assert "▶Fri 20 Nov" in drawn(pilot)


@pytest.mark.parametrize(("size", "language"), [((80, 24), "zh_Hant"), ((120, 36), "en")])
def test_how_the_directory_looks(
    sample: Path,
    tmp_path: Path,
    clock: FrozenClock,
    snap_compare: Callable[..., bool],
    size: tuple[int, int],
    language: str,
) -> None:
    home = Path(shutil.copytree(sample, tmp_path / "home"))
    settings = replace(load(home, {}), look=Look(language=language))
    app = console(settings, "", clock)
    app.animation_level = "none"

    async def look(pilot: Pilot[Any]) -> None:
        await signed_in(pilot)
        await pressed(pilot, "f6")
        await typed(pilot, "gp mong kok")
        await rested(pilot)

    assert snap_compare(app, terminal_size=size, run_before=look)
