"""What is left is gone: nothing of a person stays in memory behind the screen on view."""

import gc
import weakref
from asyncio import AbstractEventLoop
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import pytest
from textual.app import App
from textual.strip import Strip

from consoleapp.app import ConsoleApp
from consoleapp.screens.dialogs.verify import VerifyDialog
from consoleapp.screens.find import FindScreen
from consoleapp.screens.member.screen import MemberScreen
from consoleapp.screens.note import NoteBox
from consoleapp.screens.session import Session
from tests.conftest import FrozenClock
from tests.screens.console import console, settled, signed_in, typed
from tests.screens.fake_desk import FakeBook
from tests.screens.fake_member import with_name

MARKS = ("ZZYZX QUORN", "consultat", "qmemo", "A2000001502")
"""A name, a word searched for, a note, a claim."""
NOT_LOOKED_INTO = (type, ModuleType, App, Session, FakeBook, AbstractEventLoop, FindScreen)
"""What every widget can reach and is no part of it."""


def words_in(*roots: object) -> str:
    """Every text that can be reached from ``roots``: attributes, caches, messages, closures."""
    seen: set[int] = set()
    found: list[str] = []
    left = list(roots)
    while left:
        one = left.pop()
        if id(one) in seen or isinstance(one, NOT_LOOKED_INTO):
            continue
        seen.add(id(one))
        if isinstance(one, str):
            found.append(one)
        elif isinstance(one, FunctionType):
            left += [*(one.__closure__ or ()), one.__defaults__]
        else:
            left += gc.get_referents(one)
    return "\n".join(found)


async def test_a_person_who_is_left_is_forgotten(
    clock: FrozenClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The screen stays, for the next person; of this one no widget keeps a word, and the dialogs are gone."""
    book = FakeBook(clock)
    app: ConsoleApp = console(clock, tmp_path, book, monkeypatch)
    plain, marked = book.card, with_name(book.card, "ZZYZX QUORN")
    opened: list[Any] = []
    dialogs: list[weakref.ref[Any]] = []
    async with app.run_test(size=(120, 36)) as pilot:
        await signed_in(pilot)
        await typed(pilot, "chan")
        for _person in range(3):
            book.card = marked
            await pilot.press("ctrl+o" if not opened else "enter")
            await settled(pilot)
            assert isinstance(app.screen, MemberScreen)
            opened.append(app.screen)
            await pilot.press("b", *"consultat", "escape", "o", *"qmemo", "escape")
            for room in "dact":
                await pilot.press(room)
                await settled(pilot)
            there = words_in(app.screen)
            assert [word for word in MARKS if word not in there] == []
            await pilot.press("c", "v")
            await settled(pilot)
            assert isinstance(app.screen, VerifyDialog)
            dialogs.append(weakref.ref(app.screen))
            await pilot.press("escape", "escape")
            await settled(pilot)
            assert isinstance(app.screen, FindScreen)
            app.contact = None  # the band names who the call is about, on every screen
            book.card = plain
            await pilot.pause()
            there = words_in(opened[-1])
            assert [word for word in MARKS if word in there] == []
            assert "ZZYZX QUORN" not in drawn_anywhere()
        assert opened[0] is opened[1] is opened[2]
        gc.collect()
        # The loop itself holds on to the last screen until the next one closes.
        assert [one() for one in dialogs[:2]] == [None] * 2


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
