"""Which claims are listed: every filter of DOMAIN 4 in one dialog."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Label, Static

from consoleapp.desk.claim_shapes import ClaimFilter
from consoleapp.errors import ConsoleError, Refused
from consoleapp.i18n import N_, _
from consoleapp.rules.coded import Coded
from consoleapp.rules.dates import parse_date
from consoleapp.rules.identity import Certificate, policy_number
from consoleapp.rules.statuses import BenefitType, ClaimStatus
from consoleapp.screens.dialogs.desk_dialog import DeskDialog
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.box import Box
from consoleapp.screens.widgets.row_list import Row, RowList, heading

BOXES = {
    "policy": N_("Policy"),
    "certificate": N_("Certificate"),
    "branch": N_("Branch"),
    "from": N_("Consulted from"),
    "to": N_("Consulted to"),
    "words": N_("Words"),
}
OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What was chosen: the filter, and words looked for within its policy."""

    chosen: ClaimFilter = field(default_factory=ClaimFilter)
    words: str = ""


class FilterDialog(DeskDialog[Narrowed | None]):
    """Space ticks, Enter lists, Esc changes nothing. An empty box and no tick mean all."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "tick", show=False, id="table.mark")]

    def __init__(self, session: Session, now: Narrowed) -> None:
        super().__init__(session)
        self.now = now
        chosen = now.chosen
        self.ticked: set[Hashable] = {*chosen.statuses, *chosen.benefit_types}
        if chosen.overdue:
            self.ticked.add(OVERDUE)

    def compose(self) -> ComposeResult:
        chosen = self.now.chosen
        day = {"from": chosen.consulted_from, "to": chosen.consulted_to}
        typed = {
            "policy": chosen.policy_no,
            "certificate": chosen.certificate,
            "branch": chosen.branch,
            "words": self.now.words,
            **{name: value.isoformat() if value else "" for name, value in day.items()},
        }
        with Vertical(classes="dialog", id="claim-filter"):
            yield Static(id="title", classes="dialog-title", markup=False)
            with Horizontal(id="columns"):
                with Vertical(id="boxes"):
                    for name in BOXES:
                        yield Label(id=f"{name}-label", markup=False)
                        yield Box(typed[name], id=name, compact=True)
                yield RowList(id="ticks")
            yield Static(id="trouble", markup=False)
            yield Static(id="foot", classes="dialog-foot", markup=False)

    def on_mount(self) -> None:
        self.query_one("#policy").focus()
        self.list_ticks()

    def list_ticks(self) -> None:
        rows = [Row(OVERDUE, lambda _width: [self.line(OVERDUE, _("Overdue only"))])]
        for title, vocabulary in ((N_("Status"), ClaimStatus), (N_("Benefit type"), BenefitType)):
            rows.append(heading(lambda title=title: _(title)))  # type: ignore[misc]
            rows += [self.row(one) for one in vocabulary]
        self.query_one("#ticks", RowList).show(rows)

    def row(self, one: Coded) -> Row:
        return Row(one, lambda _width: [self.line(one, _(one.word))])

    def line(self, key: Hashable, word: str) -> Content:
        ticked = key in self.ticked
        return Content.assemble((" ● " if ticked else " ○ ", "bold $accent" if ticked else "$muted"), word)

    def relabel(self) -> None:
        super().relabel()
        self.query_one("#title", Static).update(_("Which claims?"))
        for name, words in BOXES.items():
            self.query_one(f"#{name}-label", Label).update(_(words))
        self.query_one("#branch", Input).placeholder = _("code or words of its name")
        self.query_one("#certificate", Input).placeholder = "0001-00"
        self.query_one("#from", Input).placeholder = self.query_one("#to", Input).placeholder = "1/8/2026"
        self.query_one("#words", Input).placeholder = _("within one policy")
        self.query_one("#foot", Static).update(
            _("Enter lists · Tab to the ticks, Space ticks · Esc goes back")
        )
        self.query_one("#ticks", RowList).forget_drawn()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return isinstance(self.focused, RowList) if action == "tick" else True

    def action_tick(self) -> None:
        """Tick what is under the cursor, or take the tick away, and go on."""
        ticks = self.query_one("#ticks", RowList)
        if ticks.key is not None:
            self.ticked ^= {ticks.key}
            ticks.forget_drawn()
            ticks.action_cursor_down()

    @on(Input.Submitted)
    @on(RowList.Opened, "#ticks")
    def take(self) -> None:
        try:
            self.dismiss(self.narrowed())
        except ConsoleError as error:
            self.complain(error)

    def narrowed(self) -> Narrowed:
        """What is typed and ticked. Raises Refused for no certificate, no date, and for words alone."""
        typed = {name: self.query_one(f"#{name}", Input).value.strip() for name in BOXES}
        if typed["policy"]:
            policy_number(typed["policy"])
        if typed["certificate"]:
            Certificate.parse(typed["certificate"])
        days = [parse_date(typed[name]) if typed[name] else None for name in ("from", "to")]
        if typed["words"] and not typed["policy"]:
            raise Refused(N_("Words are looked for within one policy. Type its number too."))
        return Narrowed(
            ClaimFilter(
                policy_no=typed["policy"],
                certificate=typed["certificate"],
                branch=typed["branch"],
                consulted_from=days[0],
                consulted_to=days[1],
                statuses=tuple(one for one in ClaimStatus if one in self.ticked),
                benefit_types=tuple(one for one in BenefitType if one in self.ticked),
                overdue=OVERDUE in self.ticked,
            ),
            typed["words"],
        )
