"""What the rooms of a policy have in common: a list that is read when looked into, or why there is none."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from consoleapp.desk.policy_shapes import PolicyDetail
from consoleapp.errors import ConsoleError, NotAllowed, NotFound
from consoleapp.i18n import _
from consoleapp.screens.asks import Asks
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.row_list import Row, RowList
from consoleapp.screens.widgets.state import State, StateView

if TYPE_CHECKING:
    from consoleapp.desk.context import Desk

T = TypeVar("T")


class Room(Asks, Vertical):
    """A room about ``policy``. What is drawn of a policy stays until a newer reading of it is there."""

    class Shown(Message):
        """The room shows something else: rows, or why there are none."""

    def __init__(self, session: Session, *, id: str) -> None:
        super().__init__(id=id, classes="room")
        self.session = session
        self.policy: PolicyDetail | None = None
        self.policy_id = 0
        self.read_for: PolicyDetail | None = None
        """The reading of the policy this room's own was asked for."""
        self.error: Exception | None = None
        self.there = False

    def compose(self) -> ComposeResult:
        yield StateView(State.LOADING, classes="room-state")
        yield RowList(classes="room-list")

    @property
    def rows(self) -> RowList:
        return self.query_one(".room-list", RowList)

    def show_policy(self, policy: PolicyDetail) -> None:
        """Turn to another policy, or to a newer reading of the same."""
        if self.policy_id != policy.policy_id:
            self.there, self.error = False, None
            self.turn()
        self.policy, self.policy_id = policy, policy.policy_id

    def close(self) -> None:
        """Somebody else listens: what was read for the one before goes; what was chosen stays."""
        self.forget(self.id or "room")
        self.policy = self.read_for = self.error = None
        self.there = False
        self.clear()
        self.show_state(State.LOADING)

    def clear(self) -> None:
        """Nothing that was read stays."""
        self.rows.show([])

    def turn(self) -> None:
        """Another policy comes: nothing of the one before stays."""
        self.clear()

    def wanted(self) -> None:
        """The room is looked into: read it, once for each reading of the policy."""
        if self.policy is not None and self.read_for is not self.policy:
            self.read_for = self.policy
            why = self.withheld(self.policy)
            if why:
                self.there = False
                self.error = NotAllowed(why)
                self.clear()
                self.relabel()
            else:
                self.read(self.policy)

    def withheld(self, policy: PolicyDetail) -> str:
        """Why nothing of this may be shown now, as a template of the catalogue; "" where it may."""
        return ""

    def read(self, policy: PolicyDetail) -> None:
        """Ask the desk."""

    def load(self, question: "Callable[[Desk], T]", take: Callable[[T], None]) -> None:
        """Ask, show the answer by ``take`` and :meth:`draw`, or why there is none."""
        if not self.there:
            self.show_state(State.LOADING)

        def took(answer: T) -> None:
            self.there, self.error = True, None
            take(answer)
            self.relabel()

        def missed(error: Exception) -> None:
            self.there, self.error, self.read_for = False, error, None
            self.clear()
            self.relabel()
            if not isinstance(error, ConsoleError):
                self.regret(error)

        self.ask(self.id or "room", question, took, missed)

    def show_state(self, state: State | None, *, about: str = "", step: str = "") -> None:
        """A state in place of the list; None shows the list."""
        view = self.query_one(".room-state", StateView)
        view.display = state is not None
        self.rows.display = state is None
        if state is not None:
            view.show(state, about=about, step=step)
        self.post_message(self.Shown())

    def show_rows(self, rows: Sequence[Row], *, empty: str) -> None:
        """The rows, or ``empty`` (marked for the catalogue) where there are none."""
        self.rows.show(rows)
        self.show_state(None if rows else State.EMPTY, step=empty)

    def relabel(self) -> None:
        """Draw anew in the language in use."""
        match self.error:
            case NotAllowed() as error:
                self.show_state(State.NOT_ALLOWED, about=error.text(_))
            case NotFound() as error:
                self.show_state(State.NOT_KNOWN, about=error.text(_))
            case ConsoleError() as error:
                self.show_state(State.FAILED, about=error.text(_))
            case None:
                if self.there:
                    self.draw()
            case _:
                self.show_state(State.FAILED)

    def draw(self) -> None:
        """List what was read."""

    def on_resize(self) -> None:
        """What folds, folds anew; a room has no size until it is looked into."""
        if self.there:
            self.relabel()

    def focus_rows(self) -> None:
        self.rows.focus()
