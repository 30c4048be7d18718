"""F5: every claim line of the book by every filter and in any order, the clock of each in words."""

from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message

from consoleapp.desk.claim_shapes import ClaimFilter, ListedLine
from consoleapp.errors import NotAllowed
from consoleapp.i18n import N_, _, ngettext
from consoleapp.rules.text import printable
from consoleapp.screens import formats, keys
from consoleapp.screens.calls import Calls
from consoleapp.screens.claims.filter import FilterDialog, Narrowed
from consoleapp.screens.claims.rows import CLAIM_COLUMNS, about_line, claim_rows
from consoleapp.screens.claims.screen import ClaimScreen
from consoleapp.screens.desk_screen import DeskScreen
from consoleapp.screens.dialogs.choose import Choice, Choose
from consoleapp.screens.facts import fill
from consoleapp.screens.member.kept import open_member
from consoleapp.screens.messages import Failed
from consoleapp.screens.policies.screen import PolicyScreen
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.frame import KeyHints
from consoleapp.screens.widgets.grid_messages import Opened
from consoleapp.screens.widgets.grid_pump import PumpRead
from consoleapp.screens.widgets.record_grid import RecordGrid
from consoleapp.screens.widgets.state import State
from consoleapp.screens.widgets.told import Told

NEWEST = ("consulted", True)
"""The order the list opens in: newest consultation first."""


PATIENCE = 0.25
"""Seconds the list may take before the empty frame is shown."""


class ClaimGrid(RecordGrid):
    """A table whose ``f`` opens every filter of claims in place of a line of words."""

    class Filter(Message):
        """``f`` was pressed."""

    class Read(Message):
        """Rows were read: what is under the cursor may be another line."""

    @on(PumpRead)
    def rows_read(self) -> None:
        self.post_message(self.Read())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return True if action == "filter" else super().check_action(action, parameters)

    def action_filter(self) -> None:
        self.post_message(self.Filter())


class ClaimsScreen(Calls, DeskScreen):
    """The list. Enter opens the claim of the line under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("claims", "contact")]

    class Counted(Message, bubble=False):
        """How many lines there are, told from the thread that read them."""

        def __init__(self, count: int) -> None:
            super().__init__()
            self.count = count

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.narrowed = Narrowed()
        self.count: int | None = None
        self.listening = session.listening
        self.on_a_line = False
        """Whether there is a line under the cursor: keys ask for one."""

    def body(self) -> ComposeResult:
        yield Told(id="title")
        yield ClaimGrid(id="list")
        yield Told(id="about")
        yield KeyHints(
            "table.open",
            "table.filter",
            "claims.overdue",
            "claims.all",
            "table.sort",
            "claims.order",
            "contact.park",
        )

    def on_mount(self) -> None:
        self.hold_picture(PATIENCE, self.relabel)  # drawn once, with its first rows
        self.list_claims()
        self.grid.focus()

    @property
    def grid(self) -> ClaimGrid:
        return self.query_one("#list", ClaimGrid)

    @property
    def line(self) -> ListedLine | None:
        """The line under the cursor."""
        found = self.grid.record
        return found if isinstance(found, ListedLine) else None

    # Reading.

    def list_claims(self, order: tuple[str, bool] | None = None) -> None:
        source = self.grid.source
        order = order or (source.order if source is not None else None) or NEWEST
        narrowed = self.narrowed
        self.grid.show(claim_rows(self.session, narrowed.chosen, narrowed.words, order, self.tell_count))
        self.relabel()

    def tell_count(self, count: int) -> None:
        self.post_message(self.Counted(count))

    def on_claims_screen_counted(self, message: Counted) -> None:
        self.count = message.count
        self.draw_title()

    def on_failed(self, message: Failed) -> None:
        """Who is on the line may hear of no claim: the list says so. A session that was ended locks."""
        if self.lock_if_over(message.error):
            message.stop()
        elif isinstance(message.error, NotAllowed):
            message.stop()
            self.count = None
            self.grid.tell(State.NOT_ALLOWED, about=message.error.text(_))
            self.relabel()

    def contact_changed(self) -> None:
        """Somebody else listens: what was listed is gone at once and read again for them."""
        self.refresh_bindings()
        if self.listening != self.session.listening:
            self.listening = self.session.listening
            self.count = None
            self.grid.tell(State.LOADING)
            self.list_claims()

    def on_screen_resume(self) -> None:
        self.contact_changed()

    # Drawing.

    def relabel(self) -> None:
        self.draw_title()
        self.grid.relabel()
        self.draw_about()

    def draw_title(self) -> None:
        """How many, and by what they are narrowed."""
        chosen = self.narrowed.chosen
        count = "" if self.count is None else ngettext("{n} line", "{n} lines", self.count)
        days = [formats.day(day) if day else "" for day in (chosen.consulted_from, chosen.consulted_to)]
        parts = [
            count.format(n=f"{self.count or 0:,}"),
            _("overdue only") if chosen.overdue else "",
            _("policy {number}").format(number=chosen.policy_no) if chosen.policy_no else "",
            chosen.certificate,
            _("branch {name}").format(name=chosen.branch) if chosen.branch else "",
            ", ".join(_(one.word) for one in chosen.statuses) or _("every status"),
            ", ".join(_(one.word) for one in chosen.benefit_types),
            f"{days[0]} – {days[1]}" if any(days) else "",
            _("with “{words}”").format(words=self.narrowed.words) if self.narrowed.words else "",
        ]
        about = fill([Content.styled(printable(part), "$muted") for part in parts])
        title = Content.assemble((_("Claims"), "bold $accent"), "  ", about)
        self.query_one("#title", Told).update(title, layout=False)

    def draw_about(self) -> None:
        """The line under the cursor, whole."""
        line = self.line
        told = Content("\n").join(about_line(line)) if line else ""
        self.query_one("#about", Told).update(told, layout=False)  # its room is always the same

    @on(ClaimGrid.Read)
    def rows_read(self) -> None:
        self.moved()
        self.show_picture()

    @on(RecordGrid.Moved, "#list")
    def moved(self) -> None:
        self.draw_about()
        if self.on_a_line != (self.line is not None):
            self.on_a_line = self.line is not None
            self.refresh_bindings()

    # Keys.

    def about(self) -> tuple[int | None, int | None]:
        return (self.line.member_id if self.line is not None else None), None

    def go_to(self, member_id: int) -> None:
        open_member(self.app, self.session, member_id)

    def go_to_policy(self, policy_id: int) -> None:
        self.app.push_screen(PolicyScreen(self.session, policy_id))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        match action:
            case "note" | "wrap_up":
                return False  # a contact is wrapped up where its note is
            case "everything":
                return self.narrowed != Narrowed()
            case _:
                return self.check_contact_action(action)

    @on(Opened, "#list")
    def chosen(self) -> None:
        line = self.line
        if line is not None:
            self.app.push_screen(ClaimScreen(self.session, line.claim_id, line.member_id))

    @on(ClaimGrid.Filter)
    def filter_claims(self) -> None:
        self.app.push_screen(FilterDialog(self.session, self.narrowed), self.narrow)

    def narrow(self, narrowed: Narrowed | None) -> None:
        if narrowed is not None:
            self.narrowed, self.count = narrowed, None
            self.list_claims()
            self.refresh_bindings()

    def action_overdue(self) -> None:
        """Only claims past the date that was promised, longest overdue first; again: all of them."""
        chosen = self.narrowed.chosen
        self.narrowed = replace(self.narrowed, chosen=replace(chosen, overdue=not chosen.overdue))
        self.count = None
        self.list_claims(NEWEST if chosen.overdue else ("promised", False))
        self.refresh_bindings()

    def action_everything(self) -> None:
        self.narrow(Narrowed(ClaimFilter()))

    def action_order(self) -> None:
        """By any column, also one that does not fit on the screen; the same again turns the order."""
        choices: list[Choice] = [
            (column.key, lambda title=column.title: _(title))  # type: ignore[misc]
            for column in CLAIM_COLUMNS
        ]
        order = self.grid.source.order if self.grid.source is not None else None
        self.app.push_screen(Choose(N_("Ordered by what?"), choices, at=order[0] if order else None), self.by)

    def by(self, chosen: tuple[object] | None) -> None:
        if chosen is not None:
            order = self.grid.source.order if self.grid.source is not None else None
            self.list_claims((str(chosen[0]), order == (chosen[0], False)))
