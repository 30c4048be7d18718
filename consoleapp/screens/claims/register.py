"""Counter intake: a claim with its lines, the invoices' total and the papers handed in."""

from collections.abc import Hashable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Label, Static

from consoleapp.desk.claim_shapes import Checked, NewLine, NewPaper, SeenBefore
from consoleapp.desk.keys import new_key
from consoleapp.desk.shapes import MemberCard
from consoleapp.errors import ConsoleError, Refused
from consoleapp.i18n import N_, _, current
from consoleapp.rules.dates import parse_date
from consoleapp.rules.documents import DocumentKind
from consoleapp.rules.money import Money
from consoleapp.rules.text import printable
from consoleapp.screens import formats, keys, verbs
from consoleapp.screens.calls import Calls
from consoleapp.screens.desk_screen import DeskScreen
from consoleapp.screens.dialogs.confirm import Confirm
from consoleapp.screens.facts import both_names, fill, pad, toned
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.box import Box
from consoleapp.screens.widgets.frame import MessageTone
from consoleapp.screens.widgets.row_list import Row, RowList, heading

if TYPE_CHECKING:
    from consoleapp.desk.context import Desk

BOXES = {
    "item": N_("Benefit item"),
    "day": N_("Consulted"),
    "amount": N_("Amount"),
    "provider": N_("Provider"),
    "invoice": N_("Invoice no."),
    "total": N_("Total"),
}
ORIGINALS = "originals"


class RegisterScreen(Calls, DeskScreen):
    """Enter in a box takes the line, Space ticks papers, ^S registers; what is wrong is told at once."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *keys.bindings("register"),
        Binding("space", "tick", show=False, id="table.mark"),
        Binding("delete", "drop", show=False),
    ]

    def __init__(self, session: Session, member_id: int) -> None:
        super().__init__()
        self.session = session
        self.member_id = member_id
        self.card: MemberCard | None = None
        self.lines: list[NewLine] = []
        self.ticked: set[Hashable] = set()
        self.checked: Checked | None = None
        self.trouble: ConsoleError | None = None
        self.key = new_key()
        self.listening = session.listening

    def body(self) -> ComposeResult:
        yield Static(id="title", markup=False)
        with Horizontal(id="form"):
            with Vertical(id="boxes"):
                for name in BOXES:
                    with Horizontal(classes="form-row"):
                        yield Label(id=f"{name}-label", markup=False)
                        yield Box(id=name, compact=True)
                yield Static(id="understood", markup=False)
                yield RowList(id="lines")
            yield RowList(id="papers")
        yield Static(id="sum", markup=False)
        yield Static(id="trouble", markup=False)
        yield Static(id="foot", markup=False)

    def on_mount(self) -> None:
        self.query_one("#item").focus()
        self.list_papers()
        member_id = self.member_id
        self.ask("card", lambda desk: verbs.members.card(desk, member_id), self.took)

    def took(self, card: MemberCard) -> None:
        self.card = card
        self.relabel()

    def contact_changed(self) -> None:
        """Another caller: what was read of the person is read again for them."""
        if self.listening != self.session.listening:
            self.listening = self.session.listening
            self.checked = None
            self.check()

    def on_screen_resume(self) -> None:
        self.contact_changed()

    def about(self) -> tuple[int | None, int | None]:
        return self.member_id, None

    def go_to(self, member_id: int) -> None:
        """Nobody else: the form is about one person."""

    def go_to_policy(self, policy_id: int) -> None:
        """Nothing else: the form is about one person."""

    # Drawing.

    def list_papers(self) -> None:
        rows = [heading(lambda: _("Handed in"))]
        rows += [
            Row(one, partial(self.paper_lines, one, one.word))
            for one in DocumentKind
            if one is not DocumentKind.OTHER
        ]
        rows.append(Row(ORIGINALS, partial(self.paper_lines, ORIGINALS, N_("Originals of the receipts"))))
        self.query_one("#papers", RowList).show(rows)

    def paper_lines(self, key: Hashable, word: str, _width: int) -> list[Content]:
        ticked = key in self.ticked
        return [Content.assemble((" ● " if ticked else " ○ ", "bold $good" if ticked else "$muted"), _(word))]

    def relabel(self) -> None:
        card = self.card
        who = both_names(card.name_en, card.name_zh) if card is not None else Content("")
        self.query_one("#title", Static).update(
            Content.assemble((_("Register a claim"), "bold $accent"), "  ") + who
        )
        for name, words in BOXES.items():
            self.query_one(f"#{name}-label", Label).update(_(words))
        self.query_one("#item", Input).placeholder = _("code or words of the benefit")
        self.query_one("#total", Input).placeholder = _("as added up; checked when given")
        self.query_one("#foot", Static).update(
            Content.styled(
                _("Enter takes the line · Space ticks papers · Del drops a line · ^S registers"),
                "$muted",
            )
        )
        self.query_one("#papers", RowList).forget_drawn()
        self.draw_lines()
        self.draw_sum()

    def draw_lines(self) -> None:
        self.query_one("#lines", RowList).show(
            [Row(place, partial(self.line_lines, line)) for place, line in enumerate(self.lines)]
        )

    def line_lines(self, line: NewLine, width: int) -> list[Content]:
        words = fill(
            [Content(formats.day(line.consulted_on)), Content(printable(line.item)),
             Content(printable(line.provider_name))]
        )  # fmt: skip
        return [pad(words, width - 12) + pad(Content(str(line.amount)), 12, right=True)]

    def draw_sum(self) -> None:
        """What registering would make now: sum, what is missing, where it starts, what came before."""
        checked = self.checked
        parts: list[Content] = []
        if checked is not None:
            parts.append(Content.styled(checked.total.named(), "bold $ink"))
            if checked.total > checked.limit:
                told = _("above {limit}: originals are required").format(limit=checked.limit)
                parts.append(Content.styled(told, "$waiting"))
            parts.append(Content.assemble((_("starts as") + " ", "$muted")) + toned(checked.starts_as))
            if checked.missing:
                kinds = ", ".join(_(one.word) for one in checked.missing)
                parts.append(Content.styled(_("missing: {papers}").format(papers=kinds), "$waiting"))
            for twin in checked.duplicates:
                told = _("seems to be on record: claim {claim}, {why}")
                parts.append(
                    Content.styled(told.format(claim=printable(twin.claim_no), why=_(twin.why.word)), "$bad")
                )
            parts += [
                Content.styled(printable(one.text(_, current())), "$waiting") for one in checked.warnings
            ]
            names = [one.item_name_zh if current().startswith("zh") and one.item_name_zh else one.item_name
                     for one in checked.lines]  # fmt: skip
            self.query_one("#understood", Static).update(
                Content.styled(f"= {printable(names[-1])}", "$good") if names else ""
            )
        else:
            self.query_one("#understood", Static).update("")
        self.query_one("#sum", Static).update(fill(parts))
        text = printable(self.trouble.text(_)) if self.trouble is not None else ""
        self.query_one("#trouble", Static).update(Content.styled(text, "bold $bad"))

    # Typing.

    @property
    def typed(self) -> dict[str, str]:
        return {name: self.query_one(f"#{name}", Input).value.strip() for name in BOXES}

    @property
    def currency(self) -> str:
        return self.card.policy.currency if self.card is not None else "HKD"

    def line_typed(self) -> NewLine | None:
        """The line in the boxes; None where nothing is typed. Raises Refused for half a line."""
        typed = self.typed
        if not any(typed[name] for name in ("item", "day", "amount")):
            return None
        for name in ("item", "day", "amount"):
            if not typed[name]:
                raise Refused(N_("Item, day and amount make a line."))
        return NewLine(
            typed["item"],
            parse_date(typed["day"]),
            Money.parse(typed["amount"], self.currency),
            typed["provider"],
            typed["invoice"],
        )

    @on(Input.Changed)
    def check(self) -> None:
        """Ask the desk about all lines with the one being typed, once it is whole."""
        try:
            line = self.line_typed()
        except ConsoleError as error:
            half = all(self.typed[name] for name in ("item", "day", "amount"))
            self.told(error if half else None)
            return
        lines = [*self.lines, *([line] if line is not None else [])]
        if not lines:
            self.checked = None
            self.told(None)
            return
        member_id, papers, originals = self.member_id, self.papers(), ORIGINALS in self.ticked
        self.ask(
            "check",
            lambda desk: verbs.claim_intake.check(desk, member_id, lines, papers=papers, originals=originals),
            self.understood,
            self.not_understood,
        )

    def papers(self) -> tuple[DocumentKind, ...]:
        return tuple(one for one in DocumentKind if one in self.ticked)

    def understood(self, checked: Checked) -> None:
        self.checked = checked
        self.told(None)

    def not_understood(self, error: Exception) -> None:
        self.checked = None
        if isinstance(error, ConsoleError):
            self.told(error)
        else:
            self.regret(error)

    def told(self, error: ConsoleError | None) -> None:
        self.trouble = error
        self.draw_sum()

    @on(Input.Submitted)
    def take_line(self) -> None:
        """The line is whole: to the others, and the boxes are free for the next."""
        try:
            line = self.line_typed()
        except ConsoleError as error:
            self.told(error)
            return
        if line is None or self.trouble is not None:
            return
        self.lines.append(line)
        for name in ("item", "day", "amount", "provider", "invoice"):
            self.query_one(f"#{name}", Input).value = ""
        self.draw_lines()
        self.query_one("#item").focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("tick", "drop"):
            return isinstance(self.focused, RowList)
        return True

    def action_tick(self) -> None:
        papers = self.query_one("#papers", RowList)
        if self.focused is papers and papers.key is not None:
            self.ticked ^= {papers.key}
            papers.forget_drawn()
            papers.action_cursor_down()
            self.check()

    def action_drop(self) -> None:
        lines = self.query_one("#lines", RowList)
        if self.focused is lines and isinstance(lines.key, int):
            del self.lines[lines.key]
            self.draw_lines()
            self.check()

    # Registering.

    def action_register(self, seen_before: tuple[str, ...] = ()) -> None:
        try:
            line = self.line_typed()
            total = Money.parse(self.typed["total"], self.currency) if self.typed["total"] else None
        except ConsoleError as error:
            self.told(error)
            return
        lines = [*self.lines, *([line] if line is not None else [])]
        if not lines:
            self.told(Refused(N_("Item, day and amount make a line.")))
            return
        self.forget("check")  # what registering says stands, not an answer to what was typed before
        member_id, key, originals = self.member_id, self.key, ORIGINALS in self.ticked
        papers = [NewPaper(one) for one in self.papers()]

        def register(desk: "Desk") -> str:
            number: str = verbs.claim_intake.register(
                desk, member_id, lines, papers=papers, originals=originals, total=total,
                seen_before=seen_before, key=key,
            )  # fmt: skip
            return number

        self.ask("register", register, self.registered, self.not_registered)

    def registered(self, number: str) -> None:
        told = _("Registered as {number}.").format(number=number)
        if self.checked is not None and self.checked.missing:
            told += " " + _("What is missing is drafted as a request: look at it and send it.")
        self.app.pop_screen()
        self.app.call_later(self.tell_behind, told)

    def tell_behind(self, told: str) -> None:
        screen = self.app.screen
        if isinstance(screen, DeskScreen):
            screen.say(told, MessageTone.DONE)

    def not_registered(self, error: Exception) -> None:
        """Refused; an invoice that seems to be on record is asked about once."""
        self.key = new_key()
        if isinstance(error, SeenBefore):
            twins = tuple(dict.fromkeys(one.claim_no for one in error.duplicates))
            question = Confirm(
                N_("This invoice seems to be on record: {claims}. Did you look, and is it another one?"),
                yes=N_("Another one, register"),
                claims=", ".join(twins),
            )
            self.app.push_screen(question, lambda yes: self.action_register(twins) if yes else None)
        else:
            self.not_understood(error)
