"""Opening the full-screen console on a book."""

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from importlib import import_module
from typing import TYPE_CHECKING

from textual.app import App

from consoleapp.app import Area, ConsoleApp, Launch
from consoleapp.cli.memory import collect_garbage
from consoleapp.errors import ConsoleError
from consoleapp.i18n import LANGUAGES, catalogue
from consoleapp.reference.holidays import load_calendar
from consoleapp.rules.permissions import Permission, allowed
from consoleapp.screens.desk_screen import DeskScreen
from consoleapp.screens.doors import desk_doors
from consoleapp.screens.idle import Clock
from consoleapp.screens.session import Book, DemoLogin, Session
from consoleapp.screens.signin import SignInScreen
from consoleapp.settings import Settings

if TYPE_CHECKING:
    from consoleapp.desk.opening import Database


def find_screen() -> Callable[[Session], DeskScreen]:
    """The Find screen with all it leads to: loaded while somebody signs in, never before the first paint."""
    from consoleapp.screens.find import FindScreen

    return FindScreen


def deliver_demo(database: "Database", settings: Settings, clock: Clock, closing: threading.Event) -> None:
    """A demo book has no postman of its own: while its console is open, messages land in ``data/outbox/``."""
    from consoleapp.exchange.delivery.run import Postman, senders

    postman = Postman(database, settings, clock, senders(settings, demo=True), stopping=closing)
    with suppress(Exception):  # a book that is closed or busy: the next console goes on
        postman.watch()


def policy_screen() -> Callable[[Session, int], DeskScreen]:
    """The screen of one policy."""
    from consoleapp.screens.policies.screen import PolicyScreen

    return PolicyScreen


def policies_screen() -> Callable[[Session], DeskScreen]:
    """The list of policies; loaded when it is first looked at."""
    from consoleapp.screens.policies.list import PoliciesScreen

    return PoliciesScreen


def ledger_screen() -> Callable[..., DeskScreen]:
    """The ledger of a policy holder; loaded when it is first looked at."""
    from consoleapp.screens.ledger.screen import LedgerScreen

    return LedgerScreen


def claim_screen() -> Callable[[Session, int, int, str], DeskScreen]:
    """The screen of one claim."""
    from consoleapp.screens.claims.screen import ClaimScreen

    return ClaimScreen


def claims_screen() -> Callable[[Session], DeskScreen]:
    """The list of claims; loaded when it is first looked at."""
    from consoleapp.screens.claims.list import ClaimsScreen

    return ClaimsScreen


def directory_screen() -> Callable[[Session], DeskScreen]:
    """The directory; loaded when it is first looked at."""
    from consoleapp.screens.directory.screen import DirectoryScreen

    return DirectoryScreen


def reference_screen() -> Callable[[Session], DeskScreen]:
    """The desk reference; loaded when it is first looked at."""
    from consoleapp.screens.desk_reference.screen import ReferenceScreen

    return ReferenceScreen


def accounts_screen() -> Callable[[Session], DeskScreen]:
    """The list of portal accounts; loaded when it is first looked at."""
    from consoleapp.screens.accounts.list import AccountsScreen

    return AccountsScreen


def requests_screen() -> Callable[[Session], DeskScreen]:
    """The queue of what waits; loaded when it is first looked at."""
    from consoleapp.screens.requests.list import RequestsScreen

    return RequestsScreen


def may_read_reports(session: Session) -> bool:
    """Reports are for those who answer for the desk."""
    return session.desk is not None and allowed(session.desk.actor.role, Permission.READ_REPORTS)


def reports_screen() -> Callable[[Session], DeskScreen]:
    """The gallery of reports; loaded when it is first looked at."""
    from consoleapp.screens.reports.screen import ReportsScreen

    return ReportsScreen


def staff_screen() -> Callable[[Session], DeskScreen]:
    """Who may sign in; loaded when it is first looked at."""
    from consoleapp.screens.office.staff import StaffScreen

    return StaffScreen


def audit_screen() -> Callable[[Session], DeskScreen]:
    """What is on record; loaded when it is first looked at."""
    from consoleapp.screens.office.audit import AuditScreen

    return AuditScreen


def console(settings: Settings, login: str, clock: Clock, language: str = "") -> ConsoleApp:
    """The console of ``settings``: the sign-in screen at once, ``login`` filled in where one was named, in
    ``language`` where one was asked for.
    """
    session = Session(settings, clock, last_login=login)
    closing = threading.Event()
    session.policy = lambda policy_id: policy_screen()(session, policy_id)
    session.claim = lambda claim_id, member_id, tab: claim_screen()(session, claim_id, member_id, tab)
    session.ledger = lambda policy_id, **row: ledger_screen()(session, policy_id, **row)

    def open_desk() -> Book:
        # The database layer loads here, in a thread, after the first paint (SPEED 8).
        collect_garbage()
        from consoleapp.desk.demo import demo_staff
        from consoleapp.desk.opening import caution, open_book
        from consoleapp.desk.warming import warm_up

        database = open_book(settings)
        people = tuple(DemoLogin(one.login, one.name, one.password) for one in demo_staff(database))

        def warm() -> None:
            find_screen()
            warm_up(database)
            for language in LANGUAGES:  # a sentence is said in the language of the member
                catalogue(language)
            # The area most calls lead to next: its first rows wait for no module.
            claims_screen()
            import_module("consoleapp.desk.claim_enquiry")
            collect_garbage()
            if people:
                deliver_demo(database, settings, clock, closing)

        threading.Thread(target=warm, name="warm up", daemon=True).start()
        return Book(database, people, caution(database, settings, clock()))

    def leave() -> None:
        closing.set()
        desk = session.desk
        if desk is not None:
            from consoleapp.desk.signin import sign_out

            with suppress(Exception):  # the book is out of reach: the session ends after some hours
                sign_out(desk)

    def keep_look(language: str, theme: str) -> None:
        desk = session.desk
        if desk is not None:
            from consoleapp.desk.keys import new_key
            from consoleapp.desk.staff import remember_look

            remember_look(desk, language=language, theme=theme, key=new_key())

    def may(permission: Permission) -> Callable[[], bool]:
        return lambda: session.desk is not None and allowed(session.desk.actor.role, permission)

    async def own_sign_in(app: App[object]) -> str:
        from consoleapp.screens.office.own import change_own_sign_in

        return await change_own_sign_in(app, session)

    def step(screen: str) -> None:
        desk = session.desk
        if desk is not None:
            from consoleapp.desk.audit import opened

            with suppress(ConsoleError):  # signed out meanwhile, or the book is busy
                opened(desk, screen)

    def keep_head() -> None:
        book = session.book
        if book is not None:
            from consoleapp.desk.audit_heads import keep_head

            older = timedelta(minutes=settings.audit.head_minutes * 3 / 4)
            with suppress(OSError):  # whoever checks the record sees how old the newest head is
                keep_head(book.database, settings, clock, older_than=older)

    return ConsoleApp(
        Launch(
            settings=settings,
            clock=clock,
            open_desk=open_desk,
            gate=lambda: SignInScreen(session),
            areas=(
                Area("find", lambda: find_screen()(session), may(Permission.FIND)),
                # Where those begin who see nobody: administrators, auditors.
                Area("staff", lambda: staff_screen()(session), may(Permission.MANAGE_STAFF)),
                Area("audit", lambda: audit_screen()(session), may(Permission.READ_AUDIT)),
                Area("policies", lambda: policies_screen()(session), may(Permission.READ_POLICY)),
                Area("ledger", lambda: ledger_screen()(session), may(Permission.READ_LEDGER)),
                Area("claims", lambda: claims_screen()(session), may(Permission.READ_CLAIMS)),
                Area("directory", lambda: directory_screen()(session), may(Permission.READ_DIRECTORY)),
                Area("reference", lambda: reference_screen()(session), may(Permission.READ_REFERENCE)),
                Area("requests", lambda: requests_screen()(session), may(Permission.TAKE_CONTACTS)),
                Area("accounts", lambda: accounts_screen()(session), may(Permission.READ_ACCOUNTS)),
                Area("reports", lambda: reports_screen()(session), lambda: may_read_reports(session)),
            ),
            doors=desk_doors(settings.hours, load_calendar()),
            contact=session.band,
            keep_look=keep_look,
            step=step,
            own_sign_in=own_sign_in,
            keep_head=keep_head,
            leave=leave,
            language=language,
        )
    )
