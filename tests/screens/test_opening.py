"""Opening a person: on a screen that is there already, laid out once and painted once."""

from collections import Counter
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from textual._compositor import Compositor
from textual.app import App
from textual.css.stylesheet import Stylesheet
from textual.pilot import Pilot
from textual.screen import Screen
from textual.strip import Strip

from consoleapp.screens import find, painter
from consoleapp.screens.member import coming
from consoleapp.screens.member.kept import open_member
from consoleapp.screens.member.screen import MemberScreen
from consoleapp.screens.sheet import Sheet
from tests import idle
from tests.conftest import FrozenClock
from tests.screens.console import console, drawn, settled, signed_in, typed
from tests.screens.fake_desk import FakeBook


def member(pilot: Pilot[Any]) -> MemberScreen:
    assert isinstance(pilot.app.screen, MemberScreen)
    return pilot.app.screen


async def test_an_opening_is_one_layout_and_one_painting(
    clock: FrozenClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also the first one: the screen is made while nothing is to do."""
    app = console(clock, tmp_path, FakeBook(clock), monkeypatch)
    monkeypatch.setattr(find, "AHEAD", 0.01)
    monkeypatch.setattr(coming, "PATIENCE", 30.0)
    monkeypatch.setattr(idle, "DRAWN_AFTER", 0)
    counted: Counter[str] = Counter()

    def counting(kind: type, name: str) -> None:
        plain = getattr(kind, name)

        def noted(self: Any, *given: Any, **named: Any) -> Any:
            counted[name] += 1
            return plain(self, *given, **named)

        monkeypatch.setattr(kind, name, noted)

    async with app.run_test(size=(120, 36)) as pilot:
        await signed_in(pilot)
        await typed(pilot, "chan")
        made = app._installed_screens
        for kind, name in (
            (Compositor, "reflow"),
            (painter.Painter, "render_full_update"),
            (Sheet, "apply"),
        ):
            counting(kind, name)
        for most in (5, 1, 1):  # at first the bar beside the person comes
            counted.clear()
            await pilot.press("enter")
            await settled(pilot)
            assert "Remaining" in drawn(pilot)
            assert [app.screen] == [*made.values()]
            assert 1 <= counted["reflow"] <= most
            assert counted["render_full_update"] == 1 or most == 5
            assert counted["apply"] == 0, "nothing is styled anew"
            await pilot.press("escape")
            await settled(pilot)


async def test_a_slow_desk_is_said_to_be_one(
    clock: FrozenClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = FakeBook(clock)
    app = console(clock, tmp_path, book, monkeypatch)
    async with app.run_test(size=(120, 36)) as pilot:
        await signed_in(pilot)
        await typed(pilot, "chan")
        for _time in range(2):
            book.gates["card"] = Event()
            await pilot.press("enter")
            await pilot.pause(coming.PATIENCE + 0.1)
            assert "Loading" in drawn(pilot)
            book.gates["card"].set()
            await settled(pilot)
            assert "Loading" not in drawn(pilot)
            assert "Remaining" in drawn(pilot)
            await pilot.press("escape")
            await settled(pilot)


async def test_one_person_over_another_and_a_lock(
    clock: FrozenClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = console(clock, tmp_path, FakeBook(clock), monkeypatch)
    async with app.run_test(size=(120, 36)) as pilot:
        await signed_in(pilot)
        await typed(pilot, "chan")
        await pilot.press("enter")
        await settled(pilot)
        below = member(pilot)
        for _over in range(2):
            open_member(app, below.session, below.member_id + 1)
            await settled(pilot)
        third, second, first = reversed(app.screen_stack[-3:])
        assert first is below
        assert len({first, second, third}) == 3
        assert "Remaining" in drawn(pilot)
        await pilot.press("escape", "escape")
        await settled(pilot)
        assert app.screen is below
        assert "Remaining" in drawn(pilot)
        assert (second.is_attached, third.is_attached) == (True, False), "two are kept"
        await pilot.press("f12")
        await settled(pilot)
        assert not [one for one in app._registry if isinstance(one, MemberScreen)]


async def test_what_only_holds_others_is_not_missed(
    clock: FrozenClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Drawn without those widgets a screen looks as Textual draws it with them."""
    app = console(clock, tmp_path, FakeBook(clock), monkeypatch)
    async with app.run_test(size=(120, 36)) as pilot:
        await signed_in(pilot)
        await typed(pilot, "chan")
        for keys in ((), ("enter",), ("c",), ("v",)):
            await pilot.press(*keys)
            await settled(pilot)
            screens = [one for one in app.screen_stack if isinstance(one._compositor, painter.Painter)]
            ours = [one._compositor.render_strips() for one in screens]
            pieces = [one._compositor.painted() for one in screens]
            with monkeypatch.context() as plain:
                plain.setattr(painter, "holds_only", lambda _widget: False)
                theirs = [one._compositor.render_strips() for one in screens]
            assert [[line.simplify() for line in one] for one in ours] == [
                [line.simplify() for line in one] for one in theirs
            ]
            assert [[Strip.join(line).simplify() for line in one] for one in pieces] == [
                [line.simplify() for line in one] for one in theirs
            ], "pieces of what is seen, put side by side"
            assert any(painter.is_ground(one) for one in screens[-1].walk_children(with_self=True))
            assert any(painter.holds_only(one) for one in screens[-1].walk_children())


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        (
            Compositor,
            ("_render_chops", "_visible_widgets", "_cuts", "_dirty_regions", "_full_map_invalidated"),
        ),
        (Screen, ("_compositor", "_compositor_refresh", "_refresh_layout", "_repaint_required")),
        (Screen, ("_on_timer_update", "_dirty_widgets", "_layout_required")),
        (Screen, ("_clear_arrangement_cache", "_layout_updates")),
        (Screen, ("_get_style", "_render", "_render_content")),
        (Screen, ("_get_breakpoint_classes", "_pruning", "_render_cache", "_selector_names")),
        (App, ("_batch_count", "_screen_stacks", "_get_screen")),
        (Stylesheet, ("_parse_cache", "_rules", "_rules_map", "_variables")),
    ],
)
async def test_private_names_of_textual_are_there(kind: type, names: tuple[str, ...]) -> None:
    """docs/decisions/0019: what is overridden for speed, and what was in it when it was."""
    app: App[None] = App()
    async with app.run_test():
        there = {App: app, Screen: app.screen, Stylesheet: app.stylesheet, Compositor: app.screen._compositor}
        assert [name for name in names if not hasattr(there[kind], name)] == []
