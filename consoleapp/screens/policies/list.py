"""F3: every policy, whatever its status, in any order, narrowed by words and by status."""

from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from consoleapp.i18n import N_, _, ngettext
from consoleapp.rules.statuses import PolicyStatus
from consoleapp.rules.text import printable
from consoleapp.screens import keys
from consoleapp.screens.calls import Calls
from consoleapp.screens.desk_screen import DeskScreen
from consoleapp.screens.dialogs.choose import Choose, coded_choices
from consoleapp.screens.facts import fill
from consoleapp.screens.member.kept import open_member
from consoleapp.screens.messages import Failed
from consoleapp.screens.policies.rows import policy_rows
from consoleapp.screens.policies.screen import PolicyScreen
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.frame import KeyHints, MessageTone
from consoleapp.screens.widgets.grid_messages import Opened
from consoleapp.screens.widgets.record_grid import RecordGrid


class PoliciesScreen(Calls, DeskScreen):
    """The list. Enter opens a policy; with a contact where the caller is its employer or broker."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("policies", "contact")]

    class Counted(Message, bubble=False):
        """How many policies there are, told from the thread that read them."""

        def __init__(self, count: int) -> None:
            super().__init__()
            self.count = count

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.status: PolicyStatus | None = None
        self.count: int | None = None

    def body(self) -> ComposeResult:
        yield Static(id="title", markup=False)
        yield RecordGrid(id="list")
        yield KeyHints(
            "table.open", "policies.contact", "policies.status", "table.filter", "table.sort", "contact.park"
        )

    def on_mount(self) -> None:
        self.list_policies("")
        self.grid.focus()

    @property
    def grid(self) -> RecordGrid:
        return self.query_one("#list", RecordGrid)

    @property
    def words(self) -> str:
        return (self.grid.source.words or "") if self.grid.source is not None else ""

    def list_policies(self, words: str) -> None:
        self.grid.show(policy_rows(self.session, self.status, words, self.tell_count))

    def tell_count(self, count: int) -> None:
        self.post_message(self.Counted(count))

    def on_policies_screen_counted(self, message: Counted) -> None:
        self.count = message.count
        self.relabel()

    def relabel(self) -> None:
        """How many, and by what they are narrowed."""
        count = "" if self.count is None else ngettext("{n} policy", "{n} policies", self.count)
        status = _("every status") if self.status is None else _(self.status.word)
        words = _("with “{words}”").format(words=printable(self.words)) if self.words else ""
        parts = [count.format(n=f"{self.count or 0:,}"), status, words]
        about = fill([Content.styled(part, "$muted") for part in parts])
        self.query_one("#title", Static).update(
            Content.assemble((_("Policies"), "bold $accent"), "  ", about)
        )

    def on_failed(self, message: Failed) -> None:
        """A session that was ended while the list was read locks the console."""
        if self.lock_if_over(message.error):
            message.stop()

    # Keys.

    def about(self) -> tuple[int | None, int | None]:
        key = self.grid.key
        return None, key if isinstance(key, int) and self.grid.known else None

    def go_to(self, member_id: int) -> None:
        open_member(self.app, self.session, member_id)

    def go_to_policy(self, policy_id: int) -> None:
        self.app.push_screen(PolicyScreen(self.session, policy_id))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("note", "wrap_up"):
            return False  # a contact is wrapped up where its note is
        if action == "open_in_contact":
            return self.may_take_contacts() and self.grid.known > 0
        return self.check_contact_action(action)

    @on(RecordGrid.Moved, "#list")
    def moved(self) -> None:
        self.refresh_bindings()

    @on(Opened, "#list")
    def chosen(self, event: Opened) -> None:
        if isinstance(event.key, int):
            self.go_to_policy(event.key)

    def action_open_in_contact(self) -> None:
        """Open the policy and start a contact about it."""
        _member, policy_id = self.about()
        if policy_id is None:
            return
        if self.session.contact is not None:
            self.say(_("A contact is open: park it (k) or wrap it up (w) first."), MessageTone.WARNING)
            self.go_to_policy(policy_id)
            return
        self.start_contact(None, policy_id, then=partial(self.go_to_policy, policy_id))

    def action_status(self) -> None:
        """Only policies at one status, or all again."""
        choices = coded_choices(N_("every status"), PolicyStatus)
        self.app.push_screen(Choose(N_("Which policies?"), choices, at=self.status), self.narrowed)

    def narrowed(self, chosen: tuple[object] | None) -> None:
        if chosen is not None:
            status = chosen[0]
            self.status = status if isinstance(status, PolicyStatus) else None
            self.list_policies(self.words)
