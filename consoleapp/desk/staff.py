"""Who may sign in: added, given a role, let in no more; each act with its reason, on record."""

import re
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from consoleapp.desk import approvals, codes, hashing
from consoleapp.desk.context import Clock, Desk, Work, reads, writes
from consoleapp.desk.passwords import require_another, require_strong
from consoleapp.desk.shapes import StaffRow
from consoleapp.desk.signin import confirm_password, login_hash
from consoleapp.errors import Conflict, NotAllowed, NotFound, Refused
from consoleapp.i18n import LANGUAGES, N_
from consoleapp.rules.approvals import ApprovalKind
from consoleapp.rules.identity import email as email_address
from consoleapp.rules.permissions import Permission, Role
from consoleapp.rules.text import LONGEST_NAME, LONGEST_REASON, clean, fold, within
from consoleapp.settings import Settings
from consoleapp.store import audit
from consoleapp.store.engine import Database
from consoleapp.store.locking import lock_for_writing
from consoleapp.store.queries import staff as queries
from consoleapp.store.tables import staff, staff_session

_LOGIN = re.compile(r"[a-z][a-z0-9._-]{1,31}")


def create_first_supervisor(
    database: Database, settings: Settings, clock: Clock, login: str, name: str, password: str
) -> None:
    """The first person of a new book. Raises Refused where somebody may sign in already."""
    key = audit.read_key(settings.audit_key_file)
    row = new_row(settings, login, name, Role.SUPERVISOR, password)
    with database.write() as connection:
        lock_for_writing(connection, "staff")
        if queries.count(connection):
            raise Refused(N_("This book has its staff already. Sign in as a supervisor to add somebody."))
        now = clock()
        staff_id = connection.execute(
            insert(staff).values(**row, created_at=now).returning(staff.c.id)
        ).scalar_one()
        entry = audit.Entry(now, "staff.first", None, None, f"staff:{staff_id}", {"role": Role.SUPERVISOR})
        audit.append(connection, key, [entry])


@writes("staff.added", Permission.MANAGE_STAFF, secret=("password",))
def add(work: Work, login: str, name: str, role: Role, password: str, *, key: str) -> int:
    """Somebody new; returns their id. Raises Refused for a login in use or a weak password.

    They choose a password of their own when they first sign in.
    """
    require_peer(work, role)
    row = new_row(work.desk.settings, login, name, role, password)
    lock_for_writing(work.connection, "staff")
    if queries.by_login(work.connection, row["login"]) is not None:
        raise Refused(N_("The sign-in name {login} is in use. Choose another one."), login=row["login"])
    staff_id: int = work.connection.execute(
        insert(staff).values(**row, own_password=False, created_at=work.now).returning(staff.c.id)
    ).scalar_one()
    work.record("staff.added", f"staff:{staff_id}", role=role)
    return staff_id


@reads(Permission.MANAGE_STAFF)
def staff_list(work: Work) -> tuple[StaffRow, ...]:
    """Everybody who may or might sign in, by login."""
    locks = queries.locks(work.connection, work.now)
    with_factor = codes.enrolled(work.connection)
    seen = queries.last_sign_ins(work.connection)
    return tuple(
        StaffRow(
            row.id,
            row.login,
            row.name,
            row.role,
            row.disabled,
            locks.get(login_hash(work.desk.audit_key, row.login)),
            row.id in with_factor,
            row.own_password,
            seen.get(row.id),
        )
        for row in queries.everybody(work.connection)
    )


@writes("staff.role_changed", Permission.MANAGE_STAFF)
def change_role(
    work: Work, login: str, role: Role, reason: str, *, approval_id: int | None = None, key: str
) -> None:
    """Another role for somebody; a second person approves, and what they have open ends (SAFETY 6, 11).

    Raises Refused for the last supervisor, NotAllowed for one's own role.
    """
    lock_for_writing(work.connection, "staff")
    row = named(work, login)
    why = required_reason(reason)
    if row.id == work.desk.actor.staff_id:
        raise NotAllowed(N_("Nobody changes their own role. Ask somebody else who manages staff."))
    if row.role is role:
        raise Refused(N_("{login} has this role already: {role}."), login=row.login, role=role)
    require_peer(work, role, row.role)
    _keep_a_supervisor(work, row)
    approvals.use(
        work,
        ApprovalKind.ROLE_CHANGE,
        {"staff": row.id, "from": row.role, "to": role, "reason": why},
        approval_id,
        subject=f"staff:{row.id}",
        facts={
            N_("Sign-in name"): row.login,
            N_("Role so far"): row.role.word,
            N_("New role"): role.word,
        },
    )
    edit(work, row, role=role, epoch=row.epoch + 1)
    work.record("staff.role_changed", f"staff:{row.id}", was=row.role, role=role, reason=why)


@writes("staff.disabled", Permission.MANAGE_STAFF)
def disable(work: Work, login: str, reason: str, *, key: str) -> None:
    """Let somebody in no more; what they have open ends with its next act (SAFETY 6)."""
    lock_for_writing(work.connection, "staff")
    row = named(work, login)
    _keep_a_supervisor(work, row)
    edit(work, row, disabled=True, epoch=row.epoch + 1)
    work.record("staff.disabled", f"staff:{row.id}", reason=required_reason(reason))


@writes("staff.enabled", Permission.MANAGE_STAFF)
def enable(work: Work, login: str, reason: str, *, key: str) -> None:
    """Let somebody in again. Sessions from before stay over."""
    row = named(work, login)
    edit(work, row, disabled=False)
    work.record("staff.enabled", f"staff:{row.id}", reason=required_reason(reason))


@writes("staff.email_set", Permission.MANAGE_STAFF)
def set_email(work: Work, login: str, address: str, *, key: str) -> None:
    """Where somebody is told of files of scheduled reports; an empty address: nowhere.

    Raises Refused for what is no address.
    """
    row = named(work, login)
    require_peer(work, row.role)
    edit(work, row, email=email_address(address) if clean(address) else "")
    work.record("staff.email_set", f"staff:{row.id}", there=bool(clean(address)))


@writes("staff.unlocked", Permission.MANAGE_STAFF)
def unlock(work: Work, login: str, reason: str, *, key: str) -> None:
    """End the lock after wrong passwords before its time; the password stays as it is."""
    row = named(work, login)
    queries.clear_tries(work.connection, login_hash(work.desk.audit_key, row.login))
    work.record("staff.unlocked", f"staff:{row.id}", reason=required_reason(reason))


def change_own_password(desk: Desk, current: str, password: str, *, key: str) -> None:
    """A new password for whoever is at the desk; every other session of theirs ends.

    Raises NotAllowed when ``current`` is wrong – counted as at sign-in – and Refused for a weak password.
    """
    confirm_password(desk, current)
    _change_own_password(desk, password, key=key)


@writes("staff.password_changed", None, secret=("password",))
def _change_own_password(work: Work, password: str, *, key: str) -> None:
    actor = work.desk.actor
    row = named(work, actor.login)
    enrolled = codes.is_enrolled(work.connection, row.id)
    require_strong(work.desk.settings, row.login, row.name, password, second_factor=enrolled)
    require_another(row.password_hash, password)
    edit(work, row, password_hash=hashing.hash_of(password), epoch=row.epoch + 1)
    work.connection.execute(
        update(staff_session).where(staff_session.c.id == actor.session_id).values(epoch=row.epoch + 1)
    )
    work.record("staff.password_changed", f"staff:{row.id}")


@writes("staff.look_kept", None)
def remember_look(work: Work, *, language: str | None = None, theme: str | None = None, key: str) -> None:
    """Keep the language and the theme this person chose, for the next sign-in."""
    if language is not None and language not in LANGUAGES:
        raise Refused(
            N_("{language} is not a language of the console. Choose from: {known}."),
            language=language,
            known=", ".join(LANGUAGES),
        )
    row = named(work, work.desk.actor.login)
    chosen = {"language": language, "theme": None if theme is None else clean(theme)[:40]}
    edit(work, row, **{name: value for name, value in chosen.items() if value})
    work.record("staff.look_kept", f"staff:{row.id}")


# For this module and for desk/staff_access.py.


def new_row(settings: Settings, login: str, name: str, role: Role, password: str) -> dict[str, Any]:
    """A row of somebody new. Raises Refused for a name that cannot be used or a weak password."""
    login, name = fold(login), within(clean(name), LONGEST_NAME)
    if not _LOGIN.fullmatch(login):
        raise Refused(
            N_("A sign-in name has 2 to 32 letters, digits, dots or dashes and begins with a letter.")
        )
    if not name:
        raise Refused(N_("Say the name of the person: it stands beside what they do."))
    require_strong(settings, login, name, password)
    return {
        "login": login,
        "name": name,
        "role": role,
        "password_hash": hashing.hash_of(password),
        # Not chosen yet: as the office has it, until Ctrl+L or Ctrl+T.
        "language": "",
        "theme": "",
    }


def require_peer(work: Work, *roles: Role) -> None:
    """Whoever manages staff but sees no member must not make themselves somebody who does (SAFETY 11)."""
    if Role.SUPERVISOR in roles and work.desk.actor.role is not Role.SUPERVISOR:
        raise NotAllowed(N_("Only a supervisor may do this with the account of a supervisor. Ask one."))


def named(work: Work, login: str) -> Row[Any]:
    """The member of staff with this login. Raises NotFound."""
    row = queries.by_login(work.connection, fold(login))
    if row is None:
        raise NotFound(N_("Nobody signs in as {login}. See: consoleapp staff list."), login=repr(login))
    return row


def edit(work: Work, row: Row[Any], **changes: object) -> None:
    """Change one row as it was read; Conflict when somebody changed it meanwhile."""
    edited = work.connection.execute(
        update(staff)
        .where(staff.c.id == row.id, staff.c.version == row.version)
        .values(**changes, version=row.version + 1)
    )
    if edited.rowcount != 1:
        raise Conflict(N_("Somebody else changed {login} just now. Look again."), login=row.login)


def required_reason(reason: str) -> str:
    """Why, in words for the record. Raises Refused for nothing."""
    given = within(clean(reason), LONGEST_REASON)
    if not given:
        raise Refused(N_("Give a reason; it goes on record."))
    return given


def _keep_a_supervisor(work: Work, row: Row[Any]) -> None:
    """Raises Refused when ``row`` is the only supervisor who may sign in."""
    others = work.connection.execute(
        select(func.count()).where(
            staff.c.role == Role.SUPERVISOR, staff.c.disabled.is_(False), staff.c.id != row.id
        )
    ).scalar_one()
    if row.role is Role.SUPERVISOR and not row.disabled and not others:
        raise Refused(N_("{login} is the last supervisor. Add another one first."), login=row.login)
