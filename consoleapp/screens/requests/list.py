"""F8: what waits for somebody – mine, my desk's, everybody's; overdue first, in words."""

from collections import Counter
from collections.abc import Hashable
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from consoleapp.desk.rows import Cell, Column, Row, Tone, TupleRows
from consoleapp.desk.work_queue import WorkList, WorkRow
from consoleapp.errors import ConsoleError, NotAllowed
from consoleapp.i18n import N_, _, current, ngettext
from consoleapp.rules.permissions import Permission, allowed
from consoleapp.rules.text import printable
from consoleapp.rules.work import LONGEST, WorkKind, WorkScope
from consoleapp.screens import formats, keys, verbs
from consoleapp.screens.calls import Calls
from consoleapp.screens.claims.screen import ClaimScreen
from consoleapp.screens.desk_screen import DeskScreen
from consoleapp.screens.dialogs.approvals import ApprovalsDialog
from consoleapp.screens.documents.letter import LetterDialog
from consoleapp.screens.facts import name_of
from consoleapp.screens.member.kept import open_member
from consoleapp.screens.policies.screen import PolicyScreen
from consoleapp.screens.requests.message import MessageDialog
from consoleapp.screens.requests.service import ServiceDialog
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.frame import KeyHints, MessageTone, active_keys
from consoleapp.screens.widgets.grid_messages import Opened
from consoleapp.screens.widgets.record_grid import RecordGrid
from consoleapp.screens.widgets.state import State

if TYPE_CHECKING:
    from consoleapp.desk.context import Desk

COLUMNS = (
    Column("due", N_("Due"), 24),
    Column("kind", N_("What to do"), 20, least=15),
    Column("subject", N_("Claim or person"), 16, least=12),
    Column("about", N_("Name"), 20, least=10, flex=2),
    Column("certificate", N_("Cert."), 13, rank=2),
    Column("who", N_("In hand"), 16, rank=1),
    Column("why", N_("Why"), 40, least=24, flex=3, rank=3),
)
PAPERS = (WorkKind.CHASE, WorkKind.SEND, WorkKind.ASK, WorkKind.UPLOAD)
"""Work on documents: it leads to the documents of the claim."""


def due_words(row: WorkRow) -> tuple[str, Tone]:
    """``overdue since Tue 24 Nov``, ``due Thu 26 Nov``."""
    if row.due_on is None:
        return "–", Tone.MUTED
    told = _("overdue since {day}") if row.overdue else _("due {day}")
    return told.format(day=formats.near_day(row.due_on)), Tone.BAD if row.overdue else Tone.WAITING


AHEAD = 100
"""Rows before the last at which more is read."""
FURTHER = 4
"""As many times as much is read then."""


def keyed(rows: tuple[WorkRow, ...]) -> dict[Hashable, WorkRow]:
    """Each with a key of its own, the same when it is read again; uploads for one request count up."""
    seen: Counter[Hashable] = Counter()
    found: dict[Hashable, WorkRow] = {}
    for row in rows:
        ids = (row.service_id, row.letter_id, row.contact_id, row.approval_id, row.message_id)
        same = (row.kind, row.claim_id, row.request_id, *ids)
        seen[same] += 1
        found[(same, seen[same])] = row
    return found


class RequestsScreen(Calls, DeskScreen):
    """The queue. Enter leads to the claim, the person, the policy, letter, request, or the approvals."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("requests", "contact")]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.scope = WorkScope.DESK
        self.work: dict[Hashable, WorkRow] = {}
        """What waits, in its order, by what tells one from another."""
        self.most = LONGEST
        """Of each kind as many are read."""
        self.more = False
        self.read = False
        self.listening = session.listening

    def body(self) -> ComposeResult:
        yield Static(id="title", markup=False)
        yield RecordGrid(id="list")
        yield Static(id="about", markup=False)
        yield KeyHints("table.open", "table.filter", "requests.collect", "contact.park", "app.find_box")

    def on_mount(self) -> None:
        self.grid.focus()
        self.look()

    @property
    def grid(self) -> RecordGrid:
        return self.query_one("#list", RecordGrid)

    # Reading.

    def look(self) -> None:
        scope, most = self.scope, self.most
        self.ask("queue", lambda desk: verbs.work_queue.queue(desk, scope, most), self.took, self.missed)

    def took(self, found: WorkList) -> None:
        self.work, self.more, self.read = keyed(found.rows), found.more, True
        if found.more and len(found.rows) < AHEAD:
            self.read_on()  # the others that were read are not of this part
        if self.work:
            self.grid.show(TupleRows(COLUMNS, tuple(self.work), self.shape))
        else:
            self.grid.tell(State.EMPTY, step=N_("Nothing waits here. Look at another part of the queue."))
        self.relabel()

    def read_on(self) -> None:
        """There is more, and the cursor comes near it."""
        self.most *= FURTHER
        self.look()

    def missed(self, error: Exception) -> None:
        self.work, self.more = {}, False
        self.relabel()
        if isinstance(error, NotAllowed):
            self.grid.tell(State.NOT_ALLOWED, about=error.text(_))
        else:
            self.grid.tell(State.FAILED, about=error.text(_) if isinstance(error, ConsoleError) else "")
            self.regret(error)

    def contact_changed(self) -> None:
        """Somebody else listens: what was listed is gone at once and read again for them."""
        self.refresh_bindings()
        if self.listening != self.session.listening:
            self.listening = self.session.listening
            self.work = {}
            self.grid.tell(State.LOADING)
        self.look()

    def on_screen_resume(self) -> None:
        if self.read:
            self.contact_changed()

    def shape(self, key: Hashable) -> Row:
        row = self.work.get(key)
        if row is None:
            return Row(key, ("",) * len(COLUMNS))
        due, tone = due_words(row)
        return Row(
            key,
            (
                Cell(due, tone),
                Cell(_(row.kind.word)),
                Cell(row.subject),
                Cell(name_of(row.about, row.about_zh) if row.about else "–"),
                Cell(row.certificate, Tone.MUTED),
                Cell(row.who or _("nobody yet"), Tone.MUTED),
                Cell(row.why.text(_, current()), Tone.MUTED),
            ),
            member_id=row.member_id,
        )

    # Drawing.

    def relabel(self) -> None:
        """The parts of the queue with their keys, the open one underlined, and how much waits."""
        pressed = active_keys(self)
        parts = [Content.styled(_("Requests"), "bold $accent")]
        for scope in WorkScope:
            key = keys.BY_ID[f"requests.{scope.value}"]
            shown = pressed.get(key.id, keys.shown(key.key))
            style = "bold underline $ink" if scope is self.scope else "$muted"
            parts.append(Content.assemble((shown, "bold $accent"), " ", (_(scope.word), style)))
        if self.read:
            late = sum(row.overdue for row in self.work.values())
            count = ngettext("{n} waits", "{n} wait", len(self.work)).format(n=len(self.work))
            parts.append(Content.styled(count, "$muted"))
            if self.more:
                parts.append(Content.styled(_("and more"), "$waiting"))
            if late:
                parts.append(Content.styled(_("{n} overdue").format(n=late), "$bad"))
        self.query_one("#title", Static).update(Content("   ").join(parts))
        self.grid.relabel()
        self.draw_about()

    @property
    def row(self) -> WorkRow | None:
        return self.work.get(self.grid.key)

    def near_the_end(self) -> bool:
        """Whether the cursor comes to where the book goes on."""
        return self.grid.key in list(self.work)[-AHEAD:]

    @on(RecordGrid.Moved, "#list")
    def draw_about(self) -> None:
        """Why the row under the cursor waits, also where its column does not fit."""
        row = self.row
        if self.more and row is not None and self.near_the_end():
            self.more = False  # until the answer says so again
            self.read_on()
        text = printable(row.why.text(_, current())) if row is not None else ""
        self.query_one("#about", Static).update(Content.styled(text, "$ink"))

    # Keys.

    def about(self) -> tuple[int | None, int | None]:
        return (self.row.member_id if self.row is not None else None), None

    def go_to(self, member_id: int) -> None:
        open_member(self.app, self.session, member_id)

    def go_to_policy(self, policy_id: int) -> None:
        self.app.push_screen(PolicyScreen(self.session, policy_id))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("note", "wrap_up"):
            return False  # a contact is wrapped up where its note is
        if action == "collect":
            desk = self.session.desk
            return desk is not None and allowed(desk.actor.role, Permission.HANDLE_DOCUMENTS)
        return self.check_contact_action(action)

    def action_scope(self, scope: str) -> None:
        self.scope, self.most = WorkScope(scope), LONGEST
        self.relabel()
        self.look()

    def action_collect(self) -> None:
        """What the upload page left is put on record; then it waits here."""

        def collect(desk: "Desk") -> tuple[int, list[ConsoleError]]:
            from consoleapp.exchange.uploads import collect

            came = tuple(collect(desk))
            refused = [one.error for one in came if one.error is not None]
            return len(came) - len(refused), refused

        self.ask("collect", collect, self.collected)

    def collected(self, came: tuple[int, list[ConsoleError]]) -> None:
        """How many are on record now; of those that were refused why the first was."""
        taken, refused = came
        parts = []
        if taken:
            parts.append(ngettext("{n} upload taken over.", "{n} uploads taken over.", taken).format(n=taken))
        if refused:
            told = ngettext("{n} was refused: {why}", "{n} were refused: {why}", len(refused))
            parts.append(told.format(n=len(refused), why=refused[0].text(_)))
        tone = MessageTone.WARNING if refused else MessageTone.DONE
        self.say(" ".join(parts) or _("Nothing was uploaded since."), tone)
        self.look()

    def message_left(self, done: str | None) -> None:
        if done:
            self.say(done, MessageTone.DONE)
        self.look()

    @on(Opened, "#list")
    def chosen(self) -> None:
        row = self.row
        if row is None:
            return
        if row.service_id is not None:
            dialog = ServiceDialog(self.session, row.service_id, self.go_to)
            self.app.push_screen(dialog, self.message_left)
        elif row.letter_id is not None:
            self.app.push_screen(LetterDialog(self.session, row.letter_id), self.message_left)
        elif row.claim_id is not None:
            tab = "documents" if row.kind in PAPERS else "lines"
            self.app.push_screen(ClaimScreen(self.session, row.claim_id, row.member_id, tab))
        elif row.member_id is not None:
            self.go_to(row.member_id)
        elif row.policy_id is not None:
            self.go_to_policy(row.policy_id)
        elif row.message_id is not None:
            self.app.push_screen(MessageDialog(self.session, row.message_id), self.message_left)
        elif row.approval_id is not None:
            self.app.push_screen(ApprovalsDialog(self.session), lambda _done: self.look())
