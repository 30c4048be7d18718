"""Hostile names on every screen and in every dialog: shown as themselves; no byte reaches the terminal."""

import sys
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from benchmarks.terminal import Terminal
from consoleapp.rules.text import printable
from consoleapp.screens.dialogs.ask import AskLine, AskReason
from consoleapp.screens.dialogs.confirm import Confirm
from consoleapp.screens.dialogs.versions import VersionsDialog
from consoleapp.screens.note import NoteBox
from tests.conftest import FrozenClock
from tests.screens import console as consoles
from tests.screens import fake_desk
from tests.screens.console import console, settled
from tests.screens.fake_desk import FakeBook
from tests.screens.hostile import hostile_book, hostile_staff

MARKUP = "[/x] Chan [b [@click=app.exit]x[/]"
ESCAPES = "A\x1b]52;c;UFdOMQ==\x1b\\B N\x9b2J"
CHINESE = "陳大文" * 13 + "陳"


class Walk:
    """One agent's hands, and what each place must show."""

    def __init__(self, pilot: Pilot[Any], book: FakeBook, name: str) -> None:
        self.pilot = pilot
        self.book = book
        # A name of forty Chinese characters may be cut with … where it does not fit.
        self.shown = printable(name)[:12] if name == CHINESE else printable(name)

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
            await settled(self.pilot)

    def sees(self, where: str, selector: str, *, cut: int | None = None) -> None:
        """The name stands in the part of the screen that ``selector`` names; ``cut``: as far as it fits."""
        shown = self.shown[:cut]
        region = self.pilot.app.screen.query_one(selector).region
        lines = self.pilot.app.screen._compositor.render_strips()[region.y : region.bottom]
        text = "\n".join(strip.crop(region.x, region.right).text for strip in lines)
        # Where a name is folded, it goes on in the next line.
        assert shown in text or shown.replace(" ", "") in "".join(text.split()), (where, text)

    async def opens(self, where: str, screen: Any, selector: str = ".dialog") -> None:
        self.pilot.app.push_screen(screen)
        await settled(self.pilot)
        self.sees(where, selector)
        await self.press("escape")


@pytest.mark.parametrize("name", [MARKUP, ESCAPES, CHINESE], ids=["markup", "escapes", "chinese"])
async def test_safety_03_a_hostile_name_is_shown_as_itself_everywhere(
    clock: FrozenClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(consoles, "DEMO", hostile_staff(name))
    monkeypatch.setattr(fake_desk, "DEMO", hostile_staff(name))
    book = hostile_book(clock, name)
    app = console(clock, tmp_path, book, monkeypatch)
    async with app.run_test(size=(200, 60)) as pilot:
        walk = Walk(pilot, book, name)
        await settled(pilot)
        walk.sees("gate", "#demo", cut=12)
        await walk.press("enter")
        walk.sees("header", "HeaderLine")
        walk.sees("hits", "#hits")
        await pilot.pause(0.1)
        await settled(pilot)
        walk.sees("side card", "#card")
        await walk.press("enter")
        walk.sees("person", "#who")
        walk.sees("family", "#family", cut=12)
        walk.sees("below", "#below")
        walk.sees("benefits", "#benefits")
        await walk.press("enter")
        walk.sees("what used it", ".dialog")
        await walk.press("escape", "e", *"1200", "enter")
        walk.sees("estimate", ".dialog")
        await walk.press("escape")
        for key, room in (("c", "claims"), ("enter", "claims"), ("a", "account"), ("t", "timeline")):
            await walk.press(key)
            walk.sees(room, f"#{room}")
        await walk.press("c", "w")
        walk.sees("why less", ".dialog")
        await walk.press("escape", "v", "enter")
        walk.sees("verify", ".dialog")
        await walk.press("escape")
        walk.sees("band", "ContactLine")
        book.change(1, note=name)
        await walk.press("k")
        walk.sees("message", "MessageLine")
        await walk.press("k")
        walk.sees("parked", ".dialog")
        await walk.press("enter")
        assert app.screen.query_one(NoteBox).text == printable(name, keep_lines=True)
        walk.sees("note", "NoteBox")
        await walk.press("m")
        walk.sees("masks", ".dialog", cut=12)
        await walk.press("enter", "enter")
        walk.sees("unmasked", "#who")
        await walk.press("w")
        walk.sees("wrap up", ".dialog")
        await walk.press("escape")
        await walk.press("Y")
        walk.sees("copied", "MessageLine", cut=12)
        await walk.opens("versions", VersionsDialog(name, name))
        await walk.opens("confirm", Confirm("Unlock {who}?", yes="Yes", detail="{who}", who=name))
        await walk.opens("line", AskLine("Who is {who}?", who=name))
        await walk.opens("reason", AskReason("Why {who}?", {"a": "b"}, who=name))
        await walk.press("f12")
        walk.sees("locked", "#demo", cut=12)


def test_safety_01_no_byte_of_a_payload_reaches_the_terminal(tmp_path: Path) -> None:
    name = r"[/x] A\x1b]52;c;UFdOMQ==\x1b\\B N\x9b2J"
    program = (sys.executable, "-m", "tests.screens.hostile", str(tmp_path), name)
    with Terminal(*program, columns=160, rows=50) as terminal:
        terminal.wait_for("]52;c;UFdOMQ==")  # the name without what would make it a command
        for keys in (
            "\r", "\r", "\r", "\x1b", "e", "1200\r", "\x1b", "c", "\r", "w", "\x1b", "a", "t", "v", "\r",
            "\x1b", "k", "k", "\r", "m", "\r", "\r", "w", "\x1b", "\x1b", "\x0c", "\x0c", "\x0c", "\x14",
            "\x1bOP", "\x1b", "\x10", "\x1b",
        ):  # fmt: skip
            terminal.press(keys)
            terminal.watch(0.4)
        terminal.press("\x1b[24~")
        terminal.wait_for("Locked")
    written = terminal.raw
    assert b"[/x] A]52;c;UFdOMQ==\\B N2J" in written
    for payload in (b"\x1b]52", b"\x9b2J", b"\xc2\x9b", b"\x1b\\B"):
        assert payload not in written
