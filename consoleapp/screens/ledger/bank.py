"""A bank's file beside the open invoices: what each line probably pays; a person posts them, one by one."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Label, Static

from consoleapp.errors import ConsoleError, NotAllowed
from consoleapp.i18n import N_, _, current
from consoleapp.rules.permissions import Permission, allowed
from consoleapp.rules.text import printable
from consoleapp.screens import keys, verbs
from consoleapp.screens.asks import Asks
from consoleapp.screens.desk_screen import DeskScreen
from consoleapp.screens.dialogs.ask import AskLine
from consoleapp.screens.facts import fill
from consoleapp.screens.ledger.bank_line import BankLineDialog
from consoleapp.screens.ledger.bank_rows import bank_rows
from consoleapp.screens.messages import Failed
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.box import Box
from consoleapp.screens.widgets.frame import KeyHints, MessageTone
from consoleapp.screens.widgets.grid_messages import Moved, Opened
from consoleapp.screens.widgets.record_grid import RecordGrid
from consoleapp.screens.widgets.state import State, StateView

if TYPE_CHECKING:
    from consoleapp.desk.context import Desk
    from consoleapp.desk.ledger import ProposedMatch
    from consoleapp.rules.matching import BankLine

WHICH = N_("Which file? Where the bank's CSV lies on this machine, then Enter.")


@dataclass(frozen=True, slots=True)
class BankFile:
    """A file as it was read: its lines of money in, and the SHA-256 of its content."""

    name: str
    lines: "tuple[BankLine, ...]"
    digest: str


class BankScreen(Asks, DeskScreen):
    """Enter takes the line in: the form of a settlement, filled in, with what it probably pays."""

    FIND_BOX = "#file"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("bank")]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.file: BankFile | None = None
        self.proposed: tuple[ProposedMatch, ...] = ()

    def body(self) -> ComposeResult:
        with Horizontal(id="ask"):
            yield Label(id="file-label", markup=False)
            yield Box(id="file", compact=True, select_on_focus=True)
        yield StateView(State.EMPTY, id="state")
        yield Static(id="title", markup=False)
        yield RecordGrid(id="lines")
        yield Static(id="why", markup=False)
        yield KeyHints("table.open", "bank.whose", "table.filter", "table.sort", "app.find_box", "app.back")

    def on_mount(self) -> None:
        self.query_one("#file").focus()
        self.wipe_file()

    # The file.

    @on(Input.Submitted, "#file")
    def given(self, event: Input.Submitted) -> None:
        typed = event.value.strip()
        if not typed:
            return
        path, bounds = Path(typed).expanduser(), self.session.settings.imports

        def read(desk: "Desk") -> "tuple[BankFile, tuple[ProposedMatch, ...]]":
            from consoleapp.exchange.bank_file import read_bank_file

            lines, digest = read_bank_file(path, bounds)
            return BankFile(path.name, lines, digest), verbs.ledger.match(desk, lines, digest)

        self.ask("file", read, self.took, self.missed)

    def look_again(self) -> None:
        """Hold the lines against what is open now."""
        file = self.file
        if file is not None:
            self.ask("file", lambda desk: (file, verbs.ledger.match(desk, file.lines, file.digest)),
                     self.took, self.missed)  # fmt: skip

    def took(self, found: "tuple[BankFile, tuple[ProposedMatch, ...]]") -> None:
        first = self.file is None or self.file.digest != found[0].digest
        self.file, self.proposed = found
        for part in ("#title", "#lines", "#why"):
            self.query_one(part).display = True
        self.query_one("#state").display = False
        self.relabel()
        grid = self.query_one("#lines", RecordGrid)
        if first:
            grid.focus()
        waiting = next((one for one in self.proposed if not one.posted and one.policy_id is not None), None)
        row = self.row
        if waiting is not None and (first or row is None or row.posted):
            grid.go_to(waiting.line.number)
        self.refresh_bindings()

    def missed(self, error: Exception) -> None:
        """Why there are no proposals. What was read before stays unless it may not be shown."""
        if self.file is not None and not isinstance(error, NotAllowed):
            self.regret(error)
            return
        self.wipe_file()
        state = self.query_one("#state", StateView)
        if isinstance(error, ConsoleError):
            shown = State.NOT_ALLOWED if isinstance(error, NotAllowed) else State.FAILED
            state.show(shown, about=error.text(_))
        else:
            state.show(State.FAILED)
            self.regret(error)

    def wipe_file(self) -> None:
        """Nothing of what was read stays."""
        self.forget("file")
        self.file, self.proposed = None, ()
        self.query_one("#lines", RecordGrid).tell(State.LOADING)
        for part in ("#title", "#lines", "#why"):
            self.query_one(part).display = False
        state = self.query_one("#state", StateView)
        state.display = True
        state.show(State.EMPTY, step=WHICH)
        self.refresh_bindings()

    def on_screen_resume(self) -> None:
        """A file is about many companies: it goes while somebody is on the line."""
        if self.session.contact is not None and self.file is not None:
            self.look_again()

    def on_failed(self, message: Failed) -> None:
        if self.lock_if_over(message.error):
            message.stop()

    # Drawing.

    @property
    def row(self) -> "ProposedMatch | None":
        grid = self.query_one("#lines", RecordGrid)
        key = grid.key if grid.known else None
        return next((one for one in self.proposed if one.line.number == key), None)

    def relabel(self) -> None:
        self.query_one("#file-label", Label).update(_("Bank file"))
        self.query_one("#file", Input).placeholder = _(WHICH)
        if self.file is None:
            return
        grid = self.query_one("#lines", RecordGrid)
        order, words = (grid.source.order, grid.source.words) if grid.source else (None, "")
        source = bank_rows(self.proposed)
        kept = source.filtered(words) if words else source
        grid.show(kept.sorted(*order) if order else kept)
        posted = sum(1 for one in self.proposed if one.posted)
        told = _("{posted} of {n} lines of money in are posted").format(posted=posted, n=len(self.proposed))
        self.query_one("#title", Static).update(
            Content.assemble((printable(self.file.name), "bold $ink"), "  ", (told, "$muted"))
        )
        self.draw_why()

    @on(Moved)
    def draw_why(self) -> None:
        """Who it probably is of, what it pays, and why that is thought."""
        self.query_one("#why", Static).update(Content("\n").join(why_lines(self.row)))

    # Posting.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "whose":
            row = self.row
            return row is not None and not row.posted and self.may_settle()
        return True

    def may_settle(self) -> bool:
        desk = self.session.desk
        return desk is not None and allowed(desk.actor.role, Permission.SETTLE)

    @on(Opened)
    def opened(self) -> None:
        row = self.row
        if row is None or not self.may_settle():
            return
        if row.posted:
            self.say(_("posted as {receipt}").format(receipt=printable(row.posted)), MessageTone.NOTE)
        elif row.policy_id is None:
            self.action_whose()
        else:
            self.take_in(row, row.policy_id, row.policy_no)

    def action_whose(self) -> None:
        """The policy is said by a person, where nothing points to one or to another one."""
        row = self.row
        if row is not None:
            question = AskLine(N_("Which policy does line {number} pay?"), number=row.line.number)
            self.app.push_screen(question, partial(self.said_whose, row))

    def said_whose(self, row: "ProposedMatch", number: str | None) -> None:
        if number is not None and number.strip():
            said = number.strip()
            self.ask(
                "whose",
                lambda desk: verbs.ledger.find_policy(desk, said),
                lambda policy_id: self.take_in(row, policy_id, said),
            )

    def take_in(self, row: "ProposedMatch", policy_id: int, policy_no: str) -> None:
        self.app.push_screen(BankLineDialog(self.session, row, policy_id, policy_no), self.taken_in)

    def taken_in(self, number: int | None) -> None:
        if number is not None:
            self.say(_("Taken in."), MessageTone.DONE)
        self.look_again()


def why_lines(row: "ProposedMatch | None") -> list[Content]:
    """Below the list: payer and reference whole, the holder, what is paid, the reasons."""
    if row is None:
        return []
    line = row.line
    first = [Content.styled(printable(one), "$ink") for one in (line.payer, line.reference) if one]
    number = _("line {n}").format(n=line.number)
    lines = [Content.styled(number, "bold $accent") + "  " + fill(first)]
    if row.posted:
        told = _("posted as {receipt}").format(receipt=printable(row.posted))
        lines.append(Content.assemble((told, "$good"), "  ", (printable(row.holder), "$muted")))
    elif row.policy_id is not None:
        whose = [
            Content.styled(printable(row.policy_no), "$ink"),
            Content.styled(printable(row.holder), "$ink"),
        ]
        lines.append(fill(whose))
        pays = [f"{printable(part.invoice_no)} {part.amount}" for part in row.parts]
        if row.remainder:
            pays.append(_("{amount} stays unallocated").format(amount=row.remainder))
        lines.append(Content.assemble((_("Pays"), "$muted"), "  ", ", ".join(pays)))
    if row.clues:
        stop = "；" if current().startswith("zh") else "; "
        lines.append(Content.styled(stop.join(_(clue.word) for clue in row.clues), "$muted"))
    return lines
