"""What waits for a second person: a supervisor says yes or no; everybody sees what they asked (SAFETY 11)."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from consoleapp.desk.keys import new_key
from consoleapp.i18n import N_, _
from consoleapp.rules.approvals import ApprovalState
from consoleapp.rules.permissions import Permission, allowed
from consoleapp.rules.text import printable
from consoleapp.screens import formats, verbs
from consoleapp.screens.dialogs.approve import in_words
from consoleapp.screens.dialogs.ask import AskLine
from consoleapp.screens.dialogs.confirm import Confirm
from consoleapp.screens.dialogs.desk_dialog import DeskDialog
from consoleapp.screens.facts import fill, pad
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.row_list import Row, RowList, blank, heading

if TYPE_CHECKING:
    from consoleapp.desk.approvals import ApprovalRow
    from consoleapp.desk.context import Desk

TONES = {
    ApprovalState.WAITING: "$waiting",
    ApprovalState.APPROVED: "$good",
    ApprovalState.REFUSED: "$bad",
}


class ApprovalsDialog(DeskDialog[None]):
    """Enter approves after a question, r refuses with a reason or takes back one's own, Esc closes."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("r", "turn_down", show=False)]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.waiting: tuple[ApprovalRow, ...] = ()
        self.mine: tuple[ApprovalRow, ...] = ()
        self.read = False

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -tall", id="approvals"):
            yield Static(id="title", classes="dialog-title", markup=False)
            yield RowList(id="requests")
            yield Static(id="trouble", markup=False)
            yield Static(id="foot", markup=False, classes="dialog-foot")

    def on_mount(self) -> None:
        self.query_one("#requests").focus()
        self.look()

    def relabel(self) -> None:
        super().relabel()
        self.query_one("#title", Static).update(_("Approvals"))
        self.query_one("#foot", Static).update(
            _("Enter approves · r refuses, or takes your own back · Esc closes")
            if self.decides
            else _("r takes a request back · Esc closes")
        )
        self.draw()

    @property
    def decides(self) -> bool:
        """Whether this person may be a second one."""
        return allowed(self.session.serving.actor.role, Permission.APPROVE)

    def look(self) -> None:
        """Read what waits, and what was asked."""
        decides = self.decides

        def read(desk: "Desk") -> "tuple[tuple[ApprovalRow, ...], tuple[ApprovalRow, ...]]":
            waiting = verbs.approvals.waiting(desk) if decides else ()
            return tuple(row for row in waiting if not row.mine), verbs.approvals.mine(desk)

        self.ask("requests", read, self.took)

    def took(self, found: "tuple[tuple[ApprovalRow, ...], tuple[ApprovalRow, ...]]") -> None:
        self.waiting, self.mine = found
        self.read = True
        self.draw()

    def draw(self) -> None:
        rows: list[Row] = []
        if self.decides:
            rows += [heading(lambda: _("Waiting for you")), *map(self.row, self.waiting)]
            rows += [nothing(self.read), blank()] if not self.waiting else [blank()]
        rows += [heading(lambda: _("Asked by you")), *map(self.row, self.mine)]
        if not self.mine:
            rows.append(nothing(self.read))
        requests = self.query_one("#requests", RowList)
        requests.forget_drawn()
        requests.show(rows)

    def row(self, one: "ApprovalRow") -> Row:
        return Row(one.approval_id, partial(request_lines, one, self.session.clock()), height=2)

    def named(self, number: object) -> "ApprovalRow | None":
        rows = (*self.waiting, *self.mine)
        return next((row for row in rows if row.approval_id == number), None)

    @on(RowList.Opened, "#requests")
    def opened(self, event: RowList.Opened) -> None:
        row = self.named(event.key)
        if row is None or row.mine:
            return

        def answered(yes: bool | None) -> None:
            if yes:
                key = new_key()
                self.act(lambda desk: verbs.approvals.approve(desk, row.approval_id, key=key))

        question = Confirm(
            N_("Approve for {name}: {kind}?"),
            yes=N_("Approve"),
            detail=N_("{told}"),
            name=row.requested_by,
            kind=_(row.kind.word),
            told="\n".join(told_lines(row)),
        )
        self.app.push_screen(question, answered)

    def action_turn_down(self) -> None:
        """Refuse with a reason; one's own is taken back."""
        row = self.named(self.query_one("#requests", RowList).key)
        if row is None:
            return
        key = new_key()
        if row.mine:
            self.act(lambda desk: verbs.approvals.withdraw(desk, row.approval_id, key=key))
            return

        def answered(reason: str | None) -> None:
            if reason is not None:
                self.act(lambda desk: verbs.approvals.refuse(desk, row.approval_id, reason, key=key))

        self.app.push_screen(AskLine(N_("Why is it refused?")), answered)

    def act(self, verb: "Callable[[Desk], None]") -> None:
        """Decide, then look again: somebody else may have been faster."""
        self.complain(None)
        self.ask("decide", verb, lambda _done: self.look(), self.refused)

    def refused(self, error: Exception) -> None:
        self.regret(error)
        self.look()


def nothing(read: bool) -> Row:
    """Nothing waits, or it is not known yet."""
    return Row(None, lambda _width: [Content.styled(" " + (_("nothing") if read else "…"), "$muted")])


def told_lines(row: "ApprovalRow") -> list[str]:
    """What a second person reads: label and value, a line each, then why."""
    facts = [f"{_(label)}: {in_words(value)}" for label, value in row.facts]
    return [*facts, f"{_('Reason')}: {row.reason}"]


def request_lines(row: "ApprovalRow", now: datetime, width: int) -> list[Content]:
    """Kind, who asked and when, where my own stands; below it the facts and the reason."""
    state = Content.styled(_(row.state.word), TONES.get(row.state, "$muted")) if row.mine else Content()
    who = Content() if row.mine else Content.styled(printable(row.requested_by), "$ink")
    when = Content.styled(formats.change(row.requested_at, now), "$muted")
    head = fill([Content.styled(f" {_(row.kind.word)}", "bold $ink"), who, when])
    facts = [Content.styled(in_words(value), "$muted") for _label, value in row.facts]
    below = fill([*facts, Content.styled(printable(row.remark or row.reason), "$muted")])
    return [pad(head, width - state.cell_length - 1) + state, Content(" ") + below]
