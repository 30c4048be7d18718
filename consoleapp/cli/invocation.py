"""What every command starts from: the home folder, the settings, and a desk somebody signed in to."""

import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from consoleapp.errors import WrongUse
from consoleapp.i18n import N_, _
from consoleapp.settings import Settings, load

if TYPE_CHECKING:
    from consoleapp.desk.context import Desk
    from consoleapp.desk.opening import Database
    from consoleapp.reference.notice import Notice


def utc_now() -> datetime:
    """The clock of the command line."""
    return datetime.now(UTC)


@dataclass
class Invocation:
    """One run of the command line."""

    home: Path
    environ: Mapping[str, str]
    login: str | None
    language: str | None
    enrolled: bool = False
    """Signing in took up a second factor."""
    _signed_in: "Desk | None" = None

    @cached_property
    def settings(self) -> Settings:
        return load(self.home, self.environ)

    def book(self) -> "Database":
        """The book of this home. Raises Refused where there is none, or one of another schema."""
        from consoleapp.desk.opening import open_book

        return open_book(self.settings)

    def desk(self, accepts: "Notice | None" = None) -> "Desk":
        """A desk signed in as ``--as``; the password comes from CONSOLEAPP_PASSWORD or a prompt.

        What else is asked for – a one-time code, a password of one's own, the rules of use – comes from a
        prompt too, or from CONSOLEAPP_CODE, CONSOLEAPP_NEW_PASSWORD and ``accepts``.
        """
        from consoleapp.cli.signing_in import ask_for, show_recovery_codes
        from consoleapp.desk.signin import Given, MoreNeeded, sign_in

        if not self.login:
            raise WrongUse(N_("Say who is at the desk: consoleapp --as STAFF …"))
        book = self.book()
        password, given = self.password(book), Given(notice=accepts)
        try:
            self._signed_in = sign_in(book, self.settings, utc_now, self.login, password, given)
        except MoreNeeded as missing:
            given = ask_for(self, missing, given)
            try:
                self._signed_in = sign_in(book, self.settings, utc_now, self.login, password, given)
            except MoreNeeded as last:  # a second factor comes after everything else
                given = ask_for(self, last, given)
                self._signed_in = sign_in(book, self.settings, utc_now, self.login, password, given)
        if given.recovery_codes:
            self.enrolled = True
            show_recovery_codes(given.recovery_codes)
        return self._signed_in

    def leave(self) -> None:
        """Sign out at the end of a command, whatever came of it."""
        desk, self._signed_in = self._signed_in, None
        if desk is not None:
            from consoleapp.desk.signin import sign_out

            with suppress(Exception):  # the answer is given; a session left open ends after some hours
                sign_out(desk)
            desk.database.close()

    def password(self, book: "Database") -> str:
        """The password of ``--as``. On a demo book the printed one serves: examples run as they stand."""
        from consoleapp.desk.demo import demo_staff

        given = self.environ.get("CONSOLEAPP_PASSWORD")
        if given is not None:
            return given
        for person in demo_staff(book):
            if person.login == self.login:
                return person.password
        if not sys.stdin.isatty():
            raise WrongUse(N_("No password: set CONSOLEAPP_PASSWORD, or run this in a terminal."))
        import getpass

        return getpass.getpass(_("Password of {login}: ").format(login=self.login))

    def open_console(self) -> None:
        """Open the full-screen console. Raises WrongUse without a terminal."""
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            raise WrongUse(
                N_("The console needs a terminal. Without one: find, member, import, … (consoleapp --help).")
            )
        from consoleapp.cli.memory import leave_garbage

        leave_garbage()
        from consoleapp.cli.console import console
        from consoleapp.cli.hangup import watch_terminal
        from consoleapp.cli.memory import share_one_heap

        share_one_heap()
        app = console(self.settings, self.login or "", utc_now, self.language or "")
        watch_terminal(app.launch.leave)
        try:
            app.run()
        finally:
            app.launch.leave()


def logs_of(arguments: Sequence[str]) -> Path:
    """Where a fault of this command line is written, found even when its options could not be read."""
    home = Path()
    for place, word in enumerate(arguments):
        if word == "--home" and place + 1 < len(arguments):
            home = Path(arguments[place + 1])
        elif word.startswith("--home="):
            home = Path(word.removeprefix("--home="))
    return home.expanduser().absolute() / "data" / "logs"
