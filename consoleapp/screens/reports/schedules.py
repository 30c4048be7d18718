"""Scheduled reports: which run when and for whom, what became of each; paused, taken up again, removed."""

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from consoleapp.desk.keys import new_key
from consoleapp.desk.rows import Cell, Column, Row, Tone, TupleRows
from consoleapp.errors import ConsoleError, NotAllowed
from consoleapp.i18n import N_, _, current, ngettext
from consoleapp.rules.dates import show_moment
from consoleapp.rules.schedules import Every, RunOutcome, Timing
from consoleapp.rules.text import printable
from consoleapp.screens import keys, verbs
from consoleapp.screens.asks import Asks
from consoleapp.screens.desk_screen import DeskScreen
from consoleapp.screens.dialogs.confirm import Confirm
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.frame import KeyHints, MessageTone
from consoleapp.screens.widgets.grid_messages import Moved, Opened
from consoleapp.screens.widgets.record_grid import RecordGrid
from consoleapp.screens.widgets.state import State

if TYPE_CHECKING:
    from consoleapp.desk.context import Desk
    from consoleapp.desk.schedules import RunRow, ScheduleRow

COLUMNS = (
    Column("number", N_("Number"), 6),
    Column("report", N_("Report"), 14, least=10),
    Column("when", N_("When"), 24),
    Column("next", N_("Next time"), 27),
    Column("last", N_("Last run"), 20, least=12, flex=1),
    Column("told", N_("Told"), 14, least=8, flex=1, rank=1),
    Column("owner", N_("Whose"), 12, rank=2),
    Column("parameters", N_("Narrowed to"), 24, least=8, flex=1, rank=3),
)
RUNS = (
    Column("number", N_("Number"), 6),
    Column("report", N_("Report"), 14, least=10),
    Column("due", N_("Due"), 27),
    Column("outcome", N_("What became of it"), 30, least=14, flex=1),
    Column("rows", N_("Rows"), 8, rank=1),
    Column("file", N_("File, or why not"), 44, least=16, flex=2),
)


def every_words(timing: Timing) -> str:
    """``Every week Mon 07:30``, ``Every month 31 06:00``."""
    day = _(timing.day.capitalize()) if timing.every is Every.WEEK else timing.day
    return " ".join(part for part in (_(timing.every.word), day, f"{timing.at:%H:%M}") if part)


def outcome_cell(outcome: RunOutcome) -> Cell:
    tones = {RunOutcome.WRITTEN: Tone.GOOD, RunOutcome.RUNNING: Tone.WAITING}
    return Cell(_(outcome.word), tones.get(outcome, Tone.BAD))


class SchedulesScreen(Asks, DeskScreen):
    """The list, or the runs of one schedule or of all. A report is scheduled from its own place, on F9."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("schedules")]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.schedules: tuple[ScheduleRow, ...] = ()
        self.runs: tuple[RunRow, ...] | None = None
        """What is shown in place of the list."""
        self.runs_of: int | None = None

    def body(self) -> ComposeResult:
        yield Static(id="title", markup=False)
        yield RecordGrid(id="list")
        yield KeyHints("schedules.pause", "schedules.remove", "schedules.runs", "table.open", "app.back")

    def on_mount(self) -> None:
        self.grid.focus()
        self.look()

    @property
    def grid(self) -> RecordGrid:
        return self.query_one("#list", RecordGrid)

    @property
    def schedule(self) -> "ScheduleRow | None":
        """The one under the cursor of the list."""
        if self.runs is not None:
            return None
        return next((one for one in self.schedules if one.schedule_id == self.grid.key), None)

    # Reading.

    def look(self) -> None:
        self.ask("schedules", lambda desk: verbs.schedules.schedules(desk), self.took, self.missed)

    def took(self, found: "tuple[ScheduleRow, ...]") -> None:
        self.schedules, self.runs = found, None
        if found:
            self.grid.show(TupleRows(COLUMNS, found, self.shape))
        else:
            self.grid.tell(State.EMPTY, step=N_("No report is scheduled. On F9, n on a report schedules it."))
        self.relabel()
        self.refresh_bindings()

    def look_at_runs(self, schedule_id: int | None) -> None:
        def took(found: "tuple[RunRow, ...]") -> None:
            self.runs, self.runs_of = found, schedule_id
            if found:
                self.grid.show(TupleRows(RUNS, found, self.shape_run))
            else:
                self.grid.tell(State.EMPTY, step=N_("Nothing was run yet."))
            self.relabel()
            self.refresh_bindings()

        self.ask("schedules", lambda desk: verbs.schedules.history(desk, schedule_id), took, self.missed)

    def missed(self, error: Exception) -> None:
        if isinstance(error, NotAllowed):
            self.grid.tell(State.NOT_ALLOWED, about=error.text(_))
        else:
            self.grid.tell(State.FAILED, about=error.text(_) if isinstance(error, ConsoleError) else "")
            self.regret(error)

    # Drawing.

    def shape(self, one: "ScheduleRow") -> Row:
        moment = Cell(show_moment(one.next_due, current()))
        last = Cell(_("not run yet"), Tone.MUTED)
        if one.last is not None:
            last = outcome_cell(one.last.outcome)
        return Row(
            one.schedule_id,
            (
                Cell(str(one.schedule_id), Tone.MUTED),
                Cell(one.report),
                Cell(every_words(one.timing)),
                Cell(_("paused"), Tone.WAITING) if one.paused else moment,
                last,
                Cell(", ".join(one.to)),
                Cell(one.owner, Tone.MUTED),
                Cell(
                    " ".join(f"{name}={value}" for name, value in one.parameters.items()) or "–", Tone.MUTED
                ),
            ),
        )

    def shape_run(self, one: "RunRow") -> Row:
        return Row(
            one.run_id,
            (
                Cell(str(one.schedule_id), Tone.MUTED),
                Cell(one.report),
                Cell(show_moment(one.due_at, current())),
                outcome_cell(one.outcome),
                Cell("–" if one.rows is None else f"{one.rows:,}"),
                Cell(one.file or one.fault or _(one.reason) if one.reason else one.file or one.fault or "–"),
            ),
        )

    def relabel(self) -> None:
        if self.runs is None:
            n = len(self.schedules)
            about = ngettext("{n} schedule", "{n} schedules", n).format(n=f"{n:,}")
        elif self.runs_of is None:
            about = _("all runs, newest first")
        else:
            about = _("runs of schedule {number}, newest first").format(number=self.runs_of)
        self.query_one("#title", Static).update(
            Content.assemble((_("Scheduled reports"), "bold $accent"), "  ", (printable(about), "$muted"))
        )
        self.grid.relabel()

    # Keys.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("pause", "remove"):
            return self.schedule is not None
        return True

    @on(Moved, "#list")
    def moved(self) -> None:
        self.refresh_bindings()

    @on(Opened, "#list")
    def opened(self) -> None:
        """The runs of the schedule under the cursor; from the runs back to the list."""
        if self.schedule is not None:
            self.look_at_runs(self.schedule.schedule_id)
        elif self.runs is not None:
            self.look()

    def action_runs(self) -> None:
        """All runs, or the list again."""
        if self.runs is None:
            self.look_at_runs(None)
        else:
            self.look()

    def action_pause(self) -> None:
        """Not run until it is taken up again; what falls due meanwhile is left out."""
        one, key = self.schedule, new_key()
        if one is None:
            return
        if one.paused:
            told = _("Schedule {number} runs again.").format(number=one.schedule_id)
            self.do(lambda desk: verbs.schedules.resume(desk, one.schedule_id, key=key), told)
        else:
            told = _("Schedule {number} is paused.").format(number=one.schedule_id)
            self.do(lambda desk: verbs.schedules.pause(desk, one.schedule_id, key=key), told)

    def action_remove(self) -> None:
        one, key = self.schedule, new_key()
        if one is None:
            return
        told = _("Schedule {number} is not run any more.").format(number=one.schedule_id)

        def sure(yes: bool | None) -> None:
            if yes:
                self.do(lambda desk: verbs.schedules.remove(desk, one.schedule_id, key=key), told)

        question = N_("Run schedule {number} no more? Its history stays.")
        self.app.push_screen(Confirm(question, yes=N_("Remove"), number=one.schedule_id), sure)

    def do(self, act: "Callable[[Desk], None]", told: str) -> None:
        def done(_nothing: None) -> None:
            self.say(told, MessageTone.DONE)
            self.look()

        self.ask("act", act, done)
