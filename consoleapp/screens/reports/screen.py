"""F9: reports to Excel – the gallery with a line on each, parameters, a look at the first rows, the file."""

from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Label, Static

from consoleapp.errors import ConsoleError, NotAllowed
from consoleapp.i18n import N_, _, ngettext
from consoleapp.rules.text import printable
from consoleapp.screens import keys, verbs
from consoleapp.screens.asks import Asks
from consoleapp.screens.desk_screen import DeskScreen
from consoleapp.screens.dialogs.approve import ApproveDialog
from consoleapp.screens.dialogs.ask import AskLine
from consoleapp.screens.dialogs.schedule import ScheduleDialog
from consoleapp.screens.reports.bars import charts
from consoleapp.screens.reports.rows import preview_rows
from consoleapp.screens.reports.running import Running
from consoleapp.screens.reports.schedules import SchedulesScreen
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.box import Box
from consoleapp.screens.widgets.fitted import Fitted
from consoleapp.screens.widgets.frame import KeyHints, MessageTone
from consoleapp.screens.widgets.record_grid import RecordGrid
from consoleapp.screens.widgets.row_list import Row, RowList
from consoleapp.screens.widgets.state import State

if TYPE_CHECKING:
    from pathlib import Path

    from consoleapp.desk.context import Desk
    from consoleapp.desk.reports import Preview
    from consoleapp.exchange.reports.shapes import Report

BOXES = 8
"""Parameters a report may have."""


class ReportsScreen(Running, Asks, DeskScreen):
    """The gallery beside one report. Enter goes on: to the parameters, through them, to the first rows."""

    FIND_BOX = "#gallery"
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("reports")]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.reports: tuple[Report, ...] = ()
        self.seen: tuple[str, Preview] | None = None
        """The first rows, with the report they are of."""
        self.charting = False
        self.purpose = ""
        """Why private fields are to be open; "" while they are masked."""
        self.typed: dict[str, dict[str, str]] = {}
        self.file: Path | None = None
        """The last that was written."""

    def body(self) -> ComposeResult:
        with Horizontal():
            yield RowList(id="gallery")
            with Vertical(id="one"):
                yield Static(id="about", markup=False)
                with Vertical(id="asked"):
                    for place in range(BOXES):
                        with Horizontal(classes="parameter", id=f"row{place}"):
                            yield Label(id=f"label{place}", markup=False)
                            yield Box(id=f"box{place}", compact=True)
                yield Static(id="told", markup=False)
                yield RecordGrid(id="preview")
                with VerticalScroll(id="charts"):
                    yield Fitted(id="bars")
                yield Static(id="progress", markup=False)
        yield KeyHints(
            "table.open", "reports.export", "reports.figures", "reports.unmask", "reports.stop",
            "reports.copy_path", "reports.schedule", "reports.schedules",
        )  # fmt: skip

    def on_mount(self) -> None:
        self.query_one("#charts").display = False
        self.query_one("#gallery").focus()
        self.ask("gallery", self.read_gallery, self.took_gallery)

    @staticmethod
    def read_gallery(desk: "Desk") -> "tuple[Report, ...]":
        # The reports load here, in a thread: they know the store (SPEED 8).
        from consoleapp.exchange.reports.catalogue import reports_for

        return reports_for(desk.actor.role)

    def took_gallery(self, reports: "tuple[Report, ...]") -> None:
        self.reports = reports
        self.relabel()

    # What is chosen.

    @property
    def report(self) -> "Report | None":
        key = self.query_one("#gallery", RowList).key
        return next((one for one in self.reports if one.name == key), None)

    def texts(self) -> dict[str, str]:
        """What was typed into the boxes of the report that is shown."""
        report = self.report
        if report is None:
            return {}
        boxes = (self.query_one(f"#box{place}", Input) for place in range(len(report.parameters)))
        return {one.name: box.value for one, box in zip(report.parameters, boxes, strict=True)}

    @on(RowList.Highlighted, "#gallery")
    def another(self) -> None:
        report = self.report
        if report is None:
            return
        known = self.typed.get(report.name, {})
        for place in range(BOXES):
            there = place < len(report.parameters)
            self.query_one(f"#row{place}").display = there
            if there:
                self.query_one(f"#box{place}", Input).value = known.get(report.parameters[place].name, "")
        self.purpose = ""
        if self.seen is None or self.seen[0] != report.name:
            self.seen = None
            self.query_one("#preview", RecordGrid).tell(
                State.EMPTY, step=N_("Enter shows the first rows; nothing is written yet.")
            )
        self.draw()

    @on(Input.Changed)
    def keep_typed(self) -> None:
        if self.report is not None:
            self.typed[self.report.name] = self.texts()

    @on(RowList.Opened, "#gallery")
    def to_parameters(self) -> None:
        if self.report is not None and self.report.parameters:
            self.query_one("#box0").focus()
        else:
            self.look()

    @on(Input.Submitted)
    def go_on(self, event: Input.Submitted) -> None:
        """Enter: the next parameter, and behind the last one the first rows."""
        place = int(str(event.input.id).removeprefix("box")) + 1
        report = self.report
        if report is not None and place < len(report.parameters):
            self.query_one(f"#box{place}").focus()
        else:
            self.look()

    # The first rows.

    def look(self) -> None:
        report, texts = self.report, self.texts()
        if report is None:
            return

        def first(desk: "Desk") -> "Preview":
            found: Preview = verbs.reports.preview(desk, report.question, report.given(texts))
            return found

        self.ask("preview", first, lambda seen: self.took(report, seen), self.missed)

    def took(self, report: "Report", seen: "Preview") -> None:
        if self.report is not report:
            return
        self.seen = (report.name, seen)
        grid = self.query_one("#preview", RecordGrid)
        if seen.rows:
            grid.show(preview_rows(report, seen))
            grid.focus()
        else:
            grid.tell(State.NOTHING_FOUND, step=N_("Ask for more: empty a parameter."))
        self.draw()

    def missed(self, error: Exception) -> None:
        self.seen = None
        grid = self.query_one("#preview", RecordGrid)
        state = State.NOT_ALLOWED if isinstance(error, NotAllowed) else State.FAILED
        grid.tell(state, about=error.text(_) if isinstance(error, ConsoleError) else "")
        self.regret(error)
        self.draw()

    # Drawing.

    def relabel(self) -> None:
        rows = [
            Row(one.name, lambda _width, one=one: [Content.styled(_(one.title), "$ink")])  # type: ignore[misc]
            for one in self.reports
        ]
        self.query_one("#gallery", RowList).show(rows)
        self.query_one("#preview", RecordGrid).relabel()
        self.draw()

    def draw(self) -> None:
        report = self.report
        if report is None:
            return
        privacy = Content.styled(_(report.privacy.word), "$waiting")
        about = [
            Content.assemble((_(report.title), "bold $ink"), "   ", privacy),
            Content.styled(_(report.line), "$muted"),
        ]
        self.query_one("#about", Static).update(Content("\n").join(about))
        for place, one in enumerate(report.parameters):
            self.query_one(f"#label{place}", Label).update(Content.styled(_(one.title), "$muted"))
            codes = ", ".join(code.value for code in one.codes or ())
            # Never the bare example: it would read as what the rows were narrowed to.
            hint = _("for example {example}").format(example=one.example or _("yes"))
            self.query_one(f"#box{place}", Input).placeholder = codes or hint
        self.query_one("#told", Static).update(self.told())
        has_charts = self.charting and self.seen is not None and bool(report.question.figures)
        self.query_one("#charts").display = has_charts
        self.query_one("#preview").display = not has_charts
        if has_charts:
            self.draw_charts(report)
        self.refresh_bindings()

    def told(self) -> Content:
        """How many rows there are, and whether private fields are open."""
        parts = []
        if self.seen is not None:
            count, shown = self.seen[1].count, len(self.seen[1].rows)
            parts.append(ngettext("{n} row", "{n} rows", count).format(n=f"{count:,}"))
            if shown < count:
                parts.append(_("the first {n} shown").format(n=shown))
        masked = Content.styled(_("Private fields masked"), "$muted")
        opened = Content.styled(_("Private fields open in the file: {why}").format(why=self.purpose), "$bad")
        return Content("   ").join(
            [*(Content.styled(part, "$ink") for part in parts), opened if self.purpose else masked]
        )

    def draw_charts(self, report: "Report") -> None:
        from consoleapp.exchange.reports.figures import figures_of

        assert self.seen is not None
        drawn = figures_of(report, self.seen[1].figures)
        self.query_one("#bars", Fitted).fill(lambda room: charts(drawn, max(room.width, 40)))

    # Keys.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "stop":
            return self.is_running_export
        if action == "figures":
            return self.seen is not None and self.report is not None and bool(self.report.question.figures)
        if action == "copy_path":
            return self.file is not None
        if action in ("export", "schedule"):
            return self.report is not None and not self.is_running_export
        return True

    def action_figures(self) -> None:
        self.charting = not self.charting
        self.draw()
        self.query_one("#charts" if self.query_one("#charts").display else "#preview").focus()

    def action_unmask(self) -> None:
        """Private fields as they are, in the file only: asks what for; again: masked."""
        if self.purpose:
            self.purpose = ""
            self.draw()
        else:
            self.app.push_screen(
                AskLine(N_("What are the private fields for? It goes on record.")), self.open_fields
            )

    def open_fields(self, purpose: str | None) -> None:
        self.purpose = printable((purpose or "").strip())
        self.draw()

    def action_export(self) -> None:
        self.export(None)

    def action_export_table(self) -> None:
        """The rows on view are the first of the report: it is the report that is written."""
        if self.check_action("export", ()):
            self.export(None)

    def export(self, approval_id: int | None) -> None:
        """Write the report; a second person is asked where one is needed."""
        report, texts, purpose = self.report, self.texts(), self.purpose
        if report is None:
            return

        def order() -> Any:
            from consoleapp.exchange.reports.export import Order

            given = report.given(texts)
            return Order(report, given, unmask=bool(purpose), purpose=purpose, approval_id=approval_id)

        self.start(order)

    def export_failed(self, error: Exception) -> None:
        if isinstance(error, verbs.approvals.NeedsApproval):
            self.app.push_screen(ApproveDialog(self.session, error.asked), self.approved)
        elif not self.lock_if_over(error):
            self.regret(error)

    def approved(self, number: int | None) -> None:
        if number is not None:
            self.export(number)

    def export_done(self, exported: Any) -> None:
        self.file = exported.file
        told = _("{rows} rows in {file}. Audit number {number}.").format(
            rows=f"{exported.rows:,}", file=exported.file.name, number=exported.audit_no
        )
        folder = _("Folder: {folder}").format(folder=exported.file.parent)
        self.show_progress(Content.assemble((printable(told), "$good"), "\n", (printable(folder), "$muted")))
        self.say(printable(told), MessageTone.DONE)
        self.refresh_bindings()

    def action_copy_path(self) -> None:
        """Where the last file lies, onto the clipboard. Nothing is opened by the console."""
        if self.file is not None:
            self.app.copy_to_clipboard(printable(str(self.file)))
            self.say(_("Copied: {text}").format(text=printable(str(self.file))), MessageTone.DONE)

    def action_schedule(self) -> None:
        """Run the report on view again and again, with what was typed."""
        if self.report is not None:
            self.app.push_screen(ScheduleDialog(self.session, self.report, self.texts()), self.scheduled)

    def scheduled(self, number: int | None) -> None:
        if number is not None:
            self.say(_("Schedule {number} runs from now on.").format(number=number), MessageTone.DONE)

    def action_schedules(self) -> None:
        self.app.push_screen(SchedulesScreen(self.session))
