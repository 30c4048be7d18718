"""Who may sign in: for supervisors and administrators; every act with its reason, on record."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from consoleapp.desk.keys import new_key
from consoleapp.desk.rows import Cell, Column, Row, Tone, TupleRows
from consoleapp.errors import ConsoleError, NotAllowed
from consoleapp.i18n import N_, _, current, ngettext
from consoleapp.rules.dates import show_moment
from consoleapp.rules.permissions import Role
from consoleapp.screens import keys, verbs
from consoleapp.screens.asks import Asks
from consoleapp.screens.desk_screen import DeskScreen
from consoleapp.screens.dialogs.approve import ApproveDialog
from consoleapp.screens.dialogs.ask import AskLine
from consoleapp.screens.dialogs.choose import Choose
from consoleapp.screens.dialogs.secret import AskSecret
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.frame import KeyHints, MessageTone
from consoleapp.screens.widgets.record_grid import RecordGrid
from consoleapp.screens.widgets.state import State

if TYPE_CHECKING:
    from consoleapp.desk.context import Desk
    from consoleapp.desk.shapes import SessionRow, StaffRow

COLUMNS = (
    Column("login", N_("Login"), 14),
    Column("name", N_("Name"), 22, least=12, flex=1),
    Column("role", N_("Role"), 14),
    Column("state", N_("State"), 16),
    Column("factor", N_("Second factor"), 14, rank=2),
    Column("last", N_("Last sign-in"), 20, rank=1),
    Column("open", N_("Signed in now"), 20, rank=3),
)


class StaffScreen(Asks, DeskScreen):
    """The list. Letters act on the person under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("staff")]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.people: tuple[StaffRow, ...] = ()
        self.sessions: tuple[SessionRow, ...] = ()

    def body(self) -> ComposeResult:
        yield Static(id="title", markup=False)
        yield RecordGrid(id="list")
        yield KeyHints(
            "staff.add", "staff.role", "staff.disable", "staff.unlock", "staff.sign_out",
            "staff.password", "staff.factor", "table.filter",
        )  # fmt: skip

    def on_mount(self) -> None:
        self.grid.focus()
        self.look()

    def on_screen_resume(self) -> None:
        if self.people:
            self.look()

    @property
    def grid(self) -> RecordGrid:
        return self.query_one("#list", RecordGrid)

    def look(self) -> None:
        def read(desk: "Desk") -> "tuple[tuple[StaffRow, ...], tuple[SessionRow, ...]]":
            return verbs.staff.staff_list(desk), verbs.staff_access.sessions(desk)

        self.ask("staff", read, self.took, self.missed)

    def took(self, found: "tuple[tuple[StaffRow, ...], tuple[SessionRow, ...]]") -> None:
        self.people, self.sessions = found
        self.grid.show(TupleRows(COLUMNS, self.people, self.shape))
        self.relabel()

    def missed(self, error: Exception) -> None:
        if isinstance(error, NotAllowed):
            self.grid.tell(State.NOT_ALLOWED, about=error.text(_))
        else:
            self.grid.tell(State.FAILED, about=error.text(_) if isinstance(error, ConsoleError) else "")
            self.regret(error)

    def shape(self, person: "StaffRow") -> Row:
        if person.disabled:
            state = Cell(_("disabled"), Tone.MUTED)
        elif person.locked_until is not None:
            state = Cell(_("locked"), Tone.BAD)
        elif not person.own_password:
            state = Cell(_("new password due"), Tone.WAITING)
        else:
            state = Cell(_("may sign in"), Tone.GOOD)
        here = [one.host for one in self.sessions if one.login == person.login]
        last = person.last_signed_in
        return Row(
            person.login,
            (
                Cell(person.login),
                Cell(person.name),
                Cell(_(person.role.word)),
                state,
                Cell(
                    _("yes") if person.second_factor else _("no"),
                    Tone.GOOD if person.second_factor else Tone.MUTED,
                ),
                Cell(show_moment(last, current()) if last else _("never signed in"), Tone.MUTED),
                Cell(", ".join(here) or "–", Tone.MUTED),
            ),
        )

    def relabel(self) -> None:
        count = ngettext("{n} person", "{n} people", len(self.people)).format(n=len(self.people))
        signed_in = _("{n} signed in").format(n=len({one.login for one in self.sessions}))
        about = f"{count} · {signed_in}" if self.people else ""
        self.query_one("#title", Static).update(
            Content.assemble((_("Staff"), "bold $accent"), "  ", (about, "$muted"))
        )
        self.grid.relabel()

    @property
    def person(self) -> "StaffRow | None":
        return next((one for one in self.people if one.login == self.grid.key), None)

    @on(RecordGrid.Moved, "#list")
    def moved(self) -> None:
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        person = self.person
        if action == "factor":
            return person is not None and person.second_factor
        if action == "unlock":
            return person is not None and person.locked_until is not None
        return True

    # Acts.

    @work(exit_on_error=False, description="add staff")
    async def action_add(self) -> None:
        login = await self.app.push_screen_wait(AskLine(N_("Sign-in name of the new person")))
        name = login and await self.app.push_screen_wait(AskLine(N_("Their name")))
        if not login or not name:
            return
        role = await self.app.push_screen_wait(Choose(N_("What do they work as?"), roles()))
        if role is None or not isinstance(role[0], Role):
            return
        wanted = role[0]
        password = await self.app.push_screen_wait(
            AskSecret(N_("A password for their first sign-in, twice"), twice=True)
        )
        if password is not None:
            key = new_key()
            self.do(
                lambda desk: verbs.staff.add(desk, login, name, wanted, password, key=key),
                _("{login} may sign in now.").format(login=login.strip().lower()),
            )

    @work(exit_on_error=False, description="change role")
    async def action_role(self) -> None:
        person = self.person
        if person is None:
            return
        chosen = await self.app.push_screen_wait(
            Choose(N_("What do they work as from now on?"), roles(), at=person.role)
        )
        if chosen is None or not isinstance(chosen[0], Role):
            return
        role = chosen[0]
        reason = await self.app.push_screen_wait(
            AskLine(N_("Why another role for {name}?"), name=person.name)
        )
        if not reason:
            return
        key = new_key()

        def change(desk: "Desk", approval: int | None = None) -> None:
            verbs.staff.change_role(desk, person.login, role, reason, approval_id=approval, key=key)

        def again(approval: int | None) -> None:
            if approval is not None:
                self.do(lambda desk: change(desk, approval), told)

        def sorry(error: Exception) -> None:
            if isinstance(error, verbs.approvals.NeedsApproval):
                self.app.push_screen(ApproveDialog(self.session, error.asked), again)
            else:
                self.regret(error)

        told = _("{login} works as {role} now.").format(login=person.login, role=_(role.word))
        self.do(change, told, sorry)

    def action_disable(self) -> None:
        person = self.person
        if person is None:
            return
        if person.disabled:
            told = _("{login} may sign in now.").format(login=person.login)
            self.with_reason(N_("Why may {name} sign in again?"), verbs.staff.enable, told)
        else:
            told = _("{login} may no longer sign in.").format(login=person.login)
            self.with_reason(N_("Why may {name} sign in no more?"), verbs.staff.disable, told)

    def action_unlock(self) -> None:
        if self.person is not None:
            told = _("{login} may try again now.").format(login=self.person.login)
            self.with_reason(N_("Why does the lock of {name} end early?"), verbs.staff.unlock, told)

    def action_sign_out(self) -> None:
        if self.person is not None:
            told = _("{login} is signed out everywhere.").format(login=self.person.login)
            self.with_reason(
                N_("Why is {name} signed out everywhere?"), verbs.staff_access.end_sessions, told
            )

    def action_factor(self) -> None:
        if self.person is not None:
            told = _("{login} signs in without a code now.").format(login=self.person.login)
            self.with_reason(
                N_("Why does {name} lose the second factor?"), verbs.staff_access.remove_second_factor, told
            )

    @work(exit_on_error=False, description="reset password")
    async def action_password(self) -> None:
        person = self.person
        if person is None:
            return
        why = AskLine(N_("Why does {name} get a new password?"), name=person.name)
        reason = await self.app.push_screen_wait(why)
        if not reason:
            return
        password = await self.app.push_screen_wait(
            AskSecret(N_("A password for the next sign-in of {name}, twice"), twice=True, name=person.name)
        )
        if password is not None:
            key = new_key()
            self.do(
                lambda desk: verbs.staff_access.reset_password(desk, person.login, password, reason, key=key),
                _("{login} signs in with it and chooses another.").format(login=person.login),
            )

    @work(exit_on_error=False, description="act on staff")
    async def with_reason(self, question: str, verb: Callable[..., Any], told: str) -> None:
        """An act that needs no more than its reason."""
        person = self.person
        if person is None:
            return
        reason = await self.app.push_screen_wait(AskLine(question, name=person.name))
        if reason:
            self.do(partial(verb, login=person.login, reason=reason, key=new_key()), told)

    def do(
        self, verb: "Callable[[Desk], object]", told: str, sorry: Callable[[Exception], None] | None = None
    ) -> None:
        """Act, say it only when it is done, and look again."""

        def done(_result: object) -> None:
            self.say(told, MessageTone.DONE)
            self.look()

        self.ask("act", verb, done, sorry)


def roles() -> list[tuple[Role, Callable[[], str]]]:
    """Every role with its word."""
    return [(role, partial(_, role.word)) for role in Role]
