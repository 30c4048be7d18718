"""F6, ^D: a workbook that came back, line by line: taken or not, then applied all at once (DOMAIN 9)."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input, Static

from consoleapp.desk.keys import new_key
from consoleapp.errors import ConsoleError, Refused
from consoleapp.i18n import N_, _
from consoleapp.rules.provider_round import BadRow, Comparison, Difference
from consoleapp.rules.text import printable
from consoleapp.screens import keys, verbs
from consoleapp.screens.calls import Calls
from consoleapp.screens.desk_screen import DeskScreen
from consoleapp.screens.dialogs.approve import ApproveDialog
from consoleapp.screens.once import Sending, SendsOnce
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.box import Box
from consoleapp.screens.widgets.frame import MessageTone
from consoleapp.screens.widgets.row_list import Row, RowList, blank, heading

if TYPE_CHECKING:
    from consoleapp.desk.context import Desk


SUM = N_("{rows} rows: {n} differences in {entries} entries, {conflicts} conflicts, {bad} bad rows.")


class DifferencesScreen(Calls, SendsOnce, DeskScreen):
    """The file, then Space takes a line or leaves it; conflicts are left until they are taken one by one."""

    FIND_BOX = "#file"
    BINDINGS: ClassVar[list[BindingType]] = [
        *keys.bindings("differences"),
        Binding("space", "turn", show=False, id="table.mark"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.found: Comparison | None = None
        self.taken: set[str] = set()
        self.trouble: ConsoleError | None = None
        self.busy = False
        self.key = new_key()

    def body(self) -> ComposeResult:
        yield Static(id="title", markup=False)
        yield Box(id="file", compact=True)
        yield Static(id="sum", markup=False)
        yield RowList(id="lines", classes="-always")
        yield Box(id="reason", compact=True)
        yield Static(id="trouble", markup=False)
        yield Static(id="foot", markup=False)

    def on_mount(self) -> None:
        self.query_one("#file").focus()
        self.relabel()

    def relabel(self) -> None:
        title = _("Differences of an edited workbook")
        self.query_one("#title", Static).update(Content.styled(title, "bold $accent"))
        self.query_one("#file", Input).placeholder = _("the file that came back; Enter compares it")
        self.query_one("#reason", Input).placeholder = _("who said so, and when; it goes on record")
        self.query_one("#foot", Static).update(
            Content.styled(
                _("Space takes or leaves a line · a all · ^S applies what is taken · Esc goes back"), "$muted"
            )
        )
        self.query_one("#lines", RowList).forget_drawn()
        self.draw_sum()

    def draw_sum(self) -> None:
        found = self.found
        if found is not None:
            told = _(
                "{rows} rows: {n} differences in {entries} entries, {conflicts} conflicts, {bad} bad rows."
            )
            text = told.format(rows=f"{found.rows:,}", n=len(found.differences), entries=found.entries,
                               conflicts=len(found.conflicts), bad=len(found.bad))  # fmt: skip
            taken = _("{n} are taken").format(n=len(self.taken))
            self.query_one("#sum", Static).update(Content.assemble(text, "  ", (taken, "bold $good")))
        text = printable(self.trouble.text(_)) if self.trouble is not None else ""
        self.query_one("#trouble", Static).update(Content.styled(text, "bold $bad"))

    # Comparing.

    @on(Input.Submitted, "#file")
    def compare(self, event: Input.Submitted) -> None:
        file, limits = Path(event.value.strip()).expanduser(), self.session.settings.imports

        def question(desk: "Desk") -> Comparison:
            from consoleapp.exchange.directory_book import read_book

            compared: Comparison = verbs.directory_round.compared(desk, *read_book(file, limits))
            return compared

        self.ask("compare", question, self.took, self.refused)

    def took(self, found: Comparison) -> None:
        self.found, self.trouble = found, None
        self.taken = {one.key for one in found.differences if not one.conflict}
        rows = [Row(one.key, partial(self.line, one), height=2) for one in found.differences]
        if found.bad:
            rows += [blank(), heading(lambda: _("Bad rows: left out"))]
            rows += [Row(None, partial(bad_line, one)) for one in found.bad]
        lines = self.query_one("#lines", RowList)
        lines.show(rows)
        lines.focus()
        self.draw_sum()

    def line(self, one: Difference, width: int) -> list[Content]:
        taken = one.key in self.taken
        mark = (" ● ", "bold $good") if taken else (" ○ ", "$muted")
        number = one.provider_no or _("new, row {n}").format(n=one.row)
        field = f"{number}  {_(one.field.word)}"
        head = Content.assemble(mark, (printable(field), "bold $ink"))
        if one.conflict:
            told = _("conflict: it was {base} when it was exported").format(base=one.base or "–")
            head += Content.styled("  " + printable(told), "$bad")
        change = f"   {one.old or '–'} → {one.new or '–'}"
        return [
            head.truncate(width, ellipsis=True),
            Content(printable(change)).truncate(width, ellipsis=True),
        ]

    # Choosing.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return isinstance(self.focused, RowList) if action in ("turn", "turn_all") else True

    def action_turn(self) -> None:
        lines = self.query_one("#lines", RowList)
        if isinstance(lines.key, str):
            self.taken ^= {lines.key}
            lines.forget_drawn()
            lines.action_cursor_down()
            self.draw_sum()

    def action_turn_all(self) -> None:
        """All but conflicts, or none."""
        if self.found is not None:
            self.taken = (
                set() if self.taken else {one.key for one in self.found.differences if not one.conflict}
            )
            self.query_one("#lines", RowList).forget_drawn()
            self.draw_sum()

    # Applying.

    def action_apply(self, approval_id: int | None = None) -> None:
        if self.found is None or self.busy:
            return
        if not self.query_one("#reason", Input).value.strip():
            self.query_one("#reason").focus()
            self.refused(Refused(N_("Give a reason; it goes on record.")))
            return
        chosen = [one for one in self.found.differences if one.key in self.taken]
        reason = self.query_one("#reason", Input).value

        def apply(desk: "Desk", key: str) -> int:
            changed: int = verbs.directory_round.apply(desk, chosen, reason, approval_id=approval_id, key=key)
            return changed

        self.send_once(Sending(("directory.apply", chosen, reason), apply, self.applied, self.refused))

    def applied(self, entries: int) -> None:
        self.app.pop_screen()
        told = _("{n} entries were changed.").format(n=entries)
        self.app.call_later(self.tell_behind, told)

    def tell_behind(self, told: str) -> None:
        screen = self.app.screen
        if isinstance(screen, DeskScreen):
            screen.say(told, MessageTone.DONE)

    def refused(self, error: Exception) -> None:
        """Above the limit a second person signs; anything else is told at the foot."""
        if isinstance(error, ConsoleError) and isinstance(error, verbs.approvals.NeedsApproval):
            self.app.push_screen(ApproveDialog(self.session, error.asked), self.approved)
        elif isinstance(error, ConsoleError):
            self.complain(error)
        else:
            self.regret(error)

    def complain(self, error: ConsoleError | None) -> None:
        self.trouble = error
        self.draw_sum()

    def approved(self, number: int | None) -> None:
        if number is not None:
            self.action_apply(number)

    def go_to(self, member_id: int) -> None:
        """Nobody: it is about the directory."""

    def go_to_policy(self, policy_id: int) -> None:
        """Nothing else: it is about the directory."""


def bad_line(one: BadRow, width: int) -> list[Content]:
    told = f"   {_('bad row {n}').format(n=one.row)}  {one.provider_no}  {one.column}: {one.reason.text(_)}"
    return [Content.styled(printable(told), "$bad").truncate(width, ellipsis=True)]
