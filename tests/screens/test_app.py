"""The console as a whole: language, looks, keys, help, palette, leaving, locking, opening the book."""

import html
import re
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.command import CommandPalette
from textual.containers import Vertical, VerticalScroll
from textual.screen import Screen
from textual.widgets import Input, Static

from consoleapp import i18n
from consoleapp.app import Area
from consoleapp.errors import Refused, WrongUse
from consoleapp.i18n import N_
from consoleapp.screens import keys, themes
from consoleapp.screens.desk_screen import DeskScreen
from consoleapp.screens.dialogs.ask import AskReason
from consoleapp.screens.dialogs.confirm import Confirm
from consoleapp.screens.help import HelpScreen
from consoleapp.screens.widgets.frame import HeaderLine, MessageLine
from consoleapp.screens.widgets.state import State, StateView, state_lines
from consoleapp.settings import Look
from tests.conftest import FrozenClock
from tests.screens.sample import CONTACT, Gate, Sample, sample_app
from tests.screens.test_frame import HOSTILE, sign_in, text_of


def drawn(screen: Screen[Any]) -> str:
    """Every character ``screen`` shows now."""
    svg = screen.app.export_screenshot(simplify=True)
    return html.unescape("".join(re.findall(r"<text[^>]*>([^<]*)</text>", svg))).replace("\xa0", " ")


async def test_the_language_changes_at_once_and_typing_goes_on(clock: FrozenClock, tmp_path: Path) -> None:
    app = sample_app(clock, tmp_path)
    async with app.run_test() as pilot:
        await sign_in(pilot)
        await pilot.press(*"chan t", "left", "ctrl+l")
        await pilot.pause()
        box = app.screen.query_one(Input)
        assert (i18n.current(), box.placeholder) == ("zh_Hant", "尋找")
        assert "服務台" in text_of(app.screen.query_one(HeaderLine))
        assert (box.value, box.cursor_position, app.focused) == ("chan t", 5, box)
        await pilot.press("ctrl+l")
        await pilot.pause()
        assert (i18n.current(), box.placeholder) == ("zh_Hans", "查找")
        assert "服务台" in text_of(app.screen.query_one(HeaderLine))
        await pilot.press("ctrl+l", "x")
        assert (i18n.current(), box.placeholder, box.value) == ("en", "Find", "chan xt")


async def test_the_language_changes_in_a_dialog_too(clock: FrozenClock, tmp_path: Path) -> None:
    app = sample_app(clock, tmp_path)
    async with app.run_test() as pilot:
        await sign_in(pilot)
        app.push_screen(AskReason(N_("Note"), {"a": N_("Loading")}))
        await pilot.pause()
        await pilot.press("tab", *"typed", "ctrl+l")
        await pilot.pause()
        assert "備註" in drawn(app.screen)
        assert "載入中" in drawn(app.screen)
        assert app.screen.query_one(Input).value == "typed"


async def test_the_looks_follow_each_other(clock: FrozenClock, tmp_path: Path) -> None:
    app = sample_app(clock, tmp_path)
    async with app.run_test() as pilot:
        await sign_in(pilot)
        seen = [app.theme]
        for _press in range(3):
            await pilot.press("ctrl+t")
            seen.append(app.theme)
        assert seen == [*themes.NAMES, themes.NAMES[0]]


@pytest.mark.parametrize(
    "look", [Look(theme="dracula"), Look(language="tlh"), Look(keys={"app.lock": "ctrl+m"})]
)
def test_settings_that_cannot_be_are_refused(clock: FrozenClock, tmp_path: Path, look: Look) -> None:
    with pytest.raises(WrongUse):
        sample_app(clock, tmp_path, look=look)


async def test_a_letter_acts_on_the_subject_and_never_while_typing(
    clock: FrozenClock, tmp_path: Path
) -> None:
    app = sample_app(clock, tmp_path)
    async with app.run_test() as pilot:
        await sign_in(pilot)
        screen = app.screen
        assert isinstance(screen, Sample)
        await pilot.press("w", "/")
        assert (screen.wrapped, screen.query_one(Input).value) == (0, "w/")
        screen.set_focus(None)
        await pilot.press("w")
        assert screen.wrapped == 1
        await pilot.press("/", "x")
        assert app.focused is screen.query_one(Input)


async def test_before_sign_in_there_are_no_areas(clock: FrozenClock, tmp_path: Path) -> None:
    app = sample_app(clock, tmp_path)
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press("f2", "slash", "ctrl+p", "f12")
        await pilot.pause()
        assert isinstance(app.screen, Gate)
        assert len(app.screen_stack) == 1


async def test_escape_goes_one_step_back(clock: FrozenClock, tmp_path: Path) -> None:
    app = sample_app(clock, tmp_path)
    async with app.run_test() as pilot:
        await sign_in(pilot)
        below = app.screen
        await pilot.press(*"typed")
        await app.push_screen(Sample())
        await pilot.press("escape")
        await pilot.pause()
        assert app.screen is below
        assert below.query_one(Input).value == "typed"
        await pilot.press("escape")
        assert app.screen is below


async def test_help_lists_every_key_that_works_and_is_searched(clock: FrozenClock, tmp_path: Path) -> None:
    places = re.findall(r"app\.area\('(\w+)'\)", " ".join(key.action for key in keys.KEYS))
    areas = tuple(Area(place, Sample) for place in places)
    app = sample_app(clock, tmp_path, look=Look(keys={"app.lock": "f11"}), areas=areas)
    async with app.run_test(size=(120, 50)) as pilot:
        await sign_in(pilot)
        await pilot.press("f1")
        await pilot.pause()
        assert isinstance(app.screen, HelpScreen)
        listing = app.screen.query_one("#keys", Static)
        for key in keys.KEYS:
            if key.scope == "app":
                assert key.tooltip in str(listing.content), key.id
        assert "F11" in str(listing.content)
        await pilot.press(*"blank")
        await pilot.pause()
        assert "Blank the screen" in str(listing.content)
        assert "Find a person" not in str(listing.content)
        await pilot.press(*"xyz")
        await pilot.pause()
        assert "No key does that here" in str(listing.content)
        await pilot.press("f1")
        await pilot.pause()
        assert isinstance(app.screen, Sample)


async def test_help_scrolls_while_the_box_keeps_the_focus(clock: FrozenClock, tmp_path: Path) -> None:
    app = sample_app(clock, tmp_path)
    async with app.run_test(size=(80, 12)) as pilot:
        await sign_in(pilot)
        await pilot.press("f1", "pagedown")
        await pilot.pause()
        scroll = app.screen.query_one(VerticalScroll)
        assert scroll.scroll_y > 1
        await pilot.press("pageup", "down")
        await pilot.pause()
        assert scroll.scroll_y == 1
        assert isinstance(app.focused, Input)


async def test_the_palette_does_what_the_key_does(clock: FrozenClock, tmp_path: Path) -> None:
    app = sample_app(clock, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await sign_in(pilot)
        await pilot.press("ctrl+p")
        await pilot.pause()
        assert isinstance(app.screen, CommandPalette)
        await pilot.press(*"colours")
        await pilot.pause(0.5)
        await pilot.press("enter")
        await pilot.pause(0.5)
        assert app.theme == themes.LIGHT.name


async def test_leaving_asks_only_during_a_contact(clock: FrozenClock, tmp_path: Path) -> None:
    app = sample_app(clock, tmp_path, contact=lambda: CONTACT)
    async with app.run_test() as pilot:
        await sign_in(pilot)
        await pilot.press("ctrl+q")
        await pilot.pause()
        assert isinstance(app.screen, Confirm)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, Sample), "the safe answer has the focus"
        await pilot.press("ctrl+q")
        await pilot.pause()
        await pilot.press("right", "enter")
        await pilot.pause()
        assert app.return_code == 0


async def test_a_lock_takes_everything_drawn_away(clock: FrozenClock, tmp_path: Path) -> None:
    app = sample_app(clock, tmp_path, contact=lambda: CONTACT)
    kept: list[DeskScreen] = []

    class Drafts(Sample):
        def keep_drafts(self) -> None:
            kept.append(self)

    async with app.run_test() as pilot:
        await sign_in(pilot)
        await app.push_screen(Drafts())
        await pilot.press(*"typed")
        app.push_screen(Confirm(N_("Unlock {who}?"), yes=N_("Leave"), who="CHAN TAI MAN"))
        await pilot.pause()
        clock.advance(minutes=5)
        app.tick()
        await pilot.pause()
        await pilot.pause()
        assert isinstance(app.screen, Gate)
        assert len(kept) == 1
        assert app.locked
        widgets = [widget for screen in app.screen_stack for widget in screen.walk_children(with_self=True)]
        assert not [widget for widget in widgets if "CHAN" in str(widget.render())]
        assert "CHAN" not in drawn(app.screen)
        await pilot.press("f2", "ctrl+p")
        assert isinstance(app.screen, Gate)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, Sample)
        assert app.screen.query_one(Input).value == ""
        assert not app.locked


async def test_background_work_is_not_activity_and_a_key_is(clock: FrozenClock, tmp_path: Path) -> None:
    app = sample_app(clock, tmp_path)
    async with app.run_test() as pilot:
        await sign_in(pilot)
        clock.advance(minutes=4)
        await pilot.press("a")
        clock.advance(minutes=4)
        app.tick()
        app.screen.refresh()
        app.say("done in the background")
        await pilot.pause()
        assert isinstance(app.screen, Sample)
        clock.advance(minutes=1)
        app.tick()
        await pilot.pause()
        assert isinstance(app.screen, Gate)


async def test_eight_hours_at_most(clock: FrozenClock, tmp_path: Path) -> None:
    app = sample_app(clock, tmp_path)
    async with app.run_test() as pilot:
        await sign_in(pilot)
        for _step in range(8 * 15):
            clock.advance(minutes=4)
            app.idle.touch()
        app.tick()
        await pilot.pause()
        assert isinstance(app.screen, Gate)


async def test_the_book_opens_after_the_first_paint(clock: FrozenClock, tmp_path: Path) -> None:
    gate, threads = threading.Event(), []

    def open_desk() -> str:
        threads.append(threading.current_thread() is threading.main_thread())
        assert gate.wait(10)
        return "the desk"

    app = sample_app(clock, tmp_path, open_desk=open_desk)
    async with app.run_test() as pilot:
        await pilot.pause()
        assert "who is there?" in drawn(app.screen)
        assert app.opened is None
        gate.set()
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert app.opened == "the desk"
        assert threads == [False]


async def test_a_book_that_cannot_be_opened_is_told(clock: FrozenClock, tmp_path: Path) -> None:
    def open_desk() -> object:
        raise Refused(
            N_("There is no book in {folder}. Run: consoleapp demo, or consoleapp init."), folder="[/x]"
        )

    app = sample_app(clock, tmp_path, open_desk=open_desk)
    async with app.run_test() as pilot:
        await pilot.pause()
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "There is no book in [/x]." in text_of(app.screen.query_one(MessageLine))


def test_what_is_not_allowed_says_the_step_the_desk_names_and_no_other() -> None:
    never = "An employer never hears a claim line. Ask them to let the member call."
    assert [line.plain for line in state_lines(State.NOT_ALLOWED, never)] == ["■ Not allowed", f"  {never}"]
    usual = state_lines(State.NOT_ALLOWED)[1].plain
    assert "erify" not in usual


def test_the_six_states_are_six() -> None:
    looks = {state_lines(state)[0].plain for state in State}
    steps = {state_lines(state)[1].plain for state in State}
    assert len(looks) == len(steps) == len(State) == 6


async def test_a_state_shows_what_it_is_about_and_the_next_step(clock: FrozenClock, tmp_path: Path) -> None:
    class States(DeskScreen):
        def body(self) -> Any:
            with Vertical():
                yield from (StateView(state, about=HOSTILE[2]) for state in State)

    app = sample_app(clock, tmp_path, screen=States)
    async with app.run_test(size=(100, 40)) as pilot:
        await sign_in(pilot)
        shown = drawn(app.screen)
        assert shown.count(HOSTILE[2]) == 6
        assert "Try fewer or other words." in shown
        await pilot.press("ctrl+l")
        await pilot.pause()
        assert "找不到結果" in drawn(app.screen)


def test_the_limits_come_from_the_settings(clock: FrozenClock, tmp_path: Path) -> None:
    app = sample_app(clock, tmp_path)
    app.idle.start()
    clock.now += timedelta(minutes=5)
    assert app.idle.due()


async def test_a_second_that_passes_while_a_screen_closes_harms_nothing(
    clock: FrozenClock, tmp_path: Path
) -> None:
    passed: list[int] = []

    class Closing(Sample):
        def on_unmount(self) -> None:
            passed.append(len(self.query(HeaderLine)))  # the widgets of a screen go before it does
            clock.advance(minutes=1)
            app.tick()
            app.contact = CONTACT
            app.language = "zh_Hant"

    app = sample_app(clock, tmp_path)
    async with app.run_test() as pilot:
        await sign_in(pilot)
        app.push_screen(Closing())
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
        assert passed == [0]
        assert app.screen.query_one(HeaderLine).now == clock()


async def test_the_clock_goes_on_while_a_screen_loses_its_lines(clock: FrozenClock, tmp_path: Path) -> None:
    """The console closes: its screens stand for a moment without what they held."""
    app = sample_app(clock, tmp_path)
    async with app.run_test() as pilot:
        await sign_in(pilot)
        screen = app.screen
        assert isinstance(screen, DeskScreen)
        await screen.query_one(HeaderLine).remove()
        app.now = clock.now + timedelta(seconds=1)
        screen.show_contact(None)
        screen.show_desk_line(app.desk_line)
        screen.refresh_frame()
