"""An export on its way: a process of its own does it, a bar tells how far it is, and it can be stopped."""

from collections.abc import Callable, Generator
from threading import Event
from typing import TYPE_CHECKING, Any

from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from consoleapp.i18n import _
from consoleapp.screens.session import Session

if TYPE_CHECKING:
    from consoleapp.exchange.progress import Progress

BAR = 24
"""Cells of the bar."""


class Running:
    """Mixed into a screen with a ``session`` and a ``#progress`` line.

    It implements :meth:`export_done` and :meth:`export_failed`. One export at a time.
    """

    session: Session

    class Step(Message, bubble=False):
        """How far it is."""

        def __init__(self, progress: "Progress") -> None:
            super().__init__()
            self.progress = progress

    class Ended(Message, bubble=False):
        """It is done, it failed, or – with neither – it was stopped."""

        def __init__(self, exported: object = None, error: Exception | None = None) -> None:
            super().__init__()
            self.exported = exported
            self.error = error

    _stopping: Event | None = None

    @property
    def _screen(self) -> Any:
        """The screen this is mixed into."""
        return self

    @property
    def is_running_export(self) -> bool:
        return self._stopping is not None

    def start(self, order: Callable[[], Any]) -> None:
        """Write what ``order`` makes. A thread waits for the process that does it."""
        if self._stopping is not None:
            return
        stop = self._stopping = Event()
        desk, screen = self.session.serving, self._screen
        self.show_progress(Content.styled(_("Starting"), "$muted"))
        screen.refresh_bindings()

        def work() -> None:
            from consoleapp.exchange.reports.apart import export_apart

            try:
                steps = export_apart(desk, order())
                screen.post_message(self.Ended(self._to_the_end(steps, stop)))
            except Exception as error:
                screen.post_message(self.Ended(error=error))

        screen.run_worker(work, thread=True, group="export", description="export", exit_on_error=False)

    def _to_the_end(self, steps: "Generator[Progress, None, object]", stop: Event) -> object:
        """What it comes to; None when it was stopped. Closing the steps leaves nothing behind."""
        app = self._screen.app
        try:
            while not stop.is_set() and app.is_running:
                self._screen.post_message(self.Step(next(steps)))
        except StopIteration as end:
            return end.value
        steps.close()
        return None

    def on_running_step(self, message: "Running.Step") -> None:
        if self._stopping is not None:
            self.show_progress(Content.styled(line(message.progress), "$ink"))

    def on_running_ended(self, message: "Running.Ended") -> None:
        self._stopping = None
        self._screen.refresh_bindings()
        if message.error is not None:
            self.show_progress(Content(""))
            self.export_failed(message.error)
        elif message.exported is None:
            self.show_progress(Content.styled(_("Stopped. Nothing was left behind."), "$waiting"))
        else:
            self.export_done(message.exported)

    def action_stop(self) -> None:
        """End it; what was written so far is taken away."""
        if self._stopping is not None:
            self._stopping.set()

    def show_progress(self, told: Content) -> None:
        self._screen.query_one("#progress", Static).update(told)

    def export_done(self, exported: Any) -> None:
        """Say where the file went."""

    def export_failed(self, error: Exception) -> None:
        """Say why there is none, or ask a second person."""


def line(step: "Progress") -> str:
    """``Writing rows ██████░░░░  12,000 / 60,000  15,000/s  3 s left``."""
    if not step.total:  # how many there are is not known yet
        return _(step.stage)
    share = step.done / step.total
    full = min(int(share * BAR), BAR)
    parts = [_(step.stage), "█" * full + "░" * (BAR - full), f"{step.done:,} / {step.total:,}"]
    if step.rate:
        parts.append(_("{n} a second").format(n=f"{step.rate:,.0f}"))
    if step.left is not None:
        parts.append(_("{n} s left").format(n=f"{step.left:,.0f}"))
    return "  ".join(parts)
