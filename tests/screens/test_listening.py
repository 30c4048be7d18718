"""What is drawn follows who listens: another caller, a parked one, a level that lapsed, a second window."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from consoleapp.app import ConsoleApp
from consoleapp.rules.masking import Field
from consoleapp.rules.statuses import Outcome
from consoleapp.rules.verification import CallerRole, Factor
from consoleapp.screens import note
from consoleapp.screens.dialogs.verify import VerifyDialog
from consoleapp.screens.dialogs.versions import VersionsDialog
from consoleapp.screens.dialogs.wrap_up import WrapUpDialog
from consoleapp.screens.member.screen import MemberScreen
from consoleapp.screens.note import NoteBox
from tests.conftest import FrozenClock
from tests.screens.console import console, drawn, settled, signed_in, typed
from tests.screens.fake_desk import FakeBook
from tests.screens.fake_member import OPEN_VALUES


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


def everything(app: ConsoleApp) -> str:
    """Every row of every list of the person, drawn or not: behind a dialog too."""
    screen = next(one for one in app.screen_stack if isinstance(one, MemberScreen))
    rows = [row for room in screen.query("RowList") for row in room.rows]  # type: ignore[attr-defined]
    return "\n".join(line.plain for row in rows for line in row.draw(100))


async def test_claims_are_gone_behind_the_dialog_once_the_employer_is_calling(
    app: ConsoleApp, book: FakeBook
) -> None:
    book.card = replace(book.card, repeat=None)
    async with app.run_test(size=(120, 36)) as pilot:
        await at_member(pilot)
        await press(pilot, "c")
        assert "A2000001447" in everything(app)
        await press(pilot, "v", "down", "down", "down", "enter")
        assert isinstance(app.screen, VerifyDialog)
        assert book.bands[1].caller_role is CallerRole.EMPLOYER
        assert "A2000001447" not in drawn(pilot)
        assert "A2000001447" not in everything(app)


async def test_an_opened_field_closes_when_another_caller_is_on_the_line(
    app: ConsoleApp, book: FakeBook
) -> None:
    async with app.run_test(size=(120, 50)) as pilot:
        await at_member(pilot, "ctrl+o")
        book.know(1, Factor.IDENTITY_SEEN)
        await press(pilot, "v", "escape", "m", "down", "down", "enter", "enter")
        assert OPEN_VALUES[Field.MOBILE] in drawn(pilot)
        await press(pilot, "v", "shift+tab", "shift+tab", "down", "down", "down", "enter")
        assert isinstance(app.screen, VerifyDialog)
        await press(pilot, "escape")
        assert OPEN_VALUES[Field.MOBILE] not in drawn(pilot)


async def test_the_list_keeps_the_keys_when_its_rows_come_anew(app: ConsoleApp, book: FakeBook) -> None:
    async with app.run_test(size=(120, 36)) as pilot:
        await at_member(pilot)
        await press(pilot, "c")
        assert app.focused is app.screen.query_one("#claims RowList")
        await press(pilot, "k" if book.bands else "ctrl+l", "v", "enter")
        book.know(1, Factor.IDENTITY_SEEN)
        await press(pilot, "escape")
        assert app.focused is app.screen.query_one("#claims RowList")


async def test_a_level_that_lapsed_is_told_when_the_call_is_picked_up(
    app: ConsoleApp, book: FakeBook
) -> None:
    async with app.run_test(size=(120, 36)) as pilot:
        await at_member(pilot, "ctrl+o")
        book.know(1, Factor.IDENTITY_SEEN)
        await press(pilot, "v", "escape", "k")
        book.lapsed = True
        await press(pilot, "k", "enter")
        assert "what the caller proved counts no more" in drawn(pilot)
        assert "not verified" in drawn(pilot)


# Two windows


@pytest.fixture
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """The note is kept when its box is left, never in the middle of a slow test."""
    monkeypatch.setattr(note, "PAUSE", 3600.0)


async def in_two_windows(pilot: Pilot[Any], book: FakeBook) -> None:
    """The note typed here, and another one kept in another window meanwhile."""
    await at_member(pilot, "ctrl+o")
    await press(pilot, "o")
    await typed(pilot, "mine")
    book.change(1, note="theirs")


@pytest.mark.usefixtures("no_pause")
@pytest.mark.parametrize(
    ("down", "kept"), [(0, "theirs\n\nmine"), (1, "theirs"), (2, "mine")], ids=["both", "other", "mine"]
)
async def test_a_note_changed_in_two_windows_shows_both(
    app: ConsoleApp, book: FakeBook, down: int, kept: str
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await in_two_windows(pilot, book)
        await press(pilot, "escape")
        assert isinstance(app.screen, VersionsDialog)
        shown = drawn(pilot)
        assert "theirs" in shown
        assert "mine" in shown
        assert book.bands[1].note == "theirs"
        await press(pilot, *["down"] * down, "enter")
        assert book.bands[1].note == kept
        assert app.screen.query_one(NoteBox).text == kept


@pytest.mark.usefixtures("no_pause")
async def test_wrapping_up_over_another_version_shows_both_and_ends_nothing(
    app: ConsoleApp, book: FakeBook
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await at_member(pilot, "ctrl+o")
        await press(pilot, "o")
        await typed(pilot, "mine")
        await press(pilot, "escape", "w")
        assert isinstance(app.screen, WrapUpDialog)
        book.change(1, note="theirs")
        await press(pilot, "enter")
        assert book.ended == []
        assert "changed in another window" in drawn(pilot)
        assert app.screen.query_one(NoteBox).text == "theirs"
        await press(pilot, "enter")
        assert book.ended == [(Outcome.ANSWERED, "theirs", None)]


@pytest.mark.usefixtures("no_pause")
async def test_an_undecided_note_is_kept_by_nobody_and_asked_about_again(
    app: ConsoleApp, book: FakeBook
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await in_two_windows(pilot, book)
        await press(pilot, "escape", "escape")
        assert app.screen.query_one(NoteBox).text == "mine"
        assert book.bands[1].note == "theirs"
        await press(pilot, "o", "escape")
        assert isinstance(app.screen, VersionsDialog)
