"""Sign-in, and the lock screen: who is at the desk. Keys are taken while the book still opens (SPEED 8)."""

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Label, Static

from consoleapp.errors import ConsoleError
from consoleapp.i18n import N_, _
from consoleapp.rules.permissions import Permission, allowed
from consoleapp.rules.text import printable
from consoleapp.screens import verbs
from consoleapp.screens.asks import Asks
from consoleapp.screens.desk_screen import DeskScreen
from consoleapp.screens.messages import BookOpened, SignedIn
from consoleapp.screens.session import Book, DemoLogin, Session
from consoleapp.screens.widgets.box import Box
from consoleapp.screens.widgets.frame import KeyHints, both_ends
from consoleapp.screens.widgets.row_list import Row, RowList

if TYPE_CHECKING:
    from consoleapp.desk.context import Desk
    from consoleapp.desk.shapes import ContactBand

OPENING = N_("The book is opening; you can type meanwhile.")
WELCOME = N_("Sign in to the service desk.")
LOCKED = N_("Locked. Your work is kept; your password goes on with it.")
CHECKING = N_("Checking …")


class SignInScreen(Asks, DeskScreen):
    """Login and password; on a demo book its people, of whom Enter signs one in."""

    BARE: ClassVar[bool] = True
    AUTO_FOCUS = "#login"

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.line: str = OPENING
        self.trouble: Exception | None = None
        self.checking = False
        self.wanted = False
        """Enter was pressed before the book was open."""

    def body(self) -> ComposeResult:
        with Vertical(id="gate"):
            yield Static(id="title", markup=False)
            yield Static(id="line", markup=False)
            with Horizontal(classes="gate-row"):
                yield Label(id="login-label", markup=False)
                yield Box(self.session.last_login, id="login", compact=True)
            with Horizontal(classes="gate-row"):
                yield Label(id="password-label", markup=False)
                yield Box(id="password", password=True, compact=True)
            yield Static(id="trouble", markup=False)
            yield Static(id="demo-title", markup=False)
            yield RowList(id="demo")
            yield Static(id="caution", markup=False)
            yield KeyHints("app.language", "app.theme", "app.leave")

    def on_mount(self) -> None:
        self.watch(self.app, "opened", self.opened)
        self.watch(self.app, "locked", self.locked)
        self.relabel()

    def on_screen_resume(self) -> None:
        self.query_one("#password", Input).value = ""

    def relabel(self) -> None:
        self.query_one("#title", Static).update(_("Service desk"))
        self.query_one("#login-label", Label).update(_("Login"))
        self.query_one("#password-label", Label).update(_("Password"))
        self.query_one("#demo-title", Static).update(
            _("A demo book with invented people. Enter signs one in:")
        )
        self.show_line()
        self.query_one("#demo", RowList).forget_drawn()

    def show_line(self) -> None:
        """The line under the title and, where something went wrong, the one under the boxes."""
        self.query_one("#line", Static).update(_(self.line))
        book = self.session.book
        caution = self.query_one("#caution", Static)
        caution.update(printable(book.caution.text(_)) if book is not None and book.caution else "")
        caution.display = book is not None and book.caution is not None
        trouble = self.query_one("#trouble", Static)
        if isinstance(self.trouble, ConsoleError):
            trouble.update(printable(self.trouble.text(_)))
        else:
            trouble.update("")

    # The book opens.

    def opened(self, book: object) -> None:
        if not isinstance(book, Book):
            return
        self.session.book = book
        if self.line == OPENING:
            self.line = WELCOME
        self.show_line()
        demo = self.query_one("#demo", RowList)
        self.set_class(bool(book.demo), "-demo")
        demo.show([Row(login, partial(demo_lines, login)) for login in book.demo])
        self.post_message(BookOpened(demo=bool(book.demo)))
        untouched = not self.query_one("#login", Input).value and not self.query_one("#password", Input).value
        if book.demo and untouched and self.session.desk is None:
            demo.focus()
        if self.wanted:
            self.sign_in()

    def locked(self, locked: bool) -> None:
        desk = self.session.desk
        if locked and desk is not None:
            self.line, self.trouble = LOCKED, None
            self.query_one("#login", Input).value = desk.actor.login
            self.query_one("#password", Input).value = ""
            self.query_one("#password", Input).focus()
            self.show_line()

    # Somebody signs in.

    @on(RowList.Opened, "#demo")
    def take_demo(self, event: RowList.Opened) -> None:
        if isinstance(event.key, DemoLogin):
            self.query_one("#login", Input).value = event.key.login
            self.query_one("#password", Input).value = event.key.password
            self.sign_in()

    @on(Input.Submitted, "#login")
    def to_password(self, event: Input.Submitted) -> None:
        if event.value.strip():
            self.query_one("#password", Input).focus()

    @on(Input.Submitted, "#password")
    def sign_in(self) -> None:
        """Try what was typed. A second Enter while the first is judged changes nothing."""
        login = self.query_one("#login", Input).value.strip()
        password = self.query_one("#password", Input).value
        if self.checking or not login or not password:
            return
        book = self.session.book
        if book is None:
            self.wanted = True
            return
        self.wanted, self.checking, self.trouble = False, True, None
        self.line = CHECKING
        self.show_line()
        self.run("sign in", lambda: self.enter(book, login, password), self.welcome, self.refused)

    def enter(self, book: Book, login: str, password: str) -> "tuple[Desk, tuple[ContactBand, ...]]":
        """Judge the password, in a thread: the person who locked goes on, anybody else begins anew."""
        before = self.session.desk
        if before is not None and before.actor.login == login:
            try:
                verbs.signin.confirm_password(before, password)
                desk = before
            except verbs.context.SessionOver:
                # Eight hours are over, or it was ended elsewhere: the same password begins a new one.
                desk = self.begin(book, login, password)
        else:
            desk = self.begin(book, login, password)
            if before is not None:
                verbs.signin.sign_out(before)
        takes = allowed(desk.actor.role, Permission.TAKE_CONTACTS)
        return desk, verbs.contacts.open_contacts(desk) if takes else ()

    def begin(self, book: Book, login: str, password: str) -> "Desk":
        """A new session."""
        return verbs.signin.sign_in(book.database, self.session.settings, self.session.clock, login, password)

    def welcome(self, entered: "tuple[Desk, tuple[ContactBand, ...]]") -> None:
        desk, bands = entered
        before, actor = self.session.desk, desk.actor
        goes_on = before is not None and before.actor.login == actor.login
        if not goes_on:
            self.session.leave()
        self.session.desk = desk
        self.session.take_contacts(bands)
        self.checking, self.line = False, WELCOME
        self.query_one("#login", Input).value = ""
        self.query_one("#password", Input).value = ""
        self.show_line()
        # Who only unlocks has the look on the screen already, perhaps a newer one than at sign-in.
        usual = self.session.settings.look
        look = ("", "") if goes_on else (actor.language or usual.language, actor.theme or usual.theme)
        self.post_message(SignedIn(actor.role.word, actor.name, *look))

    def refused(self, error: Exception) -> None:
        self.checking, self.trouble = False, error
        self.line = LOCKED if self.session.desk is not None else WELCOME
        self.show_line()
        if not isinstance(error, ConsoleError):
            self.regret(error)
        password = self.query_one("#password", Input)
        password.value = ""
        password.focus()


def demo_lines(login: DemoLogin, width: int) -> list[Content]:
    """Login, name and password of one of the demo book's people."""
    line = Content.assemble(
        (f" {login.login:<12}", "bold $accent"),
        both_ends(Content(printable(login.name)), Content(""), max(8, width - 14 - len(login.password) - 2)),
        " ",
        (login.password, "$muted"),
    )
    return [line]
