"""F6 Directory: one box for what, where and when; who meets it; one of them with the week (SCREENS)."""

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input, Label, Static

from consoleapp.desk.directory_shapes import MOST_ROWS, DirectoryFilter
from consoleapp.errors import ConsoleError
from consoleapp.i18n import N_, _, ngettext
from consoleapp.rules.permissions import Permission, allowed
from consoleapp.screens import keys, verbs
from consoleapp.screens.asks import Asks
from consoleapp.screens.calls import Calls
from consoleapp.screens.desk_screen import DeskScreen
from consoleapp.screens.directory.calls_list import CallListScreen
from consoleapp.screens.directory.differences import DifferencesScreen
from consoleapp.screens.directory.doctor import DoctorPanel, DoctorScreen
from consoleapp.screens.directory.doctor_lines import filter_words, row_lines, understood_line
from consoleapp.screens.directory.filter import DirectoryFilterDialog
from consoleapp.screens.directory.form import EntryScreen
from consoleapp.screens.facts import fill
from consoleapp.screens.member.kept import open_member
from consoleapp.screens.policies.screen import PolicyScreen
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.box import Box
from consoleapp.screens.widgets.row_list import Row, RowList
from consoleapp.screens.widgets.state import State, StateView

if TYPE_CHECKING:
    from consoleapp.desk.directory_shapes import DoctorDetail, DoctorsFound

WHAT_TO_TYPE = N_("What, where, when: gp mong kok open now · dental kowloon sunday · a name, street or phone")
SETTLED = 0.06
"""Seconds the cursor rests on a provider before it is read."""
READ_ON = 20
"""Rows before the end of those that were read at which more are asked for."""
BESIDE = 120
"""Columns from which the provider stands beside the list."""


class DirectoryScreen(Calls, Asks, DeskScreen):
    """The box, what was understood, the list and, where there is room, the provider under the cursor."""

    AUTO_FOCUS = "#box"
    FIND_BOX = "#box"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (BESIDE, "-regular"), (160, "-wide")]  # noqa: RUF012 - Textual's type
    BINDINGS: ClassVar[list[BindingType]] = [
        *keys.bindings("directory", "contact"),
        Binding("enter", "open_doctor", show=False, id="table.open"),
        Binding("up", "move('cursor_up')", show=False, id="table.up"),
        Binding("down", "move('cursor_down')", show=False, id="table.down"),
        Binding("pageup", "move('page_up')", show=False, id="table.page_up"),
        Binding("pagedown", "move('page_down')", show=False, id="table.page_down"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.result: DoctorsFound | None = None
        self.answered: str | None = None
        """The text the list belongs to."""
        self.asking: str | None = None
        self.most = MOST_ROWS
        """So many rows are asked for."""
        self.prepared = False
        self.settling: Timer | None = None
        self.chosen = DirectoryFilter()

    def body(self) -> ComposeResult:
        with Horizontal(id="ask"):
            yield Label(id="label", markup=False)
            yield Box(id="box", compact=True, select_on_focus=False)
        yield Static(id="understood", markup=False)
        with Horizontal(id="found"):
            with Vertical(id="list"):
                yield StateView(State.LOADING, id="state")
                yield RowList(id="doctors", classes="-always")
            with VerticalScroll(id="side", can_focus=False):
                yield DoctorPanel(id="doctor")

    def on_mount(self) -> None:
        self.query_one("#doctors").display = False
        self.search("")

    def relabel(self) -> None:
        self.query_one("#label", Label).update(_("Directory"))
        self.query_one("#box", Input).placeholder = _(WHAT_TO_TYPE)
        self.list_doctors()

    def go_to(self, member_id: int) -> None:
        open_member(self.app, self.session, member_id)

    def go_to_policy(self, policy_id: int) -> None:
        self.app.push_screen(PolicyScreen(self.session, policy_id))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("new_entry", "differences"):
            desk = self.session.desk
            return desk is not None and allowed(desk.actor.role, Permission.EDIT_DIRECTORY)
        return False if action == "note" else self.check_contact_action(action)

    # Typing: one search at a time, then the newest text.

    @on(Input.Changed, "#box")
    def typed(self, event: Input.Changed) -> None:
        self.most = MOST_ROWS
        self.search(event.value)

    def search(self, text: str) -> None:
        if self.session.desk is None or self.asking is not None:
            return
        self.asking = text
        chosen, most = self.chosen, self.most
        self.ask(
            "doctors",
            lambda desk: verbs.directory.search(desk, text, limit=most, chosen=chosen),
            self.took,
            self.missed,
        )

    def took(self, found: "DoctorsFound") -> None:
        before, self.result = self.result, found
        self.answered, self.asking = self.asking, None
        self.list_doctors()
        if before is None or (before.at, before.whole_day) != (found.at, found.whole_day):
            self.settle()  # the same provider, at another moment: ``mong kok`` begins as Monday
        self.catch_up()
        if not self.prepared:  # the first page is there; what the keys need is read while it is looked at
            self.prepared = True
            self.ask("prepare", lambda desk: verbs.directory.prepare(desk), lambda _nothing: None)

    def missed(self, error: Exception) -> None:
        self.result, self.answered, self.asking = None, self.asking, None
        state = self.query_one("#state", StateView)
        state.show(State.FAILED, about=error.text(_) if isinstance(error, ConsoleError) else "")
        if not isinstance(error, ConsoleError):
            self.regret(error)
        self.show_state(True)
        self.catch_up()

    def catch_up(self) -> None:
        text = self.query_one("#box", Input).value
        if text != self.answered:
            self.search(text)

    # Listing.

    def show_state(self, shown: bool) -> None:
        self.query_one("#state").display = shown
        self.query_one("#doctors").display = not shown
        if shown:
            self.query_one("#doctor", DoctorPanel).detail = None

    def list_doctors(self) -> None:
        """The list of the last answer, in the language in use."""
        found = self.result
        if found is None:
            return
        count = ngettext("{n} doctor or clinic", "{n} doctors and clinics", found.count)
        counted = Content.styled(count.format(n=f"{found.count:,}"), "bold $ink")
        said = fill([understood_line(found), filter_words(self.chosen)])
        self.query_one("#understood", Static).update(counted + ("  " + said if said else ""))
        day = found.at.date()
        self.query_one("#doctors", RowList).show(
            [
                Row(
                    one.provider_id,
                    partial(row_lines, one, day),
                    height=2,
                    copied=", ".join(one.phones),
                    copied_whole=f"{one.name_en} {one.name_zh} {', '.join(one.phones)} {one.address_en}",
                )
                for one in found.rows
            ]
        )
        if not found.rows:
            self.query_one("#state", StateView).show(State.NOTHING_FOUND, about=(self.answered or "").strip())
        self.show_state(not found.rows)

    @on(RowList.Highlighted, "#doctors")
    def settle(self) -> None:
        if self.settling is not None:
            self.settling.stop()
        self.settling = self.set_timer(SETTLED, self.read_doctor)
        self.read_on()

    def read_on(self) -> None:
        """More rows, before the cursor reaches the last of those that are here."""
        found, listed = self.result, self.query_one("#doctors", RowList)
        here = len(found.rows) if found is not None else 0
        if found is not None and here < found.count and listed.cursor + READ_ON >= here == len(listed.rows):
            self.most = max(self.most, here * 4)
            self.search(self.answered or "")

    def on_resize(self) -> None:
        self.settle()

    def read_doctor(self) -> None:
        """The provider under the cursor, at the moment asked, only where it is seen."""
        key, found = self.query_one("#doctors", RowList).key, self.result
        if isinstance(key, int) and found is not None and found.rows and self.size.width >= BESIDE:
            at, whole_day = found.at, found.whole_day
            self.ask(
                "doctor",
                lambda desk: verbs.directory.detail(desk, key, at, whole_day=whole_day),
                self.show_doctor,
            )

    def show_doctor(self, detail: "DoctorDetail") -> None:
        if self.query_one("#doctors", RowList).key == detail.row.provider_id:
            self.query_one("#doctor", DoctorPanel).detail = detail

    # Filters, upkeep, whom to ring.

    def on_screen_resume(self) -> None:
        """Back from an entry that may have changed: what is listed is asked again."""
        if self.result is not None:
            self.search(self.query_one("#box", Input).value)

    def action_filter(self) -> None:
        self.ask("networks", lambda desk: verbs.directory.networks(desk), self.choose)

    def choose(self, networks: tuple[str, ...]) -> None:
        def chosen(answer: DirectoryFilter | None) -> None:
            if answer is not None:
                self.chosen = answer
                self.search(self.query_one("#box", Input).value)

        self.app.push_screen(DirectoryFilterDialog(self.session, self.chosen, networks), chosen)

    def action_new_entry(self) -> None:
        self.app.push_screen(EntryScreen(self.session))

    def action_differences(self) -> None:
        self.app.push_screen(DifferencesScreen(self.session))

    def action_call_list(self) -> None:
        self.app.push_screen(CallListScreen(self.session))

    # Opening.

    def action_move(self, way: str) -> None:
        getattr(self.query_one("#doctors", RowList), f"action_{way}")()

    @on(Input.Submitted, "#box")
    @on(RowList.Opened, "#doctors")
    def action_open_doctor(self) -> None:
        """The provider under the cursor, full size."""
        key, found = self.query_one("#doctors", RowList).key, self.result
        if isinstance(key, int) and found is not None and found.rows:
            self.app.push_screen(DoctorScreen(self.session, key, found.at, whole_day=found.whole_day))
