"""The shared fixtures do what their names say."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Event
from zoneinfo import ZoneInfo

import pytest
from textual.app import App, ComposeResult
from textual.widgets import Input, Label

from consoleapp import i18n
from tests.conftest import FrozenClock


def test_the_clock_stands_until_it_is_advanced(clock: FrozenClock) -> None:
    assert clock() == clock()
    assert (
        clock().astimezone(ZoneInfo("Asia/Hong_Kong")).strftime("%a %d %b %Y %H:%M")
        == "Fri 20 Nov 2026 18:05"
    )
    before = clock()
    assert clock.advance(minutes=5) - before == timedelta(minutes=5)
    clock.set(datetime(2026, 12, 24, tzinfo=ZoneInfo("Asia/Hong_Kong")))
    assert clock() == datetime(2026, 12, 23, 16, tzinfo=UTC)
    assert clock().tzinfo is UTC
    with pytest.raises(ValueError, match="aware"):
        clock.set(datetime(2026, 12, 24))  # noqa: DTZ001


def test_the_machine_is_not_where_the_desk_is(clock: FrozenClock) -> None:
    assert time.localtime(clock().timestamp()).tm_hour == 5


def test_a_language_left_on_by_one_test() -> None:
    i18n.use("zh_Hant")


def test_does_not_reach_the_next_one() -> None:
    assert i18n.current() == "en"


class Asking(App[None]):
    """Asks in a thread, draws the answer, and something else a moment later."""

    def compose(self) -> ComposeResult:
        yield Label("")

    def on_mount(self) -> None:
        self.set_interval(0.01, lambda: None)
        self.run_worker(self.ask, thread=True)

    def ask(self) -> None:
        time.sleep(0.01)
        until = time.process_time() + 0.1
        while time.process_time() < until:
            pass
        self.call_from_thread(self.take)

    def take(self) -> None:
        self.query_one(Label).update("answered")
        self.set_timer(0.05, lambda: self.query_one(Label).update("and looked at"))


async def test_what_was_asked_for_is_waited_for_and_no_clock() -> None:
    app = Asking()
    async with app.run_test(size=(20, 1)) as pilot:
        await pilot.pause()
        (strip,) = app.screen._compositor.render_strips()
        assert strip.text.rstrip() == "and looked at"


async def test_a_thread_that_waits_for_the_test_is_left_alone() -> None:
    app, go_on = App[None](), Event()
    async with app.run_test() as pilot:
        worker = app.run_worker(go_on.wait, thread=True)
        await pilot.pause()
        assert worker.is_running
        go_on.set()
        await pilot.pause()
        assert worker.is_finished


class Box(App[None]):
    def compose(self) -> ComposeResult:
        yield Input("陳大文 [/x]")


def test_a_picture_does_not_blink(snap_compare: Callable[..., bool]) -> None:
    async def wait(pilot: object) -> None:
        await pilot.pause(0.7)  # type: ignore[attr-defined]

    assert snap_compare(Box(), terminal_size=(40, 5), run_before=wait)
