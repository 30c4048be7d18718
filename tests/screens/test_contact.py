"""A contact: who is calling, facts right or wrong, park and pick up, wrap up, a note that is never lost."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.events import Key
from textual.pilot import Pilot
from textual.widgets import Input

from consoleapp.app import ConsoleApp
from consoleapp.errors import Refused
from consoleapp.rules.statuses import ContactChannel, ContactStatus, Outcome
from consoleapp.rules.verification import CallerRole, Factor, Level
from consoleapp.screens.dialogs.confirm import Confirm
from consoleapp.screens.dialogs.parked import ParkedDialog
from consoleapp.screens.dialogs.verify import VerifyDialog
from consoleapp.screens.dialogs.wrap_up import WrapUpDialog, promised_day
from consoleapp.screens.find import FindScreen
from consoleapp.screens.member.screen import MemberScreen
from consoleapp.screens.note import NoteBox
from consoleapp.screens.widgets.frame import ContactLine
from tests.conftest import FrozenClock
from tests.screens.console import console, drawn, settled, signed_in, typed
from tests.screens.fake_desk import FakeBook
from tests.screens.fake_finds import MAN


@pytest.fixture
def book(clock: FrozenClock) -> FakeBook:
    return FakeBook(clock)


@pytest.fixture
def app(book: FakeBook, clock: FrozenClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ConsoleApp:
    return console(clock, tmp_path, book, monkeypatch)


async def press(pilot: Pilot[Any], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


async def at_member(pilot: Pilot[Any], key: str = "enter") -> None:
    await signed_in(pilot)
    await typed(pilot, "chan")
    await press(pilot, key)


async def test_two_right_facts_identify_the_caller(app: ConsoleApp, book: FakeBook) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await at_member(pilot)
        await press(pilot, "c", "v")
        assert isinstance(app.screen, VerifyDialog)
        assert not book.bands
        await press(pilot, "enter")
        assert book.bands[1].caller_role is CallerRole.MEMBER
        assert book.bands[1].channel is ContactChannel.CALL
        await typed(pilot, "0001-00")
        await press(pilot, "enter")
        assert "right" in drawn(pilot)
        assert book.bands[1].level is Level.NONE
        await press(pilot, "down")
        await typed(pilot, "1 Feb 1980")
        await press(pilot, "enter")
        shown = drawn(pilot)
        assert book.bands[1].level is Level.IDENTIFIED
        assert "Identified: you may speak" in shown
        assert "0001-00" not in shown.split("Who is calling?")[1]
        await press(pilot, "enter")
        assert isinstance(app.screen, MemberScreen)
        assert "identified" in drawn(pilot)
        assert not app.screen.query_one(ContactLine).has_class("-verified")
        assert "A2000001447" in drawn(pilot)


async def test_claims_are_closed_until_the_caller_is_identified(app: ConsoleApp, book: FakeBook) -> None:
    async with app.run_test(size=(120, 36)) as pilot:
        await at_member(pilot, "ctrl+o")
        await press(pilot, "c")
        assert "■ Not allowed" in drawn(pilot)
        assert not app.screen.query_one(ContactLine).has_class("-verified")
        book.know(1, Factor.CERTIFICATE)
        book.know(1, Factor.BIRTH_DATE)
        await press(pilot, "v", "escape")
        assert "A2000001447" in drawn(pilot)


async def test_a_wrong_fact_costs_a_try_and_shows_no_answer(app: ConsoleApp, book: FakeBook) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await at_member(pilot)
        await press(pilot, "v", "enter", "down", "down", "down")
        await typed(pilot, "2 Feb 1980")
        await press(pilot, "enter")
        shown = drawn(pilot)
        assert "wrong" in shown
        assert "2 tries left today" in shown
        assert "1980" not in shown
        book.change(1, tries_left=0)
        await typed(pilot, "1 Feb 1980")
        await press(pilot, "enter")
        assert "No tries are left for today." in drawn(pilot)
        assert "no tries left today" in drawn(pilot)
        assert "Only a visit with a document" in drawn(pilot)


async def test_a_document_seen_at_the_counter_verifies(app: ConsoleApp, book: FakeBook) -> None:
    async with app.run_test(size=(120, 36)) as pilot:
        await at_member(pilot)
        await press(pilot, "v", "right", "enter")
        assert book.bands[1].channel is ContactChannel.VISIT
        await press(pilot, *["down"] * 9)
        assert "fits the record" in drawn(pilot)
        await press(pilot, "enter")
        assert book.bands[1].level is Level.VERIFIED
        assert "Verified for this contact" in drawn(pilot)
        await press(pilot, "enter")
        assert "document seen 18:05" in drawn(pilot)
        assert app.screen.query_one(ContactLine).has_class("-verified")


async def test_another_caller_is_chosen_in_the_same_dialog(app: ConsoleApp, book: FakeBook) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await at_member(pilot, "ctrl+o")
        await press(pilot, "v", "shift+tab", "shift+tab")
        assert app.screen.focused is not None
        assert app.screen.focused.id == "roles"
        await press(pilot, "down", "down", "down", "enter")
        assert book.bands[1].caller_role is CallerRole.EMPLOYER
        await press(pilot, "escape")
        assert "caller is the employer" in drawn(pilot)


async def test_someone_else_is_waiting_costs_two_keys(app: ConsoleApp, book: FakeBook) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await at_member(pilot, "ctrl+o")
        await press(pilot, "k", "slash")
        assert isinstance(app.screen, FindScreen)
        assert app.screen.query_one("#box", Input).has_focus
        assert book.bands[1].status is ContactStatus.PARKED
        await press(pilot, "tab", "k")
        assert isinstance(app.screen, ParkedDialog)
        assert "CHAN TAI MAN" in drawn(pilot)
        await press(pilot, "enter")
        assert isinstance(app.screen, MemberScreen)
        assert app.screen.member_id == MAN
        assert book.bands[1].status is ContactStatus.ACTIVE
        assert app.contact is not None


async def test_the_note_is_kept_at_a_pause_and_at_wrap_up(app: ConsoleApp, book: FakeBook) -> None:
    async with app.run_test(size=(120, 36)) as pilot:
        await at_member(pilot, "ctrl+o")
        await press(pilot, "o")
        await typed(pilot, "asks about w")
        assert isinstance(app.screen, MemberScreen)
        await pilot.pause(0.8)
        await settled(pilot)
        assert book.notes == ["asks about w"]
        await typed(pilot, "ork")
        await press(pilot, "escape", "w")
        assert isinstance(app.screen, WrapUpDialog)
        assert app.screen.query_one(NoteBox).text == "asks about work"
        await press(pilot, "down", "down", "enter")
        assert book.ended == []
        assert "needs its day" in drawn(pilot)
        await typed(pilot, "mon")
        assert "Mon 23 Nov" in drawn(pilot)
        await press(pilot, "enter")
        assert book.ended == [(Outcome.CALL_BACK, "asks about work", date(2026, 11, 23))]
        assert app.contact is None
        assert isinstance(app.screen, MemberScreen)


async def test_a_note_that_could_not_be_kept_is_said_and_stays(app: ConsoleApp, book: FakeBook) -> None:
    async with app.run_test(size=(120, 36)) as pilot:
        await at_member(pilot, "ctrl+o")
        book.fails["save_note"] = Refused("The database does not answer.")
        await press(pilot, "o")
        await typed(pilot, "important")
        await press(pilot, "escape")
        assert "The database does not answer." in drawn(pilot)
        assert app.screen.query_one(NoteBox).text == "important"
        assert book.session.unsaved_note == (1, "important")
        del book.fails["save_note"]
        await press(pilot, "f12")
        await typed(pilot, "demo-hotline-2026")
        await press(pilot, "enter")
        assert app.screen.query_one(NoteBox).text == "important"
        assert book.notes == ["important"]


async def test_leaving_with_an_open_contact_is_asked(app: ConsoleApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await at_member(pilot, "ctrl+o")
        await press(pilot, "ctrl+q")
        assert isinstance(app.screen, Confirm)
        await press(pilot, "escape")
        assert isinstance(app.screen, MemberScreen)


async def test_a_contact_survives_a_crash(
    app: ConsoleApp, book: FakeBook, clock: FrozenClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await at_member(pilot, "ctrl+o")
        await press(pilot, "o")
        await typed(pilot, "half a no")
        await press(pilot, "escape")
    again = console(clock, tmp_path, book, monkeypatch)
    async with again.run_test(size=(80, 24)) as pilot:
        await signed_in(pilot)
        assert again.contact is not None
        await typed(pilot, "chan")
        await press(pilot, "enter")
        assert again.screen.query_one(NoteBox).text == "half a no"


async def test_labels_of_a_dialog_change_and_what_was_typed_stays(app: ConsoleApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await at_member(pilot)
        await press(pilot, "v", "enter")
        await typed(pilot, "0001")
        await press(pilot, "ctrl+l")
        assert "來電者是誰" in drawn(pilot).replace(" ", "")
        assert app.screen.query_one("#said", Input).value == "0001"


TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("", None),
        ("mon", date(2026, 11, 23)),
        ("Friday", date(2026, 11, 27)),
        ("星期五", date(2026, 11, 27)),
        ("+3", date(2026, 11, 23)),
        ("24 Nov", date(2026, 11, 24)),
        ("24/11", date(2026, 11, 24)),
        ("11月24日", date(2026, 11, 24)),
        ("2 jan", date(2027, 1, 2)),
        ("2026-12-01", date(2026, 12, 1)),
    ],
)
def test_the_day_of_a_promise_as_it_is_said(text: str, day: date | None) -> None:
    assert promised_day(text, TODAY) == day


@pytest.mark.parametrize("text", ["2026-11-19", "soon", "31 feb"])
def test_a_promise_needs_a_day_to_come(text: str) -> None:
    with pytest.raises(Refused):
        promised_day(text, TODAY)


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(0, 99))
def test_days_ahead_are_counted(today: date, ahead: int) -> None:
    day = promised_day(f"+{ahead}", today)
    assert day is not None
    assert (day - today).days == ahead


async def test_a_letter_on_the_heels_of_enter_is_no_fact(app: ConsoleApp, book: FakeBook) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await at_member(pilot)
        await press(pilot, "v", "enter")
        book.know(1, Factor.CERTIFICATE)
        await typed(pilot, "0001-00")
        said = app.screen.query_one("#said", Input)
        for key, letter in (("enter", "\r"), ("c", "c")):
            said.post_message(Key(key, letter))
        await settled(pilot)
        assert book.bands[1].tries_left == 3
