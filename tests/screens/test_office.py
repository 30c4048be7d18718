"""The areas of those who answer for the desk, on the sample book: staff, the record, one's own sign-in."""

from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Input

from consoleapp.desk import staff
from consoleapp.desk.keys import new_key
from consoleapp.desk.opening import open_book
from consoleapp.desk.signin import Given, sign_in
from consoleapp.reference.notice import load_notice
from consoleapp.rules.permissions import Role
from consoleapp.screens.office.audit import AuditScreen
from consoleapp.screens.office.staff import StaffScreen
from consoleapp.settings import load
from tests.screens.book import SUPERVISOR, Open
from tests.screens.console import drawn


async def calm(pilot: Pilot[Any]) -> None:
    """Until the desk has answered; what waits for a dialog may go on waiting."""
    for _round in range(40):
        await pilot.pause(0.02)
        if all(one.is_finished for one in pilot.app.workers if one.group != "default"):
            break
    await pilot.pause()


async def press(pilot: Pilot[Any], *pressed: str) -> None:
    for key in pressed:
        await pilot.press(key)
        await calm(pilot)


async def answer(pilot: Pilot[Any], text: str) -> None:
    """Type into the box of the uppermost dialog and give it."""
    pilot.app.screen.query_one(Input).value = text
    await press(pilot, "enter")


async def test_a_supervisor_manages_staff_with_a_reason_each(opened: Open) -> None:
    async with opened(who=SUPERVISOR) as pilot:
        await press(pilot, "ctrl+g")
        assert isinstance(pilot.app.screen, StaffScreen)
        shown = drawn(pilot)
        assert "counter" in shown
        assert "1 signed in" in shown
        await press(pilot, "d")
        await answer(pilot, "on leave")
        assert "may no longer sign in" in drawn(pilot)
        assert "disabled" in drawn(pilot)
        await press(pilot, "n")
        for text in ("ben", "Ben Lee"):
            await answer(pilot, text)
        await press(pilot, "enter")
        for name in ("first", "again"):
            pilot.app.screen.query_one(f"#{name}", Input).value = "seven quiet herons wade"
        await press(pilot, "enter", "enter")
        shown = drawn(pilot)
        assert "Ben Lee" in shown
        assert "new password due" in shown
        assert "herons" not in shown


async def test_the_record_tells_acts_who_saw_whom_and_that_it_is_whole(opened: Open) -> None:
    async with opened(who=SUPERVISOR) as pilot:
        await press(pilot, "ctrl+z")
        assert isinstance(pilot.app.screen, AuditScreen)
        assert "staff.signed_in" in drawn(pilot)
        await press(pilot, "w")
        await answer(pilot, "91307 0001-00")
        assert "Who saw 91307 0001-00" in drawn(pilot)
        await press(pilot, "c")
        await answer(pilot, "1")
        shown = drawn(pilot)
        assert "Contact 1" in shown
        assert "contact.started" in shown
        await press(pilot, "v")
        await calm(pilot)
        assert "all as they were written" in drawn(pilot)


async def test_an_auditor_begins_with_the_record_and_sees_no_other_key(opened: Open, home: Path) -> None:
    settings = load(home, {})
    database = open_book(settings)
    async with opened(who=SUPERVISOR) as pilot:
        clock = pilot.app.launch.clock  # type: ignore[attr-defined]
        supervisor = sign_in(database, settings, clock, "supervisor", "banyan-kite-compass")
        staff.add(supervisor, "eve", "Eve Ho", Role.AUDITOR, "seven quiet herons wade", key=new_key())
        given = Given(notice=load_notice(settings.notice, "en"), new_password="nine brown owls asleep")
        sign_in(database, settings, clock, "eve", "seven quiet herons wade", given)
        await press(pilot, "f12")
        pilot.app.screen.query_one("#login", Input).value = "eve"
        pilot.app.screen.query_one("#password", Input).value = "nine brown owls asleep"
        pilot.app.screen.query_one("#password", Input).focus()
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, AuditScreen)
        foot = drawn(pilot).splitlines()[-2:]
        assert "F3" in " ".join(foot)
        assert "F2" not in " ".join(foot)
        await press(pilot, "f2")
        assert isinstance(pilot.app.screen, AuditScreen)
    database.close()
