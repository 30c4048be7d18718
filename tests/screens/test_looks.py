"""Every screen as a picture, at three sizes and in every language, with the clock standing still.

``pytest tests/screens/test_looks.py --snapshot-update`` draws them anew: look at each before committing it.
"""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from tests.conftest import FrozenClock
from tests.screens.console import console, settled, signed_in
from tests.screens.fake_desk import FakeBook

SIZES = {"80x24": (80, 24), "120x36": (120, 36), "200x60": (200, 60)}
Scene = Callable[[Pilot[Any]], Awaitable[None]]


async def keys(pilot: Pilot[Any], *pressed: str) -> None:
    for key in pressed:
        await pilot.press(key)
        await settled(pilot)


async def find(pilot: Pilot[Any]) -> None:
    await signed_in(pilot)
    box = pilot.app.screen.query_one("#box", Input)
    box.value = "chan tai m"
    box.cursor_position = len(box.value)
    await settled(pilot)
    await pilot.pause(0.1)


def member(*pressed: str) -> Scene:
    async def scene(pilot: Pilot[Any]) -> None:
        await find(pilot)
        await keys(pilot, *pressed)

    return scene


def still(scene: Scene) -> Scene:
    """``scene`` with cursors that do not blink."""

    async def stilled(pilot: Pilot[Any]) -> None:
        await scene(pilot)
        for box in pilot.app.screen.query("Input, TextArea").results(Input | TextArea):
            box.cursor_blink = False
        await pilot.pause()

    return stilled


async def gate(pilot: Pilot[Any]) -> None:
    await settled(pilot)


async def verify(pilot: Pilot[Any]) -> None:
    await find(pilot)
    await keys(pilot, "enter", "v", "enter")
    for said, after in (("0001-00", "down"), ("1 Feb 1980", "up")):
        pilot.app.screen.query_one("#said", Input).value = said
        await keys(pilot, "enter", after)


async def wrap_up(pilot: Pilot[Any]) -> None:
    await find(pilot)
    await keys(pilot, "ctrl+o", "w", "down", "down")
    pilot.app.screen.query_one(TextArea).text = "asked about physiotherapy"
    await settled(pilot)


async def estimate(pilot: Pilot[Any]) -> None:
    await find(pilot)
    await keys(pilot, "enter", "b", *"mri", "e", *"1200", "enter")


SCENES: dict[str, Scene] = {
    "signin": gate,
    "find": find,
    "benefits": member("enter"),
    "claims": member("enter", "c", "down", "enter"),
    "used": member("enter", "enter"),
    "estimate": estimate,
    "why-less": member("enter", "c", "down", "enter", "w"),
    "contact": member("ctrl+o", "c"),
    "verify": verify,
    "wrap-up": wrap_up,
    "unmask": member("ctrl+o", "m", "down", "enter"),
}
EVERYWHERE = ("find", "benefits")
"""Taken at every size; the others where it is tightest, claims also where there is room."""
ANSWERS = ("used", "estimate", "why-less")
"""Taken once a language: a caller's Chinese below an English screen, and the other way round."""
TAKEN = [
    (scene, size, language)
    for scene in SCENES
    for size in SIZES
    for language in ("en", "zh_Hant")
    if scene in EVERYWHERE or size == "80x24" or (scene, size) == ("claims", "120x36")
]
TAKEN += [("signin", "80x24", "zh_Hans"), ("benefits", "120x36", "zh_Hans")]
TAKEN += [(scene, "80x24", "zh_Hans") for scene in ANSWERS]


@pytest.mark.parametrize(("scene", "size", "language"), TAKEN)
def test_it_looks_as_it_did(
    snap_compare: Any,
    clock: FrozenClock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    scene: str,
    size: str,
    language: str,
) -> None:
    app = console(clock, tmp_path, FakeBook(clock), monkeypatch, language=language)
    assert snap_compare(app, terminal_size=SIZES[size], run_before=still(SCENES[scene]))


@pytest.mark.parametrize("theme", ["desk-light", "desk-contrast"])
def test_the_other_looks(
    snap_compare: Any, clock: FrozenClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, theme: str
) -> None:
    app = console(clock, tmp_path, FakeBook(clock), monkeypatch, theme=theme)
    assert snap_compare(app, terminal_size=SIZES["120x36"], run_before=still(SCENES["benefits"]))
