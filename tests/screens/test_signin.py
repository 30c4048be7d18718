"""Sign-in and the lock: one key for a newcomer, keys taken while the book opens, one line when refused."""

from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from textual.widgets import Input

from consoleapp.app import LOOK_SETTLES, ConsoleApp
from consoleapp.errors import Refused
from consoleapp.screens.dialogs.own_factor import FirstFactorDialog
from consoleapp.screens.dialogs.read import ReadDialog
from consoleapp.screens.find import FindScreen
from consoleapp.screens.member.screen import MemberScreen
from consoleapp.screens.signin import SignInScreen
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


async def test_a_newcomer_is_in_after_one_key(
    book: FakeBook, clock: FrozenClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = console(clock, tmp_path, book, monkeypatch)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        shown = drawn(pilot)
        for login in ("hotline", "counter", "supervisor"):
            assert login in shown
            assert f"demo-{login}-2026" in shown
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(app.screen, FindScreen)
        assert "Lam Hoi Ching" in app.desk_line.person
        assert "DEMO" in drawn(pilot)


async def test_login_and_password_are_typed_on_a_real_book(
    book: FakeBook, clock: FrozenClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = console(clock, tmp_path, book, monkeypatch, demo=False)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "demo-hotline-2026" not in drawn(pilot)
        await typed(pilot, "hotline")
        await pilot.press("enter")
        await typed(pilot, "wrong")
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(app.screen, SignInScreen)
        assert "password is wrong" in drawn(pilot)
        assert app.screen.query_one("#password", Input).value == ""
        await typed(pilot, "demo-hotline-2026")
        assert "demo-hotline-2026" not in drawn(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(app.screen, FindScreen)


async def test_keys_are_taken_while_the_book_opens(
    book: FakeBook, clock: FrozenClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book.gates["open"] = opened = Event()
    app = console(clock, tmp_path, book, monkeypatch, demo=False)
    async with app.run_test(size=(80, 24)) as pilot:
        for keys in ("hotline", "enter", "demo-hotline-2026", "enter"):
            await pilot.press(*([keys] if keys == "enter" else keys))
        assert app.screen.query_one("#login", Input).value == "hotline"
        assert "The book is opening" in drawn(pilot)
        opened.set()
        await settled(pilot)
        assert isinstance(app.screen, FindScreen)


async def test_language_and_colours_change_at_the_gate_and_typing_stays(
    book: FakeBook, clock: FrozenClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = console(clock, tmp_path, book, monkeypatch, demo=False)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await typed(pilot, "hot")
        await pilot.press("ctrl+l", "ctrl+t")
        await settled(pilot)
        assert "密碼" in drawn(pilot).replace(" ", "")
        assert app.theme == "desk-light"
        assert app.screen.query_one("#login", Input).value == "hot"


async def test_a_book_that_cannot_be_opened_says_so(
    book: FakeBook, clock: FrozenClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book.fails["open"] = Refused("There is no book here. Run: consoleapp demo.")
    app = console(clock, tmp_path, book, monkeypatch)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "There is no book here" in drawn(pilot)


async def test_safety_10_the_idle_lock_clears_the_screen_and_the_same_person_goes_on(
    book: FakeBook, clock: FrozenClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = console(clock, tmp_path, book, monkeypatch)
    async with app.run_test(size=(120, 36)) as pilot:
        await signed_in(pilot)
        await typed(pilot, "chan tai m")
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press("c")
        await settled(pilot)
        clock.advance(minutes=5)
        app.tick()
        await settled(pilot)
        assert isinstance(app.screen, SignInScreen)
        shown = drawn(pilot)
        assert "Locked" in shown
        assert "CHAN" not in shown
        kept = [widget for one in app._registry for widget in [one] if isinstance(widget, MemberScreen)]
        assert kept == []
        await typed(pilot, "not it")
        await pilot.press("enter")
        await settled(pilot)
        assert "password is wrong" in drawn(pilot)
        await typed(pilot, "demo-hotline-2026")
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(app.screen, MemberScreen)
        assert (app.screen.member_id, app.screen.tab) == (MAN, "claims")
        assert "A2000001447" in drawn(pilot)
        await pilot.press("escape")
        await settled(pilot)
        assert app.screen.query_one("#box", Input).value == "chan tai m"


async def test_safety_10_another_person_after_the_lock_finds_nothing_of_the_first(
    book: FakeBook, clock: FrozenClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = console(clock, tmp_path, book, monkeypatch)
    async with app.run_test(size=(120, 36)) as pilot:
        await signed_in(pilot)
        await typed(pilot, "chan tai m")
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press("f12")
        await settled(pilot)
        login = app.screen.query_one("#login", Input)
        login.value = "counter"
        await typed(pilot, "demo-counter-2026")
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(app.screen, FindScreen)
        assert app.screen.query_one("#box", Input).value == ""
        assert app.desk_line.person == "Ho Wing Sze"


async def test_safety_06_a_session_ended_elsewhere_locks_at_the_next_act(
    book: FakeBook, clock: FrozenClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from consoleapp.desk.context import SessionOver

    app = console(clock, tmp_path, book, monkeypatch)
    async with app.run_test(size=(80, 24)) as pilot:
        await signed_in(pilot)
        await typed(pilot, "chan")
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press("v")
        await settled(pilot)
        book.fails["start"] = SessionOver("Your session was ended.")
        await pilot.press("enter")
        await settled(pilot)
        await settled(pilot)
        assert isinstance(app.screen, SignInScreen)
        assert "CHAN" not in drawn(pilot)


async def test_safety_09_a_role_that_needs_a_second_factor_takes_it_up_before_anything_opens(
    book: FakeBook, clock: FrozenClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book.factor = "123456"
    app = console(clock, tmp_path, book, monkeypatch)
    async with app.run_test(size=(80, 24)) as pilot:
        await signed_in(pilot)
        assert isinstance(app.screen, FirstFactorDialog)
        assert "JBSW Y3DP EHPK 3PXP" in drawn(pilot)
        await typed(pilot, "000000")
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(app.screen, FirstFactorDialog)
        assert "This code is not right" in drawn(pilot)
        await typed(pilot, "123456")
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(app.screen, ReadDialog)
        spare = book.given[-1].recovery_codes
        assert len(spare) == 8
        assert spare[0] in drawn(pilot)
        await pilot.press("escape")
        await settled(pilot)
        assert isinstance(app.screen, FindScreen)


async def test_safety_09_who_takes_up_no_second_factor_is_not_let_in(
    book: FakeBook, clock: FrozenClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book.factor = "123456"
    app = console(clock, tmp_path, book, monkeypatch)
    async with app.run_test(size=(80, 24)) as pilot:
        await signed_in(pilot)
        await pilot.press("escape")
        await settled(pilot)
        assert isinstance(app.screen, SignInScreen)
        assert app.screen.query_one("#password", Input).value == ""
        assert book.session.desk is None


async def test_the_look_chosen_is_kept_and_taken_at_the_next_sign_in(app: ConsoleApp, book: FakeBook) -> None:
    book.chosen = ("zh_Hant", "desk-light")
    async with app.run_test(size=(80, 24)) as pilot:
        await signed_in(pilot)
        assert (app.language, app.theme) == ("zh_Hant", "desk-light")
        assert book.looks_kept == []
        await pilot.press("ctrl+t", "ctrl+l")
        chosen = (app.language, app.theme)
        assert chosen != ("zh_Hant", "desk-light")
        await pilot.pause(LOOK_SETTLES + 0.1)
        await settled(pilot)
        assert book.looks_kept == [chosen]


async def test_what_is_chosen_at_the_gate_wins_and_is_kept(app: ConsoleApp, book: FakeBook) -> None:
    book.chosen = ("en", "desk-dark")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+t")
        theme = app.theme
        await signed_in(pilot)
        assert app.theme == theme != "desk-dark"
        assert book.looks_kept == [("en", theme)]


async def test_a_language_chosen_at_the_gate_leaves_the_theme_that_was_kept(
    app: ConsoleApp, book: FakeBook
) -> None:
    book.chosen = ("en", "desk-light")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+l")
        await signed_in(pilot)
        assert (app.language, app.theme) == ("zh_Hant", "desk-light")
        assert book.looks_kept == [("zh_Hant", "desk-light")]


async def test_a_language_asked_for_at_the_start_goes_before_the_one_kept(
    app: ConsoleApp, book: FakeBook
) -> None:
    book.chosen = ("en", "desk-light")
    started = ConsoleApp(replace(app.launch, language="zh_Hant"))
    started.animation_level = "none"
    async with started.run_test(size=(80, 24)) as pilot:
        assert started.language == "zh_Hant"
        await signed_in(pilot)
        assert (started.language, started.theme) == ("zh_Hant", "desk-light")


async def test_unlocking_leaves_the_look_as_it_is(app: ConsoleApp, book: FakeBook) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await signed_in(pilot)
        await pilot.press("ctrl+t")
        theme = app.theme
        await pilot.press("f12")
        await settled(pilot)
        await pilot.press(*"demo-hotline-2026", "enter")
        await settled(pilot)
        assert app.theme == theme


async def test_a_caution_about_the_book_stands_on_the_gate(app: ConsoleApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "can lose data" not in drawn(pilot)
        app.opened = replace(app.opened, caution=Refused("SQLite {v} can lose data then.", v="3.40"))
        await settled(pilot)
        assert "SQLite 3.40 can lose data then." in drawn(pilot)


async def test_the_rules_of_use_are_accepted_with_enter_and_a_code_is_typed(
    app: ConsoleApp, book: FakeBook
) -> None:
    book.notice, book.code, book.refused_since = True, "123456", 3
    async with app.run_test(size=(80, 24)) as pilot:
        await signed_in(pilot)
        assert "Rules of use · version 1" in drawn(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert "code from the app" in drawn(pilot)
        await typed(pilot, "000000")
        assert "000000" not in drawn(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert "used already" in drawn(pilot)
        await typed(pilot, "123456")
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(app.screen, FindScreen)
        assert "3 tries to sign in as you were refused" in drawn(pilot)
    assert book.given[-1].notice.version == "1"
    gate = next(one for one in book.given if one.code)
    assert gate.notice is not None


async def test_who_does_not_accept_the_rules_is_not_let_in(app: ConsoleApp, book: FakeBook) -> None:
    book.notice = True
    async with app.run_test(size=(80, 24)) as pilot:
        await signed_in(pilot)
        await pilot.press("escape")
        await settled(pilot)
        assert isinstance(app.screen, SignInScreen)
        assert app.screen.query_one("#password", Input).value == ""
        assert len(book.given) == 1


async def test_a_password_of_ones_own_is_chosen_twice(app: ConsoleApp, book: FakeBook) -> None:
    book.given_password = True
    async with app.run_test(size=(80, 24)) as pilot:
        await signed_in(pilot)
        for tried in (("nine brown owls", "nine brown"), ("short", "short"), ("nine brown owls asleep",) * 2):
            assert "Choose one of your own" in drawn(pilot)
            await typed(pilot, tried[0])
            await pilot.press("enter")
            await typed(pilot, tried[1])
            await pilot.press("enter")
            await settled(pilot)
        assert isinstance(app.screen, FindScreen)
    assert book.given[-1].new_password == "nine brown owls asleep"
