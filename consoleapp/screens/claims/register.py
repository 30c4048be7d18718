"""Counter intake: a claim with its lines, the invoices' total, the papers handed in, and who brings it."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input, Label, Static

from consoleapp.desk.claim_shapes import Checked, NewLine, SeenBefore
from consoleapp.desk.keys import new_key
from consoleapp.desk.shapes import MemberCard
from consoleapp.errors import ConsoleError, Refused
from consoleapp.i18n import N_, _
from consoleapp.rules.dates import parse_date
from consoleapp.rules.documents import DocumentKind
from consoleapp.rules.money import Money
from consoleapp.rules.text import printable
from consoleapp.screens import keys, verbs
from consoleapp.screens.calls import Calls
from consoleapp.screens.claims.register_rows import Handed, handed_rows, item_words, line_lines, sum_line
from consoleapp.screens.desk_screen import DeskScreen
from consoleapp.screens.dialogs.confirm import Confirm
from consoleapp.screens.facts import both_names
from consoleapp.screens.once import Sending, SendsOnce
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.box import Box
from consoleapp.screens.widgets.frame import MessageTone
from consoleapp.screens.widgets.row_list import Row, RowList

if TYPE_CHECKING:
    from consoleapp.desk.context import Desk

LINE = {
    "item": N_("Benefit item"),
    "day": N_("Consulted"),
    "amount": N_("Amount"),
    "days": N_("Hospital days"),
    "provider": N_("Provider"),
    "invoice": N_("Invoice no."),
    "diagnosis": N_("Diagnosis"),
}
"""The boxes of a line: cleared once it is taken."""
BOXES = LINE | {"total": N_("Total")}
NEEDED = ("item", "day", "amount")
SETTLED = 0.3
"""Seconds without a key after which the desk is asked: each asking is a look at the claims, on record."""


class RegisterScreen(Calls, SendsOnce, DeskScreen):
    """Enter in a box takes the line, Space ticks papers, ^S registers; what is wrong is told at once."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *keys.bindings("register"),
        Binding("space", "tick", show=False, id="table.mark"),
        Binding("delete", "drop", show=False),
        Binding("escape", "leave_form", show=False, id="app.back"),
    ]

    def __init__(self, session: Session, member_id: int) -> None:
        super().__init__()
        self.session = session
        self.member_id = member_id
        self.card: MemberCard | None = None
        self.lines: list[NewLine] = []
        self.handed = Handed()
        self.checked: Checked | None = None
        self.trouble: ConsoleError | None = None
        self.settling: Timer | None = None
        self.key = new_key()
        self.busy = False
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
            with Vertical(id="handed"):
                yield RowList(id="papers")
                with Horizontal(classes="form-row", id="files-row"):
                    yield Label(id="files-label", markup=False)
                    yield Box(id="files", compact=True)
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
        self.list_papers()
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
        self.query_one("#papers", RowList).show(handed_rows(self.handed, self.card))

    def relabel(self) -> None:
        card = self.card
        who = both_names(card.name_en, card.name_zh) if card is not None else Content("")
        certificate = Content.styled(f"  {card.certificate}" if card is not None else "", "$muted")
        title = Content.assemble((_("Register a claim"), "bold $accent"), "  ") + who + certificate
        self.query_one("#title", Static).update(title)
        for name, words in BOXES.items():
            self.query_one(f"#{name}-label", Label).update(_(words))
        self.query_one("#files-label", Label).update(_("Files"))
        for name, words in {
            "item": _("code or words of the benefit"),
            "total": _("as added up; checked when given"),
            "files": _("scans of this paper; none: kept on paper"),
        }.items():
            self.query_one(f"#{name}", Input).placeholder = words
        told = _("Enter takes the line · Tab to the papers, Space ticks · Del drops a line · ^S registers")
        self.query_one("#foot", Static).update(Content.styled(told, "$muted"))
        self.query_one("#papers", RowList).forget_drawn()
        self.draw_lines()
        self.draw_sum()

    def draw_lines(self) -> None:
        known = self.checked.lines if self.checked is not None else ()
        self.query_one("#lines", RowList).show(
            [
                Row(place, partial(line_lines, line, known[place] if place < len(known) else None))
                for place, line in enumerate(self.lines)
            ]
        )

    def draw_sum(self) -> None:
        """What registering would make now, what is typed was taken for, and what is wrong."""
        checked = self.checked
        typing = checked is not None and len(checked.lines) > len(self.lines)
        told = f"= {item_words(checked.lines[-1])}" if checked is not None and typing else ""
        self.query_one("#understood", Static).update(Content.styled(told, "$good"))
        self.query_one("#sum", Static).update(sum_line(checked) if checked is not None else "")
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
        if not any(typed[name] for name in LINE):
            return None
        if not all(typed[name] for name in NEEDED):
            raise Refused(N_("Item, day and amount make a line."))
        if typed["days"] and not typed["days"].isdecimal():
            raise Refused(N_("Days in hospital are a number."))
        return NewLine(
            typed["item"],
            parse_date(typed["day"]),
            Money.parse(typed["amount"], self.currency),
            typed["provider"],
            typed["invoice"],
            typed["diagnosis"],
            days=int(typed["days"] or 0),
        )

    @on(Input.Changed)
    def typed_on(self, event: Input.Changed) -> None:
        """Asked once the typing rests."""
        if event.input.id == "files":
            self.files_named(event.value)
        if self.settling is not None:
            self.settling.stop()
        self.settling = self.set_timer(SETTLED, self.check)

    def files_named(self, text: str) -> None:
        """The paths belong to the paper under the cursor: whoever names a scan has the paper."""
        papers = self.query_one("#papers", RowList)
        if isinstance(papers.key, DocumentKind) and self.handed.files.get(papers.key, "") != text:
            self.handed.files[papers.key] = text
            if text.strip():
                self.handed.ticked.add(papers.key)
            papers.forget_drawn()

    @on(RowList.Highlighted, "#papers")
    def paper_moved(self) -> None:
        key, box = self.query_one("#papers", RowList).key, self.query_one("#files", Input)
        self.query_one("#files-row").display = isinstance(key, DocumentKind)
        if box.value != self.handed.files.get(key, ""):
            box.value = self.handed.files.get(key, "")

    def check(self) -> None:
        """Ask the desk about all lines with the one being typed, once it is whole."""
        try:
            line = self.line_typed()
        except ConsoleError as error:
            whole = all(self.typed[name] for name in NEEDED)
            self.complain(error if whole else None)
            return
        self.ask_about([*self.lines, *([line] if line is not None else [])], self.understood)

    def stop_asking(self) -> None:
        """What is done now says how it stands, not an answer to what was typed before."""
        if self.settling is not None:
            self.settling.stop()
        self.forget("check")

    def ask_about(self, lines: list[NewLine], then: Callable[[Checked], None]) -> None:
        if not lines:
            self.forget("check")
            self.checked = None
            self.complain(None)
            return
        member_id, handed = self.member_id, self.handed
        papers, originals, by = handed.kinds, handed.originals, handed.by

        def check(desk: "Desk") -> Checked:
            found: Checked = verbs.claim_intake.check(
                desk, member_id, lines, papers=papers, originals=originals, claimant_id=by
            )
            return found

        self.ask("check", check, then, self.not_understood)

    def understood(self, checked: Checked) -> None:
        self.checked = checked
        if self.handed.by is None:
            self.handed.by = checked.claimant_id
            self.query_one("#papers", RowList).forget_drawn()
        self.draw_lines()
        self.complain(None)

    def not_understood(self, error: Exception) -> None:
        self.checked = None
        self.complain(error) if isinstance(error, ConsoleError) else self.regret(error)

    def complain(self, error: ConsoleError | None) -> None:
        self.trouble = error
        self.draw_sum()

    @on(Input.Submitted)
    def take_line(self, event: Input.Submitted) -> None:
        """The line is sound: to the others, and the boxes are free for the next."""
        if event.input.id == "files":
            self.query_one("#papers").focus()
            return
        try:
            line = self.line_typed()
        except ConsoleError as error:
            self.complain(error)
            return
        if line is None:
            return
        self.stop_asking()

        def taken(checked: Checked) -> None:
            self.lines.append(line)
            for name in LINE:
                self.query_one(f"#{name}", Input).value = ""
            self.understood(checked)
            self.query_one("#item").focus()

        self.ask_about([*self.lines, line], taken)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("tick", "drop"):
            return isinstance(self.focused, RowList)
        return True

    def action_tick(self) -> None:
        """Tick a paper, or choose who hands the claim in."""
        papers = self.query_one("#papers", RowList)
        if self.focused is not papers or papers.key is None:
            return
        match papers.key:
            case ("by", int(member_id)):
                self.handed.by = member_id
            case key:
                self.handed.ticked ^= {key}
                papers.action_cursor_down()
        papers.forget_drawn()
        self.check()

    def action_drop(self) -> None:
        lines = self.query_one("#lines", RowList)
        if self.focused is lines and isinstance(lines.key, int):
            del self.lines[lines.key]
            self.checked = None
            self.draw_lines()
            self.check()

    def action_leave_form(self) -> None:
        """Nothing typed is lost by one key."""
        if not (self.lines or any(self.typed.values()) or self.handed.ticked):
            self.leave_in_doubt()
            self.app.pop_screen()
            return
        question = Confirm(N_("Leave the form? What is typed in it is lost."), yes=N_("Leave it"))

        def answered(yes: bool | None) -> None:
            if yes:
                self.leave_in_doubt()
                self.app.pop_screen()

        self.app.push_screen(question, answered)

    # Registering.

    def action_register(self, seen_before: tuple[str, ...] = ()) -> None:
        try:
            line = self.line_typed()
            total = Money.parse(self.typed["total"], self.currency) if self.typed["total"] else None
        except ConsoleError as error:
            self.complain(error)
            return
        lines = [*self.lines, *([line] if line is not None else [])]
        if not lines:
            self.complain(Refused(N_("Item, day and amount make a line.")))
            return
        self.stop_asking()
        member_id, handed = self.member_id, self.handed
        papers, originals, by = handed.papers, handed.originals, handed.by

        def register(desk: "Desk", key: str) -> str:
            number: str = verbs.claim_intake.register(
                desk, member_id, lines, papers=papers, originals=originals, total=total, claimant_id=by,
                seen_before=seen_before, key=key,
            )  # fmt: skip
            return number

        said = ("claim.register", member_id, lines, papers, originals, total, by, seen_before)
        self.send_once(Sending(said, register, self.registered, self.not_registered, found))

    def registered(self, claim: tuple[str, int]) -> None:
        """The form gives way to the claim, with its papers."""
        number, claim_id = claim
        self.app.pop_screen()
        if self.session.claim is not None:
            self.app.push_screen(self.session.claim(claim_id, self.member_id, "documents"))
        told = _("Registered as {number}.").format(number=number)
        if self.checked is not None and self.checked.missing:
            told += " " + _("n shows the text that asks for what is missing.")
        self.app.call_later(self.tell_behind, told)

    def tell_behind(self, told: str) -> None:
        screen = self.app.screen
        if isinstance(screen, DeskScreen):
            screen.say(told, MessageTone.DONE)

    def not_registered(self, error: Exception) -> None:
        """Refused; an invoice that seems to be on record is asked about once."""
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


def found(desk: "Desk", number: str) -> tuple[str, int]:
    return number, verbs.claim_enquiry.by_number(desk, number)
