"""What is typed on the heels of the key of an area lands there, never on the screen that is left."""

from typing import Any

import pytest
from textual.events import Key
from textual.pilot import Pilot
from textual.widgets import Input

from consoleapp.screens.accounts.list import AccountsScreen
from consoleapp.screens.accounts.screen import AccountScreen
from consoleapp.screens.directory.screen import DirectoryScreen
from consoleapp.screens.find import FindScreen
from consoleapp.screens.held_keys import HeldKeys
from consoleapp.screens.member.screen import MemberScreen
from tests.screens.book import Open, found, press
from tests.screens.console import settled


async def burst(pilot: Pilot[Any], *keys: str) -> None:
    """All at once, as a terminal hands on what was typed while the console was busy."""
    names = {"/": "slash", " ": "space"}
    for key in keys:
        pilot.app.post_message(Key(names.get(key, key), key if len(key) == 1 else None))
    await settled(pilot)
    await settled(pilot)


async def test_words_after_the_key_of_an_area_are_typed_there(opened: Open) -> None:
    async with opened() as pilot:
        find = pilot.app.screen
        assert isinstance(find, FindScreen)
        await burst(pilot, "f6", *"gp mong kok")
        assert isinstance(pilot.app.screen, DirectoryScreen)
        assert pilot.app.screen.query_one(Input).value == "gp mong kok"
        assert find.query_one("#box", Input).value == ""
        assert not pilot.app.held._keys
        # Back again, and on: nothing is mixed up however often areas follow each other.
        await burst(pilot, "f2", *"chan", "f6", *" now", "f2", *" tai")
        assert find.query_one("#box", Input).value == "chan tai"
        # In a box that writes it the key of the find box is a letter.
        await burst(pilot, *"/a")
        assert find.query_one("#box", Input).value == "chan tai/a"
        assert pilot.app.held.followed is None


async def test_what_follows_opens_nobody_and_acts_on_nobody_on_the_screen_behind(opened: Open) -> None:
    async with opened() as pilot:
        await found(pilot, "chan tai man 0001-00")
        await burst(pilot, "f7", "enter")
        assert isinstance(pilot.app.screen, AccountsScreen | AccountScreen)
        assert [type(one) for one in pilot.app._screen_stacks["find"]] == [FindScreen]
        # On a person ``a`` would turn to the account and ``u`` unlock it; after / they are words.
        await burst(pilot, "f2", "enter")
        assert isinstance(pilot.app.screen, MemberScreen)
        await press(pilot, "c")
        await burst(pilot, "/", *"au")
        assert isinstance(pilot.app.focused, Input)
        assert pilot.app.focused.value.endswith("au")


async def test_a_key_that_never_comes_back_holds_nothing_for_long(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever has the focus may keep a key for itself."""
    monkeypatch.setattr("consoleapp.app.FOLLOWED", 0.05)
    async with opened() as pilot:
        box = pilot.app.screen.query_one("#box", Input)
        monkeypatch.setattr(box, "_forward_event", lambda event: None if event.key == "f6" else real(event))
        real = type(box)._forward_event.__get__(box)
        await burst(pilot, "f6", *"chan")
        await pilot.pause(0.3)
        await settled(pilot)
        assert isinstance(pilot.app.screen, FindScreen)
        assert box.value == "chan"


def test_lock_and_leave_wait_for_nothing() -> None:
    held = HeldKeys({"f6"})
    first = Key("f6", None)
    assert held.follow(first, None)
    assert not held.take(first)
    assert held.take(Key("enter", None))
    assert not held.take(Key("f12", None))
    assert not held.take(Key("ctrl+q", None))
    assert [key.key for key in held.release()] == ["enter"]
    assert not held.take(Key("enter", None))
