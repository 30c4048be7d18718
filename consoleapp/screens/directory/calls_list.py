"""F6, ^B: whom to ring – what callers dispute first, then what is stale (DOMAIN 9)."""

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from consoleapp.errors import ConsoleError
from consoleapp.i18n import _, ngettext
from consoleapp.rules.provider_upkeep import CallOrder
from consoleapp.rules.text import printable
from consoleapp.screens import keys, verbs
from consoleapp.screens.calls import Calls
from consoleapp.screens.desk_screen import DeskScreen
from consoleapp.screens.directory.doctor import DoctorScreen
from consoleapp.screens.facts import both_names, fill, pad
from consoleapp.screens.member.kept import open_member
from consoleapp.screens.policies.screen import PolicyScreen
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.row_list import Row, RowList
from consoleapp.screens.widgets.state import State, StateView

if TYPE_CHECKING:
    from consoleapp.desk.directory_shapes import CallRow


class CallListScreen(Calls, DeskScreen):
    """Enter opens the entry, where i says that it is right; it is gone from the list then."""

    FIND_BOX = "#calls"
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("calls", "contact")]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.order = CallOrder.GIVEN
        self.found: tuple[CallRow, ...] = ()

    def body(self) -> ComposeResult:
        yield Static(id="title", markup=False)
        yield StateView(State.LOADING, id="state")
        yield RowList(id="calls", classes="-always")
        yield Static(id="foot", markup=False)

    def on_mount(self) -> None:
        self.query_one("#calls").display = False
        self.read()

    def on_screen_resume(self) -> None:
        self.read()

    def read(self) -> None:
        order = self.order
        self.ask("calls", lambda desk: verbs.directory_freshness.calls(desk, order), self.took, self.missed)

    def took(self, found: "tuple[CallRow, ...]") -> None:
        self.found = found
        calls = self.query_one("#calls", RowList)
        calls.show(
            [
                Row(
                    one.row.provider_id,
                    partial(call_lines, one),
                    height=2,
                    copied=", ".join(one.row.phones),
                    copied_whole=f"{one.row.provider_no} {one.row.name_en} {', '.join(one.row.phones)}",
                )
                for one in found
            ]
        )
        calls.display = bool(found)
        state = self.query_one("#state", StateView)
        state.display = not found
        if not found:
            state.show(State.EMPTY, about=_("Every entry was verified lately, and nobody disputes one."))
        calls.focus()
        self.relabel()

    def missed(self, error: Exception) -> None:
        about = error.text(_) if isinstance(error, ConsoleError) else ""
        self.query_one("#state", StateView).show(State.FAILED, about=about)
        if not isinstance(error, ConsoleError):
            self.regret(error)

    def relabel(self) -> None:
        count = len(self.found)
        told = ngettext("{n} entry to ring about", "{n} entries to ring about", count).format(n=f"{count:,}")
        self.query_one("#title", Static).update(
            Content.assemble((told, "bold $accent"), ("  " + _(self.order.word), "$muted"))
        )
        self.query_one("#foot", Static).update(
            Content.styled(_("Enter opens · a turns the order · Esc goes back"), "$muted")
        )
        self.query_one("#calls", RowList).forget_drawn()

    def action_turn_order(self) -> None:
        """By how often it is given out, or by age."""
        self.order = CallOrder.AGE if self.order is CallOrder.GIVEN else CallOrder.GIVEN
        self.read()

    @on(RowList.Opened, "#calls")
    def open_entry(self, event: RowList.Opened) -> None:
        if isinstance(event.key, int):
            self.app.push_screen(DoctorScreen(self.session, event.key))

    def go_to(self, member_id: int) -> None:
        open_member(self.app, self.session, member_id)

    def go_to_policy(self, policy_id: int) -> None:
        self.app.push_screen(PolicyScreen(self.session, policy_id))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return False if action == "note" else self.check_contact_action(action)


def call_lines(one: "CallRow", width: int) -> list[Content]:
    """Who and the telephone; since when nobody asked, how often it is given out, what callers say."""
    row = one.row
    phone = Content.styled(printable(", ".join(row.phones)), "$ink")
    room = max(16, width - phone.cell_length - 2)
    age = _("never verified") if one.days is None else _("verified {n} days ago").format(n=one.days)
    said = [Content.styled(printable(f"{_(r.kind.word)} {r.note}".strip()), "$bad") for r in one.reports]
    parts = [
        Content.styled(age, "$waiting" if row.stale else "$muted"),
        Content.styled(_("given out {n} times").format(n=one.given), "$muted"),
        *said,
    ]
    return [
        pad(both_names(row.name_en, row.name_zh, bold=False), room) + "  " + phone,
        pad(Content("  ") + fill(parts), width),
    ]
