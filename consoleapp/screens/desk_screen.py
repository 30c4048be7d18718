"""What every screen is: the frame around a body, labels that follow the language, one message line."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import ClassVar, Protocol, cast, runtime_checkable

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import ScreenResume
from textual.widget import Widget
from textual.worker import Worker, WorkerState

from consoleapp.screens.following import follow, wipe
from consoleapp.screens.held_keys import HeldKeys
from consoleapp.screens.messages import Failed, Shown
from consoleapp.screens.picture import PictureScreen
from consoleapp.screens.widgets.frame import (
    ContactBand,
    ContactLine,
    DeskLine,
    HeaderLine,
    KeyLine,
    MessageLine,
    MessageTone,
)


@runtime_checkable
class Labelled(Protocol):
    """A widget whose labels come from the catalogue; it draws them anew in :meth:`relabel`."""

    def relabel(self) -> None:
        """Set every label again, in the language in use, and touch nothing that was typed."""


class Console(Protocol):
    """What the app tells its screens: at first by these values, then by calling them."""

    desk_line: DeskLine
    contact: ContactBand | None
    now: datetime
    held: HeldKeys

    def release_keys(self) -> None:
        """See :mod:`consoleapp.screens.held_keys`."""


class DeskScreen(PictureScreen):
    """A full screen inside the frame. A subclass yields its widgets from :meth:`body`."""

    BARE: ClassVar[bool] = False
    """True before sign-in and while locked: no areas, no palette, no lock."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-regular"), (160, "-wide")]  # noqa: RUF012 - Textual's type

    FIND_BOX: ClassVar[str] = ""
    """Selector of the box that ``/`` goes to on this screen; empty: the box of the Find screen."""

    def __init__(self) -> None:
        super().__init__()
        self._styled_in = ""
        """The look its widgets were styled in last."""

    def compose(self) -> ComposeResult:
        self._styled_in = self.app.theme
        # Before there are widgets: with the first Resize each of them would be styled a second time.
        self.add_class(*self._get_breakpoint_classes(self.app.size.width, self.HORIZONTAL_BREAKPOINTS))
        yield HeaderLine()
        yield ContactLine()
        with Vertical(classes="body"):
            yield from self.body()
        yield KeyLine()
        yield MessageLine()

    def body(self) -> ComposeResult:
        """The widgets between the frame's lines."""
        yield from ()

    def on_mount(self) -> None:
        follow(self)
        console = cast(Console, self.app)
        self.show_desk_line(console.desk_line)
        self.show_contact(console.contact)
        self.show_now(console.now)
        self.show_language()

    @on(ScreenResume)
    def keep_styles(self, event: ScreenResume) -> None:
        """Every widget has its style already, unless the look was changed meanwhile."""
        event.refresh_styles = self._styled_in != self.app.theme
        self._styled_in = self.app.theme

    def on_screen_resume(self) -> None:
        self.show_now(cast(Console, self.app).now)
        self.post_message(Shown(type(self).__name__.removesuffix("Screen").lower()))
        self.call_after_refresh(cast(Console, self.app).release_keys)

    def hold_keys(self, give_up: Callable[[], None]) -> None:
        """A screen was asked for: what is typed from now on is meant for it. Esc calls ``give_up``."""
        cast(Console, self.app).held.hold(give_up)

    def on_screen_suspend(self) -> None:
        """Covered, left or locked: nothing that was drawn is kept."""
        above = self.app.screen if self.app.screen_stack else self
        if isinstance(above, PictureScreen) and above is not self:
            above.once_shown(self.wipe_left)
        else:
            wipe(self)

    def wipe_left(self) -> None:
        """Another screen is seen, unless somebody came back before it was."""
        if self.app.screen is not self:
            wipe(self)

    @property
    def is_left(self) -> bool:
        """Whether it lies on no stack: closed, or kept for the next time."""
        return not any(self in stack for stack in self.app._screen_stacks.values())

    # While the console closes, a screen loses its lines before it is gone itself: then there is none to tell.

    def show_desk_line(self, line: DeskLine) -> None:
        for header in self.query(HeaderLine):
            header.line = line

    def show_contact(self, band: ContactBand | None) -> None:
        for line in self.query(ContactLine):
            line.band = None if self.BARE else band

    def show_now(self, now: datetime) -> None:
        """The clock: the contact line counts seconds, the header only changes with the minute."""
        for header in self.query(HeaderLine):
            if self.is_current or header.now is None:
                header.now = now.replace(second=0, microsecond=0)
                for line in self.query(ContactLine):
                    line.now = now

    def show_language(self) -> None:
        """Every label anew; what is being typed stays."""
        if isinstance(self, Labelled):
            self.relabel()
        for widget in self.labelled():
            widget.relabel()
        self.refresh_frame()

    def refresh_frame(self) -> None:
        for line in self.query("HeaderLine, ContactLine, KeyLine"):
            line.refresh()

    def labelled(self) -> Iterator[Labelled]:
        """The widgets of this screen that carry labels."""
        for widget in self.walk_children(Widget):
            if isinstance(widget, Labelled):
                yield widget

    def keep_drafts(self) -> None:
        """Called before the screen is taken away by a lock: keep what was typed and not yet kept."""

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A worker of this screen failed: the app says so."""
        if event.state is WorkerState.ERROR and isinstance(event.worker.error, Exception):
            self.post_message(Failed(event.worker.error))

    def action_export_table(self) -> None:
        """The table under the cursor into a workbook, or an end to that."""
        from consoleapp.screens.table_export import export_focused

        export_focused(self)

    def say(self, text: str, tone: MessageTone = MessageTone.NOTE) -> None:
        """One line above the keys, ``text`` already in the reader's language."""
        for line in self.query(MessageLine):
            line.say(text, tone)
            return
        self.call_after_refresh(self.say, text, tone)  # opened a moment ago: as soon as its lines are there
