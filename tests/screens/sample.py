"""A small console for the tests of the frame: invented people, a gate that lets anybody in, one area."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from consoleapp.app import Area, ConsoleApp, Launch
from consoleapp.i18n import N_, _
from consoleapp.rules.hours import Opening
from consoleapp.screens.desk_screen import DeskScreen
from consoleapp.screens.messages import SignedIn
from consoleapp.screens.widgets.frame import ContactBand, ContactKind, Door
from consoleapp.settings import Look, Settings

DOORS = (
    Door("hotline", Opening(True, datetime(2026, 11, 20, 11, 0, tzinfo=UTC))),
    Door("walk-in", Opening(False, datetime(2026, 11, 23, 1, 0, tzinfo=UTC))),
)
CONTACT = ContactBand(
    ContactKind.CALL,
    started=datetime(2026, 11, 20, 10, 1, 48, tzinfo=UTC),
    subject="CHAN TAI MAN 陳大文",
    caller=N_("the member"),
)
VERIFIED = replace(
    CONTACT,
    verified=True,
    level=N_("verified"),
    how=N_("one-time code"),
    at=datetime(2026, 11, 20, 10, 3, tzinfo=UTC),
    looks=2,
    parked=1,
)


class Gate(DeskScreen):
    """Enter signs in."""

    BARE = True
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "enter")]

    def body(self) -> ComposeResult:
        yield Static("who is there?")

    def action_enter(self) -> None:
        self.post_message(SignedIn(N_("Hotline"), "Wong Ka Yan"))


class Sample(DeskScreen):
    """One box, one subject, one letter."""

    FIND_BOX = "#box"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("w", "wrap"), Binding("ctrl+b", "boom")]
    wrapped = 0

    def body(self) -> ComposeResult:
        yield Input(id="box")
        yield Static("CHAN TAI MAN", id="subject", markup=False)

    def relabel(self) -> None:
        self.query_one(Input).placeholder = _("Find")

    def action_wrap(self) -> None:
        self.wrapped += 1

    def action_boom(self) -> None:
        secret = "A123456(3)"
        raise KeyError(secret)


def sample_app(
    clock: Callable[[], datetime],
    tmp_path: Path,
    *,
    screen: Callable[[], DeskScreen] = Sample,
    look: Look | None = None,
    **changes: Any,
) -> ConsoleApp:
    """A console with one area, not yet signed in."""
    settings = Settings(home=tmp_path, database_url="", audit_key_file=tmp_path / "key", look=look or Look())
    launch = Launch(
        settings=settings,
        clock=clock,
        open_desk=lambda: "desk",
        gate=Gate,
        areas=(Area("find", screen),),
        doors=lambda _now: DOORS,
    )
    app = ConsoleApp(replace(launch, **changes))
    app.animation_level = "none"
    return app
