"""Sign-in, and the lock screen: who is at the desk. Keys are taken while the book still opens (SPEED 8)."""

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input, Label, Static

from consoleapp.errors import ConsoleError, NotAllowed, Refused
from consoleapp.i18n import N_, _, current, ngettext
from consoleapp.rules.dates import show_moment
from consoleapp.rules.permissions import Permission, allowed
from consoleapp.rules.text import printable
from consoleapp.screens import verbs
from consoleapp.screens.asks import Asks
from consoleapp.screens.desk_screen import DeskScreen
from consoleapp.screens.messages import BookOpened, Say, SignedIn
from consoleapp.screens.session import Book, DemoLogin, Session
from consoleapp.screens.widgets.box import Box
from consoleapp.screens.widgets.frame import KeyHints, MessageTone, both_ends
from consoleapp.screens.widgets.row_list import Row, RowList

if TYPE_CHECKING:
    from consoleapp.desk.codes import Enrolment
    from consoleapp.desk.context import Actor, Desk
    from consoleapp.desk.shapes import ContactBand
    from consoleapp.reference.notice import Notice

OPENING = N_("The book is opening; you can type meanwhile.")
CLOSED = N_("The book could not be opened. Leave with Ctrl+Q, and start again once it is put right.")
WELCOME = N_("Sign in to the service desk.")
LOCKED = N_("Locked. Your work is kept; your password goes on with it.")
CHECKING = N_("Checking …")
CODE = N_("The code from the app on your phone, or a recovery code.")
CHOOSE = N_("This password was given to you. Choose one of your own, twice.")

MORE = ("code", "chosen", "again")
"""Boxes that are shown once the right password asks for more."""
FORGOTTEN_AFTER = 90.0
"""Seconds after which a half-finished sign-in is taken away."""


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
        self.accepted: Notice | None = None
        """The rules of use that were read and accepted a moment ago."""
        self.enrolling: Enrolment | None = None
        """A second factor that was begun: the role asks for one."""
        self.first: tuple[str, ...] = ()
        """Its first code, then the recovery codes."""
        self.forgetting: Timer | None = None

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

    async def prepare_more(self) -> None:
        """The boxes that few are asked for: there once the book is open, so that the first frame does not
        wait for them."""
        if self.query(".-more"):
            return
        rows = [
            Horizontal(
                Label(id=f"{name}-label", markup=False),
                Box(id=name, password=True, compact=True),
                classes="gate-row -more",
                id=f"{name}-row",
            )
            for name in MORE
        ]
        for row in rows:
            row.display = False
        await self.query_one("#gate").mount_all(rows, before="#trouble")
        self.label_more()

    def on_screen_resume(self) -> None:
        if self.accepted is None and self.enrolling is None:  # else it goes on where it was
            self.forget_typed()

    def forget_typed(self) -> None:
        """Nothing secret stays in the boxes, and no more is asked for than login and password."""
        self.accepted, self.enrolling, self.first = None, None, ()
        self.ask_more()
        self.query_one("#password", Input).value = ""

    def ask_more(self, *names: str) -> None:
        """Show these boxes, empty; none takes them away."""
        if self.forgetting is not None:
            self.forgetting.stop()
            self.forgetting = None
        for row in self.query(".-more"):
            row.display = row.id in {f"{name}-row" for name in names}
        for box in self.query(".-more Input").results(Input):
            box.value = ""
        if names:
            self.query_one(f"#{names[0]}", Input).focus()
            self.forgetting = self.set_timer(FORGOTTEN_AFTER, self.give_up)

    def give_up(self) -> None:
        """Whoever began has gone."""
        self.line = LOCKED if self.session.desk is not None else WELCOME
        self.forget_typed()
        self.show_line()

    def relabel(self) -> None:
        self.query_one("#title", Static).update(_("Service desk"))
        self.query_one("#login-label", Label).update(_("Login"))
        self.query_one("#password-label", Label).update(_("Password"))
        self.label_more()
        self.query_one("#demo-title", Static).update(
            _("A demo book with invented people. Enter signs one in:")
        )
        self.show_line()
        self.query_one("#demo", RowList).forget_drawn()

    def label_more(self) -> None:
        """What the boxes that few are asked for are called."""
        words = {"code-label": _("Code"), "chosen-label": _("New password"), "again-label": _("Again")}
        for label in self.query(".-more Label").results(Label):
            label.update(words[label.id or ""])

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
        if isinstance(book, Exception):
            self.line, self.trouble = CLOSED, book
            self.show_line()
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
        self.call_next(self.prepare_more)
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

    @on(Input.Submitted, "#password,#code,#chosen,#again")
    def sign_in(self) -> None:
        """Try what was typed. A second Enter while the first is judged changes nothing."""
        login = self.query_one("#login", Input).value.strip()
        password = self.query_one("#password", Input).value
        if self.checking or not login or not password or self.to_empty_box():
            return
        values = {box.id: box.value for box in self.query(".-more Input").results(Input)}
        code, chosen, again = (values.get(name, "") for name in MORE)
        if chosen != again:
            self.trouble = Refused(N_("The two passwords differ. Type them again."))
            self.ask_more(*self.asked())
            self.show_line()
            return
        book = self.session.book
        if book is None:
            self.wanted = True
            return
        self.wanted, self.checking, self.trouble = False, True, None
        self.line = CHECKING
        self.show_line()
        more: dict[str, Any] = {"code": code, "notice": self.accepted, "new_password": chosen}
        if self.first:
            more |= {"first_code": self.first[0], "recovery_codes": self.first[1:]}
        self.run("sign in", lambda: self.enter(book, login, password, more), self.welcome, self.refused)

    def asked(self) -> tuple[str, ...]:
        """The boxes that are shown beside login and password."""
        there = {row.id for row in self.query(".-more") if row.display}
        return tuple(name for name in MORE if f"{name}-row" in there)

    def to_empty_box(self) -> bool:
        """Whether a box that is asked for is empty still; the cursor goes there."""
        for name in self.asked():
            box = self.query_one(f"#{name}", Input)
            if not box.value:
                box.focus()
                return True
        return False

    def enter(
        self, book: Book, login: str, password: str, more: "dict[str, Any]"
    ) -> "tuple[Desk, tuple[ContactBand, ...]]":
        """Judge the password, in a thread: the person who locked goes on, anybody else begins anew."""
        before = self.session.desk
        if before is not None and before.actor.login == login:
            try:
                verbs.signin.confirm_password(before, password)
                desk = before
            except verbs.context.SessionOver:
                # Eight hours are over, or it was ended elsewhere: the same password begins a new one.
                desk = self.begin(book, login, password, more)
        else:
            desk = self.begin(book, login, password, more)
            if before is not None:
                verbs.signin.sign_out(before)
        takes = allowed(desk.actor.role, Permission.TAKE_CONTACTS)
        return desk, verbs.contacts.open_contacts(desk) if takes else ()

    def begin(self, book: Book, login: str, password: str, more: "dict[str, Any]") -> "Desk":
        """A new session."""
        given = verbs.signin.Given(**more)
        return verbs.signin.sign_in(
            book.database, self.session.settings, self.session.clock, login, password, given
        )

    def welcome(self, entered: "tuple[Desk, tuple[ContactBand, ...]]") -> None:
        """In; whoever took up a second factor sees the recovery codes first, this once."""
        spare = self.first[1:]
        if spare:
            from consoleapp.screens.dialogs.own_factor import recovery_codes

            self.first = ()
            self.app.push_screen(recovery_codes(spare), lambda _read: self.welcome(entered))
            return
        desk, bands = entered
        before, actor = self.session.desk, desk.actor
        goes_on = before is not None and before.actor.login == actor.login
        if not goes_on:
            self.session.leave()
        self.session.desk = desk
        self.session.take_contacts(bands)
        self.checking, self.line = False, WELCOME
        self.query_one("#login", Input).value = ""
        self.forget_typed()
        self.show_line()
        # Who only unlocks has the look on the screen already, perhaps a newer one than at sign-in.
        usual = self.session.settings.look
        look = ("", "") if goes_on else (actor.language or usual.language, actor.theme or usual.theme)
        self.post_message(SignedIn(actor.role.word, actor.name, *look))
        if not goes_on and actor.refused_since:
            self.post_message(Say(refused_tries(actor), MessageTone.WARNING))

    def more_needed(self, *, code: bool, notice: bool, new_password: bool) -> None:
        """The password is right: rules to accept first, then boxes for what else is asked for."""
        self.trouble = None
        if notice:
            from consoleapp.screens.dialogs.notice import NoticeDialog

            read = partial(self.rules_read, code=code, new_password=new_password)
            self.app.push_screen(NoticeDialog(self.session.settings.notice), read)
        elif code or new_password:
            self.line = CODE if code else CHOOSE
            wanted = {"code": code, "chosen": new_password, "again": new_password}
            self.ask_more(*(name for name in MORE if wanted[name]))
            self.show_line()
        else:
            self.sign_in()

    def take_up(self, made: "Enrolment", trouble: ConsoleError | None = None) -> None:
        """The role asks for a second factor: its QR code, until a first code is right."""
        from consoleapp.screens.dialogs.own_factor import FirstFactorDialog

        self.enrolling = made
        self.app.push_screen(FirstFactorDialog(self.session, made, trouble), self.taken_up)

    def taken_up(self, first: tuple[str, ...] | None) -> None:
        """A first code was typed: it goes on. Otherwise nobody is let in."""
        if first is None:
            self.give_up()
        else:
            self.first = first
            self.sign_in()

    def rules_read(self, notice: "Notice | None", *, code: bool, new_password: bool) -> None:
        """Accepted: it goes on. Otherwise nobody is let in."""
        self.accepted = notice
        if notice is None:
            self.give_up()
        else:
            self.more_needed(code=code, notice=False, new_password=new_password)

    def refused(self, error: Exception) -> None:
        self.checking = False
        if isinstance(error, NotAllowed) and isinstance(error, verbs.signin.MoreNeeded):
            if error.enrolment is not None:
                self.take_up(error.enrolment)
            else:
                self.more_needed(code=error.code, notice=error.notice, new_password=error.new_password)
            return
        if self.enrolling is not None and isinstance(error, verbs.signin.WrongCode):
            self.first = ()
            self.take_up(self.enrolling, error)
            return
        self.trouble = error
        about_more = isinstance(error, Refused) and (
            not isinstance(error, NotAllowed) or isinstance(error, verbs.signin.WrongCode)
        )
        asked = self.asked()
        if asked and about_more:  # the password was right; it stays
            self.line = CODE if "code" in asked else CHOOSE
            self.ask_more(*asked)
            self.show_line()
            return
        self.forget_typed()
        self.line = LOCKED if self.session.desk is not None else WELCOME
        self.show_line()
        if not isinstance(error, ConsoleError):
            self.regret(error)
        password = self.query_one("#password", Input)
        password.value = ""
        password.focus()


def refused_tries(actor: "Actor") -> str:
    """What somebody should know whose name was tried by another."""
    text = ngettext(
        "{n} try to sign in as you was refused since {since}. Was it not you? Tell a supervisor.",
        "{n} tries to sign in as you were refused since {since}. Was it not you? Tell a supervisor.",
        actor.refused_since,
    )
    since = actor.last_signed_in
    when = show_moment(since, current()) if since is not None else _("your account was made")
    return text.format(n=actor.refused_since, since=when)


def demo_lines(login: DemoLogin, width: int) -> list[Content]:
    """Login, name and password of one of the demo book's people."""
    line = Content.assemble(
        (f" {login.login:<12}", "bold $accent"),
        both_ends(Content(printable(login.name)), Content(""), max(8, width - 14 - len(login.password) - 2)),
        " ",
        (login.password, "$muted"),
    )
    return [line]
