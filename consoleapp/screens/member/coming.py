"""How the screen of a person comes and goes: filled for somebody, drawn once, emptied when it is left."""

from abc import abstractmethod

from textual.widgets import ContentSwitcher

from consoleapp.desk.shapes import BenefitSheet, MemberCard
from consoleapp.errors import NotAllowed
from consoleapp.screens import verbs
from consoleapp.screens.asks import Asks
from consoleapp.screens.desk_screen import DeskScreen
from consoleapp.screens.member.benefits import BenefitsPanel
from consoleapp.screens.member.panel import Panel
from consoleapp.screens.note import NoteBox
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.fitted import Fitted
from consoleapp.screens.widgets.frame import MessageLine
from consoleapp.screens.widgets.row_list import RowList
from consoleapp.screens.widgets.state import State, StateView
from consoleapp.screens.widgets.told import Told

TABS = ("benefits", "claims", "documents", "account", "requests", "timeline")
NOBODY = 0
"""In place of a member's id: the screen is there and shows no one."""
PATIENCE = 0.15
"""Seconds an answer may take before the screen is drawn without it."""


class ComingScreen(Asks, DeskScreen):
    """The part of the Member screen that knows whether somebody is on it."""

    AUTO_FOCUS = ""
    """Waiting, the first room has the focus already; to give and take it each time styles both lists anew."""

    card: MemberCard | None
    as_read: MemberCard | None
    listening: tuple[object, ...]
    stale: bool

    def __init__(self, session: Session, member_id: int, tab: str) -> None:
        super().__init__()
        self.session = session
        self.member_id = member_id
        self.tab = tab if tab in TABS else TABS[0]

    @property
    def room(self) -> Panel:
        return self.query_one(f"#{self.tab}", Panel)

    @abstractmethod
    def took_card(self, card: MemberCard, sheet: BenefitSheet | NotAllowed | None = None) -> None:
        """Who they are, with the schedule or why this caller may not hear of it; :meth:`show_picture` when
        the room tells about them too.
        """

    @abstractmethod
    def missed_card(self, error: Exception) -> None:
        """Say why there is no card."""

    @abstractmethod
    def relabel(self) -> None:
        """Every word anew."""

    @property
    def waits(self) -> bool:
        """Whether it can be opened for somebody."""
        return self.is_mounted and self.member_id == NOBODY

    def open_for(self, member_id: int, tab: str = "") -> None:
        """Somebody is to be shown on a screen that waits."""
        self.member_id = member_id
        self.tab = tab if tab in TABS else TABS[0]
        self.listening = self.session.listening
        self.query_one("#rooms", ContentSwitcher).current = self.tab
        self.query_one(NoteBox).follow()
        self.begin()

    def stand_ready(self) -> None:
        """Nobody is on it: the room that most are opened with is the one on view, and takes the keys."""
        self.query_one("#rooms", ContentSwitcher).current = self.tab
        self.room.focus_rows()

    def begin(self) -> None:
        """Ask for the card; the picture waits for it and for the room, so that it is drawn once."""
        self.hold_picture(PATIENCE, self.show_waiting)
        self.read_card()

    def read_card(self) -> None:
        """The benefits with it, where they are what is looked at: one question, one picture."""
        member_id, benefits = self.member_id, self.query_one(BenefitsPanel)
        if self.room is not benefits or benefits.loaded_for == member_id:
            self.read_card_alone()
            return
        benefits.forget("benefits")
        self.ask(
            "card",
            lambda desk: verbs.members.opened(desk, member_id),
            lambda told: self.took_card(*told),
            lambda _error: self.read_card_alone(),  # what can be read of the two is shown
        )

    def read_card_alone(self) -> None:
        member_id = self.member_id
        self.ask("card", lambda desk: verbs.members.card(desk, member_id), self.took_card, self.missed_card)

    def show_waiting(self) -> None:
        """The desk takes its time."""
        if self.card is None and self.member_id != NOBODY:
            self.show_state(True)

    def show_state(self, shown: bool) -> None:
        """What the person's state of reading is, in place of the person."""
        self.query_one("#state").display = shown
        self.query_one("#member").display = not shown

    def on_screen_suspend(self) -> None:
        self.show_picture()
        if self.is_left:
            self.empty()

    def empty(self) -> None:
        """Left: nothing of the person stays, in no widget and in no answer on its way."""
        self.workers.cancel_node(self)
        self.forget_all()
        self.member_id, self.card, self.as_read, self.stale = NOBODY, None, None, False
        self.clear_selection()
        for panel in self.query(Panel):
            panel.empty()
        self.tab = TABS[0]
        self.stand_ready()
        self.query_one(NoteBox).put_away()
        self.query_one("#family", RowList).show([])
        self.query_one("#family-title", Told).update("")
        for text in ("who", "below", "tabs", "hints"):
            self.query_one(f"#{text}", Fitted).fill(None)
        self.query_one("#side").scroll_home(animate=False, immediate=True)
        self.query_one(MessageLine).forget()
        self.query_one("#state", StateView).show(State.LOADING)
        self.show_state(False)
