"""How claims and their documents look: the list, one claim, papers taken in, at two sizes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from consoleapp.cli.console import console
from consoleapp.settings import load
from tests.conftest import FrozenClock
from tests.screens.book import COUNTER, found, press
from tests.screens.console import settled

LANGUAGES = ("en", "zh", "zh_Hans")
"""In the order of Ctrl+L."""
SCENES: dict[str, Callable[[Pilot[Any]], Any]] = {
    "list": lambda pilot: press(pilot, "f5"),
    "claim": lambda pilot: found(pilot, "A2600011378", "enter"),
    "documents": lambda pilot: found(pilot, "A2600011378", "enter", "d"),
    "take-in": lambda pilot: found(pilot, "A2600011378", "enter", "i", "space"),
}


@pytest.mark.parametrize(
    ("scene", "size", "language"),
    [
        ("list", (120, 36), "en"),
        ("claim", (120, 36), "en"),
        ("claim", (80, 24), "zh"),
        ("take-in", (80, 24), "zh"),
        ("list", (80, 24), "zh"),
        ("list", (120, 36), "zh_Hans"),
        ("claim", (120, 36), "zh_Hans"),
        ("documents", (120, 36), "en"),
        ("documents", (80, 24), "zh_Hans"),
    ],
)
def test_looks(
    snap_compare: Any, home: Path, clock: FrozenClock, scene: str, size: tuple[int, int], language: str
) -> None:
    app = console(load(home, {}), "", clock)
    app.animation_level = "none"

    async def still(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        await press(pilot, *["down"] * COUNTER, "enter")
        await press(pilot, *["ctrl+l"] * LANGUAGES.index(language))
        await SCENES[scene](pilot)

    assert snap_compare(app, terminal_size=size, run_before=still)
    app.launch.leave()
