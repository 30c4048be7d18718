"""The console on the fake desk, for tests and pictures: signed in, on a screen, at a size."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.worker import WorkerCancelled

from consoleapp.app import Area, ConsoleApp, Launch
from consoleapp.screens import find, verbs
from consoleapp.screens.find import FindScreen
from consoleapp.screens.session import Book, DemoLogin, Session
from consoleapp.screens.signin import SignInScreen
from consoleapp.settings import Look
from tests.screens.fake_desk import DEMO, FakeBook, settings_of
from tests.screens.sample import DOORS


def console(
    clock: Callable[[], datetime],
    folder: Path,
    book: FakeBook,
    patch: Any,
    *,
    demo: bool = True,
    language: str = "en",
    theme: str = "desk-dark",
) -> ConsoleApp:
    """A console whose verbs are those of ``book``. ``patch`` is pytest's monkeypatch."""
    patch.setattr(find, "AHEAD", 3600.0)  # a screen made ahead would come at any moment
    for name, room in book.rooms().items():
        patch.setattr(verbs, name, room, raising=False)
    settings = replace(settings_of(folder), look=Look(language=language, theme=theme))
    session = Session(settings, clock)
    people = tuple(DemoLogin(one.login, one.name, one.password) for one in DEMO) if demo else ()

    def open_book() -> Book:
        book.trip("open")
        return Book(None, people)  # type: ignore[arg-type]

    launch = Launch(
        settings=settings,
        clock=clock,
        open_desk=open_book,
        gate=lambda: SignInScreen(session),
        areas=(Area("find", lambda: FindScreen(session)),),
        doors=lambda _now: DOORS,
        contact=session.band,
        keep_look=lambda language, theme: book.looks_kept.append((language, theme)),
    )
    app = ConsoleApp(launch)
    app.animation_level = "none"
    book.session = session
    return app


def drawn(pilot: Pilot[Any]) -> str:
    """What the terminal shows now, as lines of text."""
    screen = pilot.app.screen
    lines = screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in lines)


async def settled(pilot: Pilot[Any]) -> None:
    """Until nothing is asked any more and everything is drawn."""
    for _round in range(12):
        await pilot.pause()
        if all(worker.is_finished for worker in pilot.app.workers):
            break
        with suppress(WorkerCancelled):  # a newer question took its place
            await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def signed_in(pilot: Pilot[Any]) -> None:
    """Past the gate, by the demo list."""
    await settled(pilot)
    await pilot.press("enter")
    await settled(pilot)


async def typed(pilot: Pilot[Any], text: str) -> None:
    """Type ``text`` where the cursor is."""
    await pilot.press(*("space" if letter == " " else letter for letter in text))
    await settled(pilot)
