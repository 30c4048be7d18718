"""Policies as pictures, on the sample book: each screen in every language, small and wide."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from consoleapp.cli.console import console
from consoleapp.screens.widgets.frame import KeyLine
from consoleapp.settings import load
from tests.conftest import FrozenClock
from tests.screens.book import found, press
from tests.screens.console import settled, signed_in


async def listed(pilot: Pilot[Any]) -> None:
    await press(pilot, "f3")


async def members(pilot: Pilot[Any]) -> None:
    await found(pilot, "91822", "enter")


async def schedule(pilot: Pilot[Any]) -> None:
    await found(pilot, "91307", "enter")
    await press(pilot, "b", "down", "down", "enter")


async def compared(pilot: Pilot[Any]) -> None:
    await found(pilot, "91307", "enter")
    await press(pilot, "c")


SMALL, USUAL, WIDE = (80, 24), (120, 36), (200, 60)
TAKEN: tuple[tuple[Callable[[Pilot[Any]], Awaitable[None]], tuple[int, int], str], ...] = (
    (listed, WIDE, "en"),
    (listed, SMALL, "zh_Hant"),
    (listed, USUAL, "zh_Hans"),
    (members, USUAL, "en"),
    (members, SMALL, "zh_Hant"),
    (members, WIDE, "zh_Hans"),
    (schedule, SMALL, "en"),
    (schedule, USUAL, "zh_Hant"),
    (schedule, USUAL, "zh_Hans"),
    (compared, USUAL, "en"),
    (compared, SMALL, "zh_Hant"),
    (compared, USUAL, "zh_Hans"),
)


@pytest.mark.parametrize(
    ("scene", "size", "language"),
    TAKEN,
    ids=[f"{scene.__name__}-{size[0]}x{size[1]}-{language}" for scene, size, language in TAKEN],
)
def test_it_looks_as_it_did(
    snap_compare: Any,
    home: Path,
    clock: FrozenClock,
    scene: Callable[[Pilot[Any]], Awaitable[None]],
    size: tuple[int, int],
    language: str,
) -> None:
    """The foot is left out: it tells of every area of work there is."""
    app = console(load(home, {}), "", clock, language)
    app.animation_level = "none"

    async def without_foot(pilot: Pilot[Any]) -> None:
        await signed_in(pilot)
        await scene(pilot)
        pilot.app.screen.query_one(KeyLine).display = False
        await settled(pilot)

    assert snap_compare(app, terminal_size=size, run_before=without_foot)
