"""One entry of the desk reference: beside the list, or full size with what staff do with it."""

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size

from consoleapp.errors import ConsoleError, NotAllowed
from consoleapp.i18n import _
from consoleapp.screens import keys, verbs
from consoleapp.screens.desk_reference.acts import ReferenceActs
from consoleapp.screens.desk_reference.lines import detail_lines
from consoleapp.screens.desk_screen import DeskScreen
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.fitted import Fitted
from consoleapp.screens.widgets.frame import KeyHints
from consoleapp.screens.widgets.state import State, StateView

if TYPE_CHECKING:
    from consoleapp.desk.reference_shapes import ReferenceDetail, ReferenceRow


class EntryPanel(Fitted):
    """One entry. None shows nothing."""

    detail: "ReferenceDetail | None" = None

    def show(self, detail: "ReferenceDetail | None") -> None:
        self.detail = detail
        self.relabel()

    def relabel(self) -> None:
        """The same entry, in the language in use."""
        self.fill(None if self.detail is None else self.words)

    def words(self, room: Size) -> Content:
        return (
            Content("") if self.detail is None else Content("\n").join(detail_lines(self.detail, room.width))
        )


class ReferenceEntryScreen(ReferenceActs, DeskScreen):
    """One entry, full size, with every act on it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *keys.bindings("answer", "contact"),
        Binding("y", "copy_answer", show=False, id="table.copy_cell"),
    ]

    def __init__(self, session: Session, entry_id: int) -> None:
        super().__init__()
        self.session = session
        self.entry_id = entry_id
        self.detail: ReferenceDetail | None = None

    def body(self) -> ComposeResult:
        yield StateView(State.LOADING, id="state")
        with VerticalScroll(id="whole"):
            yield EntryPanel(id="entry")
        yield KeyHints("answer.give", "answer.print", "table.copy_cell")

    def on_mount(self) -> None:
        self.query_one("#whole").focus()
        entry_id = self.entry_id
        self.ask("entry", lambda desk: verbs.desk_reference.detail(desk, entry_id), self.took, self.missed)

    def took(self, detail: "ReferenceDetail") -> None:
        self.query_one("#state").display = False
        self.detail = detail
        self.query_one("#entry", EntryPanel).show(detail)
        self.refresh_bindings()

    def missed(self, error: Exception) -> None:
        show_error(self.query_one("#state", StateView), error)
        if not isinstance(error, ConsoleError):
            self.regret(error)

    def at(self) -> "ReferenceRow | None":
        return None if self.detail is None else self.detail.row

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self.check_reference_action(action)


def show_error(view: StateView, error: Exception) -> None:
    """Why there is nothing to show: not allowed, or failed."""
    said = error.text(_) if isinstance(error, ConsoleError) else ""
    view.show(State.NOT_ALLOWED if isinstance(error, NotAllowed) else State.FAILED, about=said)
