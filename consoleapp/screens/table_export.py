"""``x`` on a table: what is shown, as filtered and sorted, into a workbook; ``x`` again stops it."""

from threading import Event
from typing import TYPE_CHECKING, Any

from textual.content import Content
from textual.css.query import NoMatches
from textual.widgets import Static

from consoleapp.i18n import _
from consoleapp.rules.text import printable
from consoleapp.screens import keys, verbs
from consoleapp.screens.messages import Failed, Say
from consoleapp.screens.widgets.frame import MessageTone
from consoleapp.screens.widgets.record_grid import RecordGrid

if TYPE_CHECKING:
    from consoleapp.screens.desk_screen import DeskScreen

running: dict[int, Event] = {}
"""What stops the export of a screen, by the screen."""


def export_focused(screen: "DeskScreen") -> None:
    """Write the table under the cursor, or stop what is being written."""
    grid, session = screen.focused, getattr(screen, "session", None)
    if (stop := running.get(id(screen))) is not None:
        stop.set()
    elif isinstance(grid, RecordGrid) and grid.source is not None and session is not None:
        write(screen, session, grid, None)


def write(screen: "DeskScreen", session: Any, grid: RecordGrid, approval_id: int | None) -> None:
    """In a thread; the line above the keys says how far it is and where the file went."""
    source = grid.source
    if source is None:
        return
    desk, stop = session.serving, Event()
    mode, told, notes = screen.app.current_mode, told_by(screen), grid.row_height > 1
    title = _(keys.BY_ID[f"app.{mode}"].label)
    running[id(screen)] = stop

    def work() -> None:
        from consoleapp.exchange.reports.table import Shown, export_table

        shown = Shown(mode, title, told, source, notes)
        try:
            steps = export_table(desk, shown, approval_id)
            while not stop.is_set():
                step = next(steps)
                text = _("{done} of {total} rows; x stops it").format(
                    done=f"{step.done:,}", total=f"{step.total:,}"
                )
                screen.post_message(Say(text))
            steps.close()
            screen.post_message(Say(_("Stopped. Nothing was left behind."), MessageTone.WARNING))
        except StopIteration as end:
            done = _("{rows} rows in {file}. Audit number {number}.").format(
                rows=f"{end.value.rows:,}", file=end.value.file, number=end.value.audit_no
            )
            screen.post_message(Say(printable(done), MessageTone.DONE))
        except Exception as error:
            failure = error
            screen.call_later(lambda: failed(screen, session, grid, failure))
        finally:
            running.pop(id(screen), None)

    screen.run_worker(work, thread=True, group="table", description="table", exit_on_error=False)


def failed(screen: "DeskScreen", session: Any, grid: RecordGrid, error: Exception) -> None:
    """A second person is asked where one is needed; anything else is said."""
    from consoleapp.screens.dialogs.approve import ApproveDialog

    if isinstance(error, verbs.approvals.NeedsApproval):

        def approved(number: int | None) -> None:
            if number is not None:
                write(screen, session, grid, number)

        screen.app.push_screen(ApproveDialog(session, error.asked), approved)
    else:
        screen.post_message(Failed(error))


def told_by(screen: "DeskScreen") -> str:
    """How the screen names what it lists: its first line, with the filters in it."""
    try:
        content = screen.query_one("#title", Static).content
    except NoMatches:
        return ""
    return " ".join((content.plain if isinstance(content, Content) else str(content)).split())
