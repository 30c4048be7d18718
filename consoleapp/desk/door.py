"""Where passwords are tried: a try is counted before the password is looked at (SAFETY 4, 5)."""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NoReturn

from sqlalchemy import Row

from consoleapp.desk import hashing
from consoleapp.desk.context import Clock
from consoleapp.errors import NotAllowed
from consoleapp.i18n import N_
from consoleapp.rules.passwords import next_try_at
from consoleapp.settings import Settings
from consoleapp.store import audit
from consoleapp.store.engine import Database
from consoleapp.store.queries import staff as queries

Sleep = Callable[[float], None]


def login_hash(audit_key: bytes, login: str) -> str:
    """The name tries are counted under: what is typed into the login box may be a password."""
    return hmac.new(
        audit_key, b"login\n" + login.encode("utf-8", "surrogatepass"), hashlib.sha256
    ).hexdigest()


@dataclass(frozen=True, slots=True)
class Tried:
    """What one try at a password came to."""

    person: Row[Any] | None
    login_hash: str
    count: int
    right: bool
    why: str


@dataclass(frozen=True, slots=True)
class Door:
    """Where passwords are tried: the same steps in the same order for everybody."""

    database: Database
    settings: Settings
    clock: Clock
    audit_key: bytes
    sleep: Sleep

    def attempt(self, login: str, password: str) -> Tried:
        """Count the try, then hash once, whoever it is."""
        figures = self.settings.sign_in
        name = login_hash(self.audit_key, login)
        spare = hashing.nobody()
        with self.database.write() as connection:
            count, free = queries.reserve_try(
                connection,
                name,
                self.clock(),
                limit=figures.tries,
                lock=timedelta(minutes=figures.lock_minutes),
            )
            person = queries.by_login(connection, login)
        may_enter = free and person is not None and not person.disabled
        fits = hashing.fits(person.password_hash if may_enter and person is not None else spare, password)
        why = (
            "locked"
            if not free
            else "unknown"
            if person is None
            else "disabled"
            if person.disabled
            else "wrong"
        )
        return Tried(person, name, count, may_enter and fits, why)

    def take_back(self, tried: Tried) -> None:
        """A right password that lacked something else is no try."""
        with self.database.write() as connection:
            queries.take_try_back(connection, tried.login_hash, tried.count)

    def refuse(self, tried: Tried, refusal: NotAllowed | None = None) -> NoReturn:
        """Put the try on record, hold the answer back, then refuse. Always raises NotAllowed."""
        subject = "" if tried.person is None else f"staff:{tried.person.id}"
        with self.database.write() as connection:
            self.record(
                connection, self.clock(), "staff.refused", None, subject, why=tried.why, tries=tried.count
            )
        self.sleep(self.delay(tried.count))
        raise refusal or self.refusal()

    def delay(self, count: int) -> float:
        """Seconds the answer to the ``count``-th wrong try is held back: 1, 2, 4, 8, at most so many."""
        figures = self.settings.sign_in
        now = self.clock()
        wait = next_try_at(min(count, figures.tries), now, tries=figures.tries) - now
        return min(wait.total_seconds(), figures.longest_delay_seconds)

    def refusal(self) -> NotAllowed:
        figures = self.settings.sign_in
        return NotAllowed(
            N_(
                "Name or password is wrong, or sign-in is locked for {minutes} minutes after {tries} tries. "
                "Try again or ask a supervisor."
            ),
            minutes=figures.lock_minutes,
            tries=figures.tries,
        )

    def record(
        self, connection: Any, now: datetime, event: str, staff_id: int | None, subject: str, **facts: object
    ) -> None:
        audit.append(connection, self.audit_key, [audit.Entry(now, event, staff_id, None, subject, facts)])
