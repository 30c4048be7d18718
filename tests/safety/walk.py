"""The console walked by its keys, on the sample book, in a real terminal or beside it."""

import asyncio
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from weakref import WeakSet

from textual import events

from benchmarks.terminal import Terminal
from consoleapp.app import ConsoleApp
from consoleapp.cli.console import console
from consoleapp.settings import load
from tests.conftest import FrozenClock
from tests.safety.ways import MEANWHILE

IN_A_TERMINAL = {
    "enter": "\r", "escape": "\x1b", "down": "\x1b[B", "right": "\x1b[C", "f1": "\x1bOP", "f2": "\x1bOQ",
    "f3": "\x1bOR", "f4": "\x1bOS", "f5": "\x1b[15~", "f6": "\x1b[17~", "f7": "\x1b[18~", "f8": "\x1b[19~",
    "f9": "\x1b[20~", "f10": "\x1b[21~", "f12": "\x1b[24~", "tab": "\t", "space": " ", "end": "\x1b[F",
}  # fmt: skip
"""What a terminal sends for a key; Ctrl with a letter and what is typed are worked out."""


def presses(keys: str) -> Iterator[str]:
    """The names of single presses; a word after ~ is none, and comes whole."""
    for word in keys.split():
        if word.startswith("'"):
            yield from (" " if letter == "_" else letter for letter in word[1:])
        else:
            yield word


def sent(press: str) -> str:
    """The same as a terminal sends it."""
    if press.startswith("ctrl+"):
        return chr(ord(press[-1]) & 0x1F)
    return IN_A_TERMINAL.get(press, press)


class Walker:
    """Presses keys in a terminal, each when the one before has been dealt with and answered."""

    def __init__(self, terminal: Terminal, home: Path, told: Path) -> None:
        self.terminal = terminal
        self.home = home
        self.told = told
        self.pressed = 0

    def go(self, keys: str) -> str:
        """The screen the keys lead to."""
        for press in presses(keys):
            if press.startswith("~"):
                MEANWHILE[press[1:]](self.home)
                continue
            self.terminal.press(sent(press))
            self.pressed += 1
            self.settle()
        return self.screen()

    def settle(self, limit: float = 30.0) -> None:
        until = time.perf_counter() + limit
        while time.perf_counter() < until:
            self.terminal.watch(0.03)
            pressed, _screen, idle = self.report()
            if idle == "idle" and int(pressed) >= self.pressed:
                return
        raise TimeoutError(f"{self.report()} after {self.pressed} keys")

    def report(self) -> tuple[str, str, str]:
        try:
            pressed, screen, idle = self.told.read_text().split()
        except FileNotFoundError:
            return "-1", "none", "busy"
        return pressed, screen, idle

    def screen(self) -> str:
        return self.report()[1]


def tell(app: ConsoleApp, told: Path) -> None:
    """Keep in ``told`` how many keys were dealt with, which screen is up, and whether the desk was asked."""
    pressed: WeakSet[events.Key] = WeakSet()
    count = 0
    real = app.on_event
    telling: asyncio.Task[None] | None = None

    async def counted(event: events.Event) -> None:
        nonlocal count, telling
        if telling is None:
            telling = asyncio.create_task(keep_telling())
        held = len(app.held._keys)
        await real(event)
        # A key that was held comes again; one that nobody took comes back from where it was sent.
        if isinstance(event, events.Key) and event not in pressed and len(app.held._keys) <= held:
            pressed.add(event)
            count += 1

    def state() -> str:
        if app.opened is None or not app.screen_stack:
            return f"{count} none busy"
        screen = app.screen
        # Who waits for a dialog's answer is no question to the desk.
        asked = any(
            not one.is_finished and not (one.group == "default" and screen.is_modal)
            for one in list(app.workers)
        )
        there = (app, screen, screen.focused or screen)
        waiting = asked or app.held._give_up or any(one._message_queue.qsize() for one in there)
        return f"{count} {type(screen).__name__} {'busy' if waiting or not screen.is_running else 'idle'}"

    async def keep_telling() -> None:
        # Between messages, never in the middle of one: a screen that is being built looks idle from a thread.
        lately = ["", "", ""]
        while True:
            await asyncio.sleep(0.01)
            lately = [*lately[1:], state()]
            if len(set(lately)) == 1:  # nothing came in between
                part = told.with_suffix(".part")
                part.write_text(lately[0])
                part.replace(told)

    app.on_event = counted  # type: ignore[method-assign]


def main(home: Path, language: str, told: Path) -> int:
    """The console on the book of ``home``, at the moment the tests stand still at."""
    app = console(load(home, {}), "", FrozenClock(), language)
    app.animation_level = "none"
    tell(app, told)
    app.run()
    return app.return_code or 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])))
