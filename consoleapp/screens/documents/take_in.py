"""Taking papers in, item by item: what is here, what the clerk has looked at, files, remarks."""

import re
from collections.abc import Hashable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Label, Static

from consoleapp.desk.document_shapes import DocumentItem, DocumentRequest, InvoiceSeen
from consoleapp.desk.keys import new_key
from consoleapp.errors import ConsoleError, Refused, Uncertain
from consoleapp.i18n import N_, _, ngettext
from consoleapp.rules.documents import CameBy, DocumentCheck
from consoleapp.rules.money import Money
from consoleapp.rules.permissions import Role
from consoleapp.rules.text import printable
from consoleapp.screens import verbs
from consoleapp.screens.dialogs.desk_dialog import DeskDialog
from consoleapp.screens.documents.rows import item_name, uploaded_words
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.box import Box
from consoleapp.screens.widgets.row_list import Row, RowList, blank

if TYPE_CHECKING:
    from consoleapp.desk.context import Desk

NEW_INVOICE = "new invoice"
CAME_BY = "came by"
BOXES = ("files", "remarks", "invoice", "amount")


def named_files(text: str) -> tuple[Path, ...]:
    """The files named, one after the other, with ``;`` or ``,`` between."""
    return tuple(Path(part.strip()).expanduser() for part in re.split(r"[;,]", text) if part.strip())


@dataclass(slots=True)
class Here:
    """What the clerk says of one paper."""

    marked: bool = False
    confirmed: set[DocumentCheck] = field(default_factory=set)
    typed: dict[str, str] = field(default_factory=dict)
    key: str = field(default_factory=new_key)

    @property
    def files(self) -> tuple[Path, ...]:
        return named_files(self.typed.get("files", ""))


@dataclass(frozen=True, slots=True)
class TakenIn:
    """The request as it is now, how many papers came in, and whose new invoice was refused."""

    request: DocumentRequest | None
    count: int
    member_id: int | None = None
    error: Exception | None = None


class TakeInDialog(DeskDialog[TakenIn | None]):
    """Space says: this paper is here, and what stands below it is so. Enter takes in what is marked."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "mark", show=False, id="table.mark")]

    def __init__(self, session: Session, request: DocumentRequest, currency: str, at: int | None) -> None:
        super().__init__(session)
        self.request = request
        self.currency = currency
        self.here = {item.item_id: Here() for item in request.missing}
        self.at = at
        self.shown: int | None = None
        """The paper whose words stand in the boxes."""
        self.came_by = CameBy.COUNTER if self.at_counter(session) else CameBy.POST
        """How what is on paper came; what was uploaded came that way."""
        self.count = 0
        self.busy = False

    @staticmethod
    def at_counter(session: Session) -> bool:
        """Whether this person sits where papers are handed in; the others open the post."""
        return session.desk is not None and session.desk.actor.role is Role.COUNTER

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog", id="take-in"):
            yield Static(id="title", classes="dialog-title", markup=False)
            yield RowList(id="papers", classes="-always")
            for name in BOXES:
                with Horizontal(classes="form-row", id=f"{name}-row"):
                    yield Label(id=f"{name}-label", markup=False)
                    yield Box(id=name, compact=True)
            yield Static(id="trouble", markup=False)
            yield Static(id="foot", classes="dialog-foot", markup=False)

    def on_mount(self) -> None:
        self.list_papers()
        self.query_one("#papers").focus()

    def list_papers(self) -> None:
        rows: list[Row] = []
        for item in self.request.missing:
            key = ("item", item.item_id)
            rows.append(Row(key, partial(self.item_lines, item)))
            rows += [
                Row(("check", item.item_id, check), partial(self.check_lines, item, check))
                for check in self.checks(item)
            ]
        rows += [
            blank(),
            Row(CAME_BY, self.came_lines),
            Row(
                NEW_INVOICE,
                lambda _width: [
                    Content.styled(" " + _("A new invoice was handed in too; Space says so"), "$muted")
                ],
            ),
        ]
        papers = self.query_one("#papers", RowList)
        papers.show(rows, at=("item", self.at) if self.at is not None else None)
        papers.styles.height = min(len(rows), 12)
        self.at = None

    def checks(self, item: DocumentItem) -> tuple[DocumentCheck, ...]:
        """What must be so: on paper, or of an image where a file is named that is none."""
        files = self.here[item.item_id].files
        images = any(file.suffix.lower() != ".pdf" for file in files)
        images = images or any(one.kind.is_image for one in item.uploads)
        return item.checks_image if images else item.checks_paper

    def item_lines(self, item: DocumentItem, _width: int) -> list[Content]:
        here = self.here[item.item_id]
        ways = ngettext("{n} file", "{n} files", len(here.files)) if here.files else _("on paper")
        if item.uploads:
            ways = uploaded_words(item)
        shown = here.marked or item.uploads
        return [
            Content.assemble(
                (" ● " if here.marked else " ○ ", "bold $good" if here.marked else "$waiting"),
                (item_name(item), "$ink"),
                (f"  {ways.format(n=len(here.files))}" if shown else "", "$muted"),
            )
        ]

    def came_lines(self, _width: int) -> list[Content]:
        """How what is on paper came; Space says the other way."""
        other = _("Space: another way")
        return [Content.assemble((f" {_(self.came_by.word)}", "$ink"), (f"  {other}", "$muted"))]

    def check_lines(self, item: DocumentItem, check: DocumentCheck, _width: int) -> list[Content]:
        so = check in self.here[item.item_id].confirmed
        return [
            Content.assemble(
                ("     ✓ " if so else "     · ", "$good" if so else "$muted"),
                (_(check.word), "$ink" if so else "$muted"),
            )
        ]

    def relabel(self) -> None:
        super().relabel()
        self.query_one("#title", Static).update(
            Content.assemble(
                (_("Take documents in"), "bold"), (f"  {printable(self.request.claim_no)}", "$muted")
            )
        )
        for name, words in (
            ("files", _("Files")),
            ("remarks", _("Remarks")),
            ("invoice", _("Invoice no.")),
            ("amount", _("Amount on it")),
        ):
            self.query_one(f"#{name}-label", Label).update(words)
        self.query_one("#files", Input).placeholder = _("paths of scans; none: kept on paper")
        self.query_one("#invoice", Input).placeholder = _("as it stands on the invoice or receipt")
        self.query_one("#foot", Static).update(
            _("Space: it is here, and all below it is so · Enter takes in · Esc goes back")
        )
        self.query_one("#papers", RowList).forget_drawn()

    # The paper under the cursor.

    @property
    def item(self) -> DocumentItem | None:
        key = self.query_one("#papers", RowList).key
        wanted = key[1] if isinstance(key, tuple) else None
        return next((one for one in self.request.missing if one.item_id == wanted), None)

    @on(RowList.Highlighted, "#papers")
    def moved(self) -> None:
        """Files, remarks and what stands on an invoice belong to the paper under the cursor."""
        item = self.item
        for name in BOXES:
            of_invoice = name in ("invoice", "amount")
            row = self.query_one(f"#{name}-row")
            row.display = item is not None and (not of_invoice or item.kind.is_invoice)
        if item is None or item.item_id == self.shown:
            return
        self.shown = item.item_id
        for name in BOXES:
            self.query_one(f"#{name}", Input).value = self.here[item.item_id].typed.get(name, "")

    @on(Input.Changed)
    def worded(self, event: Input.Changed) -> None:
        here = self.here.get(self.shown or 0)
        if here is None or here.typed.get(event.input.id or "", "") == event.value:
            return
        here.typed[event.input.id or ""] = event.value
        if event.input.id == "files":
            self.list_papers()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return isinstance(self.focused, RowList) if action == "mark" else True

    def action_mark(self) -> None:
        """A paper with all its checks, then on to the next paper; or one check."""
        papers = self.query_one("#papers", RowList)
        key: Hashable = papers.key
        item = self.item
        if key == NEW_INVOICE:
            self.refuse_invoice()
        elif key == CAME_BY:
            self.came_by = CameBy.POST if self.came_by is CameBy.COUNTER else CameBy.COUNTER
            papers.forget_drawn()
        elif item is not None:
            here = self.here[item.item_id]
            match key:
                case ("check", _, DocumentCheck() as check):
                    here.confirmed ^= {check}
                    papers.action_cursor_down()
                case _:
                    here.marked = not here.marked
                    here.confirmed = set(self.checks(item)) if here.marked else set()
                    self.next_paper()
            papers.forget_drawn()

    def next_paper(self) -> None:
        """The cursor goes to the next paper, past the checks of this one."""
        papers = self.query_one("#papers", RowList)
        ahead = [
            place
            for place, row in enumerate(papers.rows)
            if place > papers.cursor and isinstance(row.key, tuple) and row.key[0] == "item"
        ]
        if ahead:
            papers.cursor = ahead[0]

    # Acting.

    @on(RowList.Opened, "#papers")
    @on(Input.Submitted)
    def take(self) -> None:
        """Take in what is marked, one by one: what came through stays in when a later one is refused."""
        if self.busy:
            return
        marked = [item for item in self.request.missing if self.here[item.item_id].marked]
        if not marked:
            self.complain(Refused(N_("Mark what is here with Space.")))
            return
        try:
            seen = {item.item_id: self.invoice_of(item) for item in marked}
        except ConsoleError as error:
            self.complain(error)
            return
        self.busy = True
        request_id, here, came_by = self.request.request_id, self.here, self.came_by

        def take(desk: "Desk") -> TakenIn:
            error: ConsoleError | None = None
            count, member_id = 0, None
            for item in marked:
                said = here[item.item_id]
                try:
                    verbs.documents.receive(
                        desk, item.item_id, files=said.files,
                        uploaded=tuple(one.file_id for one in item.uploads),
                        came_by=CameBy.UPLOAD if item.uploads else came_by,
                        remarks=said.typed.get("remarks", ""),
                        confirmed=tuple(said.confirmed), invoice=seen[item.item_id], version=item.version,
                        key=said.key,
                    )  # fmt: skip
                except verbs.document_shapes.NewInvoice as refusal:
                    error, member_id = refusal, refusal.member_id
                    break
                except ConsoleError as refusal:
                    error = refusal
                    break
                count += 1
            return TakenIn(verbs.documents.one(desk, request_id), count, member_id, error)

        self.ask("take in", take, self.taken, self.refused)

    def invoice_of(self, item: DocumentItem) -> InvoiceSeen | None:
        """What stands on an invoice, where the clerk typed it. Raises Refused for no amount."""
        typed = self.here[item.item_id].typed
        number, amount = typed.get("invoice", "").strip(), typed.get("amount", "").strip()
        if not item.kind.is_invoice or not (number or amount):
            return None
        return InvoiceSeen(number, Money.parse(amount, self.currency).minor if amount else None)

    def taken(self, result: TakenIn) -> None:
        self.busy = False
        self.count += result.count
        if result.error is None or result.member_id is not None:
            self.dismiss(TakenIn(result.request, self.count, result.member_id, result.error))
            return
        if result.request is not None:
            self.request = result.request
            self.here = {item.item_id: self.here.get(item.item_id, Here()) for item in result.request.missing}
            self.renew(result.error)
        self.shown = None
        self.list_papers()
        self.moved()
        self.regret(result.error)

    def refused(self, error: Exception) -> None:
        self.busy = False
        self.renew(error)
        self.regret(error)

    def renew(self, error: Exception) -> None:
        """What was refused may be sent otherwise; where the reply was lost, it is the same act once more."""
        if isinstance(error, ConsoleError) and not isinstance(error, Uncertain):
            for said in self.here.values():
                said.key = new_key()

    def refuse_invoice(self) -> None:
        """A new invoice was handed in with the papers: refused, on record, with the offer of a new claim."""
        claim_id, key, request = self.request.claim_id, new_key(), self.request

        def refuse(desk: "Desk") -> None:
            verbs.documents.refuse_new_invoice(desk, claim_id, key=key)

        def sorry(error: Exception) -> None:
            if isinstance(error, verbs.document_shapes.NewInvoice):
                self.dismiss(TakenIn(request, self.count, error.member_id, error))
            else:
                self.refused(error)

        self.ask("new invoice", refuse, lambda _none: None, sorry)

    def action_close(self) -> None:
        self.dismiss(TakenIn(self.request, self.count) if self.count else None)
