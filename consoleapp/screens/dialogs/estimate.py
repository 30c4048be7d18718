"""What would I get? A bill, where, when: payable, the member's share, each rule in order. Never a claim."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Label, Static

from consoleapp.desk.benefit_shapes import EstimateAnswer
from consoleapp.desk.shapes import BenefitLine
from consoleapp.errors import Refused
from consoleapp.i18n import N_, _
from consoleapp.rules.cover import ProviderStanding
from consoleapp.rules.dates import local_date, parse_date
from consoleapp.rules.text import fold, printable
from consoleapp.rules.trace import Estimate, Step, Verdict
from consoleapp.screens import formats, verbs
from consoleapp.screens.dialogs.aloud import languages, spoken
from consoleapp.screens.dialogs.desk_dialog import DeskDialog
from consoleapp.screens.dialogs.wrap_up import near_day
from consoleapp.screens.facts import pad
from consoleapp.screens.member.item_rows import name_of
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.box import Box
from consoleapp.screens.widgets.fitted import Fitted

if TYPE_CHECKING:
    from consoleapp.desk.context import Desk

LABEL, TAKEN = 14, 14
"""Cells of a label, and of what a rule takes."""
ANSWERS = {
    Verdict.PAYABLE: "bold $good",
    Verdict.NOT_COVERED: "bold $muted",
    Verdict.NOTHING_LEFT: "bold $bad",
    Verdict.NOT_KNOWN: "italic $waiting",
}


class EstimateDialog(DeskDialog[None]):
    """Enter in any box works it out anew. The provider is a standing, a number or a name of the directory."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,pagedown", "scroll(1)", show=False),
        Binding("up,pageup", "scroll(-1)", show=False),
    ]

    def __init__(self, session: Session, member_id: int, line: BenefitLine) -> None:
        super().__init__(session)
        self.member_id = member_id
        self.line = line
        self.found: EstimateAnswer | None = None

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog", id="estimate"):
            yield Static(id="title", classes="dialog-title", markup=False)
            for name in ("amount", "provider", "day"):
                with Horizontal(classes="asked"):
                    yield Label(id=f"{name}-label", classes="asked-label", markup=False)
                    yield Box(id=name, compact=True)
                    yield Label(id=f"{name}-read", classes="asked-read", markup=False)
            yield Static(id="trouble", markup=False)
            with VerticalScroll(id="answer", can_focus=False):
                yield Fitted(id="sums")
                yield Fitted(id="rules")
            yield Static(id="foot", markup=False, classes="dialog-foot")

    def on_mount(self) -> None:
        self.query_one("#answer").display = False
        self.query_one("#amount").focus()

    # Asking.

    @property
    def tomorrow(self) -> date:
        return local_date(self.session.clock()) + timedelta(days=1)

    def day(self) -> date:
        """The day that was typed; tomorrow where none was. Raises Refused for what is no day."""
        text = self.query_one("#day", Input).value
        typed = fold(text)
        if not typed:
            return self.tomorrow
        return near_day(typed, local_date(self.session.clock())) or parse_date(text)

    def standing(self) -> str:
        """What the provider is, by its first letters in the language in use; else what was typed."""
        typed = fold(self.query_one("#provider", Input).value)
        if not typed:
            return ""
        said = (one for one in ProviderStanding if fold(_(one.word)).startswith(typed))
        return next((one.value for one in said), self.query_one("#provider", Input).value)

    @on(Input.Changed)
    def read_back(self) -> None:
        """What was understood of the day and the provider, beside what was typed."""
        day = self.query_one("#day-read", Label)
        try:
            day.update(Content.styled(formats.day(self.day()), "$muted"))
        except Refused:
            day.update(Content.styled(_("no day yet"), "$waiting"))
        typed = self.standing()
        known = next((one for one in ProviderStanding if one.value == typed), None)
        words = _(known.word) if known else _("looked up in the directory") if typed else _("not asked")
        self.query_one("#provider-read", Label).update(Content.styled(words, "$muted"))

    @on(Input.Submitted)
    def work_out(self) -> None:
        """Ask the desk with what is typed."""
        amount, said = self.query_one("#amount", Input).value, self.standing()
        try:
            if not amount.strip():
                raise Refused(N_("Type the amount of the bill."))
            day = self.day()
        except Refused as error:
            self.complain(error)
            return
        member_id, benefit_id = self.member_id, self.line.benefit_id

        def reckon(desk: "Desk") -> EstimateAnswer:
            provider, name = verbs.estimates.provider_said(desk, said, day)
            answer: EstimateAnswer = verbs.estimates.estimate_visit(
                desk, member_id, benefit_id, amount, on=day, provider=provider, provider_name=name
            )
            return answer

        self.ask("estimate", reckon, self.took, self.missed)

    def took(self, found: EstimateAnswer) -> None:
        self.complain(None)
        self.found = found
        self.query_one("#answer").display = True
        self.relabel()

    def action_scroll(self, pages: int) -> None:
        """Through the rules, from any box."""
        answer = self.query_one("#answer", VerticalScroll)
        answer.scroll_relative(y=pages * max(1, answer.size.height - 1), animate=False)

    def missed(self, error: Exception) -> None:
        """What stood there was about something else."""
        self.found = None
        self.query_one("#answer").display = False
        self.regret(error)

    # Drawing.

    def relabel(self) -> None:
        super().relabel()
        title = Content.assemble((_("ESTIMATE"), "bold $waiting"), "  ", (name_of(self.line), "bold"))
        self.query_one("#title", Static).update(title)
        for name, label in (("amount", _("Bill")), ("provider", _("Provider")), ("day", _("Day"))):
            self.query_one(f"#{name}-label", Label).update(label)
        self.query_one("#amount", Input).placeholder = "1,200.00"
        self.query_one("#provider", Input).placeholder = _("network, unapproved, a name")
        self.query_one("#day", Input).placeholder = _("tomorrow")
        self.query_one("#foot", Static).update(
            _("Enter works it out · Tab provider, day · ↓ more rules · Esc back")
        )
        self.read_back()
        self.draw()

    def draw(self) -> None:
        found = self.found
        if found is None:
            return
        self.query_one("#sums", Fitted).fill(
            lambda room: Content("\n").join([*told_lines(found, room.width), Content("")])
        )
        language = languages(found.language)[0]
        self.query_one("#rules", Fitted).fill(
            lambda room: Content("\n").join(rule_lines(found.estimate.steps, language, room.width))
        )


def told_lines(found: EstimateAnswer, width: int) -> list[Content]:
    """What it comes to, that it is an estimate, and at whom."""
    lines = [*sum_lines(found.estimate, width), *Content.styled(_(found.label), "$waiting").wrap(width)]
    if found.provider_name:
        lines.append(Content.styled(printable(found.provider_name), "$muted"))
    return lines


def sum_lines(estimate: Estimate, width: int) -> list[Content]:
    """What is payable, or which of the answers that are no number; and what the member bears."""
    style = ANSWERS[estimate.verdict]
    answer = _(estimate.verdict.word) if estimate.payable is None else estimate.payable.named()
    borne = "" if estimate.share is None else estimate.share.named()
    figures = 0 if estimate.payable is None else max(len(answer), len(borne))  # the last digits stand in line
    lines = [
        pad(Content.styled(_("Payable"), "$muted"), LABEL) + Content.styled(answer.rjust(figures), style)
    ]
    if borne:
        label = pad(Content.styled(_("Member bears"), "$muted"), LABEL)
        lines.append(label + Content.styled(borne.rjust(figures), "$ink"))
    return [line for one in lines for line in one.wrap(width)]


def rule_lines(steps: tuple[Step, ...], language: str, width: int) -> list[Content]:
    """Each rule in the order applied, in the words to read aloud, with what it takes at the right."""
    lines: list[Content] = []
    for place, step in enumerate(steps, 1):
        style = "$ink" if step.taken or step.barring else "$waiting" if step.condition else "$muted"
        number = Content.styled(f"{place:2}  ", "$muted")
        text = Content.styled(spoken(step.sentence, language), style).wrap(max(10, width - 4 - TAKEN))
        taken = Content.styled(f"({step.taken})", "$ink") if step.taken else Content("")
        lines.append(number + pad(text[0], width - 4 - TAKEN) + pad(taken, TAKEN, right=True))
        lines += [Content("    ") + line for line in text[1:]]
    return lines
