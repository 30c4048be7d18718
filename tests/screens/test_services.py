"""Requests of a person on the sample book: opened, seen in F8, worked on, ended (DOMAIN 10)."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from consoleapp.cli.console import console
from consoleapp.screens.member.screen import MemberScreen
from consoleapp.screens.requests import list as list_screen
from consoleapp.screens.requests.list import RequestsScreen
from consoleapp.screens.requests.open import OpenDialog
from consoleapp.screens.requests.service import ServiceDialog
from consoleapp.settings import Look, load
from tests.conftest import FrozenClock
from tests.screens.book import Open, found, press
from tests.screens.console import drawn, settled, signed_in

CERTIFICATE = "0001-00 91307"


async def written(pilot: Pilot[Any], *texts: str) -> None:
    """Each text into the box that has the keys, then Enter."""
    for text in texts:
        box = pilot.app.screen.focused
        assert isinstance(box, Input)
        box.value = text
        await press(pilot, "enter")


async def opened_one(pilot: Pilot[Any]) -> None:
    await found(pilot, CERTIFICATE, "enter", "q", "n", "end", "up", "up", "enter")
    await written(pilot, "9123 4567", "about the bill", "2026-11-19")


async def opened_from_queue(pilot: Pilot[Any]) -> None:
    screen = pilot.app.screen
    assert isinstance(screen, RequestsScreen)
    screen.grid.go_to(next(key for key, row in screen.work.items() if row.subject == "R000009"))
    await press(pilot, "enter")


async def test_a_call_back_is_opened_waits_in_f8_and_is_done(opened: Open) -> None:
    async with opened((120, 36)) as pilot:
        await opened_one(pilot)
        assert isinstance(pilot.app.screen, OpenDialog)
        assert "A promised date lies ahead" in drawn(pilot)
        await written(pilot, "2026-11-23")
        assert "Opened as R000009." in drawn(pilot)
        assert "due Mon 23 Nov" in drawn(pilot)
        await press(pilot, "f8", "a")
        await opened_from_queue(pilot)
        assert isinstance(pilot.app.screen, ServiceDialog)
        assert "9123 4567" not in drawn(pilot)
        assert "about the bill" in drawn(pilot)
        await press(pilot, "enter")  # in progress
        assert isinstance(pilot.app.screen, RequestsScreen)
        assert "R000009: In progress" in drawn(pilot)
        await opened_from_queue(pilot)
        await press(pilot, "m")
        await written(pilot, "to ring them")
        assert "9123 4567" in drawn(pilot)
        await press(pilot, "down", "down", "down", "enter")
        assert "Say what was done" in drawn(pilot)
        await written(pilot, "rang; the bill is paid")
        assert "R000009: Done" in drawn(pilot)


async def test_keys_faster_than_the_screen_stay_in_their_boxes(opened: Open) -> None:
    async with opened((120, 36)) as pilot:
        await found(pilot, CERTIFICATE, "enter", "q", "n", "end", "up", "enter")
        await pilot.press(*"late", "enter", *"2026-11-30", "enter")
        await settled(pilot)
        assert "Opened as R000009." in drawn(pilot)
        assert "due Mon 30 Nov" in drawn(pilot)


@pytest.mark.parametrize(("ahead", "ends"), [(1, 3), (100, 0)])
async def test_the_queue_goes_on_where_the_cursor_comes_near_its_end(
    opened: Open, monkeypatch: pytest.MonkeyPatch, ahead: int, ends: int
) -> None:
    monkeypatch.setattr(list_screen, "LONGEST", 1)
    monkeypatch.setattr(list_screen, "AHEAD", ahead)
    async with opened((120, 50)) as pilot:
        await press(pilot, "f8", "a")
        assert ("and more" in drawn(pilot)) is bool(ends)
        await press(pilot, *["end"] * ends)
        assert "and more" not in drawn(pilot)
        for number in (1, 2, 3, 4, 5, 8):
            assert f"R{number:06d}" in drawn(pilot)
        assert "R000006" not in drawn(pilot), "done"


async def test_find_leads_to_a_request(opened: Open) -> None:
    async with opened((120, 36)) as pilot:
        await found(pilot, "r000002", "enter")
        assert isinstance(pilot.app.screen, ServiceDialog)
        assert "Guarantee of payment" in drawn(pilot)
        assert "Gallstones" not in drawn(pilot)
        await press(pilot, "g")
        assert isinstance(pilot.app.screen, MemberScreen)


async def test_what_is_typed_is_not_lost_by_one_key(opened: Open) -> None:
    async with opened((80, 24)) as pilot:
        await found(pilot, CERTIFICATE, "enter", "q", "n", "end", "enter")
        pilot.app.screen.query_one("#box0", Input).value = "Dr. Lo"
        await press(pilot, "escape")
        assert "What is typed in it is lost." in drawn(pilot)
        await press(pilot, "escape", "up", "down")
        assert pilot.app.screen.query_one("#box0", Input).value == "Dr. Lo"


@pytest.mark.parametrize(
    ("scene", "size", "language"),
    [("form", (80, 24), "zh_Hant"), ("form", (120, 36), "en"), ("whole", (80, 24), "zh_Hant"),
     ("list", (120, 36), "zh_Hans"), ("whole", (200, 60), "en")],
)  # fmt: skip
def test_looks(
    snap_compare: Any, home: Path, clock: FrozenClock, scene: str, size: tuple[int, int], language: str
) -> None:
    app = console(replace(load(home, {}), look=Look(language=language)), "", clock)
    app.animation_level = "none"

    async def look(pilot: Pilot[Any]) -> None:
        await signed_in(pilot)
        if scene == "form":
            await found(pilot, CERTIFICATE, "enter", "q", "n", "down", "down", "down", "down", "enter")
            await written(pilot, "2", "1", "12")
        else:
            await opened_one(pilot)
            await written(pilot, "2026-11-23")
            await press(pilot, *(["enter"] if scene == "whole" else []))

    assert snap_compare(app, terminal_size=size, run_before=look)
    app.launch.leave()
