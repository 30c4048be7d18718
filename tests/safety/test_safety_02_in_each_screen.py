"""Each of the console's own screens is made to fail: an error id, and nobody's data anywhere (SAFETY 2)."""

import re
import sys
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from benchmarks.figures import ROOT
from benchmarks.terminal import Terminal
from consoleapp import faults
from consoleapp.cli.console import console
from consoleapp.screens.desk_screen import DeskScreen
from consoleapp.screens.dialogs.dialog import Dialog
from consoleapp.settings import load
from tests.conftest import FrozenClock
from tests.safety import poisoned
from tests.safety.sabotage import SECRETS, break_keys_and_workers
from tests.safety.walk import Walker, presses
from tests.safety.ways import IN, IN_SHORT, MEANWHILE, WAYS, WHOLE, Way, all_kinds
from tests.screens.console import drawn, settled

ID = re.compile(r"error id ([2-9A-Z]{6})")
SCREENS = all_kinds(DeskScreen).keys()
DIALOGS = all_kinds(Dialog).keys()
WITHOUT_F11 = {"CommandPalette", "SignInScreen"}
"""Textual's own, and the gate, where nobody is in yet."""


def log_of(home: Path) -> str:
    return (home / "data" / "logs" / faults.LOG_NAME).read_text(encoding="utf-8")


def prepare(home: Path, way: Way) -> None:
    way.before(home)
    if way.hostile:
        poisoned.poison(load(home, {}))


def says_nothing(text: str) -> bool:
    """Whether nothing of what failed, or of what is kept, stands in ``text``."""
    return not any(secret in text for secret in SECRETS) and not poisoned.seen(text)


async def calm(pilot: Pilot[Any]) -> None:
    """Until the desk has answered; what waits for a dialog may go on waiting."""
    for _round in range(100):
        await pilot.pause(0.01)
        if all(one.is_finished for one in pilot.app.workers if one.group != "default"):
            break
    await pilot.pause()


def test_safety_02_every_screen_and_dialog_is_reached_by_its_keys() -> None:
    """A new one comes with the keys that lead to it, or is not proved to fail quietly."""
    reached = {screen for way in WAYS for _keys, screen in way.whole}
    assert reached - {"CommandPalette"} == SCREENS | DIALOGS


@pytest.mark.parametrize(
    "way",
    [
        pytest.param(IN_SHORT, id="in short"),
        pytest.param(WHOLE, id="whole", marks=pytest.mark.soak),
        *(pytest.param(way, id=way.steps[-1][1], marks=pytest.mark.soak) for way in WAYS if not way.plain),
    ],
)
async def test_safety_02_a_key_or_a_worker_that_fails_costs_a_line_on_every_screen(
    home: Path, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch, way: Way
) -> None:
    monkeypatch.chdir(ROOT)
    break_keys_and_workers(monkeypatch)
    prepare(home, way)
    app = console(load(home, {}), "", clock)
    app.animation_level = "none"
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        for keys, screen in way.whole:
            for press in presses(keys):
                if press.startswith("~"):
                    MEANWHILE[press[1:]](home)
                else:
                    await pilot.press({"/": "slash"}.get(press, press))
                await calm(pilot)
            assert type(app.screen).__name__ == screen, keys
            if screen in WITHOUT_F11 or (keys, screen) == IN:
                continue
            before = log_of(home).count("KeyError")
            await pilot.press("f11")
            await calm(pilot)
            assert log_of(home).count("KeyError") > before, screen
            assert type(app.screen).__name__ == screen
            shown = drawn(pilot)
            assert not any(secret in shown for secret in SECRETS)
            if screen in SCREENS:
                found = ID.search(shown)
                assert found, shown
                assert found[1] in log_of(home)
    app.launch.leave()
    assert "safety/sabotage.py" in log_of(home)
    assert says_nothing(log_of(home))


QUICK = {("FindScreen", "compose"), ("AccountScreen", "render")}


@pytest.mark.parametrize(
    ("screen", "place"),
    [
        pytest.param(name, place, marks=() if (name, place) in QUICK else pytest.mark.soak)
        for name in sorted(SCREENS | DIALOGS)
        for place in ("compose", "render")
        if place == "render" or name in SCREENS
    ],
)
def test_safety_02_a_screen_that_cannot_be_built_or_drawn_leaves_one_line(
    home: Path, tmp_path: Path, screen: str, place: str
) -> None:
    """In a real terminal: the console closes, with an id and nothing else."""
    way = next(way for way in WAYS if any(name == screen for _keys, name in way.whole))
    prepare(home, way)
    told = tmp_path / "told"
    program = (sys.executable, "-m", "tests.safety.sabotage", str(home), "en", str(told), screen, place)
    with Terminal(*program, columns=100, rows=30) as terminal:
        walker = Walker(terminal, home, told)
        try:
            walker.settle(20)
            for keys, leads_to in way.whole:
                assert walker.go(keys) == leads_to, keys
        except (TimeoutError, OSError):  # it has closed
            pass
        assert terminal.ended() == 1
        written = terminal.raw.decode("utf-8", errors="replace")
    found = ID.search(written)
    assert found, written[-500:]
    assert "The console had to close." in written
    assert "Traceback" not in written
    assert says_nothing(written[found.start() - 200 :])
    log = log_of(home)
    assert found[1] in log
    assert "KeyError" in log
    assert says_nothing(log)
