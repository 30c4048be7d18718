"""``x`` on a table: what is shown, as filtered and sorted, into a workbook; ``x`` again stops it."""

from threading import Event
from typing import TYPE_CHECKING, Any

from textual.content import Content
from textual.widgets import Static

from consoleapp.i18n import _
from consoleapp.rules.text import printable
from consoleapp.screens import keys, verbs
from consoleapp.screens.calls import Calls
from consoleapp.screens.messages import Failed, Say
from consoleapp.screens.widgets.frame import MessageTone
from consoleapp.screens.widgets.record_grid import RecordGrid
from consoleapp.screens.widgets.row_list import RowList

if TYPE_CHECKING:
    from consoleapp.desk.rows import RowSource
    from consoleapp.screens.desk_screen import DeskScreen

Table = RecordGrid | RowList
NAMES = "#title, #name, #who, #what, #counts"
"""The line in which a screen says what it shows."""

running: dict[int, Event] = {}
"""What stops the export of a screen, by the screen."""


def export_focused(screen: "DeskScreen") -> None:
    """Write the table under the cursor, or stop what is being written."""
    table, session = screen.focused, getattr(screen, "session", None)
    if (stop := running.get(id(screen))) is not None:
        stop.set()
    elif isinstance(table, RecordGrid | RowList) and session is not None and session.desk is not None:
        write(screen, session, table, None)


def write(screen: "DeskScreen", session: Any, table: Table, approval_id: int | None) -> None:
    """In a thread; the line above the keys says how far it is and where the file went."""
    source = table.source
    if source is None:
        screen.say(_("There is nothing to export here."), MessageTone.WARNING)
        return
    desk, stop = session.serving, Event()
    mode, told = screen.app.current_mode, told_by(screen)
    notes = has_notes(table, source)
    title = _(keys.BY_ID[f"app.{mode}"].label)
    member_id, _policy = screen.about() if isinstance(screen, Calls) else (None, None)
    running[id(screen)], app = stop, screen.app

    def work() -> None:
        from consoleapp.exchange.reports.table import Shown, export_table

        # A list of many people says itself whom each row is about; a drawn one is about the screen's person.
        about = member_id if isinstance(table, RowList) else None
        shown = Shown(mode, title, told, source, notes, about)
        try:
            steps = export_table(desk, shown, approval_id)
            while not stop.is_set() and app.is_running:
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
            screen.call_later(lambda: failed(screen, session, table, failure))
        finally:
            running.pop(id(screen), None)

    screen.run_worker(work, thread=True, group="table", description="table", exit_on_error=False)


def failed(screen: "DeskScreen", session: Any, table: Table, error: Exception) -> None:
    """A second person is asked where one is needed; anything else is said."""
    from consoleapp.screens.dialogs.approve import ApproveDialog

    if isinstance(error, verbs.approvals.NeedsApproval):

        def approved(number: int | None) -> None:
            if number is not None:
                write(screen, session, table, number)

        screen.app.push_screen(ApproveDialog(session, error.asked), approved)
    else:
        screen.post_message(Failed(error))


def has_notes(table: Table, source: "RowSource[Any]") -> bool:
    """Whether rows have a second line."""
    if isinstance(table, RecordGrid):
        return table.row_height > 1
    return any(source.row(record).note for record in source.page(0))


def told_by(screen: "DeskScreen") -> str:
    """How the screen names what it lists: its first line, with the filters or the name in it."""
    for line in screen.query(NAMES).results(Static):
        content = line.content
        return " ".join((content.plain if isinstance(content, Content) else str(content)).split())
    return ""
