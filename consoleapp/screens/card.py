"""A policy, company, claim, invoice, receipt, provider or account: beside the hits of Find, and full size."""

from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult, RenderResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from consoleapp.desk.shapes import SubjectCard
from consoleapp.errors import NotAllowed, NotFound
from consoleapp.i18n import _
from consoleapp.rules.subjects import SubjectKind
from consoleapp.screens import keys, verbs
from consoleapp.screens.calls import Calls
from consoleapp.screens.desk_screen import DeskScreen
from consoleapp.screens.facts import both_names, fact_lines, label_width, words
from consoleapp.screens.member.kept import open_member
from consoleapp.screens.policies.screen import PolicyScreen
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.frame import active_keys, key_words
from consoleapp.screens.widgets.row_list import Row, RowList
from consoleapp.screens.widgets.state import State, StateView
from consoleapp.screens.widgets.worded import Worded


class SubjectPanel(Worded):
    """The card beside a list: read, not walked through. None shows nothing."""

    card: reactive[SubjectCard | None] = reactive(None)

    def relabel(self) -> None:
        self.refresh()

    def render(self) -> RenderResult:
        card, width = self.card, self.content_size.width
        if card is None or width < 12:
            return Content("")
        lines = both_names(card.title, card.title_zh).wrap(width)
        if card.kind is not SubjectKind.MEMBER:
            lines.append(Content.styled(_(card.kind.word), "$muted"))
        lines += [Content(""), *fact_lines(card.facts, width)]
        return Content("\n").join(lines)


class SubjectScreen(Calls, DeskScreen):
    """The same card, full size, fact by fact: ``y`` copies, Enter opens the person it belongs to."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("contact")]

    def __init__(self, session: Session, kind: SubjectKind, subject_id: int) -> None:
        super().__init__()
        self.session = session
        self.kind = kind
        self.subject_id = subject_id
        self.card: SubjectCard | None = None
        self.listening = session.listening

    def body(self) -> ComposeResult:
        with Vertical(id="subject"):
            yield Static(id="name", markup=False)
            yield Static(id="kind", markup=False)
            yield StateView(State.LOADING, id="state")
            yield RowList(id="facts")
            yield Static(id="hints", markup=False)

    def on_mount(self) -> None:
        self.query_one("#facts", RowList).focus()
        self.read()

    def about(self) -> tuple[int | None, int | None]:
        """The member the record belongs to, else the policy it is."""
        if self.card is None:
            return None, None
        policy = self.subject_id if self.kind is SubjectKind.POLICY else None
        return self.card.member_id, None if self.card.member_id is not None else policy

    def contact_changed(self) -> None:
        """Somebody else listens: nothing read for the one before stays."""
        self.refresh_bindings()
        if self.listening != self.session.listening:
            self.listening = self.session.listening
            self.query_one("#facts", RowList).show([])
            self.read()

    def go_to(self, member_id: int) -> None:
        open_member(self.app, self.session, member_id)

    def go_to_policy(self, policy_id: int) -> None:
        self.app.push_screen(PolicyScreen(self.session, policy_id))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return False if action == "note" else self.check_contact_action(action)

    def read(self) -> None:
        kind, subject_id = self.kind, self.subject_id
        self.ask("subject", lambda desk: verbs.lookup.subject(desk, kind, subject_id), self.took, self.missed)

    def relabel(self) -> None:
        card = self.card
        self.query_one("#kind", Static).update(_(self.kind.word))
        if card is None:
            return
        self.query_one("#name", Static).update(both_names(card.title, card.title_zh))
        pressed = active_keys(self)
        hints = [(pressed.get("table.open", ""), _("the person"))] if card.member_id is not None else []
        hints += [
            (pressed[id_], _(keys.BY_ID[id_].label).lower())
            for id_ in ("table.copy_cell", "app.find_box", "app.back")
            if id_ in pressed
        ]
        self.query_one("#hints", Static).update(key_words(hints))
        room = label_width((_(fact.label) for fact in card.facts), most=28)
        self.query_one("#facts", RowList).show(
            [
                Row(
                    (place, fact.label) if fact.label or fact.value else None,
                    partial(fact_lines, [fact], room=room),
                    height=2 if fact.more else 1,
                    copied=words(fact.value),
                    copied_whole=f"{_(fact.label)}: {words(fact.value)}",
                )
                for place, fact in enumerate(card.facts)
            ]
        )

    def took(self, card: SubjectCard) -> None:
        self.card = card
        self.query_one("#state").display = False
        self.relabel()
        self.refresh_bindings()

    def missed(self, error: Exception) -> None:
        state = self.query_one("#state", StateView)
        state.display = True
        if isinstance(error, NotAllowed):
            state.show(State.NOT_ALLOWED, about=error.text(_))
        elif isinstance(error, NotFound):
            state.show(State.NOT_KNOWN, about=error.text(_))
        else:
            state.show(State.FAILED)
            self.regret(error)

    @on(RowList.Opened, "#facts")
    def open_person(self) -> None:
        if self.card is not None and self.card.member_id is not None:
            self.go_to(self.card.member_id)
