"""The real desk behind the screens: one call on the sample book, from hello to goodbye."""

import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from textual.pilot import Pilot
from textual.widgets import Input

from consoleapp.cli.console import console
from consoleapp.desk.opening import open_book
from consoleapp.screens.dialogs.wrap_up import WrapUpDialog
from consoleapp.screens.find import FindScreen
from consoleapp.screens.member.screen import MemberScreen
from consoleapp.screens.note import NoteBox
from consoleapp.settings import load
from consoleapp.store.tables import outbox_message, staff_session
from tests.conftest import FrozenClock
from tests.screens.console import drawn, settled, signed_in


async def press(pilot: Pilot[Any], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


async def test_a_call_from_hello_to_goodbye(clock: FrozenClock, home: Path) -> None:
    settings = load(home, {})
    app = console(settings, "", clock)
    app.animation_level = "none"
    async with app.run_test(size=(120, 50)) as pilot:
        await signed_in(pilot)
        assert isinstance(app.screen, FindScreen)
        app.screen.query_one("#box", Input).value = "陈大文"
        await settled(pilot)
        assert "91307" in drawn(pilot)
        await press(pilot, "ctrl+o")
        assert isinstance(app.screen, MemberScreen)
        shown = drawn(pilot)
        assert "CHAN TAI MAN" in shown
        assert "not verified" in shown
        assert "1979" not in shown
        await press(pilot, "c")
        assert "■ Not allowed" in drawn(pilot)
        await press(pilot, "v")
        for said, after in (("0001-00", "down"), ("18 Mar 1979", "up"), ("Tai Man Chan", "enter")):
            app.screen.query_one("#said", Input).value = said
            await press(pilot, "enter", after)
        assert isinstance(app.screen, MemberScreen)
        shown = drawn(pilot)
        assert "identified" in shown
        assert "A2000001447" in shown
        assert "Paid on" in shown
        await press(pilot, "b")
        app.screen.query_one("#word", Input).value = "physio"
        await settled(pilot)
        assert "Physiotherapy" in drawn(pilot)
        assert "withheld" not in drawn(pilot)
        await press(pilot, "escape", "o")
        app.screen.query_one(NoteBox).text = "asked about physiotherapy"
        await press(pilot, "escape", "w")
        assert isinstance(app.screen, WrapUpDialog)
        await press(pilot, "enter")
        assert app.contact is None
        await press(pilot, "t")
        assert "asked about physiotherapy" in drawn(pilot)
    app.launch.leave()
    database = open_book(settings)
    with database.read() as connection:
        still_in = select(func.count()).where(staff_session.c.ended_at.is_(None))
        assert connection.execute(still_in).scalar_one() == 0
    database.close()


@pytest.mark.usefixtures("postman")
async def test_the_messages_of_a_demo_land_in_its_folder_while_the_console_is_open(
    clock: FrozenClock, home: Path
) -> None:
    settings = load(home, {})
    message = outbox_message.c
    waits = select(func.count()).where(message.state == "waiting", message.next_try_at <= clock())
    database = open_book(settings)

    def waiting() -> int:
        with database.read() as connection:
            count: int = connection.execute(waits).scalar_one()
        return count

    due = waiting()
    assert due
    app = console(settings, "", clock)
    async with app.run_test() as pilot:
        until = time.monotonic() + 30
        while waiting() and time.monotonic() < until:
            await pilot.pause(0.05)
    app.launch.leave()
    assert waiting() == 0
    assert len([*(settings.data / "outbox").glob("*")]) >= due
    database.close()
