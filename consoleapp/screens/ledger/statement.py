"""A statement of a period: opening, every movement, closing, ageing; on the screen, and into a text file."""

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, ScrollableContainer
from textual.widgets import Input, Label, Static

from consoleapp.desk.ledger.shapes import Statement
from consoleapp.errors import ConsoleError, NotAllowed, Refused
from consoleapp.i18n import N_, _
from consoleapp.rules.dates import local_date, parse_date
from consoleapp.rules.text import printable
from consoleapp.screens import formats, keys, verbs
from consoleapp.screens.calls import Calls
from consoleapp.screens.desk_screen import DeskScreen
from consoleapp.screens.member.kept import open_member
from consoleapp.screens.policies.screen import PolicyScreen
from consoleapp.screens.session import Session
from consoleapp.screens.widgets.box import Box
from consoleapp.screens.widgets.frame import KeyHints, MessageTone
from consoleapp.screens.widgets.state import State, StateView

if TYPE_CHECKING:
    from consoleapp.desk.context import Desk


class StatementScreen(Calls, DeskScreen):
    """The statement of a policy, or of its holder with all policies, this year until today at first."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("statement", "contact")]

    def __init__(self, session: Session, policy_id: int, *, whole: bool = False) -> None:
        super().__init__()
        self.session = session
        self.policy_id = policy_id
        self.whole = whole
        self.statement: Statement | None = None
        self.listening = session.listening

    def body(self) -> ComposeResult:
        with Horizontal(id="period"):
            for name in ("first", "last"):
                yield Label(id=f"{name}-label", markup=False)
                yield Box(id=name, compact=True)
        yield StateView(State.LOADING, id="state")
        with ScrollableContainer(id="paper"):
            yield Static(id="lines", markup=False)
        yield KeyHints(
            "statement.period",
            "statement.whole",
            "statement.write",
            "contact.verify",
            "contact.park",
            "app.back",
        )

    def on_mount(self) -> None:
        self.query_one("#paper").focus()
        self.read_statement()

    @property
    def today(self) -> date:
        return local_date(self.session.clock())

    def period(self) -> tuple[date, date]:
        """The days typed; empty: the year's first, and today. Raises Refused for what is no day."""
        typed = [self.query_one(f"#{name}", Input).value.strip() for name in ("first", "last")]
        last = parse_date(typed[1]) if typed[1] else self.today
        first = parse_date(typed[0]) if typed[0] else last.replace(month=1, day=1)
        if last < first:
            raise Refused(N_("The last day is before the first. Correct the days."))
        return first, last

    def read_statement(self) -> None:
        try:
            first, last = self.period()
        except ConsoleError as error:
            self.say(error.text(_), MessageTone.WARNING)
            return
        policy_id, whole = self.policy_id, self.whole

        def read(desk: "Desk") -> Statement:
            if not whole:
                return verbs.ledger.statement(desk, first, last, policy_id=policy_id)
            holder = verbs.ledger.holder_of(desk, policy_id)
            return verbs.ledger.statement(desk, first, last, holder_id=holder)

        self.ask("statement", read, self.took, self.missed)

    def took(self, statement: Statement) -> None:
        self.statement = statement
        self.query_one("#state").display = False
        self.relabel()
        self.query_one("#paper").focus()
        self.refresh_bindings()

    def missed(self, error: Exception) -> None:
        self.close()
        state = self.query_one("#state", StateView)
        if isinstance(error, ConsoleError):
            shown = State.NOT_ALLOWED if isinstance(error, NotAllowed) else State.FAILED
            state.show(shown, about=error.text(_))
        else:
            state.show(State.FAILED)
            self.regret(error)

    def close(self) -> None:
        """Nothing of what was read stays."""
        self.forget("statement")
        self.statement = None
        self.query_one("#lines", Static).update("")
        state = self.query_one("#state", StateView)
        state.display = True
        state.show(State.LOADING)
        self.refresh_bindings()

    def contact_changed(self) -> None:
        """Somebody else listens: what the one before could hear is gone at once."""
        self.refresh_bindings()
        if self.listening != self.session.listening:
            self.listening = self.session.listening
            self.close()
            self.read_statement()

    def on_screen_resume(self) -> None:
        self.contact_changed()

    def about(self) -> tuple[int | None, int | None]:
        return None, self.policy_id

    def go_to(self, member_id: int) -> None:
        open_member(self.app, self.session, member_id)

    def go_to_policy(self, policy_id: int) -> None:
        self.app.push_screen(PolicyScreen(self.session, policy_id))

    def text_lines(self) -> list[str]:
        """The statement in the language in use; nothing in it can be taken for a command of the terminal."""
        from consoleapp.exchange.statement_text import statement_lines

        return [] if self.statement is None else [printable(line) for line in statement_lines(self.statement)]

    def relabel(self) -> None:
        self.query_one("#first-label", Label).update(_("Statement from"))
        self.query_one("#last-label", Label).update(_("to"))
        today = self.today
        self.query_one("#first", Input).placeholder = formats.day(today.replace(month=1, day=1))
        self.query_one("#last", Input).placeholder = formats.day(today)
        self.query_one("#lines", Static).update("\n".join(self.text_lines()))

    # Keys.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        match action:
            case "write":
                return self.statement is not None
            case "note":
                return False
            case _:
                return self.check_contact_action(action)

    def action_whole(self) -> None:
        """All policies of the company, or this one again."""
        self.whole = not self.whole
        self.read_statement()

    def action_period(self) -> None:
        self.query_one("#first").focus()

    @on(Input.Submitted, "#first")
    def go_on(self) -> None:
        self.query_one("#last").focus()

    @on(Input.Submitted, "#last")
    def submitted(self) -> None:
        self.read_statement()

    def action_write(self) -> None:
        """Into the folder of exports, as it is on the screen, readable by this user alone."""
        given = self.statement
        if given is None:
            return
        code = re.sub(r"[^A-Za-z0-9]+", "-", given.holder_code) or "holder"
        name = f"statement-{code}-{given.first_day.isoformat()}-{given.last_day.isoformat()}"
        folder, text = self.session.settings.exports, "\n".join(self.text_lines()) + "\n"
        self.run("write", lambda: write_new(folder, name, text), self.written)

    def written(self, path: Path) -> None:
        self.say(_("Written: {path}").format(path=printable(str(path))), MessageTone.DONE)


def write_new(folder: Path, name: str, text: str) -> Path:
    """A new text file, whole or not at all; one that is there is never written over."""
    from consoleapp.exchange.whole import sweep, whole_file

    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    sweep(folder)
    path, count = folder / f"{name}.txt", 1
    while path.exists() or path.is_symlink():
        count += 1
        path = folder / f"{name}-{count}.txt"
    with whole_file(path) as part:
        part.write_text(text, encoding="utf-8", newline="\n")
    return path
