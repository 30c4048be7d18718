"""What is covered and what is left: the schedule with its figures, searched by typing, a sentence to say."""

from functools import partial
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Label, Static

from consoleapp.desk.shapes import BenefitLine, BenefitSheet, MemberCard
from consoleapp.i18n import N_, _, current
from consoleapp.rules.statuses import BenefitType
from consoleapp.rules.text import printable
from consoleapp.screens import formats, verbs
from consoleapp.screens.facts import label_width, labelled
from consoleapp.screens.member.item_rows import NARROW, head_lines, height, item_lines, name_of
from consoleapp.screens.member.limits import all_conditions
from consoleapp.screens.member.panel import Panel
from consoleapp.screens.member.say import Speaker
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.row_list import Row, RowList, blank
from consoleapp.screens.widgets.state import State

ASKED_FIRST = (BenefitType.OPB, BenefitType.HOS, BenefitType.SMM, BenefitType.DEN, BenefitType.EAB)
"""The types in the order callers ask about them."""


class FilterBox(Input):
    """The word an item is looked for by. Esc and Down leave it for the list; what was typed stays."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False, id="app.back"),
        Binding("down,up", "leave", show=False),
    ]

    def action_leave(self) -> None:
        self.screen.query_one(BenefitsPanel).focus_rows()


class BenefitsPanel(Panel):
    """The schedule. ``b`` goes to the box, so that the next letters search."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "clear", show=False, id="app.back")]

    def __init__(self, session: Session, *, id: str) -> None:
        super().__init__(session, id=id)
        self.sheet: BenefitSheet | None = None
        self.asked = ""

    def compose(self) -> ComposeResult:
        with Horizontal(id="filter"):
            yield Label(id="filter-label", markup=False)
            yield FilterBox(id="word", compact=True, select_on_focus=True)
        with Horizontal(id="sheet"):
            with Vertical(id="items"):
                yield from super().compose()
            yield Static(id="item", markup=False)

    def focus_word(self) -> None:
        self.awaited = False
        self.query_one("#word", Input).focus()

    def turn(self) -> None:
        super().turn()
        self.sheet = None
        self.query_one("#word", Input).value = ""

    def close(self) -> None:
        super().close()
        self.sheet = None
        self.query_one("#item", Static).update("")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Esc first takes the search away, then goes back."""
        return bool(self.query_one("#word", Input).value) if action == "clear" else True

    def action_clear(self) -> None:
        self.query_one("#word", Input).value = ""
        self.focus_rows()

    # Reading.

    @on(Input.Changed, "#word")
    def typed(self, event: Input.Changed) -> None:
        if self.card is not None and event.value.strip() != self.asked:
            self.read(self.card)

    def read(self, card: MemberCard) -> None:
        text = self.query_one("#word", Input).value.strip()
        self.asked = text
        self.load(card, lambda desk: verbs.members.benefits(desk, card.member_id, text=text), self.took)

    def took(self, sheet: BenefitSheet) -> None:
        self.sheet = sheet

    # Drawing.

    @property
    def currency(self) -> str:
        return self.sheet.currency if self.sheet is not None else "HKD"

    def relabel(self) -> None:
        self.query_one("#filter-label", Label).update(_("Search"))
        self.query_one("#word", Input).placeholder = _("b, then a word in either language: mri, physio, 物理")
        super().relabel()

    def draw(self) -> None:
        sheet = self.sheet
        if sheet is None:
            return
        rows: list[Row] = []
        if sheet.withheld:
            rows.append(Row(None, lambda _width: [Content.styled(_(sheet.withheld), "$waiting")]))
        for benefit_type in ASKED_FIRST:
            if all(line.benefit_type is not benefit_type for line in sheet.lines):
                continue
            if rows:
                rows.append(blank())
            rows.append(Row(None, partial(head_lines, benefit_type)))
            rows += [self.row(line) for line in sheet.lines if line.benefit_type is benefit_type]
        if self.asked:
            empty = (State.NOTHING_FOUND, self.asked, "")
        else:
            empty = (
                State.NOT_KNOWN,
                "",
                N_("No schedule is on record for this plan. Ask the policy's team."),
            )
        self.show_rows(rows, empty=empty)
        self.tell()

    def row(self, line: BenefitLine) -> Row:
        """One item: figures, then conditions with the bar, then a line for each further accumulator."""
        return Row(
            line.benefit_id,
            partial(item_lines, line, currency=self.currency),
            height=height(line),
            copied=name_of(line),
            copied_whole=Speaker(current()).benefit(line, self.sheet, self.currency) if self.sheet else "",
        )

    @property
    def line(self) -> BenefitLine | None:
        """The item under the cursor."""
        lines = self.sheet.lines if self.sheet is not None else ()
        return next((line for line in lines if line.benefit_id == self.rows.key), None)

    @on(RowList.Highlighted)
    def tell(self) -> None:
        """What to say about the item under the cursor, and on a wide screen all its conditions."""
        line, sheet = self.line, self.sheet
        item = self.query_one("#item", Static)
        if line is None or sheet is None or self.error is not None:
            self.say("")
            item.update("")
            return
        brief = self.size.width < NARROW
        self.say_aloud(lambda speaker: speaker.benefit(line, sheet, self.currency, brief=brief))
        if item.size.width or item.display:
            item.update(self.in_full(line, sheet))

    def on_resize(self, _event: events.Resize) -> None:
        self.tell()

    def in_full(self, line: BenefitLine, sheet: BenefitSheet) -> Content:
        """Every condition of the item."""
        facts = all_conditions(line, self.currency)
        width = max(20, self.query_one("#item", Static).content_size.width)
        room = label_width((label for label, _value in facts), most=20)
        lines = Content.styled(name_of(line), "bold").wrap(width)
        lines += [Content.styled(printable(line.item_code), "$muted"), Content("")]
        for label, value in facts:
            style = "$muted" if value == _("not known") else "$ink"
            lines += labelled(label, Content.styled(value, style), room, width)
        if sheet.starts_on is not None and sheet.ends_on is not None:
            period = f"{formats.day(sheet.starts_on)} – {formats.day(sheet.ends_on)}"
            lines += [Content(""), *labelled(_("Period"), Content(period), room, width)]
        return Content("\n").join(lines)
