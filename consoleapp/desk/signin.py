"""Signing in and out. A try is counted before the password is looked at (SAFETY 4, 5, 9)."""

import platform
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, update

from consoleapp.desk import codes, hashing
from consoleapp.desk.audit_heads import keep_head
from consoleapp.desk.context import Actor, Clock, Desk, Work, require_open_session, writes
from consoleapp.desk.door import Door, Sleep, Tried, login_hash
from consoleapp.desk.passwords import require_another, require_strong
from consoleapp.errors import NotAllowed, Refused
from consoleapp.i18n import N_
from consoleapp.reference.notice import Notice, version_in_force
from consoleapp.rules.dates import from_local, local_date
from consoleapp.rules.permissions import Role, roles_named
from consoleapp.rules.text import fold
from consoleapp.settings import Settings
from consoleapp.store import audit
from consoleapp.store.engine import Database
from consoleapp.store.queries import contacts as contact_queries
from consoleapp.store.queries import staff as queries
from consoleapp.store.tables import staff, staff_session

__all__ = [
    "NOTHING_MORE",
    "Given",
    "MoreNeeded",
    "WrongCode",
    "confirm_password",
    "login_hash",
    "second_person",
    "sign_in",
    "sign_out",
    "sign_out_everywhere",
]


@dataclass(frozen=True, slots=True)
class Given:
    """What is given beside login and password, as far as :class:`MoreNeeded` asked for it."""

    code: str = ""
    """A one-time code, or a recovery code."""
    notice: Notice | None = None
    """The notice that was read and accepted."""
    new_password: str = field(default="", repr=False)
    """One of one's own, in place of the one that was given."""
    first_code: str = ""
    """The first code of the second factor that :class:`MoreNeeded` had begun."""
    recovery_codes: tuple[str, ...] = field(default=(), repr=False)
    """What serves for a lost phone from then on; shown to their owner this once."""


NOTHING_MORE = Given()


class MoreNeeded(NotAllowed):
    """The password is right; what is named here is missing before a session opens. The try is not counted.

    ``factor``: the role demands a second factor and there is none; ``enrolment`` is what an app needs for it.
    """

    def __init__(self, *, code: bool, notice: bool, new_password: bool, factor: bool = False) -> None:
        super().__init__(N_("Before you are in: {wanted}."))
        self.code, self.notice, self.new_password, self.factor = code, notice, new_password, factor
        self.enrolment: codes.Enrolment | None = None

    def text(self, translate: Callable[[str], str]) -> str:
        wanted = [
            translate(words)
            for missing, words in (
                (self.code, N_("your one-time code")),
                (self.notice, N_("read and accept the rules of use")),
                (self.new_password, N_("a password of your own")),
                (self.factor, N_("take up a second factor")),
            )
            if missing
        ]
        return translate(self.template).format(wanted=", ".join(wanted))


class WrongCode(NotAllowed):
    """The password was right, the one-time code was not, or had been used. Counted like a wrong password."""


def sign_in(
    database: Database,
    settings: Settings,
    clock: Clock,
    login: str,
    password: str,
    given: Given = NOTHING_MORE,
    *,
    audit_key: bytes | None = None,
    sleep: Sleep = time.sleep,
) -> Desk:
    """A desk for ``login``. Raises NotAllowed with one text for unknown, disabled, locked and wrong alike.

    Each of these takes the same steps and the same time, and from the second wrong try on the answer is
    held back longer each time. After five tries the login is locked for 15 minutes, never for ever.

    Once the password is right, raises MoreNeeded for all that is missing in ``given``, WrongCode for a code
    that is wrong or used, and Refused for a new password that is too weak.
    """
    roles_named(settings.sign_in.second_factor_roles)  # misspelt, it lets nobody in
    key = audit.read_key(settings.audit_key_file) if audit_key is None else audit_key
    door = Door(database, settings, clock, key, sleep)
    tried = door.attempt(fold(login), password)
    if tried.person is None or not tried.right:
        door.refuse(tried)
    try:
        _require_given(door, tried.person, given)
    except MoreNeeded as missing:
        door.take_back(tried)
        if missing.factor:
            missing.enrolment = _begin_factor(door, tried.person)
        raise
    except Refused:
        door.take_back(tried)
        raise
    new_hash = _new_hash(tried.person, password, given)
    with database.write() as connection:
        now = clock()
        person = queries.by_login(connection, tried.person.login)
        if person is None or person.disabled or person.password_hash != tried.person.password_hash:
            raise door.refusal()  # changed while the password was being checked
        entries: list[audit.Entry] = []
        how = _proved(door, connection, person, given, now, entries)
        if how:
            actor = _enter(door, connection, person, tried, given, how, new_hash, entries)
            audit.append(connection, key, entries)
    if not how:
        door.refuse(replace(tried, why="code"), WrongCode(WRONG_CODE))
    return Desk(database, settings, clock, actor, key)


WRONG_CODE = N_("This code is not right, or it was used already. Wait for the next one.")


def _require_given(door: Door, person: Row[Any], given: Given) -> None:
    """Raises MoreNeeded for what is missing, Refused for a new password that may not be used."""
    with door.database.read() as connection:
        enrolled = codes.is_enrolled(connection, person.id)
        accepted = queries.accepted_notices(connection, person.id)
    in_force = version_in_force(door.settings.notice)
    reads = given.notice is not None and given.notice.version == in_force
    missing = MoreNeeded(
        code=enrolled and not given.code.strip(),
        notice=not (reads or in_force in accepted),
        new_password=not person.own_password and not given.new_password,
    )
    if missing.code or missing.notice or missing.new_password:
        raise missing
    if not person.own_password:
        require_strong(door.settings, person.login, person.name, given.new_password, second_factor=enrolled)
        require_another(person.password_hash, given.new_password)
    if not enrolled and not given.first_code and demands_factor(door.settings, person.role):
        raise MoreNeeded(code=False, notice=False, new_password=False, factor=True)


def demands_factor(settings: Settings, role: Role) -> bool:
    """Whether nobody of this role is let in without a second factor. Raises WrongUse for an unknown role."""
    return role in roles_named(settings.sign_in.second_factor_roles)


def _begin_factor(door: Door, person: Row[Any]) -> codes.Enrolment:
    """What an app needs, made anew each time the password is typed: an older one may have been seen."""
    with door.database.write() as connection:
        now = door.clock()
        salt = codes.begin(connection, person.id, now)
        if salt is None:
            raise door.refusal()  # taken up meanwhile
        door.record(connection, now, "staff.factor_begun", person.id, f"staff:{person.id}")
    return codes.enrolment(door.audit_key, person.login, salt)


def _new_hash(person: Row[Any], password: str, given: Given) -> str | None:
    """What is kept of the password from now on, where it is another than before.

    Made before the transaction: it takes a good part of a second, and while the audit chain is held every
    other desk waits.
    """
    if not person.own_password:
        return hashing.hash_of(given.new_password)
    return hashing.hash_of(password) if hashing.is_outdated(person.password_hash) else None


def _entry(now: datetime, event: str, staff_id: int, subject: str, **facts: object) -> audit.Entry:
    return audit.Entry(now, event, staff_id, None, subject, facts)


def _proved(
    door: Door,
    connection: Connection,
    person: Row[Any],
    given: Given,
    now: datetime,
    entries: list[audit.Entry],
) -> str:
    """What the person proved to be it by, beside the password; an empty text where the code is wrong."""
    if codes.is_enrolled(connection, person.id):
        return codes.take(connection, door.audit_key, person.id, given.code, now)
    if not demands_factor(door.settings, person.role):
        return "password"
    spare = tuple(codes.code_hash(door.audit_key, person.id, one) for one in given.recovery_codes)
    if not codes.confirm(connection, door.audit_key, person.id, given.first_code, spare, now):
        return ""
    entries.append(_entry(now, "staff.factor_confirmed", person.id, f"staff:{person.id}"))
    return "code"


def _enter(
    door: Door,
    connection: Connection,
    person: Row[Any],
    tried: Tried,
    given: Given,
    how: str,
    new_hash: str | None,
    entries: list[audit.Entry],
) -> Actor:
    """Open the session of somebody who proved to be it; ``entries`` gets what goes on record."""
    now = door.clock()
    subject = f"staff:{person.id}"
    queries.forgive_tries(connection, tried.login_hash, tried.count)
    queries.forget_old_tries(connection, now)
    contact_queries.forget_tries_before(connection, local_date(now))
    if given.notice is not None:
        queries.accept_notice(connection, person.id, given.notice, now)
        facts = {"version": given.notice.version, "language": given.notice.language}
        entries.append(_entry(now, "staff.notice_accepted", person.id, subject, **facts))
    changed: dict[str, Any] = {}
    if not person.own_password:
        # What the given password opened before is over.
        changed = {"own_password": True, "epoch": person.epoch + 1, "version": person.version + 1}
        entries.append(_entry(now, "staff.password_changed", person.id, subject))
    if new_hash is not None:
        changed["password_hash"] = new_hash
        connection.execute(
            update(staff)
            .where(staff.c.id == person.id, staff.c.password_hash == person.password_hash)
            .values(**changed)
        )
    last = queries.last_signed_in(connection, person.id)
    refused = queries.refused_since(connection, person.id, last)
    epoch = changed.get("epoch", person.epoch)
    session_id = queries.start_session(connection, person.id, epoch, now, platform.node())
    entries.append(_entry(now, "staff.signed_in", person.id, subject, session=session_id, how=how))
    # Nobody is on the telephone since yesterday: it waits among the parked, with nothing proved.
    day_began = from_local(datetime.combine(local_date(now), datetime.min.time()))
    for left_over in contact_queries.park_left_over(connection, person.id, day_began):
        entries.append(_entry(now, "contact.parked", person.id, f"contact:{left_over}", left_over=True))
    return Actor(
        person.id,
        person.login,
        person.name,
        person.role,
        session_id,
        person.language,
        person.theme,
        last,
        refused,
    )


def confirm_password(desk: Desk, password: str, *, sleep: Sleep = time.sleep) -> None:
    """After the idle lock: the person at the desk proves it is still them; tries are counted as at sign-in.

    Raises SessionOver when the session ended meanwhile, NotAllowed for a wrong password.
    """
    actor = desk.actor
    with desk.database.read() as connection:
        row = queries.session(connection, actor.session_id, actor.staff_id)
        require_open_session(row, actor, desk.clock(), desk.settings)
    door = Door(desk.database, desk.settings, desk.clock, desk.audit_key, sleep)
    tried = door.attempt(actor.login, password)
    if not tried.right:
        door.refuse(tried)
    with desk.database.write() as connection:
        now = desk.clock()
        row = queries.session(connection, actor.session_id, actor.staff_id)
        require_open_session(row, actor, now, desk.settings)
        queries.forgive_tries(connection, tried.login_hash, tried.count)
        door.record(connection, now, "staff.confirmed", actor.staff_id, f"staff:{actor.staff_id}")


def second_person(
    desk: Desk, login: str, password: str, code: str = "", *, sleep: Sleep = time.sleep
) -> Row[Any]:
    """Somebody else signs at this desk with their own login and password: who they are. No session opens.

    Tries are counted as at sign-in. Raises NotAllowed with the text of the sign-in for whoever may not in,
    MoreNeeded where they have a second factor and ``code`` is missing, WrongCode for a wrong one.
    """
    door = Door(desk.database, desk.settings, desk.clock, desk.audit_key, sleep)
    tried = door.attempt(fold(login), password)
    if tried.person is None or not tried.right:
        door.refuse(tried)
    try:
        _require_ready(door, tried.person, code)
    except Refused:
        door.take_back(tried)
        raise
    with desk.database.write() as connection:
        now = desk.clock()
        person = queries.by_login(connection, tried.person.login)
        if person is None or person.disabled or person.password_hash != tried.person.password_hash:
            raise door.refusal()  # changed while the password was being checked
        enrolled = codes.is_enrolled(connection, person.id)
        how = codes.take(connection, desk.audit_key, person.id, code, now) if enrolled else "password"
        if how:
            queries.forgive_tries(connection, tried.login_hash, tried.count)
            door.record(connection, now, "staff.signed_beside", person.id, f"staff:{person.id}", how=how)
    if not how:
        door.refuse(replace(tried, why="code"), WrongCode(WRONG_CODE))
    return person


def _require_ready(door: Door, person: Row[Any], code: str) -> None:
    """Only the code can be given at another's desk; the rest waits for a console of one's own."""
    try:
        _require_given(door, person, Given(code))
    except MoreNeeded as missing:
        if missing.notice or missing.new_password or missing.factor:
            raise NotAllowed(
                N_("{name} has to sign in at a console of their own first."), name=person.name
            ) from missing
        raise


def sign_out(desk: Desk) -> None:
    """End this session. A contact on the line stays open and waits for the next sign-in."""
    actor = desk.actor
    with desk.database.write() as connection:
        now = desk.clock()
        if queries.end_session(connection, actor.session_id, now):
            entry = audit.Entry(
                now,
                "staff.signed_out",
                actor.staff_id,
                None,
                f"staff:{actor.staff_id}",
                {"session": actor.session_id},
            )
            audit.append(connection, desk.audit_key, [entry])
    with suppress(OSError):  # whoever checks the record sees how old the newest head is
        keep_head(desk.database, desk.settings, desk.clock)


@writes("staff.signed_out_everywhere", None)
def sign_out_everywhere(work: Work, *, key: str) -> None:
    """End every other session of this member of staff; what is open there ends (SAFETY 6)."""
    actor = work.desk.actor
    epoch = work.connection.execute(
        update(staff)
        .where(staff.c.id == actor.staff_id)
        .values(epoch=staff.c.epoch + 1, version=staff.c.version + 1)
        .returning(staff.c.epoch)
    ).scalar_one()
    work.connection.execute(
        update(staff_session).where(staff_session.c.id == actor.session_id).values(epoch=epoch)
    )
    work.record("staff.signed_out_everywhere", f"staff:{actor.staff_id}")
