"""F6: an entry is corrected, by two people at once too, given to the caller, verified, filtered."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import text
from textual.pilot import Pilot
from textual.widgets import Input

from consoleapp.app import ConsoleApp
from consoleapp.cli.console import console
from consoleapp.desk import directory_entry
from consoleapp.desk.directory_shapes import ExportedEntry
from consoleapp.exchange.directory_book import write_book
from consoleapp.rules.provider_record import ProviderField
from consoleapp.screens.dialogs.give import GiveDialog
from consoleapp.screens.directory.calls_list import CallListScreen
from consoleapp.screens.directory.clashes import ClashDialog
from consoleapp.screens.directory.differences import DifferencesScreen
from consoleapp.screens.directory.doctor import DoctorScreen
from consoleapp.screens.directory.form import EntryScreen
from consoleapp.settings import Look, load
from consoleapp.store.engine import Database
from tests.conftest import FrozenClock
from tests.screens.console import drawn, settled, signed_in, typed

NAME = "chan tai man"


@pytest.fixture
def app(home: Path, clock: FrozenClock) -> Callable[[], ConsoleApp]:
    """A console on the copy, as often as asked."""

    def make() -> ConsoleApp:
        one = console(load(home, {}), "", clock)
        one.animation_level = "none"
        return one

    return make


async def pressed(pilot: Pilot[Any], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


async def opened(pilot: Pilot[Any]) -> None:
    """Signed in, at the entry of the doctor."""
    await signed_in(pilot)
    await pressed(pilot, "f6")
    await typed(pilot, NAME)
    await pressed(pilot, "enter")
    assert isinstance(pilot.app.screen, DoctorScreen)


async def fill(pilot: Pilot[Any], **values: str) -> None:
    for name, value in values.items():
        pilot.app.screen.query_one(f"#{name}", Input).value = value
        await settled(pilot)


async def test_hours_are_read_back_before_they_are_saved(app: Callable[[], ConsoleApp]) -> None:
    running = app()
    async with running.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pressed(pilot, "e")
        assert isinstance(pilot.app.screen, EntryScreen)
        await fill(pilot, hours="Mon-Fri 9-1, sometimes")
        assert "These hours cannot be read." in drawn(pilot)
        await pressed(pilot, "escape")  # nothing typed is lost by one key
        assert "What is typed in it is lost." in drawn(pilot)
        await pressed(pilot, "escape")
        assert pilot.app.screen.query_one("#hours", Input).value == "Mon-Fri 9-1, sometimes"
        await fill(pilot, hours="星期一至五 上午9時至下午1時", reason="rang them")
        text = drawn(pilot)
        assert "Mon 16 Nov 09:00–13:00" in text
        assert "Public holidays are not stated." in text
        await pressed(pilot, "ctrl+s")
        assert isinstance(pilot.app.screen, DoctorScreen)
        assert "Saved: DR. CHAN TAI MAN." in drawn(pilot)
        await pressed(pilot, "t")
        assert "corrected" in drawn(pilot)
        assert "rang them" in drawn(pilot)
    running.launch.leave()


async def test_two_people_edit_one_entry_and_nothing_is_lost(app: Callable[[], ConsoleApp]) -> None:
    one, other = app(), app()
    async with one.run_test(size=(120, 36)) as first, other.run_test(size=(120, 36)) as second:
        for pilot in (first, second):
            await opened(pilot)
            await pressed(pilot, "e")
        await fill(first, phones="8595 0202", languages="English", reason="the nurse said so")
        await pressed(first, "ctrl+s")
        assert isinstance(first.app.screen, DoctorScreen)
        await fill(second, phones="8595 0303", address="9 HERON PATH", reason="their website")
        await pressed(second, "ctrl+s")
        assert isinstance(second.app.screen, ClashDialog)
        text = drawn(second)
        assert "8595 0202" in text
        assert "8595 0303" in text
        assert "Languages" in text, "what they changed and nobody contradicts is named"
        await pressed(second, "space", "enter")
        assert isinstance(second.app.screen, EntryScreen)
        assert second.app.screen.query_one("#languages", Input).value == "English"
        await pressed(second, "ctrl+s")
        assert isinstance(second.app.screen, DoctorScreen)
        text = drawn(second)
        assert "8595 0303" in text
        assert "9 HERON PATH" in text
        assert "English" in text
    for running in (one, other):
        running.launch.leave()


async def test_an_entry_is_given_disputed_and_verified(app: Callable[[], ConsoleApp], home: Path) -> None:
    running = app()
    async with running.run_test(size=(120, 36)) as pilot:
        await opened(pilot)
        await pressed(pilot, "g")
        assert isinstance(pilot.app.screen, GiveDialog)
        assert "The telephone is" in drawn(pilot)
        await pressed(pilot, "tab")
        await typed(pilot, "caller@example.com")
        await pressed(pilot, "enter")
        assert "On its way by E-mail." in drawn(pilot)
        await pressed(pilot, "g", "enter")
        assert "2 times lately" in drawn(pilot)
        await pressed(pilot, "d", "enter")
        assert "the telephone is dead or wrong" in drawn(pilot)
        await pressed(pilot, "escape", "ctrl+b")
        assert isinstance(pilot.app.screen, CallListScreen)
        assert "DR. CHAN TAI MAN" in drawn(pilot).splitlines()[4]
        await pressed(pilot, "enter", "i", "enter")
        assert "Verified today." in drawn(pilot)
        assert "the telephone is dead or wrong" not in drawn(pilot)
    running.launch.leave()
    database = Database.open(load(home, {}).database_url)
    with database.read() as connection:
        sent = connection.execute(
            text("SELECT recipient, body, member_id FROM outbox_message WHERE template = 'provider_details'")
        ).all()
    database.close()
    assert [(one.recipient, one.member_id) for one in sent] == [("caller@example.com", None)]
    assert "DR. CHAN TAI MAN" in sent[0].body


async def test_a_new_entry_and_filters(app: Callable[[], ConsoleApp]) -> None:
    running = app()
    async with running.run_test(size=(120, 36)) as pilot:
        await signed_in(pilot)
        await pressed(pilot, "f6", "ctrl+n")
        await fill(pilot, name="KAPOK CLINIC", kind="診所", district="旺角", phones="8595 0909", reason="new")
        await pressed(pilot, "ctrl+s")
        await typed(pilot, "kapok clinic")
        assert "KAPOK CLINIC" in drawn(pilot)
        await fill(pilot, box="")
        await pressed(pilot, "ctrl+f", "space", "enter")
        assert "Direct billing" in drawn(pilot)
        assert all(row.direct_billing for row in pilot.app.screen.result.rows)
    running.launch.leave()


async def test_an_edited_workbook_is_taken_line_by_line(
    app: Callable[[], ConsoleApp], home: Path, tmp_path: Path
) -> None:
    running = app()
    file = tmp_path / "edited.xlsx"
    async with running.run_test(size=(120, 36)) as pilot:
        await signed_in(pilot)
        desk = pilot.app.screen.session.desk
        form = directory_entry.form(desk, directory_entry.numbered(desk, "PV10001"))
        edited = {**form.record, ProviderField.PHONES: "8595 0202", ProviderField.LANGUAGES: "English"}
        write_book(file, [ExportedEntry(1, form.provider_no, form.version, edited, None)], [])
        await pressed(pilot, "f6", "ctrl+d")
        await fill(pilot, file=str(file), reason="yearly check")
        await pressed(pilot, "enter")
        assert isinstance(pilot.app.screen, DifferencesScreen)
        # The hidden sheet says that it went out so: nothing was edited.
        assert "0 differences" in drawn(pilot)
        workbook = load_workbook(file)
        del workbook["as exported"]
        workbook.save(file)
        pilot.app.screen.query_one("#file").focus()
        await pressed(pilot, "enter")
        assert "2 differences in 1 entries" in drawn(pilot)
        await pressed(pilot, "down", "space")
        assert "1 are taken" in drawn(pilot)
        await pressed(pilot, "ctrl+s")
        assert "1 entries were changed." in drawn(pilot)
        now = directory_entry.form(desk, form.provider_id).record
    running.launch.leave()
    assert now[ProviderField.PHONES] == "8595 0202"
    assert now[ProviderField.LANGUAGES] == form.record[ProviderField.LANGUAGES]


@pytest.mark.parametrize(("size", "language"), [((80, 24), "zh_Hant"), ((120, 36), "en")])
def test_how_the_form_looks(
    home: Path, clock: FrozenClock, snap_compare: Callable[..., bool], size: tuple[int, int], language: str
) -> None:
    app = console(replace(load(home, {}), look=Look(language=language)), "", clock)
    app.animation_level = "none"

    async def look(pilot: Pilot[Any]) -> None:
        await opened(pilot)
        await pressed(pilot, "e")
        await fill(pilot, hours="Mon-Fri 9:30AM–1:30PM, 5:00PM–8:30PM; Sat 10:30-2pm", area="new_territories")

    assert snap_compare(app, terminal_size=size, run_before=look)
