"""Why a claim line was paid less: at most three sentences to read aloud, then each rule that took some."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from consoleapp.desk.benefit_shapes import WhyLess
from consoleapp.i18n import _
from consoleapp.rules.text import printable
from consoleapp.screens import formats, verbs
from consoleapp.screens.dialogs.aloud import paragraphs
from consoleapp.screens.dialogs.desk_dialog import DeskDialog
from consoleapp.screens.facts import fill, name_of, pad
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.fitted import Fitted

TAKEN = 14
"""Cells for what a rule took."""


class WhyLessDialog(DeskDialog[None]):
    """Esc or Enter closes."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "close", show=False)]

    def __init__(self, session: Session, member_id: int, claim_line_id: int) -> None:
        super().__init__(session)
        self.member_id = member_id
        self.claim_line_id = claim_line_id
        self.found: WhyLess | None = None

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog", id="why-less"):
            yield Static(id="title", classes="dialog-title", markup=False)
            yield Static(id="about", markup=False)
            with VerticalScroll(id="said"):
                yield Fitted(id="aloud")
                yield Fitted(id="rules")
            yield Static(id="trouble", markup=False)
            yield Static(id="foot", markup=False, classes="dialog-foot")

    def on_mount(self) -> None:
        member_id, line = self.member_id, self.claim_line_id
        self.ask("why less", lambda desk: verbs.estimates.why_paid_less(desk, member_id, line), self.took)

    def took(self, found: WhyLess) -> None:
        self.found = found
        self.relabel()

    def relabel(self) -> None:
        super().relabel()
        self.query_one("#title", Static).update(_("Why was less paid?"))
        self.query_one("#foot", Static).update(_("Read it aloud · Esc goes back"))
        self.draw()

    def draw(self) -> None:
        found = self.found
        if found is None:
            return
        number = Content.styled(f"{printable(found.claim_no)}-{found.line_no}", "$ink")
        item = name_of(found.item_name, found.item_name_zh)
        parts = [number, Content(item), Content(formats.day(found.consulted_on))]
        self.query_one("#about", Static).update(fill(parts).stylize("$muted"))
        explanation = found.explanation
        self.query_one("#aloud", Fitted).fill(
            lambda room: Content("\n").join(paragraphs(explanation.sentences, found.language, room.width))
        )
        self.query_one("#rules", Fitted).fill(lambda room: Content("\n").join(rule_lines(found, room.width)))


def rule_lines(found: WhyLess, width: int) -> list[Content]:
    """The sums from what was billed to what was paid; nothing where the schedule does not come to it."""
    worked = found.explanation.estimate
    if not found.explanation.reproduced or worked is None or found.incurred is None or found.paid is None:
        return []
    lines = [Content(""), amount_line(_("Billed"), str(found.incurred), width)]
    lines += [amount_line(_(step.rule.word), f"({step.taken})", width) for step in worked.steps if step.taken]
    return [*lines, amount_line(_("Paid"), str(found.paid), width, style="bold $ink")]


def amount_line(label: str, amount: str, width: int, *, style: str = "$ink") -> Content:
    """A label with its amount at the right."""
    return pad(Content.styled(label, "$muted"), width - TAKEN) + pad(
        Content.styled(amount, style), TAKEN, right=True
    )
