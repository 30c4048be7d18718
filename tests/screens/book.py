"""Keys pressed on the sample book and the real desk (the fixtures stand in conftest.py)."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Input

from tests.screens.console import drawn, settled

Open = Callable[..., AbstractAsyncContextManager[Pilot[Any]]]

HOTLINE, COUNTER, SUPERVISOR = range(3)
"""Places in the list of the gate."""


async def press(pilot: Pilot[Any], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


async def found(pilot: Pilot[Any], text: str, *keys: str) -> None:
    """Type into Find, then press keys: the first of them on the first hit."""
    pilot.app.screen.query_one("#box", Input).value = text
    await settled(pilot)
    await press(pilot, *keys)


def numbers(pilot: Pilot[Any]) -> list[str]:
    """The numbers of the policies in a list of them."""
    lines = [line.split() for line in drawn(pilot).splitlines()]
    return [line[0] for line in lines if line and line[0].isdigit() and len(line[0]) == 5]


def type_in(pilot: Pilot[Any], **texts: str) -> None:
    """Put texts into boxes of the screen, as if typed."""
    for name, text in texts.items():
        pilot.app.screen.query_one(f"#{name}", Input).value = text
