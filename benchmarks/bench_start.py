"""From the command to the first usable frame, and what a console in use holds, in a real pseudo-terminal.

Ours is the command as staff give it, on the demo book. The floor is a bare Textual app with the same widgets;
both are started in turns, so that a noisy minute falls on both.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterable
from statistics import median

from benchmarks.figures import ROOT, Figure
from benchmarks.terminal import Terminal

NAME = "start"
SPEED = 8

ROUNDS = 5
BARE = (sys.executable, "-m", "benchmarks.bare")
FIRST_FRAME = "Password"
"""A label of both sign-in screens: boxes are drawn and take keys."""
BOOK_OPEN = "supervisor"
"""The last line of the list that the console shows once the book is open."""


def started(*command: str, until: tuple[str, ...]) -> list[float]:
    """Milliseconds from the command to each of the texts, in their order."""
    with Terminal(*command) as terminal:
        return [terminal.wait_for(text, 60.0) * 1000 for text in until]


def typed(*command: str) -> float:
    """Milliseconds from the command to the first letter on the screen, typed at the first frame."""
    with Terminal(*command) as terminal:
        terminal.wait_for(FIRST_FRAME, 60.0)
        terminal.forget()
        terminal.press("q")
        return terminal.wait_for("q", 60.0) * 1000


def in_use(*command: str) -> tuple[float, float]:
    """Megabytes at sign-in, and after a person was found, opened and looked at in every tab."""
    with Terminal(*command, columns=140, rows=40) as terminal:
        terminal.wait_for(BOOK_OPEN, 60.0)
        terminal.watch(2.0)
        at_the_gate = terminal.megabytes
        terminal.press("\r")
        terminal.wait_for("F2", 60.0)
        for letter in "chan tai man":
            terminal.press(letter)
            terminal.watch(0.2)
        terminal.watch(2.0)
        terminal.press("\r")
        for key in ("", *"cartb"):
            terminal.press(key)
            terminal.watch(2.0)
        return at_the_gate, terminal.megabytes


def run() -> Iterable[Figure]:
    with tempfile.TemporaryDirectory() as home:
        # As installed: where the environment forbids it, no start would leave its modules compiled.
        subprocess.run([sys.executable, "-m", "compileall", "-qq", "consoleapp", "benchmarks"], cwd=ROOT)
        ours = (sys.executable, "-m", "consoleapp", "--home", home)
        subprocess.run([*ours, "demo", "--no-open"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        frames: list[list[float]] = []
        bare: list[float] = []
        keys: list[float] = []
        bare_keys: list[float] = []
        for _round in range(ROUNDS):
            bare += started(*BARE, until=(FIRST_FRAME,))
            frames.append(started(*ours, until=(FIRST_FRAME, BOOK_OPEN)))
            bare_keys.append(typed(*BARE))
            keys.append(typed(*ours))
        first = median(frame for frame, _open in frames)
        opened = median(book_open for _frame, book_open in frames)
        note = f"median of {ROUNDS}"
        against = "bare Textual app, same widgets"
        yield Figure("command to first frame", first, "ms", None, median(bare), against, 1.4, note=note)
        yield Figure(
            "command to first letter typed",
            median(keys),
            "ms",
            None,
            median(bare_keys),
            against,
            1.4,
            note=note,
        )
        yield Figure("command to book open", opened, "ms", None, median(bare), against, note=note)
        gate, used = in_use(*ours)
        with Terminal(*BARE) as terminal:
            terminal.wait_for(FIRST_FRAME)
            terminal.watch(2.0)
            floor = terminal.megabytes
        yield Figure("memory at sign-in", gate, "MB", 90, floor, against, speed=10)
        yield Figure("memory in use: a member opened, every tab", used, "MB", 90, floor, against, speed=10)
