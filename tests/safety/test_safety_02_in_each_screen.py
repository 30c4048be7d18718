"""Each of the console's own screens is made to fail: an error id, and nobody's data anywhere (SAFETY 2)."""

import re
import sys
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from benchmarks.terminal import Terminal
from consoleapp import faults
from tests.safety.sabotage import SECRETS, break_keys_and_workers
from tests.safety.walk import IN_SHORT, WALK, Walker, presses
from tests.screens.console import drawn

ID = re.compile(r"error id ([2-9A-Z]{6})")
SCREENS = sorted(
    {screen for _keys, screen in (*IN_SHORT, *WALK) if screen.endswith("Screen")} - {"HelpScreen"}
)
WITHOUT_F10 = {"CommandPalette"}
"""Textual's own."""


def log_of(home: Path) -> str:
    return (home / "data" / "logs" / faults.LOG_NAME).read_text(encoding="utf-8")


async def calm(pilot: Pilot[Any]) -> None:
    """Until the desk has answered; what waits for a dialog may go on waiting."""
    for _round in range(100):
        await pilot.pause(0.01)
        if all(one.is_finished for one in pilot.app.workers if one.group != "default"):
            break
    await pilot.pause()


@pytest.mark.parametrize(
    "way", [pytest.param(IN_SHORT, id="in short"), pytest.param(WALK, id="whole", marks=pytest.mark.soak)]
)
async def test_safety_02_a_key_or_a_worker_that_fails_costs_a_line_on_every_screen(
    opened: Any, home: Path, monkeypatch: pytest.MonkeyPatch, way: tuple[tuple[str, str], ...]
) -> None:
    break_keys_and_workers(monkeypatch)
    told: set[str] = set()
    async with opened((120, 36), who=2) as pilot:
        for keys, screen in way[1:]:
            for press in presses(keys):
                await pilot.press({"/": "slash"}.get(press, press))
                await calm(pilot)
            assert type(pilot.app.screen).__name__ == screen, keys
            if screen in WITHOUT_F10 or screen == "SignInScreen":
                continue
            before = log_of(home).count("KeyError")
            await pilot.press("f10")
            await calm(pilot)
            assert log_of(home).count("KeyError") > before, screen
            assert type(pilot.app.screen).__name__ == screen
            shown = drawn(pilot)
            assert not any(secret in shown for secret in SECRETS)
            if screen.endswith("Screen") and screen != "HelpScreen":
                found = ID.search(shown)
                assert found, shown
                assert found[1] in log_of(home)
                told.add(screen)
    assert len(told) >= 10
    log = log_of(home)
    assert "safety/sabotage.py" in log
    assert not any(secret in log for secret in SECRETS)


QUICK = {("FindScreen", "compose"), ("AccountScreen", "render")}


@pytest.mark.parametrize(
    ("screen", "place"),
    [
        pytest.param(name, place, marks=() if (name, place) in QUICK else pytest.mark.soak)
        for name in SCREENS
        for place in ("compose", "render")
    ],
)
def test_safety_02_a_screen_that_cannot_be_built_or_drawn_leaves_one_line(
    home: Path, tmp_path: Path, screen: str, place: str
) -> None:
    """In a real terminal: the console closes, with an id and nothing else."""
    told = tmp_path / "told"
    program = (sys.executable, "-m", "tests.safety.sabotage", str(home), "en", str(told), screen, place)
    with Terminal(*program, columns=100, rows=30) as terminal:
        walker = Walker(terminal, told)
        try:
            walker.settle(20)
            for keys, _leads_to in WALK:
                walker.go(keys)
        except (TimeoutError, OSError):  # it has closed
            pass
        assert terminal.ended() == 1
        written = terminal.raw.decode("utf-8", errors="replace")
    found = ID.search(written)
    assert found, written[-500:]
    assert "The console had to close." in written
    assert "Traceback" not in written
    log = log_of(home)
    assert found[1] in log
    assert "KeyError" in log
    for secret in SECRETS:
        assert secret not in written
        assert secret not in log
