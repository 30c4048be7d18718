"""How accounts and the verify dialog look, at two sizes and in two languages."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from consoleapp.cli.console import console
from consoleapp.settings import load
from tests.conftest import FrozenClock
from tests.screens.book import found, press
from tests.screens.console import settled
from tests.screens.test_accounts import say


async def verifying(pilot: Pilot[Any]) -> None:
    """A caller who knew two facts, and a code on its way."""
    await press(pilot, "f7", "v", "enter")
    for said in ("0001-00", "chan tai man"):
        say(pilot, said)
        await press(pilot, "enter")
    await press(pilot, "ctrl+s")


SCENES: dict[str, Callable[[Pilot[Any]], Any]] = {
    "list": lambda pilot: press(pilot, "f7"),
    "account": lambda pilot: found(pilot, "PA200007", "enter"),
    "verify": verifying,
}


@pytest.mark.parametrize(
    ("scene", "size", "language"),
    [
        ("list", (120, 36), "en"),
        ("account", (120, 36), "en"),
        ("account", (80, 24), "zh"),
        ("verify", (80, 24), "zh"),
    ],
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
