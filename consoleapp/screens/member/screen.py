"""The Member screen: one person, their family, and the rooms of what is asked about them."""

from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import ContentSwitcher, Input

from consoleapp.desk.account_shapes import AccountDetail
from consoleapp.desk.shapes import BenefitSheet, Masked, MemberCard
from consoleapp.errors import ConsoleError, NotAllowed, NotFound
from consoleapp.i18n import N_, _
from consoleapp.rules.dates import local_date
from consoleapp.rules.permissions import Permission
from consoleapp.screens import keys
from consoleapp.screens.accounts.acts import ACCOUNT_ACTION, ACCOUNT_KEYS, AccountActs
from consoleapp.screens.certificate import Certificates
from consoleapp.screens.dialogs.estimate import EstimateDialog
from consoleapp.screens.dialogs.unmask import UnmaskDialog
from consoleapp.screens.dialogs.used import UsedDialog
from consoleapp.screens.documents.acts import ACTIONS, DocumentActs, PapersAt
from consoleapp.screens.member import side
from consoleapp.screens.member.account import AccountPanel
from consoleapp.screens.member.benefits import BenefitsPanel
from consoleapp.screens.member.claims import ClaimsPanel
from consoleapp.screens.member.coming import NOBODY, TABS, ComingScreen
from consoleapp.screens.member.documents import DocumentsPanel
from consoleapp.screens.member.leads import ClaimLeads
from consoleapp.screens.member.panel import Panel
from consoleapp.screens.member.requests import RequestsPanel
from consoleapp.screens.member.timeline import TimelinePanel
from consoleapp.screens.note import NoteBox
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.fitted import Fitted
from consoleapp.screens.widgets.frame import MessageTone, active_keys, key_words, keys_at_hand, words_that_fit
from consoleapp.screens.widgets.rooms import rooms_line
from consoleapp.screens.widgets.row_list import RowList
from consoleapp.screens.widgets.state import State, StateView
from consoleapp.screens.widgets.told import Told

ENTER = {"benefits": N_("what used it"), "claims": N_("its lines"), "requests": N_("whole")}
"""What Enter does in a room."""
ESTIMATE = keys.BY_ID["member.estimate"]
FOOT = (
    *ACCOUNT_KEYS,
    "member.estimate",
    "claim_line.why",
    "documents.take_in",
    "documents.ask",
    "documents.chase",
    "documents.reject",
    "documents.waive",
    "documents.close",
    "member.claim",
    "member.register",
    "request.new",
    "contact.verify",
    "contact.note",
    "contact.wrap_up",
    "contact.park",
    "member.unmask",
)


class MemberScreen(AccountActs, ClaimLeads, DocumentActs, Certificates, ComingScreen):
    """``tab`` is the room to open. Without a member it waits for one, see ``member/kept.py``."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *keys.bindings("member", "account", "documents", "request", "contact"),
        Binding("left", "to_family", show=False, id="table.left"),
        Binding("right", "to_room", show=False, id="table.right"),
    ]

    def __init__(self, session: Session, member_id: int = NOBODY, tab: str = "") -> None:
        super().__init__(session, member_id, tab)
        self.card: MemberCard | None = None
        self.as_read: MemberCard | None = None
        """The card as the desk gave it: no field opened."""
        self.listening = session.listening

    def body(self) -> ComposeResult:
        yield StateView(State.LOADING, id="state")
        with Horizontal(id="member"):
            with VerticalScroll(id="side", can_focus=False):
                yield Fitted(id="who")
                yield Told(id="family-title")
                yield RowList(id="family")
                yield Fitted(id="below")
            with Vertical(id="main"):
                yield Fitted(id="tabs")
                with ContentSwitcher(initial=self.tab, id="rooms"):
                    yield BenefitsPanel(self.session, id="benefits")
                    yield ClaimsPanel(self.session, id="claims")
                    yield DocumentsPanel(self.session, id="documents")
                    yield AccountPanel(self.session, id="account")
                    yield RequestsPanel(self.session, id="requests")
                    yield TimelinePanel(self.session, id="timeline")
                yield NoteBox(self.session, id="note")
                yield Fitted(id="hints")

    def on_mount(self) -> None:
        self.bindings_updated_signal.subscribe(self, self.draw_hints)
        self.query_one("#state").display = False
        if self.member_id != NOBODY:
            self.begin()
        else:
            self.stand_ready()

    # Reading.

    def took_card(self, card: MemberCard, sheet: BenefitSheet | NotAllowed | None = None) -> None:
        first = self.card is None or self.card.member_id != card.member_id
        self.card = self.as_read = card
        self.show_state(False)
        for panel in self.query(Panel):
            panel.show_card(card)
        self.draw_person(card)
        if sheet is not None:
            self.query_one(BenefitsPanel).told_with(card, sheet)
        if sheet is None or self.tab != "benefits":
            self.room.wanted()
        if first:
            if self.focused is not self.room.rows or not self.room.rows.display:
                self.room.focus_rows()
            self.call_after_refresh(self.refresh_contact)
            contact = self.session.contact
            if card.repeat is not None and contact is not None and contact.member_id == card.member_id:
                self.say(side.repeated(card.repeat), MessageTone.WARNING)
        with keys_at_hand(self):
            self.draw_tabs()
            self.draw_hints()
            if self.room.told:
                self.show_picture()

    def missed_card(self, error: Exception) -> None:
        state = self.query_one("#state", StateView)
        if self.card is not None:
            self.regret(error)
            return
        self.show_state(True)
        self.show_picture()
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

    def contact_changed(self) -> None:
        """What may be said changed with the contact: read again what depends on it.

        What another caller may not hear is gone at once, also behind a dialog.
        """
        self.query_one(NoteBox).follow()
        self.refresh_bindings()
        others = self.listening != self.session.listening
        self.listening = self.session.listening
        if others and self.card is not None:
            self.card = self.as_read
            self.relabel()
        for panel in self.query(Panel):
            panel.loaded_for = None
            if others:
                panel.close()
        self.read_card()

    def turn_to(self, member_id: int) -> None:
        """Another person on the same screen: a dependant, or whom a parked contact is about."""
        if member_id != self.member_id:
            self.member_id = member_id
            self.read_card()

    def go_to(self, member_id: int) -> None:
        self.turn_to(member_id)

    def go_to_policy(self, policy_id: int) -> None:
        if self.session.policy is not None:
            self.app.push_screen(self.session.policy(policy_id))

    def action_certificate(self) -> None:
        self.print_certificate(self.member_id)

    def action_policy(self) -> None:
        """The policy of this person."""
        if self.card is not None:
            self.go_to_policy(self.card.policy.policy_id)

    def about(self) -> tuple[int | None, int | None]:
        return self.member_id, None

    # Drawing.

    def relabel(self) -> None:
        if self.card is not None:
            self.draw_person(self.card)
            with keys_at_hand(self):
                self.draw_tabs()
                self.draw_hints()

    def draw_person(self, card: MemberCard) -> None:
        """What stands beside the room."""
        self.query_one("#who", Fitted).fill(lambda room: side.who(card, room.width))
        self.query_one("#family-title", Told).update(side.title(_("Family")))
        family = self.query_one("#family", RowList)
        family.show(
            [side.family_row(one, here=one.member_id == card.member_id) for one in card.family],
            at=card.member_id,
        )
        family.styles.height = min(max(1, len(card.family)), 8)
        today = local_date(self.session.clock())
        self.query_one("#below", Fitted).fill(lambda room: side.below(card, room.width, today))

    def draw_tabs(self) -> None:
        """The rooms with their keys; the open one underlined."""
        pressed, names, here = active_keys(self), [f"member.{tab}" for tab in TABS], f"member.{self.tab}"
        under_way = self.card.claims_open if self.card is not None else None
        counts = {"member.claims": Content.styled(f" {under_way}", "$muted")} if under_way else {}
        self.query_one("#tabs", Fitted).fill(
            lambda room: rooms_line(names, here, pressed, room.width, counts)
        )

    def draw_hints(self, _screen: object = None) -> None:
        """What to press about the person, at the foot: what Enter does here, then the keys of the contact."""
        pressed = active_keys(self)
        pairs = []
        if isinstance(self.focused, Input | NoteBox):
            if self.focused.id == "word" and self.query_one(BenefitsPanel).line is not None:
                key, behind = self.query_one(BenefitsPanel).estimate_keys[0], ENTER[self.tab]
                pairs.append((keys.shown("enter"), _(behind)))
                pairs.append((keys.shown(key), _(ESTIMATE.label).lower()))
            pairs.append((keys.shown("escape"), _("back to the list")))
            self.query_one("#hints", Fitted).fill(lambda _room: key_words(pairs))
            return
        if self.tab in ENTER and pressed.get("table.open") and self.room.rows.display:
            pairs.append((pressed["table.open"], _(ENTER[self.tab])))
        pairs += [
            (pressed[id_], _(keys.BY_ID[id_].label).lower())
            for id_ in (*FOOT, "app.find_box")
            if id_ in pressed
        ]
        self.query_one("#hints", Fitted).fill(lambda room: words_that_fit(pairs, room.width))

    @on(Panel.Shown)
    def room_shown(self) -> None:
        self.refresh_bindings()
        if self.room.told:
            self.show_picture()

    # Rooms.

    def action_tab(self, tab: str) -> None:
        self.tab = tab
        self.query_one("#rooms", ContentSwitcher).current = tab
        self.draw_tabs()
        room = self.room
        room.wanted()
        if isinstance(room, BenefitsPanel):
            room.focus_word()
        else:
            room.focus_rows()

    def action_to_family(self) -> None:
        self.query_one("#family").focus()

    def action_to_room(self) -> None:
        self.room.focus_rows()

    @on(RowList.Opened, "#family")
    def open_relative(self, event: RowList.Opened) -> None:
        event.stop()
        if isinstance(event.key, int):
            self.turn_to(event.key)

    @on(RowList.Opened, "#benefits RowList")
    @on(Input.Submitted, "#word")
    def lines_behind(self) -> None:
        """The claim lines that used the item under the cursor."""
        line = self.query_one(BenefitsPanel).line
        if line is not None:
            self.app.push_screen(UsedDialog(self.session, self.member_id, line), self.to_claim)

    def to_claim(self, claim_id: int | None) -> None:
        if claim_id is not None:
            self.action_tab("claims")
            self.query_one(ClaimsPanel).stand_on(claim_id)

    def action_estimate(self) -> None:
        """What would be paid for a bill of the item under the cursor."""
        line = self.query_one(BenefitsPanel).line
        if line is not None:
            self.app.push_screen(EstimateDialog(self.session, self.member_id, line))

    def account_at(self) -> AccountDetail | None:
        return self.query_one(AccountPanel).account if self.tab == "account" else None

    def account_changed(self) -> None:
        """The account, and the card with it, are read again."""
        self.query_one(AccountPanel).loaded_for = None
        self.read_card()

    def papers_at(self) -> PapersAt | None:
        return self.query_one(DocumentsPanel).papers_at() if self.tab == "documents" else None

    def papers_changed(self) -> None:
        """Documents and claims are read again."""
        for panel in self.query(Panel):
            panel.loaded_for = None
        self.room.wanted()

    @on(RowList.Highlighted, "#documents RowList")
    def paper_moved(self) -> None:
        self.refresh_bindings()

    @on(RowList.Opened, "#documents RowList")
    def paper_opened(self) -> None:
        """Enter takes in what is missing under the cursor, or asks for documents where nobody did."""
        for action in ("take_in", "ask_documents"):
            if self.check_documents(action):
                getattr(self, f"action_{action}")()
                return

    def on_screen_resume(self) -> None:
        if self.stale:
            self.stale = False
            self.papers_changed()

    # Keys.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "policy":
            return self.card is not None and self.session.policy is not None
        if action == "estimate":
            return self.tab == "benefits" and self.query_one(BenefitsPanel).line is not None
        if action in ACTIONS:
            return self.check_documents(action)
        if action in (ACCOUNT_ACTION, "person"):  # the person is here
            return action == ACCOUNT_ACTION and self.check_account(str(parameters[0]))
        if action == "register_claim":
            return self.tab == "claims" and self.card is not None and self.may(Permission.REGISTER_CLAIMS)
        if action == "new_request":
            return self.tab == "requests" and self.card is not None and self.may(Permission.HANDLE_REQUESTS)
        if action == "whole_claim":
            return self.claim_here is not None
        if action == "certificate":
            return self.card is not None
        if action == "unmask":
            return self.card is not None and any(not one.open for one in self.card.private if one.on_record)
        return self.check_contact_action(action)

    def action_new_request(self) -> None:
        self.query_one(RequestsPanel).open_new()

    def action_unmask(self) -> None:
        if self.card is None:
            return
        if self.session.contact is None:
            self.say(_("A private field is only shown in a contact. Start one with v."), MessageTone.WARNING)
            return
        self.app.push_screen(UnmaskDialog(self.session, self.member_id, self.card.private), self.unmasked)

    def unmasked(self, value: Masked | None) -> None:
        """The field, open until this screen is left."""
        card = self.card
        if value is None or card is None:
            return
        private = tuple(value if one.field is value.field else one for one in card.private)
        self.card = replace(card, private=private)
        self.relabel()
        self.refresh_bindings()

    def action_note(self) -> None:
        self.query_one(NoteBox).focus()

    @on(NoteBox.Left)
    def note_left(self) -> None:
        self.room.focus_rows()
