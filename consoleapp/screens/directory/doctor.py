"""One provider of the directory: beside the list, or full size with what staff do with it."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult, RenderResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from consoleapp.errors import ConsoleError
from consoleapp.i18n import _
from consoleapp.screens import keys, verbs
from consoleapp.screens.desk_screen import DeskScreen
from consoleapp.screens.directory.acts import EntryActs
from consoleapp.screens.directory.doctor_lines import detail_lines
from consoleapp.screens.member.kept import open_member
from consoleapp.screens.policies.screen import PolicyScreen
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.frame import KeyHints
from consoleapp.screens.widgets.state import State, StateView

if TYPE_CHECKING:
    from consoleapp.desk.directory_shapes import DoctorDetail


HINTS = (
    "provider.give", "provider.correct", "provider.move", "provider.close", "provider.verified",
    "provider.dispute", "provider.history",
)  # fmt: skip


class DoctorPanel(Widget):
    """One provider, with the week. None shows nothing."""

    detail: "reactive[DoctorDetail | None]" = reactive(None, layout=True)

    def relabel(self) -> None:
        self.refresh(layout=True)

    def render(self) -> RenderResult:
        width = self.content_size.width
        if self.detail is None or width < 12:
            return Content("")
        return Content("\n").join(detail_lines(self.detail, width))


class DoctorScreen(EntryActs, DeskScreen):
    """One provider, full size, with every act on it."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("provider", "contact")]

    def __init__(
        self, session: Session, provider_id: int, at: datetime | None = None, *, whole_day: bool = False
    ) -> None:
        super().__init__()
        self.at = at
        self.whole_day = whole_day
        self.session = session
        self.provider_id = provider_id

    def body(self) -> ComposeResult:
        yield StateView(State.LOADING, id="state")
        with VerticalScroll(id="whole"):
            yield DoctorPanel(id="doctor")
        yield KeyHints(*HINTS)

    def on_mount(self) -> None:
        self.query_one("#whole").focus()
        self.read_again()

    def read_again(self) -> None:
        """As it stands on record now, at the moment asked."""
        provider_id, at, whole_day = self.provider_id, self.at, self.whole_day
        self.ask(
            "doctor",
            lambda desk: verbs.directory.detail(desk, provider_id, at, whole_day=whole_day),
            self.took,
            self.missed,
        )

    def took(self, detail: "DoctorDetail") -> None:
        self.query_one("#state").display = False
        self.detail = detail
        self.query_one("#doctor", DoctorPanel).detail = detail
        self.refresh_bindings()

    def missed(self, error: Exception) -> None:
        self.query_one("#state", StateView).show(
            State.FAILED, about=error.text(_) if isinstance(error, ConsoleError) else ""
        )
        if not isinstance(error, ConsoleError):
            self.regret(error)

    def go_to(self, member_id: int) -> None:
        open_member(self.app, self.session, member_id)

    def go_to_policy(self, policy_id: int) -> None:
        self.app.push_screen(PolicyScreen(self.session, policy_id))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "note":
            return False
        return self.check_entry_action(action) and self.check_contact_action(action)
