"""F7: portal accounts of members, employers and brokers; who cannot get in stands first."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from consoleapp.desk.account_shapes import AccountRow
from consoleapp.errors import NotAllowed
from consoleapp.i18n import N_, _, ngettext
from consoleapp.rules.statuses import AccountHolder, AccountStage
from consoleapp.rules.text import printable
from consoleapp.screens import keys
from consoleapp.screens.accounts.rows import account_rows, next_of, whence
from consoleapp.screens.accounts.screen import AccountScreen
from consoleapp.screens.calls import Calls
from consoleapp.screens.desk_screen import DeskScreen
from consoleapp.screens.dialogs.choose import Choose, coded_choices
from consoleapp.screens.facts import fill, name_of
from consoleapp.screens.member.kept import open_member
from consoleapp.screens.messages import Failed
from consoleapp.screens.policies.screen import PolicyScreen
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.frame import KeyHints
from consoleapp.screens.widgets.grid_messages import Opened
from consoleapp.screens.widgets.grid_pump import PumpRead
from consoleapp.screens.widgets.record_grid import RecordGrid
from consoleapp.screens.widgets.state import State


class AccountGrid(RecordGrid):
    """A table that says when its rows were read: what is under the cursor may be another account."""

    class Read(Message):
        """Rows were read."""

    @on(PumpRead)
    def rows_read(self) -> None:
        self.post_message(self.Read())


class AccountsScreen(Calls, DeskScreen):
    """The list. Enter opens the account; with somebody on the line it holds only what is theirs."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("accounts", "contact")]

    class Counted(Message, bubble=False):
        """How many accounts there are, told from the thread that read them."""

        def __init__(self, count: int) -> None:
            super().__init__()
            self.count = count

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.stage: AccountStage | None = None
        self.kind: AccountHolder | None = None
        self.count: int | None = None
        self.listening = session.listening
        self.left = False
        """Another screen lay over this one since its rows were read."""

    def body(self) -> ComposeResult:
        yield Static(id="title", markup=False)
        yield AccountGrid(id="list")
        yield Static(id="about", markup=False)
        yield KeyHints(
            "table.open",
            "accounts.stage",
            "accounts.kind",
            "table.filter",
            "table.sort",
            "contact.verify",
            "contact.hearing",
        )

    def on_mount(self) -> None:
        self.list_accounts("")
        self.grid.focus()

    @property
    def grid(self) -> AccountGrid:
        return self.query_one("#list", AccountGrid)

    @property
    def words(self) -> str:
        return (self.grid.source.words or "") if self.grid.source is not None else ""

    @property
    def row(self) -> AccountRow | None:
        """The account under the cursor."""
        source = self.grid.source
        place = source.locate(self.grid.key) if source is not None and self.grid.key is not None else None
        found = source.at(place) if source is not None and place is not None else None
        return found if isinstance(found, AccountRow) else None

    # Reading.

    def list_accounts(self, words: str) -> None:
        self.grid.show(account_rows(self.session, self.stage, self.kind, words, self.tell_count))
        self.relabel()

    def tell_count(self, count: int) -> None:
        self.post_message(self.Counted(count))

    def on_accounts_screen_counted(self, message: Counted) -> None:
        self.count = message.count
        self.relabel()

    def on_failed(self, message: Failed) -> None:
        """The caller on the line has no account: the list says so. A session that was ended locks."""
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
            words = self.words
            self.grid.tell(State.LOADING)
            self.list_accounts(words)

    def on_screen_suspend(self) -> None:
        self.left = True

    def on_screen_resume(self) -> None:
        """An account may have been acted on meanwhile."""
        if not self.left:
            return
        self.left = False
        if self.listening != self.session.listening:
            self.contact_changed()
        elif self.grid.source is not None:
            self.list_accounts(self.words)

    # Drawing.

    def relabel(self) -> None:
        """How many, and by what they are narrowed."""
        count = "" if self.count is None else ngettext("{n} account", "{n} accounts", self.count)
        parts = [
            count.format(n=f"{self.count or 0:,}"),
            _("of the caller only") if self.session.contact is not None else "",
            _("every stage, frozen first") if self.stage is None else _(self.stage.word),
            _(self.kind.word) if self.kind is not None else "",
            _("with “{words}”").format(words=printable(self.words)) if self.words else "",
        ]
        about = fill([Content.styled(part, "$muted") for part in parts if part])
        self.query_one("#title", Static).update(
            Content.assemble((_("Accounts"), "bold $accent"), "  ", about)
        )
        self.grid.relabel()
        self.draw_about()

    @on(RecordGrid.Moved, "#list")
    @on(AccountGrid.Read)
    def moved(self) -> None:
        self.draw_about()
        self.refresh_bindings()

    def draw_about(self) -> None:
        """The account under the cursor: whose, by what it is frozen and from where; what is next."""
        row = self.row
        if row is None:
            self.query_one("#about", Static).update("")
            return
        first = fill(
            Content.styled(part, style)
            for part, style in (
                (name_of(row.name_en, row.name_zh), "bold $ink"),
                (printable(row.where), "$ink"),
                (_(row.kind.word), "$muted"),
                (printable(_(row.frozen_by)) if row.frozen_by else "", "$bad"),
                (whence(row), "$muted"),
            )
            if part
        )
        second = Content.assemble(
            (_("Next"), "bold $accent"), "  ", next_of(row.stage, row.registration_step)
        )
        self.query_one("#about", Static).update(Content("\n").join([first, second]))

    # Keys.

    def about(self) -> tuple[int | None, int | None]:
        return (self.row.member_id if self.row is not None else None), None

    def go_to(self, member_id: int) -> None:
        open_member(self.app, self.session, member_id)

    def go_to_policy(self, policy_id: int) -> None:
        self.app.push_screen(PolicyScreen(self.session, policy_id))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("note", "wrap_up"):
            return False  # a contact is wrapped up where its note is
        return self.check_contact_action(action)

    @on(Opened, "#list")
    def chosen(self, event: Opened) -> None:
        if isinstance(event.key, int):
            self.app.push_screen(AccountScreen(self.session, event.key))

    def action_stage(self) -> None:
        """Only accounts at one stage, or all again."""
        choices = coded_choices(N_("every stage"), AccountStage)
        self.app.push_screen(Choose(N_("Which accounts?"), choices, at=self.stage), self.at_stage)

    def at_stage(self, chosen: tuple[object] | None) -> None:
        if chosen is not None:
            self.stage = chosen[0] if isinstance(chosen[0], AccountStage) else None
            self.count = None
            self.list_accounts(self.words)

    def action_kind(self) -> None:
        """Only accounts of members, of employers, of brokers, or all again."""
        choices = coded_choices(N_("everybody's"), AccountHolder)
        self.app.push_screen(Choose(N_("Whose accounts?"), choices, at=self.kind), self.of_kind)

    def of_kind(self, chosen: tuple[object] | None) -> None:
        if chosen is not None:
            self.kind = chosen[0] if isinstance(chosen[0], AccountHolder) else None
            self.count = None
            self.list_accounts(self.words)
