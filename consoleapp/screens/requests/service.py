"""A member's request whole: its fields, every step, and the next one."""

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from consoleapp.desk.keys import new_key
from consoleapp.desk.service_shapes import ServiceDetail
from consoleapp.errors import Conflict, Refused
from consoleapp.i18n import N_, _
from consoleapp.rules.service_requests import needs_reason
from consoleapp.rules.services import ServiceState, WaitsFor
from consoleapp.screens import verbs
from consoleapp.screens.dialogs.ask import AskLine
from consoleapp.screens.dialogs.confirm import Confirm
from consoleapp.screens.dialogs.once_dialog import OnceDialog
from consoleapp.screens.facts import both_names, fill
from consoleapp.screens.once import Sending
from consoleapp.screens.requests.service_rows import detail_lines, due, in_hand, stands
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.box import Box
from consoleapp.screens.widgets.fitted import Fitted
from consoleapp.screens.widgets.row_list import Row, RowList

if TYPE_CHECKING:
    from collections.abc import Callable

    from consoleapp.desk.context import Desk

TAKE = "take"
Step = tuple[ServiceState, WaitsFor | None]


class ServiceDialog(OnceDialog[str | None]):
    """Enter takes the step under the cursor, with the note where one was written; m opens private fields,
    g leads to the person. Gives what was done in words; None for nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m", "reveal", show=False),
        Binding("g", "person", show=False),
    ]

    def __init__(
        self, session: Session, request_id: int, go_to: "Callable[[int], None] | None" = None
    ) -> None:
        super().__init__(session)
        self.request_id = request_id
        self.person = go_to
        """Shows the person; None where the person is on the screen behind."""
        self.detail: ServiceDetail | None = None

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -wide", id="service"):
            yield Static(id="title", classes="dialog-title", markup=False)
            yield Static(id="stands", markup=False)
            with VerticalScroll(id="text", can_focus=False):
                yield Fitted(id="words")
            yield RowList(id="steps", classes="-always")
            yield Box(id="note", compact=True)
            yield Static(id="trouble", markup=False)
            yield Static(id="foot", classes="dialog-foot", markup=False)

    def on_mount(self) -> None:
        self.query_one("#steps").focus()
        request_id = self.request_id
        self.ask("request", lambda desk: verbs.service_requests.one(desk, request_id), self.took)

    def took(self, detail: ServiceDetail) -> None:
        self.detail = detail
        rows = [Row(step, partial(self.step_line, step)) for step in self.steps]
        if detail.row.state.is_live and not detail.row.mine and detail.row.who:
            rows.insert(0, Row(TAKE, lambda _width: [Content(" " + _("Take it in hand"))]))
        steps = self.query_one("#steps", RowList)
        steps.show(rows)
        steps.styles.height = max(1, len(rows))
        self.query_one("#note").display = bool(rows)
        self.relabel()

    @property
    def steps(self) -> list[Step]:
        """What can follow, with whose turn it would be."""
        detail = self.detail
        found: list[Step] = []
        for state in detail.following if detail is not None else ():
            if state is ServiceState.WAITING:
                waited = detail.row.waits_for if detail is not None else None
                found += [(state, party) for party in WaitsFor if party is not waited]
            else:
                found.append((state, None))
        return found

    def step_line(self, step: Step, _width: int) -> list[Content]:
        state, party = step
        return [Content(f" {_((party or state).word)}")]

    def relabel(self) -> None:
        super().relabel()
        self.query_one("#note", Input).placeholder = _("What was done, or why not; Tab comes here")
        foot = _("Enter takes the step · Tab to the note · m unmasks · Esc goes back")
        if self.person is not None:
            foot = _("Enter takes the step · Tab to the note · m unmasks · g to the person · Esc goes back")
        self.query_one("#foot", Static).update(foot)
        detail = self.detail
        if detail is None:
            return
        row = detail.row
        name = both_names(row.name_en, row.name_zh, bold=False)
        certificate = Content.styled(f"  {row.policy_no} {row.certificate}", "$muted")
        title = Content.assemble((_(row.kind.word), "bold"), (f"  {row.number}  ", "$muted"))
        self.query_one("#title", Static).update(title + name + certificate)
        self.query_one("#stands", Static).update(fill([stands(row), due(row), in_hand(row)]))
        self.query_one("#words", Fitted).fill(
            lambda room: Content("\n").join(detail_lines(detail, max(20, room.width)))
        )
        self.query_one("#steps", RowList).forget_drawn()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("reveal", "person"):
            return isinstance(self.focused, RowList)
        return True

    # Acts.

    @on(RowList.Opened, "#steps")
    @on(Input.Submitted, "#note")
    def step_on(self) -> None:
        """Take the step under the cursor; an end asks for its reason first."""
        detail, chosen = self.detail, self.query_one("#steps", RowList).key
        if detail is None or chosen is None or self.busy:
            return
        note = self.query_one("#note", Input)
        request_id, version, words = self.request_id, detail.row.version, note.value.strip()
        if chosen == TAKE:
            self.act(
                ("request.take", request_id, version),
                lambda desk, key: verbs.service_requests.take(desk, request_id, version=version, key=key),
                _("{number} is in your hands.").format(number=detail.row.number),
            )
            return
        state, party = next(step for step in self.steps if step == chosen)
        if needs_reason(state) and not words:
            self.complain(Refused(N_("Say what was done, or why not: whoever asks later reads it.")))
            note.focus()
            return
        told = _((party or state).word)
        self.act(
            ("request.move", request_id, version, state, party, words),
            lambda desk, key: verbs.service_requests.move(
                desk, request_id, state, party, words, version=version, key=key
            ),
            f"{detail.row.number}: {told}",
        )

    def act(self, said: tuple[object, ...], verb: "Callable[[Desk, str], None]", done: str) -> None:
        self.send_once(Sending(said, verb, lambda _none: self.leave(done), self.refused))

    def leave(self, done: str) -> None:
        self.dismiss(done)

    def refused(self, error: Exception) -> None:
        """Where somebody was faster, what they did is shown, and the note stays."""
        self.regret(error)
        if isinstance(error, Conflict):
            request_id = self.request_id
            self.ask("request", lambda desk: verbs.service_requests.one(desk, request_id), self.took)

    def action_close(self) -> None:
        """A note that was typed is not lost by one key."""
        if self.in_doubt or not self.query_one("#note", Input).value.strip():
            super().action_close()
            return
        if self.busy:
            return
        question = Confirm(N_("Leave the form? What is typed in it is lost."), yes=N_("Leave it"))

        def answered(yes: bool | None) -> None:
            if yes:
                self.dismiss(None)

        self.app.push_screen(question, answered)

    def action_reveal(self) -> None:
        """Private fields, for a purpose that goes on record."""
        detail, request_id, key = self.detail, self.request_id, new_key()
        if detail is None or all(one.open for one in detail.facts):
            return

        def purposed(purpose: str | None) -> None:
            if purpose is not None:
                self.complain(None)
                self.ask(
                    "reveal",
                    lambda desk: verbs.service_requests.reveal(desk, request_id, purpose, key=key),
                    self.took,
                )

        self.app.push_screen(AskLine(N_("What are the private fields needed for?")), purposed)

    def action_person(self) -> None:
        detail, show = self.detail, self.person
        if detail is not None and show is not None:
            self.dismiss(None)
            show(detail.row.member_id)
