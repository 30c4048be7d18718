"""F10 Desk reference: one box for everyday words; forms, contact points, terms and answers that meet them."""

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input, Label, Static

from consoleapp.errors import ConsoleError
from consoleapp.i18n import N_, _, ngettext
from consoleapp.rules.desk_reference import Section
from consoleapp.screens import keys, verbs
from consoleapp.screens.desk_reference.acts import ReferenceActs
from consoleapp.screens.desk_reference.entry import EntryPanel, ReferenceEntryScreen, show_error
from consoleapp.screens.desk_reference.lines import copied, row_lines
from consoleapp.screens.desk_screen import DeskScreen
from consoleapp.screens.facts import fill
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.box import Box
from consoleapp.screens.widgets.frame import KeyHints
from consoleapp.screens.widgets.row_list import Row, RowList, blank, heading
from consoleapp.screens.widgets.state import State, StateView

if TYPE_CHECKING:
    from consoleapp.desk.reference_shapes import ReferenceDetail, ReferenceFound, ReferenceRow

WHAT_TO_TYPE = N_("Everyday words: lost card · claim form · deductible · toll free japan")
NOTHING_LOADED = N_("Nothing was brought in yet: consoleapp reference import FOLDER.")
SETTLED = 0.06
"""Seconds the cursor rests on an entry before it is read."""
BESIDE = 100
"""Columns from which the entry stands beside the list."""


class ReferenceScreen(ReferenceActs, DeskScreen):
    """The box, the sections, the list and, where there is room, the entry under the cursor."""

    AUTO_FOCUS = "#box"
    FIND_BOX = "#box"
    BINDINGS: ClassVar[list[BindingType]] = [
        *keys.bindings("reference", "answer", "contact"),
        Binding("enter", "open_entry", show=False, id="table.open"),
        Binding("up", "move('cursor_up')", show=False, id="table.up"),
        Binding("down", "move('cursor_down')", show=False, id="table.down"),
        Binding("pageup", "move('page_up')", show=False, id="table.page_up"),
        Binding("pagedown", "move('page_down')", show=False, id="table.page_down"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.result: ReferenceFound | None = None
        self.section: Section | None = None
        self.settling: Timer | None = None

    def body(self) -> ComposeResult:
        with Horizontal(id="ask"):
            yield Label(id="label", markup=False)
            yield Box(id="box", compact=True, select_on_focus=False)
        yield Static(id="sections", markup=False)
        with Horizontal(id="found"):
            with Vertical(id="list"):
                yield StateView(State.LOADING, id="state")
                yield RowList(id="entries", classes="-always")
            with VerticalScroll(id="side", can_focus=False):
                yield EntryPanel(id="entry")
        yield KeyHints("table.open", "reference.section", "answer.give", "answer.print")

    def on_mount(self) -> None:
        self.query_one("#entries").display = False
        self.search()

    def relabel(self) -> None:
        self.query_one("#label", Label).update(_("Desk reference"))
        self.query_one("#box", Input).placeholder = _(WHAT_TO_TYPE)
        self.list_entries()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self.check_reference_action(action)

    def contact_changed(self) -> None:
        """Another policy is on the line: other contact points come first."""
        self.search()

    def on_screen_resume(self) -> None:
        """Back from somewhere else, where the contact may have changed."""
        if self.result is not None:
            self.search()

    # Searching: the newest text counts, the old rows stay until its answer is there.

    @on(Input.Changed, "#box")
    def search(self) -> None:
        if self.session.desk is None:
            return
        text, section = self.query_one("#box", Input).value, self.section
        self.ask(
            "entries",
            lambda desk: verbs.desk_reference.search(desk, text, section=section),
            self.took,
            self.missed,
        )

    def took(self, found: "ReferenceFound") -> None:
        self.result = found
        self.list_entries()
        self.settle()

    def missed(self, error: Exception) -> None:
        self.result = None
        self.show_nothing()
        show_error(self.query_one("#state", StateView), error)
        if not isinstance(error, ConsoleError):
            self.regret(error)

    def action_section(self) -> None:
        """Only the next section; after the last one all of them."""
        turn = [None, *Section]
        self.section = turn[(turn.index(self.section) + 1) % len(turn)]
        self.search()

    # Listing.

    def list_entries(self) -> None:
        """What was found, section by section, in the language in use."""
        found = self.result
        if found is None:
            return
        self.query_one("#sections", Static).update(self.sections_line(found))
        rows: list[Row] = []
        before: Section | None = None
        for one in found.rows:
            if one.section is not before:
                if before is not None:
                    rows.append(blank())
                before = one.section
                rows.append(heading(partial(_, before.word)))
            rows.append(
                Row(
                    one.entry_id,
                    partial(row_lines, one, found.at),
                    copied=copied(one),
                )
            )
        self.query_one("#entries", RowList).show(rows)
        if found.rows:
            self.query_one("#state").display = False
            self.query_one("#entries").display = True
            return
        self.show_nothing()
        state = self.query_one("#state", StateView)
        if found.loaded:
            state.show(State.NOTHING_FOUND, about=self.query_one("#box", Input).value.strip())
        else:
            state.show(State.EMPTY, step=NOTHING_LOADED)

    def sections_line(self, found: "ReferenceFound") -> Content:
        """How many there are, and which section is looked at."""
        count = ngettext("{n} entry", "{n} entries", len(found.rows)).format(n=f"{len(found.rows):,}")
        parts = [Content.styled(count, "bold $ink")]
        for one in (None, *Section):
            word = _("All") if one is None else _(one.word)
            parts.append(Content.styled(word, "bold $accent" if one is self.section else "$muted"))
        if not found.whole:
            parts.append(Content.styled(_("nothing has all the words; these come nearest"), "$waiting"))
        return fill(parts)

    def show_nothing(self) -> None:
        self.query_one("#entries").display = False
        self.query_one("#state").display = True
        self.query_one("#entry", EntryPanel).show(None)

    @on(RowList.Highlighted, "#entries")
    def settle(self) -> None:
        self.refresh_bindings()
        if self.settling is not None:
            self.settling.stop()
        self.settling = self.set_timer(SETTLED, self.read_entry)

    def on_resize(self) -> None:
        self.settle()

    def read_entry(self) -> None:
        """The entry under the cursor, only where it is seen."""
        row = self.at()
        if row is not None and self.size.width >= BESIDE:
            entry_id = row.entry_id
            self.ask("entry", lambda desk: verbs.desk_reference.detail(desk, entry_id), self.show_entry)

    def show_entry(self, detail: "ReferenceDetail") -> None:
        row = self.at()
        if row is not None and row.entry_id == detail.row.entry_id:
            self.query_one("#entry", EntryPanel).show(detail)

    def at(self) -> "ReferenceRow | None":
        if self.result is None or not self.is_mounted:
            return None
        key = self.query_one("#entries", RowList).key
        return next((one for one in self.result.rows if one.entry_id == key), None)

    # Opening.

    def action_move(self, way: str) -> None:
        getattr(self.query_one("#entries", RowList), f"action_{way}")()

    @on(Input.Submitted, "#box")
    @on(RowList.Opened, "#entries")
    def action_open_entry(self) -> None:
        """The entry under the cursor, full size."""
        row = self.at()
        if row is not None:
            self.app.push_screen(ReferenceEntryScreen(self.session, row.entry_id))
