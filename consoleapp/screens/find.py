"""Find: one box that takes whatever the caller says, hits as it is typed, the way to everything (SCREENS)."""

from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.events import Resize
from textual.timer import Timer
from textual.widgets import Input, Label, Static

from consoleapp.desk.shapes import SubjectCard
from consoleapp.errors import ConsoleError, NotAllowed
from consoleapp.i18n import N_, _, pgettext
from consoleapp.rules.permissions import Permission, allowed
from consoleapp.rules.subjects import SubjectKind
from consoleapp.screens import keys, verbs
from consoleapp.screens.asks import Asks
from consoleapp.screens.calls import Calls
from consoleapp.screens.card import SubjectPanel
from consoleapp.screens.desk_screen import Console, DeskScreen
from consoleapp.screens.find_rows import count_line, hit_rows
from consoleapp.screens.member.kept import make_ahead, open_member
from consoleapp.screens.member.screen import MemberScreen
from consoleapp.screens.messages import Say
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.box import Box
from consoleapp.screens.widgets.frame import MessageTone, active_keys, key_words
from consoleapp.screens.widgets.row_list import RowList
from consoleapp.screens.widgets.state import State, StateView

if TYPE_CHECKING:
    from consoleapp.desk.lookup import FindResult, Hit

WHAT_TO_TYPE = N_("Type a name, a number, a telephone, a company or a doctor, as the caller says it.")
IN_SHORT = N_("Name, number, telephone, company, doctor – as the caller says it")
SETTLED = 0.06
"""Seconds the cursor rests on a hit before its card is read."""
AHEAD = 1.0
"""Seconds after Find has come."""


class FindScreen(Calls, Asks, DeskScreen):
    """The box, the hits and, where there is room, the card of the hit under the cursor."""

    AUTO_FOCUS = "#box"
    FIND_BOX = "#box"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-regular"), (160, "-wide")]  # noqa: RUF012 - Textual's type
    BINDINGS: ClassVar[list[BindingType]] = [
        *keys.bindings("find", "contact"),
        # The list moves while typing goes on; the same names as in a table, so that a key map changes both.
        Binding("enter", "open_hit", show=False, id="table.open"),
        Binding("up", "move('cursor_up')", show=False, id="table.up"),
        Binding("down", "move('cursor_down')", show=False, id="table.down"),
        Binding("pageup", "move('page_up')", show=False, id="table.page_up"),
        Binding("pagedown", "move('page_down')", show=False, id="table.page_down"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.result: FindResult | None = None
        self.answered: str | None = None
        """The text the hits belong to; None while nothing is answered yet."""
        self.asking: str | None = None
        """The text the desk is looking for now: one search at a time, then the newest text."""
        self.opening: tuple[bool] | None = None
        """Enter came before the hits of what was typed; True: with a contact."""
        self.settling: Timer | None = None
        self.listening = session.listening

    def body(self) -> ComposeResult:
        with Horizontal(id="ask"):
            yield Label(id="find-label", markup=False)
            yield Box(self.session.find_text, id="box", compact=True, select_on_focus=False)
        yield Static(id="counts", markup=False)
        with Horizontal(id="found"):
            with Vertical(id="list"):
                yield StateView(State.LOADING, id="state")
                yield RowList(id="hits", classes="-always")
                yield Static(classes="hints", markup=False)
            with Vertical(id="side"):
                yield SubjectPanel(id="card")
                yield Static(classes="hints", markup=False)

    def on_mount(self) -> None:
        self.query_one("#hits").display = False
        self.search(self.session.find_text)
        self.set_timer(AHEAD, self.make_ahead)
        if self.session.member_id is not None:
            open_member(self.app, self.session, self.session.member_id, self.session.member_tab)

    def make_ahead(self) -> None:
        """The screen of a person, before the first is asked for."""
        making = make_ahead(self.app, self.session)
        self.run_worker(making, description="make a screen ahead", exit_on_error=False)

    def relabel(self) -> None:
        self.query_one("#find-label", Label).update(_("Find"))
        self.query_one("#box", Input).placeholder = _(IN_SHORT)
        pressed = active_keys(self).get("find.contact", "^O")
        opens = pgettext("verb", "open")
        pairs = [(keys.shown("enter"), opens), (pressed, _("take call"))]
        if self.session.contact is not None or self.session.parked:
            words = _("park") if self.session.contact is not None else _("pick up")
            pairs.append((active_keys(self).get("find.park", "^K"), words))
        hints = key_words(pairs)
        for foot in self.query(".hints").results(Static):
            foot.update(hints)
        self.list_hits()

    def keep_drafts(self) -> None:
        self.session.find_text = self.query_one("#box", Input).value
        member = next((screen for screen in self.app.screen_stack if isinstance(screen, MemberScreen)), None)
        self.session.member_id = member.member_id if member is not None else None
        self.session.member_tab = member.tab if member is not None else ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self.check_contact_action(action)

    def go_to(self, member_id: int) -> None:
        open_member(self.app, self.session, member_id)

    def go_to_policy(self, policy_id: int) -> None:
        from consoleapp.screens.policies.screen import PolicyScreen

        self.app.push_screen(PolicyScreen(self.session, policy_id))

    def contact_changed(self) -> None:
        """Somebody else listens: what was found is looked for again, and the card beside it."""
        self.refresh_bindings()
        if self.listening == self.session.listening:
            return
        self.listening = self.session.listening
        self.query_one("#card", SubjectPanel).card = None
        self.relabel()
        self.search(self.query_one("#box", Input).value)
        self.settle()

    def on_screen_resume(self) -> None:
        self.contact_changed()

    # Typing.

    @on(Input.Changed, "#box")
    def typed(self, event: Input.Changed) -> None:
        self.session.find_text = event.value
        event.input.set_class(bool(event.value), "-typed")
        self.search(event.value)

    def search(self, text: str) -> None:
        """Look for ``text``, or remember to when the desk is still looking for an older one."""
        if self.session.desk is None or self.asking is not None:
            return
        self.asking = text
        self.ask("find", lambda desk: verbs.lookup.find(desk, text), self.found, self.not_found)

    def found(self, result: "FindResult") -> None:
        self.result, self.answered, self.asking = result, self.asking, None
        self.list_hits()
        self.catch_up()

    def not_found(self, error: Exception) -> None:
        self.answered, self.asking, self.opening = self.asking, None, None
        self.result = None
        cast(Console, self.app).release_keys()
        state = self.query_one("#state", StateView)
        if isinstance(error, NotAllowed):
            state.show(State.NOT_ALLOWED, about=error.text(_))
        elif isinstance(error, ConsoleError):
            state.show(State.FAILED, about=error.text(_))
        else:
            state.show(State.FAILED)
            self.regret(error)
        self.show_state(True)
        self.catch_up()

    def catch_up(self) -> None:
        """The box went on while the desk was looking: look again; else do what Enter asked for."""
        text = self.query_one("#box", Input).value
        if text != self.answered:
            self.search(text)
        elif self.opening is not None:
            (contact,), self.opening = self.opening, None
            self.action_open_hit(contact)

    # Listing.

    def show_state(self, shown: bool) -> None:
        self.query_one("#state").display = shown
        self.query_one("#hits").display = not shown
        if shown:
            self.query_one("#card", SubjectPanel).card = None
            self.query_one("#counts", Static).update("")

    def list_hits(self) -> None:
        """The hits of the last answer, in the language in use."""
        result = self.result
        if result is None:
            return
        searched = bool((self.answered or "").strip())
        state = self.query_one("#state", StateView)
        if result.hits:
            self.query_one("#hits", RowList).show(hit_rows(result.hits, searched=searched))
        elif searched:
            state.show(State.NOTHING_FOUND, about=(self.answered or "").strip())
        else:
            state.show(State.EMPTY, step=WHAT_TO_TYPE)
        self.show_state(not result.hits)
        self.query_one("#counts", Static).update(count_line(result) if searched else _("Opened last"))
        self.query_one("#counts").display = bool(result.hits) or searched

    @property
    def hit(self) -> "Hit | None":
        """The hit under the cursor."""
        key: Any = self.query_one("#hits", RowList).key
        return key if self.result is not None and self.result.hits else None

    @on(RowList.Highlighted, "#hits")
    def settle(self) -> None:
        if self.settling is not None:
            self.settling.stop()
        self.settling = self.set_timer(SETTLED, self.read_card)

    def on_resize(self, _event: Resize) -> None:
        if self.query_one("#card", SubjectPanel).card is None:
            self.settle()

    def read_card(self) -> None:
        """The card of the hit under the cursor, only where it is seen."""
        hit, panel = self.hit, self.query_one("#card", SubjectPanel)
        if hit is None:
            self.forget("card")
            panel.card = None
        elif self.size.width >= 120:
            kind, subject_id = hit.kind, hit.id
            self.ask("card", lambda desk: verbs.lookup.subject(desk, kind, subject_id), self.show_card)

    def show_card(self, card: SubjectCard) -> None:
        hit = self.hit
        if hit is not None and (hit.kind, hit.id) == (card.kind, card.id):
            self.query_one("#card", SubjectPanel).card = card

    # Opening.

    def action_move(self, way: str) -> None:
        getattr(self.query_one("#hits", RowList), f"action_{way}")()

    @on(Input.Submitted, "#box")
    def submitted(self) -> None:
        self.action_open_hit()

    @on(RowList.Opened, "#hits")
    def chosen(self) -> None:
        self.action_open_hit()

    def action_open_hit(self, contact: bool = False) -> None:
        """Open the hit under the cursor; with ``contact`` also start the contact about it."""
        if self.answered != self.query_one("#box", Input).value:
            self.opening = (contact,)
            self.hold_keys(self.give_up)
            return
        hit = self.hit
        if hit is None:
            self.app.call_later(cast(Console, self.app).release_keys)
            return
        self.hold_keys(self.give_up)
        if contact:
            self.open_in_contact(hit)
        else:
            self.open(hit)

    def give_up(self) -> None:
        """Esc: what Enter asked for is not wanted any more. A contact that is being started is started."""
        self.opening = None

    def open(self, hit: "Hit") -> None:
        """A person on the Member screen, a claim with its papers, a policy or a company on the screen of
        a policy, an invoice or a receipt in its ledger, a request in its dialog.
        """
        policy_id = hit.id if hit.kind is SubjectKind.POLICY else hit.policy_id
        if hit.kind is SubjectKind.MEMBER:
            open_member(self.app, self.session, hit.id)
        elif hit.kind is SubjectKind.CLAIM and hit.member_id is not None:
            from consoleapp.screens.claims.screen import ClaimScreen

            self.app.push_screen(ClaimScreen(self.session, hit.id, hit.member_id))
        elif hit.kind in (SubjectKind.POLICY, SubjectKind.COMPANY) and policy_id is not None:
            self.go_to_policy(policy_id)
        elif hit.kind in (SubjectKind.INVOICE, SubjectKind.RECEIPT) and policy_id and self.session.ledger:
            row = "invoice_id" if hit.kind is SubjectKind.INVOICE else "settlement_id"
            self.app.push_screen(self.session.ledger(policy_id, **{row: hit.id}))
        elif hit.kind is SubjectKind.ACCOUNT:
            from consoleapp.screens.accounts.screen import AccountScreen

            self.app.push_screen(AccountScreen(self.session, hit.id))
        elif hit.kind is SubjectKind.PROVIDER:
            from consoleapp.screens.directory.doctor import DoctorScreen

            self.app.push_screen(DoctorScreen(self.session, hit.id))
        elif hit.kind is SubjectKind.REQUEST:
            from consoleapp.screens.requests.service import ServiceDialog

            self.app.push_screen(ServiceDialog(self.session, hit.id, self.go_to), self.told_done)
            self.app.call_later(cast(Console, self.app).release_keys)

    def told_done(self, done: str | None) -> None:
        """A dialog was left; what was done there, in words."""
        if done:
            self.say(done, MessageTone.DONE)

    def open_in_contact(self, hit: "Hit") -> None:
        desk = self.session.desk
        member_id = hit.id if hit.kind is SubjectKind.MEMBER else hit.member_id
        trouble = ""
        if desk is None or not allowed(desk.actor.role, Permission.TAKE_CONTACTS):
            trouble = _("Your role takes no contacts.")
        elif self.session.contact is not None and self.session.contact.member_id == member_id is not None:
            self.open(hit)  # the call is about this person already
            return
        elif self.session.contact is not None:
            parks = active_keys(self).get("find.park", "^K")
            trouble = _("A contact is open: {key} parks it. Then take this call.").format(key=parks)
        if not trouble:
            policy_id = hit.policy_id if member_id is None else None
            self.start_contact(member_id, policy_id, then=lambda: self.open(hit))
            return
        self.open(hit)
        self.app.post_message(Say(trouble, MessageTone.WARNING))
