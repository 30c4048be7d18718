"""What the console is given when it starts."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from textual.app import App

from consoleapp.screens.desk_screen import DeskScreen
from consoleapp.screens.idle import Clock
from consoleapp.screens.widgets.frame import ContactBand, Door
from consoleapp.settings import Settings


@dataclass(frozen=True, slots=True)
class Area:
    """An area of work: ``name`` is what its key's action names, ``screen`` makes its first screen."""

    name: str
    screen: Callable[[], DeskScreen]
    may: Callable[[], bool] = lambda: True
    """Whether whoever is signed in may go there; its key shows only then."""


@dataclass(frozen=True, slots=True)
class Launch:
    """Everything the console is given.

    ``open_desk`` runs in a thread after the first paint (SPEED 8) and may raise a ConsoleError; what it
    returns becomes ``opened``. ``gate`` makes the sign-in screen. The first of ``areas`` that is open to
    somebody is where they begin. ``doors`` says what is open at a moment, ``contact`` gives the band of the
    contact going on. ``keep_look`` remembers language and theme for
    whoever is signed in, ``step`` that a screen was opened in a contact, ``keep_head`` writes the head of the
    audit record down outside; they run in threads. ``leave`` is called once the console has closed.
    ``own_sign_in`` leads somebody through changing theirs. ``demo`` marks a book of invented people.
    ``language`` was asked for by ``--lang``: like one chosen at the gate.
    """

    settings: Settings
    clock: Clock
    open_desk: Callable[[], object]
    gate: Callable[[], DeskScreen]
    areas: tuple[Area, ...]
    doors: Callable[[datetime], tuple[Door, ...]] = lambda _now: ()
    contact: Callable[[], ContactBand | None] = lambda: None
    keep_look: Callable[[str, str], None] = lambda _language, _theme: None
    step: Callable[[str], None] = lambda _screen: None
    keep_head: Callable[[], None] = lambda: None
    leave: Callable[[], None] = lambda: None
    own_sign_in: Callable[[App[object]], Awaitable[str]] | None = None
    demo: bool = False
    language: str = ""
