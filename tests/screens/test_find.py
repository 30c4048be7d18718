"""Find: hits as one types, the newest text wins, typing is never lost, Enter leads to the right screen."""

from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from textual.widgets import Input

from consoleapp.errors import NotAllowed
from consoleapp.rules.permissions import Role
from consoleapp.screens.card import SubjectPanel
from consoleapp.screens.claims.screen import ClaimScreen
from consoleapp.screens.find import FindScreen
from consoleapp.screens.member.screen import MemberScreen
from consoleapp.screens.widgets.row_list import RowList
from tests.conftest import FrozenClock
from tests.screens.console import console, drawn, settled, signed_in, typed
from tests.screens.fake_desk import FakeBook
from tests.screens.fake_finds import HITS, MAN


@pytest.fixture
def book(clock: FrozenClock) -> FakeBook:
    return FakeBook(clock)


async def test_hits_come_as_one_types_with_their_counts(
    book: FakeBook, clock: FrozenClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = console(clock, tmp_path, book, monkeypatch)
    async with app.run_test(size=(120, 36)) as pilot:
        await signed_in(pilot)
        assert "Opened last" in drawn(pilot)
        await typed(pilot, "chan tai m")
        shown = drawn(pilot)
        assert "6 people · 1 company · 1 doctor or clinic · 3 ms" in shown
        assert "CHAN TAI MAN  陳大文" in shown.replace("陳 大 文", "陳大文")
        assert "sounds alike" in shown
        assert "Expired" in shown
        await pilot.pause(0.1)
        await settled(pilot)
        card = app.screen.query_one("#card", SubjectPanel).card
        assert card is not None
        assert card.id == MAN


async def test_arrows_move_while_typing_goes_on(
    book: FakeBook, clock: FrozenClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = console(clock, tmp_path, book, monkeypatch)
    async with app.run_test(size=(80, 24)) as pilot:
        await signed_in(pilot)
        await typed(pilot, "chan tai")
        await pilot.press("down", "down")
        hits = app.screen.query_one("#hits", RowList)
        assert hits.key == HITS[2]
        await typed(pilot, " m")
        assert app.screen.query_one("#box", Input).value == "chan tai m"
        assert hits.key == HITS[2]


async def test_enter_before_the_hits_opens_what_was_typed(
    book: FakeBook, clock: FrozenClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = console(clock, tmp_path, book, monkeypatch)
    async with app.run_test(size=(80, 24)) as pilot:
        await signed_in(pilot)
        book.gates["find"] = slow = Event()
        for letter in "A2000001447":
            await pilot.press(letter)
        await pilot.press("enter")
        assert isinstance(app.screen, FindScreen)
        slow.set()
        await settled(pilot)
        assert isinstance(app.screen, ClaimScreen)
        assert book.searched[-1] == "A2000001447"
        assert len(book.searched) < 5  # one search at a time, then the newest text


async def test_keys_behind_enter_are_for_the_screen_that_comes(
    book: FakeBook, clock: FrozenClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = console(clock, tmp_path, book, monkeypatch)
    async with app.run_test(size=(120, 36)) as pilot:
        await signed_in(pilot)
        book.gates["find"] = slow = Event()
        await pilot.press(*"chan", "enter", "c")
        assert app.screen.query_one("#box", Input).value == "chan"
        slow.set()
        await settled(pilot)
        assert isinstance(app.screen, MemberScreen)
        assert app.screen.member_id == MAN
        assert app.screen.tab == "claims"


async def test_escape_takes_back_an_enter_that_came_too_early(
    book: FakeBook, clock: FrozenClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = console(clock, tmp_path, book, monkeypatch)
    async with app.run_test(size=(120, 36)) as pilot:
        await signed_in(pilot)
        book.gates["find"] = slow = Event()
        await pilot.press(*"chan", "enter", "c", "escape", "space", "t")
        slow.set()
        await settled(pilot)
        assert isinstance(app.screen, FindScreen)
        assert app.screen.query_one("#box", Input).value == "chan t"


async def test_a_letter_behind_taking_the_call_is_for_the_person(
    book: FakeBook, clock: FrozenClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = console(clock, tmp_path, book, monkeypatch)
    async with app.run_test(size=(120, 36)) as pilot:
        await signed_in(pilot)
        await typed(pilot, "chan tai m")
        await pilot.press("ctrl+o", "b")
        await settled(pilot)
        assert isinstance(app.screen, MemberScreen)
        assert app.screen.tab == "benefits"
        assert app.contact is not None


async def test_a_claim_opens_with_its_papers(
    book: FakeBook, clock: FrozenClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = console(clock, tmp_path, book, monkeypatch)
    async with app.run_test(size=(80, 24)) as pilot:
        await signed_in(pilot)
        await typed(pilot, "a2000001447")
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(app.screen, ClaimScreen)
        assert app.screen.claim_id == 1447
        assert app.screen.tab == "documents"


async def test_the_find_box_is_one_key_away_and_keeps_its_text(
    book: FakeBook, clock: FrozenClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = console(clock, tmp_path, book, monkeypatch)
    async with app.run_test(size=(80, 24)) as pilot:
        await signed_in(pilot)
        await typed(pilot, "chan")
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press("slash")
        await settled(pilot)
        assert isinstance(app.screen, FindScreen)
        box = app.screen.query_one("#box", Input)
        assert box.has_focus
        assert box.value == "chan"


async def test_the_language_changes_while_typing_and_nothing_typed_is_lost(
    book: FakeBook, clock: FrozenClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = console(clock, tmp_path, book, monkeypatch)
    async with app.run_test(size=(80, 24)) as pilot:
        await signed_in(pilot)
        await typed(pilot, "chan")
        await pilot.press("ctrl+l")
        await settled(pilot)
        assert "6 人" in drawn(pilot)
        await typed(pilot, " tai")
        assert app.screen.query_one("#box", Input).value == "chan tai"
        await pilot.press("escape")
        assert app.screen.query_one("#box", Input).value == "chan tai"


@pytest.mark.parametrize(
    ("how", "mark"),
    [("nothing", "– Nothing found  zzz"), ("empty", "○ Nothing here yet"), ("failed", "× That did not work")],
)
async def test_having_nothing_to_show_looks_different_each_time(
    book: FakeBook, clock: FrozenClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str, mark: str
) -> None:
    if how == "empty":
        book.hits = ()
    if how == "failed":
        book.fails["find"] = ValueError("CHAN TAI MAN")
    app = console(clock, tmp_path, book, monkeypatch)
    async with app.run_test(size=(80, 24)) as pilot:
        await signed_in(pilot)
        if how == "nothing":
            await typed(pilot, "zzz")
        shown = drawn(pilot)
        assert mark in shown
        if how == "failed":
            assert "error id" in shown
            assert "CHAN" not in shown


async def test_a_role_that_may_not_find_is_told(
    book: FakeBook, clock: FrozenClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book.role = Role.AUDITOR
    book.fails["find"] = NotAllowed("Your role may not do this.")
    app = console(clock, tmp_path, book, monkeypatch)
    async with app.run_test(size=(80, 24)) as pilot:
        await signed_in(pilot)
        assert "■ Not allowed" in drawn(pilot)


async def test_open_and_take_the_call_starts_the_contact(
    book: FakeBook, clock: FrozenClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = console(clock, tmp_path, book, monkeypatch)
    async with app.run_test(size=(120, 36)) as pilot:
        await signed_in(pilot)
        await typed(pilot, "chan")
        await pilot.press("ctrl+o")
        await settled(pilot)
        assert isinstance(app.screen, MemberScreen)
        assert book.bands[1].member_id == MAN
        shown = drawn(pilot)
        assert "CALL" in shown
        assert "not verified" in shown
        assert "2 about A2000001447; promised for Mon 23 Nov by another desk" in shown


async def test_names_of_other_scripts_and_forty_characters_fit(
    book: FakeBook, clock: FrozenClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = "陳" * 40
    book.hits = (replace(HITS[0], title="", title_zh=long, spans=()),)
    app = console(clock, tmp_path, book, monkeypatch)
    async with app.run_test(size=(200, 24)) as pilot:
        await signed_in(pilot)
        assert long in drawn(pilot)
