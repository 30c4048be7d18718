"""The one place every verb passes through: session, permission, idempotency, audit, commit (house rule 2).

A verb is a function whose first argument is a :class:`Work`. ``@writes`` and ``@reads`` turn it into a
function of a :class:`Desk`: they open the transaction, check who acts, run it, record what was done or looked
at, and commit. Functions below never commit.
"""

import functools
import hashlib
import hmac
import inspect
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import DBAPIError

from consoleapp.errors import Conflict, NotAllowed, Refused
from consoleapp.i18n import N_
from consoleapp.rules.dates import local
from consoleapp.rules.permissions import Permission, Role, allowed
from consoleapp.settings import Settings
from consoleapp.store import audit
from consoleapp.store.engine import Database, is_duplicate
from consoleapp.store.tables import access_entry, act, staff, staff_session

Clock = Callable[[], datetime]
"""Answers the present moment, aware, in UTC."""

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is at the desk, as signed in."""

    staff_id: int
    login: str
    name: str
    role: Role
    session_id: int


@dataclass(frozen=True, slots=True)
class Desk:
    """What a verb needs to know: who acts, in which contact, on which book, at what time."""

    database: Database
    settings: Settings
    clock: Clock
    actor: Actor
    audit_key: bytes = field(repr=False)
    contact_id: int | None = None

    def in_contact(self, contact_id: int | None) -> "Desk":
        """The same desk, serving this contact (or none)."""
        return replace(self, contact_id=contact_id)


@dataclass(slots=True)
class Work:
    """One verb in progress: its transaction, and what it will leave on record."""

    desk: Desk
    connection: Connection
    now: datetime
    entries: list[audit.Entry] = field(default_factory=list)
    looks: list[dict[str, object]] = field(default_factory=list)

    @property
    def today(self) -> date:
        """The date in Hong Kong."""
        return local(self.now).date()

    def record(self, event: str, subject: str, /, **facts: object) -> None:
        """Leave an audit entry; ``facts`` are ids, codes and counts, never personal data."""
        actor = self.desk.actor
        self.entries.append(
            audit.Entry(self.now, event, actor.staff_id, self.desk.contact_id, subject, facts)
        )

    def looked(self, member_id: int, what: str, purpose: str = "") -> None:
        """Leave an access entry: this member of staff saw ``what`` of this member."""
        self.looks.append(
            {
                "at": self.now,
                "staff_id": self.desk.actor.staff_id,
                "contact_id": self.desk.contact_id,
                "member_id": member_id,
                "what": what,
                "purpose": purpose,
            }
        )

    def leave_trace(self) -> None:
        """Write what was recorded; the audit chain last, because it lets one writer at a time past."""
        if self.looks:
            self.connection.execute(insert(access_entry), self.looks)
        if self.entries:
            audit.append(self.connection, self.desk.audit_key, self.entries)


def reads(
    needs: Permission,
) -> Callable[[Callable[Concatenate[Work, P], R]], Callable[Concatenate[Desk, P], R]]:
    """A verb that answers a question. Its looks are on record before the answer leaves the desk."""

    def decorate(verb: Callable[Concatenate[Work, P], R]) -> Callable[Concatenate[Desk, P], R]:
        @functools.wraps(verb)
        def answer(desk: Desk, /, *args: P.args, **kwargs: P.kwargs) -> R:
            with desk.database.read() as connection:
                work = Work(desk, connection, desk.clock())
                _check(work, needs)
                result = verb(work, *args, **kwargs)
            if work.looks or work.entries:
                with desk.database.write() as connection:
                    work.connection = connection
                    work.leave_trace()
            return result

        return answer

    return decorate


def writes(
    event: str, needs: Permission
) -> Callable[[Callable[Concatenate[Work, P], R]], Callable[Concatenate[Desk, P], R]]:
    """A verb that changes the book, once for each idempotency ``key`` (SAFETY 20).

    The verb takes a keyword ``key`` and answers with None, a number or a text. The same key with the same
    content answers with the first result; with other content it is refused.
    """

    def decorate(verb: Callable[Concatenate[Work, P], R]) -> Callable[Concatenate[Desk, P], R]:
        signature = inspect.signature(verb)
        if "key" not in signature.parameters:
            raise TypeError(f"{verb.__qualname__} changes the book and needs an idempotency key")

        @functools.wraps(verb)
        def perform(desk: Desk, /, *args: P.args, **kwargs: P.kwargs) -> R:
            content = signature.bind(None, *args, **kwargs).arguments
            key = content.pop("key")
            digest = _digest(desk, event, content)
            try:
                with desk.database.write() as connection:
                    work = Work(desk, connection, desk.clock())
                    _check(work, needs)
                    done, result = _earlier(connection, key, digest)
                    if done:
                        return result  # type: ignore[no-any-return]
                    result = verb(work, *args, **kwargs)
                    connection.execute(
                        insert(act).values(
                            key=key,
                            verb=event,
                            hash=digest,
                            result=json.dumps(result),
                            staff_id=desk.actor.staff_id,
                            at=work.now,
                        )
                    )
                    work.leave_trace()
                return result
            except DBAPIError as error:
                return _after_failure(desk, key, digest, error)  # type: ignore[no-any-return]

        return perform

    return decorate


def _check(work: Work, needs: Permission) -> None:
    """The session must still stand and the role must allow the verb (SAFETY 6, 10)."""
    actor, settings = work.desk.actor, work.desk.settings.sign_in
    row = work.connection.execute(
        select(
            staff.c.role,
            staff.c.disabled,
            staff.c.epoch,
            staff_session.c.epoch.label("session_epoch"),
            staff_session.c.started_at,
            staff_session.c.ended_at,
        )
        .join_from(staff_session, staff)
        .where(staff_session.c.id == actor.session_id, staff_session.c.staff_id == actor.staff_id)
    ).first()
    if row is None or row.disabled or row.ended_at is not None or row.epoch != row.session_epoch:
        raise SessionOver(N_("Your session was ended. Nothing was done. Sign in again."))
    if work.now - row.started_at > timedelta(hours=settings.longest_hours):
        raise SessionOver(
            N_("You have been signed in for {hours} hours. Sign in again to go on."),
            hours=settings.longest_hours,
        )
    if not allowed(row.role, needs):
        raise NotAllowed(
            N_("Your role may not do this ({permission}). Ask a supervisor."), permission=needs.value
        )


class SessionOver(NotAllowed):
    """Signed out elsewhere, disabled, changed in role, or signed in for too long."""


def _earlier(connection: Connection, key: str, digest: str) -> tuple[bool, Any]:
    row = connection.execute(select(act.c.hash, act.c.result).where(act.c.key == key)).first()
    if row is None:
        return False, None
    if not hmac.compare_digest(row.hash, digest):
        raise Conflict(N_("This act was already done with other content. Start it again."))
    return True, json.loads(row.result)


def _after_failure(desk: Desk, key: str, digest: str, error: DBAPIError) -> Any:
    """The reply was lost or somebody was faster: look whether the act is on record, never repeat blindly."""
    if not (error.connection_invalidated or is_duplicate(error)):
        raise error
    try:
        with desk.database.read() as connection:
            done, result = _earlier(connection, key, digest)
    except DBAPIError as second:
        raise Refused(
            N_("The database does not answer; whether this was recorded is unknown. Try again in a moment.")
        ) from second
    if done:
        return result
    if is_duplicate(error):
        raise error
    raise Refused(
        N_("The database was cut off before this was recorded. Nothing was done; try again.")
    ) from error


def _digest(desk: Desk, event: str, content: dict[str, object]) -> str:
    """A keyed hash of what was asked: what a caller said cannot be guessed back from it."""
    text = json.dumps([event, {k: v for k, v in content.items() if k != "work"}], default=str, sort_keys=True)
    return hmac.new(desk.audit_key, text.encode(), hashlib.sha256).hexdigest()
