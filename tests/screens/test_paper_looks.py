"""How the queue, the form that asks for documents, letters and messages look."""

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
from tests.screens.papers import BY_LETTER, by_letter, leave_upload


async def queue(pilot: Pilot[Any]) -> None:
    await found(pilot, BY_LETTER, "enter", "h", "enter")
    await press(pilot, "f8", "a", "c")


async def letter(pilot: Pilot[Any]) -> None:
    await found(pilot, BY_LETTER, "enter", "h", "enter", "m", "enter")


SCENES: dict[str, Callable[[Pilot[Any]], Any]] = {
    "queue": queue,
    "ask": lambda pilot: found(pilot, "A2600011355", "enter", "n", "space", "down"),
    "text": lambda pilot: found(pilot, "A2600011355", "enter", "n", "space", "enter"),
    "letter": letter,
}


@pytest.mark.parametrize(
    ("scene", "size", "language"),
    [
        ("queue", (80, 24), "zh"),
        ("queue", (120, 36), "en"),
        ("queue", (200, 60), "en"),
        ("ask", (80, 24), "zh"),
        ("ask", (120, 36), "en"),
        ("text", (80, 24), "zh"),
        ("letter", (120, 36), "en"),
    ],
)
def test_looks(
    snap_compare: Any,
    home: Path,
    clock: FrozenClock,
    monkeypatch: pytest.MonkeyPatch,
    scene: str,
    size: tuple[int, int],
    language: str,
) -> None:
    by_letter(home)
    leave_upload(home, clock().isoformat())
    monkeypatch.setattr("secrets.token_urlsafe", lambda _bytes: "drafted")
    app = console(load(home, {}), "", clock)
    app.animation_level = "none"

    async def still(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        await press(pilot, *["down"] * COUNTER, "enter")
        if language == "zh":
            await press(pilot, "ctrl+l")
        await SCENES[scene](pilot)

    assert snap_compare(app, terminal_size=size, run_before=still)
    app.launch.leave()
