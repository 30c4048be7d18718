"""What a company owes: its invoices and receipts, how long due, cash not yet allocated, autopay."""

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.geometry import Size
from textual.widgets import ContentSwitcher, Input, Label, Static

from consoleapp.desk.ledger.shapes import ALL_BRANCHES, InvoiceRow, LedgerSheet, Movement, ReceiptRow
from consoleapp.errors import ConsoleError, NotAllowed, NotFound
from consoleapp.i18n import N_, _, current
from consoleapp.rules.subjects import SubjectKind
from consoleapp.rules.text import printable
from consoleapp.screens import keys, verbs
from consoleapp.screens.calls import Calls
from consoleapp.screens.desk_screen import DeskScreen
from consoleapp.screens.dialogs.choose import Choice, Choose
from consoleapp.screens.ledger import head
from consoleapp.screens.ledger.doing import Does
from consoleapp.screens.ledger.rows import invoice_rows, receipt_rows
from consoleapp.screens.member.kept import open_member
from consoleapp.screens.messages import Failed
from consoleapp.screens.policies.screen import PolicyScreen
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.box import Box
from consoleapp.screens.widgets.fitted import Fitted
from consoleapp.screens.widgets.frame import KeyHints, MessageTone
from consoleapp.screens.widgets.grid_messages import Moved
from consoleapp.screens.widgets.record_grid import RecordGrid
from consoleapp.screens.widgets.state import State, StateView

if TYPE_CHECKING:
    from consoleapp.desk.context import Desk
    from consoleapp.desk.lookup import FindResult, Hit

WHOSE = N_("Whose ledger? A company, a policy, an invoice or a receipt number, then Enter.")
KINDS = (SubjectKind.POLICY, SubjectKind.COMPANY, SubjectKind.INVOICE, SubjectKind.RECEIPT)
"""What of the hits of Find has a ledger."""


class LedgerScreen(Does, Calls, DeskScreen):
    """The ledger of a policy, or of all policies of its holder; standing on a row where one is given."""

    FIND_BOX = "#holder"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("ledger", "contact")]

    def __init__(
        self,
        session: Session,
        policy_id: int | None = None,
        *,
        invoice_id: int | None = None,
        settlement_id: int | None = None,
    ) -> None:
        super().__init__()
        self.session = session
        self.policy_id = policy_id
        self.whole = False
        """All policies of the holder, not this one alone."""
        self.branch_code = ALL_BRANCHES
        self.sheet: LedgerSheet | None = None
        self.movements: tuple[Movement, ...] = ()
        self.list = "receipts" if settlement_id is not None else "invoices"
        self.wanted = {"invoices": invoice_id, "receipts": settlement_id}
        """Where the cursor is to stand once the list is there."""
        self.listening = session.listening
        self.listed_in = ""
        """The language the columns were made for."""

    def body(self) -> ComposeResult:
        with Horizontal(id="ask"):
            yield Label(id="holder-label", markup=False)
            yield Box(id="holder", compact=True, select_on_focus=True)
        yield StateView(State.EMPTY, id="state")
        yield KeyHints("ledger.bank", id="start")
        with Vertical(id="ledger"):
            yield Static(id="title", markup=False)
            yield Fitted(id="head")
            with ContentSwitcher(initial=self.list, id="lists"):
                yield RecordGrid(id="invoices")
                yield RecordGrid(id="receipts")
            yield Fitted(id="happened")
            yield KeyHints(
                "ledger.receive", "ledger.allocate", "ledger.put_right", "ledger.issue", "ledger.exchange",
                "ledger.statement", "ledger.receipts", "ledger.invoices", "ledger.branch", "ledger.whole",
                "contact.verify", "contact.park", "table.filter", "table.sort", "ledger.bank",
            )  # fmt: skip

    def on_mount(self) -> None:
        self.query_one("#ledger").display = False
        self.begin()

    def begin(self) -> None:
        """Read the ledger that was asked for, or that of the company on the line; else ask whose."""
        contact = self.session.contact
        if self.policy_id is None and contact is not None and contact.member_id is None:
            self.policy_id = contact.policy_id
        self.query_one("#start").display = self.policy_id is None
        if self.policy_id is None:
            self.query_one("#holder").focus()
        else:
            self.query_one("#state", StateView).show(State.LOADING)
            self.read_sheet()

    @property
    def grid(self) -> RecordGrid:
        return self.query_one(f"#{self.list}", RecordGrid)

    # Whose ledger.

    @on(Input.Submitted, "#holder")
    def look_for(self, event: Input.Submitted) -> None:
        text = event.value.strip()
        if text:
            self.ask("holder", lambda desk: verbs.lookup.find(desk, text), self.found)

    def found(self, result: "FindResult") -> None:
        """One that answers is opened; of several one is chosen."""
        hits = [hit for hit in result.hits if hit.kind in KINDS and self.policy_of(hit) is not None]
        if not hits:
            self.say(_("No company, policy, invoice or receipt answers to that. Try fewer words."),
                     MessageTone.WARNING)  # fmt: skip
        elif len(hits) == 1:
            self.open(hits[0])
        else:
            choices: list[Choice] = [(place, partial(hit_words, hit)) for place, hit in enumerate(hits[:40])]
            self.app.push_screen(Choose(N_("Whose ledger?"), choices, at=0), partial(self.chosen_hit, hits))

    def chosen_hit(self, hits: "list[Hit]", chosen: tuple[object] | None) -> None:
        if chosen is not None and isinstance(chosen[0], int):
            self.open(hits[chosen[0]])

    @staticmethod
    def policy_of(hit: "Hit") -> int | None:
        return hit.id if hit.kind is SubjectKind.POLICY else hit.policy_id

    def open(self, hit: "Hit") -> None:
        """Turn to the ledger of a hit, standing on the invoice or receipt it is."""
        self.policy_id, self.branch_code = self.policy_of(hit), ALL_BRANCHES
        self.whole = hit.kind is SubjectKind.COMPANY
        self.wanted = {
            "invoices": hit.id if hit.kind is SubjectKind.INVOICE else None,
            "receipts": hit.id if hit.kind is SubjectKind.RECEIPT else None,
        }
        self.close()
        self.action_list("receipts" if hit.kind is SubjectKind.RECEIPT else "invoices")
        self.read_sheet(focus=True)

    # Reading.

    def read_sheet(self, *, focus: bool = True) -> None:
        policy_id, whole, branch = self.policy_id, self.whole, self.branch_code
        if policy_id is None:
            return

        def read(desk: "Desk") -> LedgerSheet:
            if not whole:
                return verbs.ledger.sheet(desk, policy_id=policy_id, branch_code=branch)
            holder = verbs.ledger.holder_of(desk, policy_id)
            return verbs.ledger.sheet(desk, holder_id=holder, branch_code=branch)

        self.ask("sheet", read, partial(self.took, focus=focus), self.missed)

    def took(self, sheet: LedgerSheet, *, focus: bool) -> None:
        first, self.sheet = self.sheet is None, sheet
        for part, seen in (("#state", False), ("#start", False), ("#ledger", True)):
            self.query_one(part).display = seen
        self.list_rows(sheet)
        self.relabel()
        self.read_movements()
        if first and focus and not isinstance(self.app.screen, Choose):
            self.grid.focus()
            self.refresh_contact()
        self.refresh_bindings()

    def list_rows(self, sheet: LedgerSheet) -> None:
        """Both lists anew, in the order and by the words chosen, with the columns of the language."""
        self.listed_in = current()
        for name, source in (("invoices", invoice_rows(sheet)), ("receipts", receipt_rows(sheet))):
            grid = self.query_one(f"#{name}", RecordGrid)
            order, words = (grid.source.order, grid.source.words) if grid.source else (None, "")
            kept = source.filtered(words) if words else source
            grid.show(kept.sorted(*order) if order else kept)
            wanted, self.wanted[name] = self.wanted[name], None
            if wanted is not None:
                grid.go_to(wanted)

    def missed(self, error: Exception) -> None:
        """Why there are no figures. What was read before stays only when it may still be shown."""
        if self.sheet is not None and not isinstance(error, NotAllowed):
            self.regret(error)
            return
        self.close()
        state = self.query_one("#state", StateView)
        match error:
            case NotAllowed():
                state.show(State.NOT_ALLOWED, about=error.text(_))
            case NotFound():
                state.show(State.NOT_KNOWN, about=error.text(_))
            case ConsoleError():
                state.show(State.FAILED, about=error.text(_))
            case _:
                state.show(State.FAILED)
                self.regret(error)
        self.set_focus(None)  # a letter such as v is a key here, not text of the box
        self.refresh_bindings()

    def close(self) -> None:
        """Nothing of what was read stays."""
        self.forget("sheet")
        self.forget("movements")
        self.sheet, self.movements = None, ()
        self.query_one("#title", Static).update("")
        for part in ("#head", "#happened"):
            self.query_one(part, Fitted).fill(None)
        for grid in self.query(RecordGrid):
            grid.tell(State.LOADING)
        self.query_one("#ledger").display = False
        self.query_one("#start").display = self.policy_id is None
        state = self.query_one("#state", StateView)
        state.display = True
        state.show(State.LOADING)

    @on(Moved)
    def read_movements(self) -> None:
        """What happened to the row under the cursor; what stood there before goes at once."""
        row = self.row
        self.forget("movements")
        self.movements = ()
        self.draw_happened()
        self.refresh_bindings()
        if row is None:
            return
        which = {"invoice_id": row.invoice_id} if isinstance(row, InvoiceRow) else {
            "settlement_id": row.settlement_id
        }  # fmt: skip
        policy_id = row.policy_id
        self.ask(
            "movements",
            lambda desk: verbs.ledger.movements(desk, policy_id=policy_id, **which),
            self.took_movements,
        )

    def took_movements(self, movements: tuple[Movement, ...]) -> None:
        self.movements = movements
        self.draw_happened()

    @property
    def row(self) -> InvoiceRow | ReceiptRow | None:
        """The invoice or receipt under the cursor."""
        if self.sheet is None or not self.grid.known:
            return None
        key = self.grid.key
        if self.list == "invoices":
            return next((one for one in self.sheet.invoices if one.invoice_id == key), None)
        return next((one for one in self.sheet.receipts if one.settlement_id == key), None)

    def on_failed(self, message: Failed) -> None:
        """A session that was ended meanwhile locks the console."""
        if self.lock_if_over(message.error):
            message.stop()

    # The contact.

    def contact_changed(self) -> None:
        """Somebody else listens: what the one before could hear is gone at once, also behind a dialog."""
        self.refresh_bindings()
        if self.listening != self.session.listening:
            self.listening = self.session.listening
            if self.policy_id is not None:
                self.close()
                self.read_sheet(focus=not self.query_one("#holder").has_focus)

    def on_screen_resume(self) -> None:
        if self.policy_id is None:
            self.begin()
        self.contact_changed()

    def about(self) -> tuple[int | None, int | None]:
        return None, self.policy_id

    def go_to(self, member_id: int) -> None:
        open_member(self.app, self.session, member_id)

    def go_to_policy(self, policy_id: int) -> None:
        self.app.push_screen(PolicyScreen(self.session, policy_id))

    # Drawing.

    def relabel(self) -> None:
        self.query_one("#holder-label", Label).update(_("Holder"))
        self.query_one("#holder", Input).placeholder = _(WHOSE)
        sheet = self.sheet
        if sheet is None:
            if self.policy_id is None:
                self.query_one("#state", StateView).show(State.EMPTY, step=WHOSE)
            return
        if self.listed_in != current():
            self.list_rows(sheet)
        self.query_one("#title", Static).update(head.title(sheet))
        self.query_one("#head", Fitted).fill(lambda room: head.head(sheet, room.width))
        self.draw_happened()

    def draw_happened(self) -> None:
        part, row, sheet = self.query_one("#happened", Fitted), self.row, self.sheet
        if row is None or sheet is None:
            part.fill(None)
            return
        movements, of_receipt = self.movements, isinstance(row, ReceiptRow)

        def told(room: Size) -> Content:
            about = (
                head.about_receipt(row, room.width)
                if isinstance(row, ReceiptRow)
                else head.about_invoice(row, sheet.as_of, room.width)
            )
            below = head.happened(movements, room.width, max(2, room.height - 1), of_receipt=of_receipt)
            return Content("\n").join([*about, *below])

        part.fill(told)

    # Keys.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        match action:
            case "receive" | "issue" | "allocate" | "exchange" | "put_right" | "statement" | "bank":
                return self.may_do(action)
            case "list":
                return self.sheet is not None and parameters != (self.list,)
            case "branch":
                return self.sheet is not None and bool(self.sheet.branches)
            case "whole":
                return self.sheet is not None
            case "note":
                return False  # the note is on the screens of a person and a policy
            case _:
                return self.check_contact_action(action)

    def action_list(self, name: str) -> None:
        """Invoices or receipts."""
        self.list = name
        self.query_one("#lists", ContentSwitcher).current = name
        if self.sheet is not None:
            self.grid.focus()
        self.read_movements()

    def action_whole(self) -> None:
        """All policies of the company, or this one again."""
        self.whole = not self.whole
        self.read_sheet()

    def action_branch(self) -> None:
        """Only invoices of one branch, or of all again."""
        if self.sheet is not None:
            choices: list[Choice] = [
                (code, partial(str, words)) for code, words in head.branch_choices(self.sheet)
            ]
            self.app.push_screen(Choose(N_("Which branch?"), choices, at=self.branch_code), self.narrowed)

    def narrowed(self, chosen: tuple[object] | None) -> None:
        if chosen is not None and isinstance(chosen[0], str):
            self.branch_code = chosen[0]
            self.read_sheet()


def hit_words(hit: "Hit") -> str:
    """A hit in one line: what it is, its number or name, whose."""
    said = [_(hit.kind.word), printable(hit.title)]
    said += [printable(part) for part in (hit.company, hit.policy_no) if part and part != hit.title]
    return "  ".join(said)
