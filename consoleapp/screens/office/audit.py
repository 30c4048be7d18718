"""What is on record, for those who answer for the desk: acts, who saw whom, a call step by step."""

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from consoleapp.desk.rows import Cell, Column, Row, Tone, TupleRows
from consoleapp.errors import ConsoleError, NotAllowed
from consoleapp.i18n import N_, _, current
from consoleapp.rules.dates import local_date, show_date, show_moment, show_time
from consoleapp.rules.permissions import Permission, allowed
from consoleapp.rules.text import printable
from consoleapp.screens import keys, verbs
from consoleapp.screens.asks import Asks
from consoleapp.screens.desk_screen import DeskScreen
from consoleapp.screens.dialogs.approve import ApproveDialog
from consoleapp.screens.dialogs.ask import AskLine
from consoleapp.screens.dialogs.read import ReadDialog
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.frame import KeyHints, MessageTone
from consoleapp.screens.widgets.grid_messages import Opened
from consoleapp.screens.widgets.record_grid import RecordGrid
from consoleapp.screens.widgets.state import State

if TYPE_CHECKING:
    from consoleapp.desk.audit import Checked, EntryRow, Replay, SeenRow, Step
    from consoleapp.desk.context import Desk

ENTRIES = (
    Column("seq", N_("Entry"), 7),
    Column("at", N_("When"), 21),
    Column("login", N_("Login"), 11),
    Column("event", N_("What"), 28, least=18),
    Column("subject", N_("About"), 16, least=10),
    Column("contact", N_("Contact"), 9, rank=1),
    Column("facts", N_("Details"), 40, least=16, flex=1, rank=2),
)
SEEN = (
    Column("at", N_("When"), 21),
    Column("login", N_("Login"), 14),
    Column("name", N_("Name"), 22, least=12, rank=1),
    Column("what", N_("Looked at"), 24, least=14, flex=1),
    Column("purpose", N_("Purpose"), 24, least=10, rank=2),
    Column("contact", N_("Contact"), 9),
)
STEPS = (
    Column("at", N_("When"), 24),
    Column("login", N_("Login"), 14, rank=1),
    Column("kind", N_("Step"), 12),
    Column("what", N_("What"), 30, least=16, flex=1),
    Column("about", N_("About"), 18, least=12),
)
KINDS = {"screen": N_("opened"), "look": N_("looked at"), "act": N_("did")}


class AuditScreen(Asks, DeskScreen):
    """Acts, newest first; ``w`` who saw a member; ``c`` a contact step by step; ``v`` is it whole?"""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("audit")]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.shown = "entries"
        self.about = ""
        """Whose looks, or which contact, is shown."""
        self.entries: tuple[EntryRow, ...] = ()
        self.looks: tuple[SeenRow, ...] = ()
        self.steps: tuple[Step, ...] = ()

    def body(self) -> ComposeResult:
        yield Static(id="title", markup=False)
        yield RecordGrid(id="list")
        yield KeyHints(
            "audit.entries", "audit.seen", "audit.replay", "audit.verify", "audit.export", "table.open",
            "table.filter",
        )  # fmt: skip

    def on_mount(self) -> None:
        self.grid.focus()
        self.action_entries()

    @property
    def grid(self) -> RecordGrid:
        return self.query_one("#list", RecordGrid)

    def relabel(self) -> None:
        words = {
            "entries": _("Acts on record, newest first"),
            "seen": _("Who saw {about}, newest first").format(about=printable(self.about)),
            "replay": _("Contact {about}, step by step").format(about=printable(self.about)),
        }
        self.query_one("#title", Static).update(
            Content.assemble((_("Audit"), "bold $accent"), "  ", (words[self.shown], "$muted"))
        )
        self.grid.relabel()

    def missed(self, error: Exception) -> None:
        if isinstance(error, NotAllowed):
            self.grid.tell(State.NOT_ALLOWED, about=error.text(_))
        else:
            self.regret(error)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        desk = self.session.desk
        if action in ("seen", "replay"):
            return desk is not None and allowed(desk.actor.role, Permission.READ_ACCESS)
        return True

    def at(self, record: "EntryRow | SeenRow | Step", *, seconds: bool = False) -> Cell:
        moment = f"{show_date(local_date(record.at), current())} {show_time(record.at)}"
        return Cell(f"{moment}:{record.at:%S}" if seconds else moment)

    # Acts.

    def action_entries(self) -> None:
        self.ask("read", lambda desk: verbs.audit.entries(desk), self.took_entries, self.missed)

    def took_entries(self, found: "tuple[EntryRow, ...]") -> None:
        self.shown, self.about, self.entries = "entries", "", found
        self.grid.show(TupleRows(ENTRIES, found, self.entry))
        self.relabel()

    def entry(self, row: "EntryRow") -> Row:
        contact = Cell(str(row.contact_id) if row.contact_id else "–", Tone.MUTED)
        return Row(
            row.seq,
            (
                Cell(str(row.seq), Tone.MUTED),
                self.at(row),
                Cell(row.login or "–"),
                Cell(row.event),
                Cell(row.subject),
                contact,
                Cell(row.facts, Tone.MUTED),
            ),
        )

    @on(Opened, "#list")
    def opened(self, event: Opened) -> None:
        """All of an entry; of a look or a step, the contact it belongs to."""
        record = next((one for one in self.entries if one.seq == event.key), None)
        if self.shown == "entries" and record is not None:
            told = Content("\n").join(
                Content.assemble((f"{name}: ", "$muted"), printable(str(getattr(record, name))))
                for name in ("seq", "at", "event", "login", "name", "contact_id", "subject", "facts")
            )
            self.app.push_screen(
                ReadDialog(lambda: _("Entry {number}").format(number=event.key), lambda: told)
            )
        elif self.shown == "seen" and isinstance(event.key, int) and event.key < len(self.looks):
            contact = self.looks[event.key].contact_id
            if contact is not None:
                self.read_replay(contact)

    # Who saw whom.

    @work(exit_on_error=False, description="who saw")
    async def action_seen(self) -> None:
        answer = await self.app.push_screen_wait(
            AskLine(N_("Whose looks? Policy and certificate: 91307 0001-00"), value=self.about)
        )
        policy, _space, certificate = (answer or "").strip().partition(" ")
        if certificate:
            self.ask(
                "read",
                lambda desk: verbs.audit.seen(desk, policy, certificate),
                partial(self.took_seen, f"{policy} {certificate.strip()}"),
                self.missed,
            )

    def took_seen(self, about: str, found: "tuple[SeenRow, ...]") -> None:
        self.shown, self.about, self.looks = "seen", about, found
        if found:
            self.grid.show(TupleRows(SEEN, tuple(range(len(found))), self.look))
        else:
            self.grid.tell(State.EMPTY, step=N_("Nobody looked at this person."))
        self.relabel()

    def look(self, place: int) -> Row:
        row = self.looks[place]
        return Row(
            place,
            (
                self.at(row),
                Cell(row.login),
                Cell(row.name),
                Cell(row.what),
                Cell(row.purpose or "–", Tone.MUTED),
                Cell(str(row.contact_id) if row.contact_id else "–", Tone.MUTED),
            ),
        )

    # A call, step by step.

    @work(exit_on_error=False, description="replay")
    async def action_replay(self) -> None:
        answer = await self.app.push_screen_wait(AskLine(N_("Number of the contact")))
        if (answer or "").strip().isdecimal():
            self.read_replay(int(str(answer)))

    def read_replay(self, contact: int) -> None:
        self.ask("read", lambda desk: verbs.audit.replay(desk, contact), self.took_replay, self.missed)

    def took_replay(self, found: "Replay") -> None:
        self.shown, self.steps = "replay", found.steps
        self.about = (
            f"{found.contact_id} · {found.name} · {_(found.channel.word)} · {_(found.caller_role.word)}"
        )
        self.grid.show(TupleRows(STEPS, tuple(range(len(found.steps))), self.step))
        self.relabel()

    def step(self, place: int) -> Row:
        row = self.steps[place]
        tone = {"screen": Tone.MUTED, "look": Tone.WAITING}.get(row.kind, Tone.INK)
        return Row(
            place,
            (
                self.at(row, seconds=True),
                Cell(row.login, Tone.MUTED),
                Cell(_(KINDS[row.kind]), tone),
                Cell(row.what),
                Cell(row.about),
            ),
        )

    # Is it whole; into a file.

    def action_verify(self) -> None:
        self.say(_("The record is read from its beginning …"))
        self.ask("verify", lambda desk: verbs.audit.verify(desk), self.verified)

    def verified(self, found: "Checked") -> None:
        if found.first_bad is not None:
            told = _("Audit entry {number} is bad: {why}. Keep the database as it is; tell the auditor.")
            self.say(told.format(number=found.first_bad, why=_(found.why)), MessageTone.ERROR)
            return
        count = _("{count} entries, all as they were written.").format(count=found.entries)
        when = show_moment(found.head_at, current()) if found.head_at else _("never")
        head = _("Head kept outside the database: {when}.").format(when=when)
        self.say(f"{count} {head}", MessageTone.DONE)

    def action_export(self) -> None:
        """Every act on record, as CSV, into the folder of exports."""
        from consoleapp.desk.audit import AuditSearch
        from consoleapp.exchange.audit_file import TakenOut, take_out

        def write(desk: "Desk") -> TakenOut:
            steps = take_out(desk, "", AuditSearch())
            while True:
                try:
                    next(steps)
                except StopIteration as ended:
                    done: TakenOut = ended.value
                    return done

        def told(done: TakenOut) -> None:
            sentence = _("{rows} entries are in {file}.").format(rows=done.rows, file=done.file.name)
            self.say(sentence, MessageTone.DONE)

        self.ask("export", write, told, self.refused)

    def refused(self, error: Exception) -> None:
        if isinstance(error, ConsoleError) and isinstance(error, verbs.approvals.NeedsApproval):
            self.app.push_screen(ApproveDialog(self.session, error.asked), self.approved)
        else:
            self.regret(error)

    def approved(self, approval: int | None) -> None:
        if approval is not None:
            self.action_export()
