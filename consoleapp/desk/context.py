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
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Select, and_, bindparam, insert, select
from sqlalchemy.exc import DBAPIError

from consoleapp.desk import serving
from consoleapp.desk.serving import Serving
from consoleapp.errors import Conflict, NotAllowed, Refused, Uncertain
from consoleapp.i18n import N_
from consoleapp.rules.dates import local
from consoleapp.rules.permissions import Permission, Role, allowed
from consoleapp.rules.statuses import ContactStatus
from consoleapp.settings import Settings
from consoleapp.store import audit
from consoleapp.store.engine import Database, is_duplicate
from consoleapp.store.locking import insert_then_lock, lock_for_writing
from consoleapp.store.tables import (
    access_entry,
    act,
    contact,
    contact_step,
    member,
    policy,
    staff,
    staff_session,
)

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
    language: str = "en"
    theme: str = "desk-dark"
    last_signed_in: datetime | None = None
    """When they signed in before this time."""
    refused_since: int = 0
    """Tries in their name that were refused since then."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What a verb needs to know: who acts, on which book, at what time.

    ``contact_id`` is what the screen shows. What a verb obeys is the contact that is on the line for this
    member of staff in the book, whatever a screen remembers.
    """

    database: Database
    settings: Settings
    clock: Clock
    actor: Actor
    audit_key: bytes = field(repr=False)
    contact_id: int | None = None
    unattended: bool = False
    """Run by a schedule: nobody on the line hears of it, whomever its owner is talking to."""

    def in_contact(self, contact_id: int | None) -> "Desk":
        """The same desk, serving this contact (or none)."""
        return replace(self, contact_id=contact_id)


@dataclass(slots=True)
class Work:
    """One verb in progress: its transaction, and what it will leave on record."""

    desk: Desk
    connection: Connection
    now: datetime
    serving: Serving | None = None
    entries: list[audit.Entry] = field(default_factory=list)
    looks: list[dict[str, object]] = field(default_factory=list)
    steps: list[dict[str, object]] = field(default_factory=list)
    _parked: tuple[Serving, ...] | None = None

    @property
    def parked(self) -> tuple[Serving, ...]:
        """What this member of staff put aside and not wrapped up, the last one first."""
        if self._parked is None:
            figures = self.desk.settings.verification
            self._parked = serving.parked_of(self.connection, self.desk.actor.staff_id, self.now, figures)
        return self._parked

    @property
    def today(self) -> date:
        """The date in Hong Kong."""
        return local(self.now).date()

    @property
    def contact_id(self) -> int | None:
        """The contact on the line, if there is one."""
        return None if self.serving is None else self.serving.contact_id

    def record(self, event: str, subject: str, /, **facts: object) -> None:
        """Leave an audit entry; ``facts`` are ids, codes and counts, never personal data."""
        actor = self.desk.actor
        self.entries.append(audit.Entry(self.now, event, actor.staff_id, self.contact_id, subject, facts))

    def looked(self, member_id: int, what: str, purpose: str = "") -> None:
        """Leave an access entry: this member of staff saw ``what`` of this member."""
        self.looks.append(
            {
                "at": self.now,
                "staff_id": self.desk.actor.staff_id,
                "contact_id": self.contact_id,
                "member_id": member_id,
                "what": what,
                "purpose": purpose,
            }
        )

    def stepped(self, screen: str) -> None:
        """Leave a line of the call's replay, while there is a call."""
        if self.contact_id is not None:
            staff_id = self.desk.actor.staff_id
            self.steps.append(
                {"at": self.now, "staff_id": staff_id, "contact_id": self.contact_id, "screen": screen}
            )

    def leave_trace(self, done: dict[str, object] | None = None) -> None:
        """Write what was recorded; the audit chain last, because it lets one writer at a time past.

        ``done`` is the row of the act, with which that lock is taken: one message to the server for both.
        """
        if self.looks:
            self.connection.execute(insert(access_entry), self.looks)
        if self.steps:
            self.connection.execute(insert(contact_step), self.steps)
        if done is not None:
            insert_then_lock(self.connection, act, done, audit.LOCK)
        if self.entries:
            audit.append(self.connection, self.desk.audit_key, self.entries, locked=done is not None)


def reads(
    needs: Permission | None,
) -> Callable[[Callable[Concatenate[Work, P], R]], Callable[Concatenate[Desk, P], R]]:
    """A verb that answers a question. Its looks are on record before the answer leaves the desk."""

    def decorate(verb: Callable[Concatenate[Work, P], R]) -> Callable[Concatenate[Desk, P], R]:
        @functools.wraps(verb)
        def answer(desk: Desk, /, *args: P.args, **kwargs: P.kwargs) -> R:
            with desk.database.read() as connection:
                work = Work(desk, connection, desk.clock())
                _check(work, needs)
                result = verb(work, *args, **kwargs)
            if work.looks or work.entries or work.steps:
                with desk.database.write() as connection:
                    work.connection = connection
                    work.leave_trace()
            return result

        return answer

    return decorate


@contextmanager
def reads_on(desk: Desk, needs: Permission | None) -> Iterator[Work]:
    """A question whose answer is given out row by row, for as long as the block lasts.

    What it shows was put on record before by a verb of its own: nothing is left behind here.
    """
    with desk.database.read() as connection:
        work = Work(desk, connection, desk.clock())
        _check(work, needs)
        yield work
        if work.looks or work.entries:
            raise RuntimeError("what is read on is put on record before")


def writes(
    event: str, needs: Permission | None, *, secret: tuple[str, ...] = (), keep_result: bool = True
) -> Callable[[Callable[Concatenate[Work, P], R]], Callable[Concatenate[Desk, P], R]]:
    """A verb that changes the book, once for each idempotency ``key`` (SAFETY 20).

    The verb takes a keyword ``key`` and answers with None, a number or a text. The same key with the same
    content answers with the first result; with other content it is refused.

    Arguments named in ``secret`` (a password, what a caller said) are compared within this process only:
    what is stored cannot be used to find them. With ``keep_result=False`` the result is private: it is not
    stored, and a repeat runs the verb again without leaving a second trace – such a verb only reads.
    """

    def decorate(verb: Callable[Concatenate[Work, P], R]) -> Callable[Concatenate[Desk, P], R]:
        signature = inspect.signature(verb)
        if "key" not in signature.parameters:
            raise TypeError(f"{verb.__qualname__} changes the book and needs an idempotency key")

        def attempt(desk: Desk, key: str, digest: str, /, *args: P.args, **kwargs: P.kwargs) -> R:
            with desk.database.write() as connection:
                work = Work(desk, connection, desk.clock())
                row = _check(work, needs, key)
                done, result = _first_result(row.act_hash, row.act_result, digest)
                if done and keep_result:
                    return result  # type: ignore[no-any-return]
                result = verb(work, *args, **kwargs)
                if not (work.entries or work.looks):
                    raise RuntimeError(f"{verb.__qualname__} left no trace")
                if not done:
                    work.leave_trace(
                        {
                            "key": key,
                            "verb": event,
                            "hash": digest,
                            "result": json.dumps(result if keep_result else None),
                            "staff_id": desk.actor.staff_id,
                            "at": work.now,
                        }
                    )
            return result

        @functools.wraps(verb)
        def perform(desk: Desk, /, *args: P.args, **kwargs: P.kwargs) -> R:
            content = signature.bind(None, *args, **kwargs).arguments
            key = content.pop("key")
            digest = _digest(desk, event, content, secret)
            try:
                return attempt(desk, key, digest, *args, **kwargs)
            except DBAPIError as error:
                _after_failure(desk, key, digest, error)
            return attempt(desk, key, digest, *args, **kwargs)

        return perform

    return decorate


def _check(work: Work, needs: Permission | None, key: str | None = None) -> Any:
    """The session must still stand and the role must allow the verb (SAFETY 6, 10).

    Finds the contact on the line. ``needs`` is None for what everybody may do with their own sign-in.
    Answers with the row it read; given the ``key`` of an act, with what is on record of that act.
    """
    actor = work.desk.actor
    asked = {"session": actor.session_id, "staff": actor.staff_id}
    if key is None:
        row = work.connection.execute(_STANDING, asked).first()
    else:
        row = work.connection.execute(_STANDING_AND_DONE, asked | {"key": key}).first()
    require_open_session(row, actor, work.now, work.desk.settings)
    if needs is not None and not allowed(actor.role, needs):
        raise NotAllowed(
            N_("Your role may not do this ({permission}). Ask a supervisor."), permission=needs.value
        )
    if row is not None and row.contact_id is not None and not work.desk.unattended:
        work.serving = serving.serving_of(row, row.level)
    return row


def require_open_session(row: Any, actor: Actor, now: datetime, settings: Settings) -> None:
    """Raise SessionOver unless ``row``, staff joined with the session, is what ``actor`` signed in as."""
    if (
        row is None
        or row.disabled
        or row.ended_at is not None
        or row.epoch != row.session_epoch
        or row.role != actor.role
    ):
        raise SessionOver(N_("Your session was ended. Nothing was done. Sign in again."))
    hours = settings.sign_in.longest_hours
    if now - row.started_at > timedelta(hours=hours):
        raise SessionOver(
            N_("You have been signed in for {hours} hours. Sign in again to go on."), hours=hours
        )


class SessionOver(NotAllowed):
    """Signed out elsewhere, disabled, changed in role, or signed in for too long."""


_STANDING: Select[Any] = (
    select(
        staff.c.role,
        staff.c.disabled,
        staff.c.epoch,
        staff_session.c.epoch.label("session_epoch"),
        staff_session.c.started_at,
        staff_session.c.ended_at,
        *serving.COLUMNS,
    )
    .select_from(
        staff_session.join(staff, staff.c.id == staff_session.c.staff_id)
        .outerjoin(contact, and_(contact.c.staff_id == staff.c.id, contact.c.status == ContactStatus.ACTIVE))
        .outerjoin(member, member.c.id == contact.c.member_id)
        .outerjoin(policy, serving.ITS_POLICY)
    )
    .where(staff_session.c.id == bindparam("session"), staff_session.c.staff_id == bindparam("staff"))
)


_STANDING_AND_DONE: Select[Any] = _STANDING.add_columns(
    act.c.hash.label("act_hash"), act.c.result.label("act_result")
).outerjoin(act, act.c.key == bindparam("key"))


def _first_result(known: str | None, result: str | None, digest: str) -> tuple[bool, Any]:
    """Whether an act is on record, and what it answered. Raises Conflict when it was another one."""
    if known is None or result is None:
        return False, None
    if not hmac.compare_digest(known, digest):
        raise Conflict(N_("This act was already done with other content. Start it again."))
    return True, json.loads(result)


def _after_failure(desk: Desk, key: str, digest: str, error: DBAPIError) -> None:
    """The reply was lost or somebody was faster. Returns when the act is on record; never repeats it."""
    lost = error.connection_invalidated
    if not (lost or is_duplicate(error)):
        raise error
    try:
        with desk.database.write() as connection:
            row = _settled(connection, key)
            done = row is not None and _first_result(row.hash, row.result, digest)[0]
    except DBAPIError as second:
        raise Uncertain(
            N_("The database does not answer; whether this was recorded is unknown. Try again in a moment.")
        ) from second
    if done:
        return
    if lost:
        raise Refused(
            N_("The database was cut off before this was recorded. Nothing was done; try again.")
        ) from error
    raise Conflict(N_("Somebody else recorded the same just now. Nothing was done; look again.")) from error


@dataclass(frozen=True, slots=True)
class Recorded:
    """An act that is on record, and what it answered."""

    answer: Any


def became(desk: Desk, key: str) -> Recorded | None:
    """What became of an act whose reply was lost; None where it was not recorded, and now never will be."""
    with desk.database.write() as connection:
        _check(Work(desk, connection, desk.clock()), None)
        row = _settled(connection, key)
    return None if row is None else Recorded(json.loads(row.result))


def _settled(connection: Connection, key: str) -> Any:
    """The row of an act. Whoever still commits one holds the lock of the chain, and is waited for."""
    lock_for_writing(connection, audit.LOCK)
    return connection.execute(select(act.c.hash, act.c.result).where(act.c.key == key)).first()


_IN_THIS_PROCESS = secrets.token_bytes(32)


def _digest(desk: Desk, event: str, content: dict[str, object], secret: tuple[str, ...]) -> str:
    """A keyed hash of what was asked; secret parts go in under a key that dies with this process."""
    told = {
        name: hmac.new(_IN_THIS_PROCESS, _bytes(value), hashlib.sha256).hexdigest()
        if name in secret
        else value
        for name, value in content.items()
        if name != "work"
    }
    text = json.dumps([event, desk.actor.staff_id, told], default=str, sort_keys=True)
    return hmac.new(desk.audit_key, text.encode(), hashlib.sha256).hexdigest()


def _bytes(value: object) -> bytes:
    """What was typed, as bytes; a broken keyboard's half characters too."""
    return str(value).encode("utf-8", "surrogatepass")
