"""What is covered and what is left: the schedule with its figures, searched by typing, a sentence to say."""

from collections.abc import Iterable
from functools import partial
from itertools import groupby
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.geometry import Size
from textual.widgets import Input

from consoleapp.desk.shapes import BenefitLine, BenefitSheet, MemberCard
from consoleapp.errors import NotAllowed
from consoleapp.i18n import N_, _, current
from consoleapp.rules.scripts import is_chinese
from consoleapp.rules.statuses import BenefitType
from consoleapp.rules.text import printable
from consoleapp.screens import formats, keys, verbs
from consoleapp.screens.dialogs.aloud import said
from consoleapp.screens.facts import label_width, labelled
from consoleapp.screens.member.item_rows import NARROW, cut_off, head_lines, height, item_lines, name_of
from consoleapp.screens.member.limits import all_conditions
from consoleapp.screens.member.panel import Panel
from consoleapp.screens.member.say import Speaker, aloud
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.box import Box
from consoleapp.screens.widgets.fitted import Fitted
from consoleapp.screens.widgets.row_list import Row, RowList, blank
from consoleapp.screens.widgets.state import State
from consoleapp.screens.widgets.told import Told

ASKED_FIRST = (BenefitType.OPB, BenefitType.HOS, BenefitType.SMM, BenefitType.DEN, BenefitType.EAB)
"""The types in the order callers ask about them."""


def in_order(lines: Iterable[BenefitLine]) -> list[BenefitLine]:
    """By type, in the order callers ask about them."""
    return sorted(lines, key=lambda line: ASKED_FIRST.index(line.benefit_type))


def why_withheld(why: str, width: int) -> list[Content]:
    """The whole reason: what to do next stands at its end."""
    return list(Content.styled(_(why), "$waiting").wrap(width))


class FilterBox(Box):
    """The word an item is looked for by. Esc and Down leave it for the list; what was typed stays."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False, id="app.back"),
        Binding("down,up", "leave", show=False),
    ]

    def action_leave(self) -> None:
        self.screen.query_one(BenefitsPanel).focus_rows()

    async def _on_key(self, event: events.Key) -> None:
        """The key of the estimate is a letter like any other, until no item would be found with it."""
        panel = self.screen.query_one(BenefitsPanel)
        letter = event.character or ""
        typed_on = letter and self.cursor_position == len(self.value)
        if typed_on and event.key in panel.estimate_keys and not panel.finds(self.value + letter):
            event.stop()
            event.prevent_default()
            await self.screen.run_action("estimate")


class BenefitsPanel(Panel):
    """The schedule. ``b`` goes to the box, so that the next letters search."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "clear", show=False, id="app.back")]

    def __init__(self, session: Session, *, id: str) -> None:
        super().__init__(session, id=id)
        self.whole: BenefitSheet | None = None
        """The schedule as the desk told it."""
        self.asked = ""

    def compose(self) -> ComposeResult:
        with Horizontal(id="filter"):
            yield Told(id="filter-label")
            yield FilterBox(id="word", compact=True, select_on_focus=True)
        with Horizontal(id="sheet"):
            with Vertical(id="items"):
                yield from super().compose()
            yield Fitted(id="item")

    def focus_word(self) -> None:
        self.awaited = False
        self.query_one("#word", Input).focus()

    def turn(self) -> None:
        super().turn()
        self.whole, self.asked = None, ""
        self.query_one("#word", Input).value = ""
        self.query_one("#item", Fitted).fill(None)

    def close(self) -> None:
        super().close()
        self.whole = None
        self.query_one("#item", Fitted).fill(None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Esc first takes the search away, then goes back."""
        return bool(self.query_one("#word", Input).value) if action == "clear" else True

    def action_clear(self) -> None:
        self.query_one("#word", Input).value = ""
        self.focus_rows()

    # Reading.

    def read(self, card: MemberCard) -> None:
        self.load(card, lambda desk: verbs.members.benefits(desk, card.member_id), self.took)

    def took(self, sheet: BenefitSheet) -> None:
        self.whole = sheet

    def told_with(self, card: MemberCard, sheet: BenefitSheet | NotAllowed) -> None:
        """The schedule came with the card, or why this caller may not hear of it."""
        if isinstance(sheet, NotAllowed):
            self.missed(sheet)
        else:
            self.took(sheet)
            self.answered(card)

    # Searching: in what was told, without another look at the member.

    @on(Input.Changed, "#word")
    def typed(self, event: Input.Changed) -> None:
        if event.value.strip() != self.asked:
            self.asked = event.value.strip()
            if self.whole is not None:
                self.draw()

    @property
    def sheet(self) -> BenefitSheet | None:
        """The items searched for, or all of them."""
        whole = self.whole
        if whole is None or not self.asked:
            return whole
        found: BenefitSheet = verbs.members.narrowed(whole, self.asked)
        return found

    @property
    def estimate_keys(self) -> tuple[str, ...]:
        """The keys of the estimate, as the settings have them."""
        changed = self.session.settings.look.keys.get("member.estimate")
        return keys.names(changed or keys.BY_ID["member.estimate"].key)

    def finds(self, text: str) -> bool:
        """Whether ``text`` would find an item; while nothing is found already, more letters may.

        No name goes on with a letter right behind a Chinese character: ``洗牙`` is said whole.
        """
        sheet, whole = self.sheet, self.whole
        if sheet is None or whole is None or not sheet.lines or not self.asked:
            return True
        if is_chinese(text[-2:-1]):
            return False
        return bool(verbs.members.narrowed(whole, text).lines)

    # Drawing.

    @property
    def currency(self) -> str:
        return self.sheet.currency if self.sheet is not None else "HKD"

    def relabel(self) -> None:
        self.query_one("#filter-label", Told).update(_("Search"))
        self.query_one("#word", Input).placeholder = _("b, then a word: mri, physio, 物理")
        super().relabel()

    def draw(self) -> None:
        sheet = self.sheet
        if sheet is None:
            return
        rows: list[Row] = []
        if sheet.withheld:
            rows.append(Row(None, partial(why_withheld, sheet.withheld), height=2))
        told = said((sheet.heard,), current()) if sheet.heard is not None else ""
        if told and sheet.lines:
            rows.append(Row(None, lambda _width: [Content.styled(told, "$waiting")]))
        lines = sheet.lines if self.asked else in_order(sheet.lines)
        for benefit_type, of_type in groupby(lines, key=lambda line: line.benefit_type):
            if rows:
                rows.append(blank())
            rows.append(Row(None, partial(head_lines, benefit_type)))
            rows += [self.row(line) for line in of_type]
        if not sheet.lines:
            rows = []
        if self.asked:
            empty = (State.NOTHING_FOUND, self.asked, told)
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
            copied_whole=partial(self.whole_line, line),
        )

    def whole_line(self, line: BenefitLine) -> str:
        """An item as it is said, in the language in use."""
        return Speaker(current()).benefit(line, self.sheet, self.currency) if self.sheet else ""

    @property
    def line(self) -> BenefitLine | None:
        """The item under the cursor."""
        lines = self.sheet.lines if self.sheet is not None else ()
        here = self.rows.key
        return next((line for line in lines if line.benefit_id == here), None)

    @on(RowList.Highlighted)
    def tell(self) -> None:
        """What to say about the item under the cursor, and on a wide screen all its conditions."""
        self.screen.refresh_bindings()
        line, sheet = self.line, self.sheet
        item = self.query_one("#item", Fitted)
        if line is None or sheet is None or self.error is not None:
            self.say("")
            item.fill(None)
            return
        self.say_fitted(partial(self.spoken, line, sheet))
        item.fill(lambda room: self.in_full(line, sheet, max(20, room.width)))

    def spoken(self, line: BenefitLine, sheet: BenefitSheet, room: Size) -> Content:
        """The sentence to read aloud; below it, on a narrow screen, what the list has no room for."""
        language, brief = self.card.language if self.card is not None else None, room.width < NARROW
        sentence = aloud(
            language, lambda speaker: speaker.benefit(line, sheet, self.currency, brief=brief), room.width
        )
        beside_the_bar = room.width - 1
        cut = cut_off(line, beside_the_bar, self.currency) if brief else ""
        return Content("\n").join((sentence, Content.styled(cut, "$muted"))) if cut else sentence

    def in_full(self, line: BenefitLine, sheet: BenefitSheet, width: int) -> Content:
        """Every condition of the item."""
        facts = all_conditions(line, self.currency)
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
