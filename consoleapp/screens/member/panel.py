"""What the rooms of the Member screen have in common: a list that loads by itself, or why there is none."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message

from consoleapp.desk.shapes import MemberCard
from consoleapp.errors import ConsoleError, NotAllowed, NotFound
from consoleapp.i18n import _
from consoleapp.screens.asks import Asks
from consoleapp.screens.member.say import Speaker, aloud
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.fitted import Draw, Fitted
from consoleapp.screens.widgets.row_list import Row, RowList
from consoleapp.screens.widgets.state import State, StateView

if TYPE_CHECKING:
    from consoleapp.desk.context import Desk

T = TypeVar("T")


class Panel(Asks, Vertical):
    """A room about ``card``. Old rows stay while new ones load."""

    def __init__(self, session: Session, *, id: str) -> None:
        super().__init__(id=id, classes="panel")
        self.session = session
        self.card: MemberCard | None = None
        self.error: Exception | None = None
        self.loaded_for: int | None = None
        self.awaited = False
        """The list takes the keys when it is there."""

    def compose(self) -> ComposeResult:
        yield StateView(State.LOADING, classes="panel-state")
        yield RowList(classes="panel-list")
        yield Fitted(classes="panel-say")

    @cached_property
    def rows(self) -> RowList:
        """Looked for once: every key of the foot asks for the row under the cursor."""
        return self.query_one(".panel-list", RowList)

    @cached_property
    def state(self) -> StateView:
        return self.query_one(".panel-state", StateView)

    class Shown(Message):
        """The room shows something else: rows, or why there are none."""

    def show_card(self, card: MemberCard) -> None:
        """Turn to another person, or to a newer reading of the same."""
        if self.card is not None and self.card.member_id != card.member_id:
            self.turn()
        self.card = card

    def turn(self) -> None:
        """Another person comes: nothing of the one before stays, in no answer on its way either."""
        self.forget_all()
        self.loaded_for = self.error = None
        self.rows.show([])
        self.say("")

    @property
    def told(self) -> bool:
        """Whether it shows an answer about the person, or why there is none."""
        return self.error is not None or (self.card is not None and self.loaded_for == self.card.member_id)

    def empty(self) -> None:
        """The person is left: the room waits for the next one, as it was made."""
        self.turn()
        self.card, self.awaited = None, False
        self.show_state(None)

    def close(self) -> None:
        """Somebody else listens: what was read for the one before goes; what was searched for stays."""
        self.forget_all()
        self.loaded_for = self.error = None
        if self.rows.rows or self.rows.display:
            self.awaited = self.rows.has_focus
            self.rows.show([])
            self.say("")
            self.show_state(State.LOADING)

    def wanted(self) -> None:
        """The room is looked into: read it, once for each person."""
        if self.card is not None and self.loaded_for != self.card.member_id:
            self.read(self.card)

    def read(self, card: MemberCard) -> None:
        """Ask the desk."""

    def load(self, card: MemberCard, question: "Callable[[Desk], T]", take: Callable[[T], None]) -> None:
        """Ask, show the answer by ``take`` and the rows by :meth:`relabel`, or why there is none."""
        if not self.rows.rows:
            self.show_state(State.LOADING)

        def took(answer: T) -> None:
            take(answer)
            self.answered(card)

        self.ask(self.id or "panel", question, took, self.missed)

    def answered(self, card: MemberCard) -> None:
        """What was asked for is there."""
        self.loaded_for, self.error = card.member_id, None
        self.relabel()

    def missed(self, error: Exception) -> None:
        """It will not come, and why."""
        self.error = error
        self.loaded_for = None
        self.relabel()
        if not isinstance(error, ConsoleError):
            self.regret(error)

    def show_state(self, state: State | None, *, about: str = "", step: str = "") -> None:
        """A state in place of the list; None shows the list."""
        view = self.state
        view.display = state is not None
        self.rows.display = state is None
        if state is not None:
            view.show(state, about=about, step=step)
        elif self.awaited:
            self.focus_rows()
        self.post_message(self.Shown())

    def show_rows(self, rows: Sequence[Row], *, empty: tuple[State, str, str]) -> None:
        """The rows, or ``empty`` (state, about, step) where there are none."""
        self.rows.show(rows)
        state, about, step = empty
        self.show_state(None if rows else state, about=about, step=step)

    def relabel(self) -> None:
        """Draw anew in the language in use."""
        error = self.error
        if error is not None:
            self.say("")
            match error:
                case NotAllowed():
                    self.show_state(State.NOT_ALLOWED, about=error.text(_))
                case NotFound():
                    self.show_state(State.NOT_KNOWN, about=error.text(_))
                case ConsoleError():
                    self.show_state(State.FAILED, about=error.text(_))
                case _:
                    self.show_state(State.FAILED)
        elif self.loaded_for is not None:
            self.draw()

    def draw(self) -> None:
        """List what was read."""

    def say(self, text: Content | str) -> None:
        """The foot of the room; empty takes no room."""
        words = Content(text) if isinstance(text, str) else text
        self.say_fitted((lambda _room: words) if words else None)

    def say_fitted(self, draw: Draw | None) -> None:
        """The foot of the room, in words that depend on the room there is; None takes none."""
        foot = self.query_one(".panel-say", Fitted)
        foot.fill(draw)
        foot.display = draw is not None

    def say_aloud(self, sentence: Callable[[Speaker], str]) -> None:
        """A sentence to read aloud: in the person's language, and in the screen's where that is another."""
        language = self.card.language if self.card is not None else None
        self.say_fitted(lambda room: aloud(language, sentence, room.width))

    def focus_rows(self) -> None:
        """The list takes the keys, at once or when it is there."""
        self.awaited = not self.rows.display
        if not self.awaited:
            self.rows.focus()
