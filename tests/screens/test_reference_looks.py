"""How the desk reference looks, at three sizes and in two languages."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from consoleapp.cli.console import console
from consoleapp.settings import load
from tests.conftest import FrozenClock
from tests.screens.book import found, press
from tests.screens.console import settled


async def looked_up(pilot: Pilot[Any], words: str, *keys: str) -> None:
    await press(pilot, "f10")
    pilot.app.screen.query_one("#box", Input).value = words
    await settled(pilot)
    await press(pilot, *keys)
    await pilot.pause(0.1)
    await settled(pilot)


async def in_a_call(pilot: Pilot[Any]) -> None:
    """Contact points, those of the policy on the line first."""
    await found(pilot, "91307", "ctrl+o")
    await looked_up(pilot, "hotline")


SCENES: dict[str, Callable[[Pilot[Any]], Any]] = {
    "words": lambda pilot: looked_up(pilot, "claim form"),
    "entry": lambda pilot: looked_up(pilot, "門診 索償", "enter"),
    "call": in_a_call,
}


@pytest.mark.parametrize(
    ("scene", "size", "language"),
    [("words", (120, 36), "en"), ("entry", (80, 24), "zh"), ("call", (200, 60), "en")],
)
def test_looks(
    snap_compare: Any, home: Path, clock: FrozenClock, scene: str, size: tuple[int, int], language: str
) -> None:
    app = console(load(home, {}), "", clock)
    app.animation_level = "none"

    async def still(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        await press(pilot, "enter")
        if language == "zh":
            await press(pilot, "ctrl+l")
        await SCENES[scene](pilot)

    assert snap_compare(app, terminal_size=size, run_before=still)
    app.launch.leave()
