"""What is closed is gone: no screen, and so nothing of a person, stays in memory behind the one on view."""

import gc
import weakref
from pathlib import Path
from typing import Any

import pytest
from textual.strip import Strip

from consoleapp.app import ConsoleApp
from consoleapp.screens.dialogs.verify import VerifyDialog
from consoleapp.screens.member.screen import MemberScreen
from consoleapp.screens.note import NoteBox
from tests.conftest import FrozenClock
from tests.screens.console import console, settled, signed_in, typed
from tests.screens.fake_desk import FakeBook
from tests.screens.fake_member import with_name


async def test_a_closed_person_and_a_closed_dialog_are_forgotten(
    clock: FrozenClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app: ConsoleApp = console(clock, tmp_path, FakeBook(clock), monkeypatch)
    opened: list[weakref.ref[Any]] = []
    async with app.run_test(size=(120, 36)) as pilot:
        await signed_in(pilot)
        await typed(pilot, "chan")
        for _person in range(3):
            await pilot.press("enter")
            await settled(pilot)
            assert isinstance(app.screen, MemberScreen)
            opened += [weakref.ref(app.screen), weakref.ref(app.screen.query_one(NoteBox))]
            await pilot.press("c", "v")
            await settled(pilot)
            assert isinstance(app.screen, VerifyDialog)
            opened.append(weakref.ref(app.screen))
            await pilot.press("escape", "escape")
            await settled(pilot)
        gc.collect()
        # The loop itself holds on to the last screen until the next one closes.
        assert [one() for one in opened[:6]] == [None] * 6


def drawn_anywhere() -> str:
    """Every line that is still in memory, on whichever screen it was drawn."""
    gc.collect()
    return "\n".join(one.text for one in gc.get_objects() if isinstance(one, Strip))


async def test_safety_10_nothing_drawn_of_a_person_outlives_the_lock(
    clock: FrozenClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = FakeBook(clock)
    book.card = with_name(book.card, "ZZYZX QUORN")
    app: ConsoleApp = console(clock, tmp_path, book, monkeypatch)
    async with app.run_test(size=(120, 36)) as pilot:
        await signed_in(pilot)
        await typed(pilot, "chan")
        await pilot.press("ctrl+o")
        await settled(pilot)
        await pilot.press("v")
        await settled(pilot)
        assert "ZZYZX QUORN" in drawn_anywhere()
        await pilot.press("f12")
        await settled(pilot)
        await pilot.press("x", "backspace")
        await settled(pilot)
        assert "ZZYZX QUORN" not in drawn_anywhere()


async def test_the_note_follows_the_colours(
    clock: FrozenClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app: ConsoleApp = console(clock, tmp_path, FakeBook(clock), monkeypatch)
    async with app.run_test(size=(120, 36)) as pilot:
        await signed_in(pilot)
        await typed(pilot, "chan")
        await pilot.press("ctrl+o")
        await settled(pilot)
        await pilot.press("o", "x")
        await settled(pilot)
        note = app.screen.query_one(NoteBox)

        def ground() -> set[object]:
            strips = app.screen._compositor.render_strips()[note.region.y]
            return {
                one.style.bgcolor for one in strips.crop(note.region.x + 8, note.region.right) if one.style
            }

        dark = ground()
        await pilot.press("ctrl+t")
        await settled(pilot)
        assert dark.isdisjoint(ground())
