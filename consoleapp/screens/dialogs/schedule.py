"""A report is scheduled: how often, when, and who is told by e-mail that the file is there."""

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Label, Static

from consoleapp.desk.keys import new_key
from consoleapp.errors import ConsoleError
from consoleapp.i18n import N_, _
from consoleapp.rules.schedules import Every, timing_of
from consoleapp.screens import verbs
from consoleapp.screens.dialogs.desk_dialog import DeskDialog
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.box import Box

if TYPE_CHECKING:
    from collections.abc import Mapping

    from consoleapp.exchange.reports.shapes import Report

WORDS = {
    "every": N_("How often"),
    "on": N_("On which day"),
    "at": N_("At"),
    "to": N_("Who is told"),
}


class ScheduleDialog(DeskDialog[int | None]):
    """Gives the number of the schedule. Enter goes on to the next box and in the last does it."""

    def __init__(self, session: Session, report: "Report", texts: "Mapping[str, str]") -> None:
        super().__init__(session)
        self.report = report
        self.texts = {name: value for name, value in texts.items() if value.strip()}
        self.key = new_key()

    def compose(self) -> ComposeResult:
        login = self.session.serving.actor.login
        given = {"every": Every.WEEK.value, "on": "mon", "at": "07:30", "to": login}
        with Vertical(classes="dialog", id="schedule"):
            yield Static(id="title", classes="dialog-title", markup=False)
            for name in WORDS:
                with Horizontal(classes="asked"):
                    yield Label(id=f"{name}-label", classes="asked-label", markup=False)
                    yield Box(given[name], id=name, compact=True)
            yield Static(id="trouble", markup=False)
            yield Static(id="foot", classes="dialog-foot", markup=False)

    def on_mount(self) -> None:
        self.query_one("#every").focus()

    def relabel(self) -> None:
        super().relabel()
        narrowed = "  ".join(f"{name}={value}" for name, value in self.texts.items())
        self.query_one("#title", Static).update(
            Content.assemble(
                (_("Schedule: {report}").format(report=_(self.report.title)), "bold $ink"),
                "\n" if narrowed else "",
                (narrowed, "$muted"),
            )
        )
        for name, words in WORDS.items():
            self.query_one(f"#{name}-label", Label).update(_(words))
        hints = {
            "every": ", ".join(one.value for one in Every),
            "on": _("mon … sun, or 1 … 31"),
            "at": "07:30",
            "to": _("logins, with spaces between"),
        }
        for name, hint in hints.items():
            self.query_one(f"#{name}", Input).placeholder = hint
        self.query_one("#foot", Static).update(
            _("Masked, with the rights you have each time · Enter goes on · Esc gives up")
        )

    def text(self, name: str) -> str:
        return self.query_one(f"#{name}", Input).value.strip()

    @on(Input.Changed)
    def typed(self) -> None:
        self.complain(None)

    @on(Input.Submitted)
    def go_on(self, event: Input.Submitted) -> None:
        names = list(WORDS)
        place = names.index(str(event.input.id)) + 1
        if place < len(names):
            self.query_one(f"#{names[place]}").focus()
            return
        try:
            on_day = "" if self.text("every") == Every.DAY.value else self.text("on")
            timing = timing_of(self.text("every"), on_day, self.text("at"))
            given = self.report.given(self.texts)
        except ConsoleError as error:
            self.complain(error)
            return
        question, texts, to = (
            self.report.question,
            self.texts,
            tuple(self.text("to").replace(",", " ").split()),
        )
        self.ask(
            "add",
            lambda desk: verbs.schedules.add(desk, question, texts, given, timing, to, key=self.key),
            self.added,
        )

    def added(self, number: int) -> None:
        self.dismiss(number)
