"""One policy: the contract at the left; its members, schedules, two plans side by side, and invoices."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import ContentSwitcher, Static

from consoleapp.desk.policy_shapes import PolicyDetail
from consoleapp.errors import ConsoleError, NotAllowed, NotFound
from consoleapp.i18n import N_, _
from consoleapp.rules.dates import local_date
from consoleapp.screens import keys, verbs
from consoleapp.screens.certificate import Certificates
from consoleapp.screens.desk_screen import DeskScreen
from consoleapp.screens.member.kept import open_member
from consoleapp.screens.messages import Failed
from consoleapp.screens.note import NoteBox
from consoleapp.screens.policies import side
from consoleapp.screens.policies.compare import CompareRoom
from consoleapp.screens.policies.invoices import InvoicesRoom
from consoleapp.screens.policies.members import MembersRoom
from consoleapp.screens.policies.room import Room
from consoleapp.screens.policies.schedule import ScheduleRoom
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.fitted import Fitted
from consoleapp.screens.widgets.frame import active_keys, key_words, words_that_fit
from consoleapp.screens.widgets.grid_messages import Moved, Opened
from consoleapp.screens.widgets.rooms import rooms_line
from consoleapp.screens.widgets.row_list import RowList
from consoleapp.screens.widgets.state import State, StateView

TABS = ("members", "benefits", "compare", "invoices")
ENTER = {"members": N_("the person"), "benefits": N_("open or close")}
"""What Enter does in a room."""
LIST = ("policy.certificate", "policy.status", "policy.branch")
"""What works in the list of members."""
CONTACT = (
    "contact.verify",
    "contact.note",
    "contact.wrap_up",
    "contact.park",
    "table.filter",
    "table.sort",
    "app.find_box",
)


class PolicyScreen(Certificates, DeskScreen):
    """``tab`` is the room to open."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("policy", "contact")]

    def __init__(self, session: Session, policy_id: int, tab: str = "members") -> None:
        super().__init__()
        self.session = session
        self.policy_id = policy_id
        self.tab = tab if tab in TABS else "members"
        self.policy: PolicyDetail | None = None
        self.listening = session.listening

    def body(self) -> ComposeResult:
        yield StateView(State.LOADING, id="state")
        with Horizontal(id="policy"):
            with VerticalScroll(id="side"):
                yield Fitted(id="what")
                yield Static(id="others-title", markup=False)
                yield RowList(id="others")
                yield Fitted(id="below")
            with Vertical(id="main"):
                yield Fitted(id="tabs")
                with ContentSwitcher(initial=self.tab, id="rooms"):
                    yield MembersRoom(self.session, id="members")
                    yield ScheduleRoom(self.session, id="benefits")
                    yield CompareRoom(self.session, id="compare")
                    yield InvoicesRoom(self.session, id="invoices")
                yield NoteBox(self.session, id="note")
                yield Fitted(id="hints")

    def on_mount(self) -> None:
        self.query_one("#policy").display = False
        self.bindings_updated_signal.subscribe(self, self.draw_hints)
        self.read_policy()

    # Reading.

    def read_policy(self) -> None:
        policy_id = self.policy_id
        self.ask("policy", lambda desk: verbs.policies.detail(desk, policy_id), self.took, self.missed)

    def took(self, policy: PolicyDetail) -> None:
        first = self.policy is None or self.policy.policy_id != policy.policy_id
        self.policy = policy
        self.query_one("#state").display = False
        self.query_one("#policy").display = True
        for room in self.query(Room):
            room.show_policy(policy)
        self.relabel()
        self.room.wanted()
        if first:
            if not isinstance(self.focused, NoteBox):
                self.room.focus_rows()
            self.refresh_contact()

    def missed(self, error: Exception) -> None:
        state = self.query_one("#state", StateView)
        if self.policy is not None:
            self.regret(error)
            return
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

    def on_failed(self, message: Failed) -> None:
        """A session that was ended while a list was read locks the console."""
        if self.lock_if_over(message.error):
            message.stop()

    def contact_changed(self) -> None:
        """What may be said changed with the contact: read all of it again.

        What another caller may not hear is gone at once, also behind a dialog.
        """
        self.query_one(NoteBox).follow()
        if self.listening != self.session.listening:
            self.listening = self.session.listening
            self.close()
        self.refresh_bindings()
        self.read_policy()

    def close(self) -> None:
        """Nothing of what was read stays."""
        self.policy = None
        for part in ("#what", "#below"):
            self.query_one(part, Fitted).fill(None)
        self.query_one("#others", RowList).show([])
        for room in self.query(Room):
            room.close()

    def turn_to(self, policy_id: int) -> None:
        """Another policy on the same screen: of the same company, or of a parked contact."""
        if policy_id != self.policy_id:
            self.policy_id = policy_id
            self.read_policy()

    def about(self) -> tuple[int | None, int | None]:
        return None, self.policy_id

    def go_to(self, member_id: int) -> None:
        open_member(self.app, self.session, member_id)

    def go_to_policy(self, policy_id: int) -> None:
        self.turn_to(policy_id)

    # Drawing.

    @property
    def room(self) -> Room:
        return self.query_one(f"#{self.tab}", Room)

    def relabel(self) -> None:
        policy = self.policy
        if policy is None:
            return
        self.query_one("#what", Fitted).fill(lambda room: side.what(policy, room.width))
        several = len(policy.policies) > 1
        others = self.query_one("#others", RowList)
        self.query_one("#others-title", Static).update(side.title(_("Policies of the company")))
        for part in (self.query_one("#others-title"), others):
            part.display = several
        others.show(
            [side.policy_row(one, here=one.policy_id == policy.policy_id) for one in policy.policies],
            at=policy.policy_id,
        )
        others.styles.height = min(len(policy.policies), 6)
        today = local_date(self.session.clock())
        self.query_one("#below", Fitted).fill(lambda room: side.below(policy, room.width, today))
        self.draw_tabs()
        self.draw_hints()

    def draw_tabs(self) -> None:
        """The rooms with their keys; the open one underlined."""
        pressed, names, here = active_keys(self), [f"policy.{tab}" for tab in TABS], f"policy.{self.tab}"
        self.query_one("#tabs", Fitted).fill(lambda room: rooms_line(names, here, pressed, room.width, {}))

    def draw_hints(self, _screen: object = None) -> None:
        """What to press, at the foot: what works in this room, then the keys of the contact."""
        hints, pressed = self.query_one("#hints", Fitted), active_keys(self)
        if isinstance(self.focused, NoteBox):
            back = key_words([(keys.shown("escape"), _("back to the list"))])
            hints.fill(lambda _room: back)
            return
        pairs = []
        if self.tab in ENTER and pressed.get("table.open"):
            pairs.append((pressed["table.open"], _(ENTER[self.tab])))
        if self.tab == "compare" and "table.left" in pressed:
            pairs.append((f"{pressed['table.left']} {pressed['table.right']}", _("other plans")))
        ids = ("policy.ledger", *(LIST if self.tab == "members" else ()), *CONTACT)
        pairs += [(pressed[id_], _(keys.BY_ID[id_].label).lower()) for id_ in ids if id_ in pressed]
        hints.fill(lambda room: words_that_fit(pairs, room.width))

    @on(Room.Shown)
    def room_shown(self) -> None:
        self.refresh_bindings()
        self.draw_hints()

    # Rooms.

    def action_tab(self, tab: str) -> None:
        self.tab = tab
        self.query_one("#rooms", ContentSwitcher).current = tab
        self.draw_tabs()
        self.room.wanted()
        self.room.focus_rows()
        self.refresh_bindings()
        self.draw_hints()

    @on(RowList.Opened, "#others")
    def open_other(self, event: RowList.Opened) -> None:
        event.stop()
        if isinstance(event.key, int):
            self.turn_to(event.key)

    @on(Moved, "#members RecordGrid")
    def moved(self) -> None:
        self.refresh_bindings()

    @on(Opened, "#members RecordGrid")
    def open_member(self, event: Opened) -> None:
        if isinstance(event.key, int):
            self.go_to(event.key)

    # Keys.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        match action:
            case "ledger":
                return self.session.ledger is not None
            case "status" | "branch":
                members = self.query(MembersRoom)
                listed = self.tab == "members" and bool(members) and members.first().there
                return listed and (action == "status" or bool(self.policy and self.policy.branches))
            case "certificate":
                listed = self.policy is not None and self.tab == "members"
                return listed and self.query_one(MembersRoom).member is not None
            case _:
                return self.check_contact_action(action)

    def action_certificate(self) -> None:
        member = self.query_one(MembersRoom).member
        if member is not None:
            self.print_certificate(member.member_id)

    def action_ledger(self) -> None:
        """What does the company owe? The ledger of this policy."""
        if self.session.ledger is not None:
            self.app.push_screen(self.session.ledger(self.policy_id))

    def action_status(self) -> None:
        self.query_one(MembersRoom).choose_status()

    def action_branch(self) -> None:
        self.query_one(MembersRoom).choose_branch()

    def action_note(self) -> None:
        self.query_one(NoteBox).focus()

    @on(NoteBox.Left)
    def note_left(self) -> None:
        self.room.focus_rows()
