"""Draw the pictures of the documents: the real program on a fresh sample book, on a quiet working day.

``python tools/pictures.py`` writes ``docs/pictures/*.svg``. Look at them before committing.
"""

import asyncio
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Input

from consoleapp.cli.console import console
from consoleapp.exchange.sample import build_demo
from consoleapp.settings import load

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
NOW = datetime(2026, 11, 20, 10, 5, tzinfo=UTC)
SIZE = (120, 32)


async def settled(pilot: Pilot[Any]) -> None:
    """Until nothing is read any more."""
    for _round in range(12):
        await pilot.pause(0.1)
        await pilot.app.workers.wait_for_complete()


async def press(pilot: Pilot[Any], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


async def draw(home: Path) -> None:
    """Sign in, find somebody, open them in a call, identify them."""
    app = console(load(home, {}), "", lambda: NOW)
    app.animation_level = "none"
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await press(pilot, "enter")
        box = app.screen.query_one("#box", Input)
        for text in ("chan tai", " m"):
            box.insert_text_at_cursor(text)
            await settled(pilot)
        keep(app.export_screenshot(title="consoleapp"), "find")
        await press(pilot, "ctrl+o", "v")
        for said, after in (("0001-00", "down"), ("17 Mar 1979", "enter")):
            app.screen.query_one("#said", Input).value = said
            await press(pilot, "enter", after)
        keep(app.export_screenshot(title="consoleapp"), "member")


def keep(picture: str, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    (PICTURES / f"{name}.svg").write_text(picture, encoding="utf-8")
    print(PICTURES / f"{name}.svg")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        build_demo(load(Path(folder), {}))
        asyncio.run(draw(Path(folder)))


if __name__ == "__main__":
    main()
