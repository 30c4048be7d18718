"""One claim: where it stands and what was promised; its lines, documents, history, messages and notice."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, ScrollableContainer, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import ContentSwitcher, Static

from consoleapp.desk.claim_shapes import ClaimDetail
from consoleapp.desk.document_shapes import DocumentItem, DocumentRequest
from consoleapp.desk.shapes import ClaimLine
from consoleapp.errors import ConsoleError, NotAllowed, NotFound
from consoleapp.i18n import N_, _, current
from consoleapp.rules.text import printable
from consoleapp.screens import keys, verbs
from consoleapp.screens.claims import rooms
from consoleapp.screens.claims.notices import Notices
from consoleapp.screens.desk_screen import DeskScreen
from consoleapp.screens.dialogs.read import ReadDialog
from consoleapp.screens.dialogs.why_less import WhyLessDialog
from consoleapp.screens.documents.acts import ACTIONS, DocumentActs, PapersAt
from consoleapp.screens.documents.letter import LetterDialog
from consoleapp.screens.documents.rows import item_of, request_of, request_rows
from consoleapp.screens.member.kept import open_member
from consoleapp.screens.member.say import Speaker, aloud
from consoleapp.screens.note import NoteBox
from consoleapp.screens.policies.screen import PolicyScreen
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.fitted import Fitted
from consoleapp.screens.widgets.frame import MessageTone, active_keys, key_words, words_that_fit
from consoleapp.screens.widgets.rooms import rooms_line
from consoleapp.screens.widgets.row_list import Row, RowList
from consoleapp.screens.widgets.state import State, StateView

TABS = ("lines", "documents", "history", "messages", "notice")
FOOT = ("claim_line.why", "claim.print", "claim.why", "claim.person")
PAPERS = (
    "documents.take_in",
    "documents.ask",
    "documents.chase",
    "documents.reject",
    "documents.waive",
    "documents.close",
    "documents.files",
)
CONTACT = ("contact.verify", "contact.note", "contact.wrap_up", "contact.park", "app.find_box")
EMPTY = {
    "documents": N_("Nothing was asked for."),
    "messages": N_("No message was sent about documents of this claim."),
    "notice": N_("A closing notice is there once the claim is paid or declined; a withdrawn one has none."),
}
"""What an empty room says."""


class ClaimScreen(Notices, DocumentActs, DeskScreen):
    """``tab`` is the room to open; ``member_id`` whom the claim is of, to verify before anything is shown."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("claim", "documents", "claim_line", "contact")]

    def __init__(
        self, session: Session, claim_id: int, member_id: int | None = None, tab: str = "documents"
    ) -> None:
        super().__init__()
        self.session = session
        self.claim_id = claim_id
        self.member_id = member_id
        self.tab = tab if tab in TABS else "lines"
        self.detail: ClaimDetail | None = None
        self.listening = session.listening

    def body(self) -> ComposeResult:
        yield StateView(State.LOADING, id="state")
        with Horizontal(id="claim"):
            with VerticalScroll(id="side", can_focus=False):
                yield Fitted(id="what")
            with Vertical(id="main"):
                yield Fitted(id="tabs")
                yield StateView(State.EMPTY, id="room-state")
                with ContentSwitcher(initial="rows", id="rooms"):
                    yield RowList(id="rows")
                    with ScrollableContainer(id="notice"):
                        yield Static(id="notice-text", markup=False)
                yield Fitted(id="say")
                yield NoteBox(self.session, id="note")
                yield Fitted(id="hints")

    def on_mount(self) -> None:
        self.query_one("#claim").display = False
        self.bindings_updated_signal.subscribe(self, self.draw_hints)
        self.read_claim()

    # Reading.

    def read_claim(self) -> None:
        claim_id = self.claim_id
        self.ask("claim", lambda desk: verbs.claim_enquiry.detail(desk, claim_id), self.took, self.missed)

    def took(self, detail: ClaimDetail) -> None:
        first = self.detail is None
        self.detail, self.member_id = detail, detail.member_id
        self.query_one("#state").display = False
        self.query_one("#claim").display = True
        if first and not detail.requests and self.tab == "documents":
            self.tab = "lines"
        if self.tab == "notice":
            self.read_notice()
        self.relabel()
        if first:
            self.focus_room()
            self.refresh_contact()
        self.refresh_bindings()

    def missed(self, error: Exception) -> None:
        state = self.query_one("#state", StateView)
        if self.detail is not None:
            self.regret(error)
            return
        state.display = True
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
        """What may be said changed with the contact: what another caller may not hear is gone at once."""
        self.query_one(NoteBox).follow()
        if self.listening != self.session.listening:
            self.listening = self.session.listening
            self.close()
        self.refresh_bindings()
        self.read_claim()

    def on_screen_resume(self) -> None:
        if self.is_mounted and self.listening != self.session.listening:
            self.contact_changed()

    def close(self) -> None:
        """Nothing of what was read stays."""
        self.forget("notice")
        self.detail = self.notice = None
        self.query_one("#notice-text", Static).update("")
        for part in ("#what", "#say"):
            self.query_one(part, Fitted).fill(None)
        self.query_one("#rows", RowList).show([])
        self.query_one("#claim").display = False
        state = self.query_one("#state", StateView)
        state.display = True
        state.show(State.LOADING)

    # Where the cursor is.

    @property
    def rows(self) -> RowList:
        return self.query_one("#rows", RowList)

    @property
    def request(self) -> DocumentRequest | None:
        """The request under the cursor, else the newest."""
        requests = self.detail.requests if self.detail is not None else ()
        found = request_of(requests, self.rows.key) if self.tab == "documents" else None
        return found or next((one for one in requests if one.status.is_live), next(iter(requests), None))

    @property
    def item(self) -> DocumentItem | None:
        """The paper under the cursor."""
        requests = self.detail.requests if self.detail is not None else ()
        return item_of(requests, self.rows.key) if self.tab == "documents" else None

    @property
    def line(self) -> ClaimLine | None:
        """The line under the cursor."""
        match self.rows.key:
            case ("line", int(number)) if self.detail is not None and self.tab == "lines":
                return next((one for one in self.detail.claim.lines if one.line_no == number), None)
            case _:
                return None

    def about(self) -> tuple[int | None, int | None]:
        return self.member_id, None

    def go_to(self, member_id: int) -> None:
        open_member(self.app, self.session, member_id)

    def go_to_policy(self, policy_id: int) -> None:
        self.app.push_screen(PolicyScreen(self.session, policy_id))

    # Drawing.

    def relabel(self) -> None:
        detail = self.detail
        if detail is None:
            return
        self.query_one("#what", Fitted).fill(lambda room: rooms.what(detail, room.width))
        self.draw_tabs()
        self.draw_room()
        self.draw_hints()

    def draw_room(self) -> None:
        """The room that is open, or why it is empty."""
        detail = self.detail
        if detail is None:
            return
        found: list[Row] = []
        match self.tab:
            case "lines":
                found = rooms.lines_rows(detail)
            case "documents":
                found = request_rows(detail.requests, claims=False)
            case "history":
                found = rooms.history_rows(detail)
            case "messages":
                found = rooms.message_rows(detail)
        self.rows.show(found)
        self.query_one("#notice-text", Static).update(Content(self.notice or ""))
        reading = self.tab == "notice" and detail.has_notice
        self.query_one("#rooms", ContentSwitcher).current = "notice" if reading else "rows"
        state = self.query_one("#room-state", StateView)
        state.display = not found and not (reading and self.notice)
        self.query_one("#rooms").display = not state.display
        if state.display:
            state.show(
                State.LOADING if reading else State.EMPTY, step="" if reading else EMPTY.get(self.tab, "")
            )
        self.set_class(reading, "-notice")
        self.draw_say()

    def draw_say(self) -> None:
        """What to say: where the claim stands, or what is missing."""
        detail, say = self.detail, self.query_one("#say", Fitted)
        say.display = detail is not None and self.tab in ("lines", "documents")
        if detail is None or not say.display:
            return
        request = self.request if self.tab == "documents" else None

        def sentence(speaker: Speaker) -> str:
            return speaker.claim(detail.claim) if request is None else speaker.documents(request)

        say.fill(lambda room: aloud(detail.language, sentence, room.width))

    def draw_tabs(self) -> None:
        """The rooms with their keys; the open one underlined; how many papers are missing."""
        pressed, names, here = active_keys(self), [f"claim.{tab}" for tab in TABS], f"claim.{self.tab}"
        requests = self.detail.requests if self.detail is not None else ()
        missing = sum(len(one.missing) for one in requests if one.status.is_live)
        counts = {"claim.documents": Content.styled(f" {missing}", "$waiting")} if missing else {}
        self.query_one("#tabs", Fitted).fill(
            lambda room: rooms_line(names, here, pressed, room.width, counts)
        )

    def draw_hints(self, _screen: object = None) -> None:
        """What to press, at the foot."""
        if self.detail is None:
            return
        hints, pressed = self.query_one("#hints", Fitted), active_keys(self)
        if isinstance(self.focused, NoteBox):
            back = key_words([(keys.shown("escape"), _("back to the list"))])
            hints.fill(lambda _room: back)
            return
        ids = (*(PAPERS if self.tab == "documents" else PAPERS[:2]), *FOOT, *CONTACT)
        pairs = [(pressed[id_], _(keys.BY_ID[id_].label).lower()) for id_ in ids if id_ in pressed]
        hints.fill(lambda room: words_that_fit(pairs, room.width))

    # Keys.

    def papers_at(self) -> PapersAt | None:
        """The request and the paper under the cursor; from another room, the one under way."""
        detail = self.detail
        if detail is None:
            return None
        paid = detail.claim.incurred
        status, currency = detail.claim.status, paid.currency if paid else "HKD"
        return PapersAt(self.claim_id, status, currency, self.request, self.item)

    def papers_changed(self) -> None:
        self.read_claim()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ACTIONS:
            return self.check_documents(action)
        match action:
            case "tab" | "person":
                return self.detail is not None
            case "print":
                return self.detail is not None and self.detail.has_notice
            case "why_less":
                return self.line is not None
            case "why":
                return self.detail is not None and bool(self.detail.clock)
            case _:
                return self.check_contact_action(action)

    def action_tab(self, tab: str) -> None:
        self.tab = tab
        if tab == "notice":
            self.read_notice()
        self.relabel()
        self.focus_room()
        self.refresh_bindings()

    def focus_room(self) -> None:
        self.query_one("#notice" if self.has_class("-notice") else "#rows").focus()

    @on(RowList.Opened, "#rows")
    def opened(self) -> None:
        """A message opens to its full text; a paper that is missing is taken in."""
        if self.tab == "documents" and self.check_documents("take_in"):
            self.action_take_in()
            return
        match self.rows.key:
            case ("message", int(place)) if self.detail is not None:
                message = rooms.sent_messages(self.detail)[place]
                if message.letter_id is not None:
                    self.app.push_screen(LetterDialog(self.session, message.letter_id), self.letter_left)
                    return
                self.app.push_screen(
                    ReadDialog(
                        lambda: printable(message.subject) or _(message.channel.word),
                        lambda: Content(printable(message.text, keep_lines=True)),
                    )
                )

    def letter_left(self, done: str | None) -> None:
        if done:
            self.say(done, MessageTone.DONE)
        self.read_claim()

    @on(RowList.Highlighted, "#rows")
    def moved(self) -> None:
        self.draw_say()
        self.refresh_bindings()

    def action_why_less(self) -> None:
        """Why less was paid on the line under the cursor."""
        line = self.line
        if line is not None and self.member_id is not None:
            self.app.push_screen(WhyLessDialog(self.session, self.member_id, line.claim_line_id))

    def action_why(self) -> None:
        """The rule behind the promised date, in words."""
        detail = self.detail
        if detail is not None:
            clock = detail.clock
            told = lambda: Content("\n\n").join(  # noqa: E731 - drawn anew in another language
                Content(printable(one.text(_, current()))) for one in clock
            )
            self.app.push_screen(ReadDialog(lambda: _("Why this date"), told))

    def action_person(self) -> None:
        if self.member_id is not None:
            self.go_to(self.member_id)

    def action_note(self) -> None:
        self.query_one(NoteBox).focus()

    @on(NoteBox.Left)
    def note_left(self) -> None:
        self.focus_room()
