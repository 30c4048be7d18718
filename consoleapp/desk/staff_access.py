"""How staff get in, and are put out: sessions, forgotten passwords, lost phones, the way back (SAFETY 5)."""

import getpass
import platform

from sqlalchemy import insert, update

from consoleapp.desk import codes, hashing
from consoleapp.desk.context import Clock, Work, reads, writes
from consoleapp.desk.passwords import require_strong
from consoleapp.desk.shapes import SessionRow
from consoleapp.desk.signin import login_hash
from consoleapp.desk.staff import edit, named, new_row, require_peer, required_reason
from consoleapp.errors import NotAllowed, Refused
from consoleapp.i18n import N_
from consoleapp.rules.permissions import Permission, Role, allowed
from consoleapp.rules.text import clean, fold
from consoleapp.settings import Settings
from consoleapp.store import audit
from consoleapp.store.engine import Database
from consoleapp.store.locking import lock_for_writing
from consoleapp.store.queries import staff as queries
from consoleapp.store.tables import staff


@reads(None)
def sessions(work: Work, login: str = "") -> tuple[SessionRow, ...]:
    """What is signed in now, the newest first: one's own, or anybody's for whoever manages staff.

    Without ``login`` it is everybody's for whoever manages staff, otherwise one's own.
    """
    manages = allowed(work.desk.actor.role, Permission.MANAGE_STAFF)
    own = work.desk.actor.login
    wanted = fold(login) or ("" if manages else own)
    if wanted != own and not manages:
        raise NotAllowed(
            N_("Your role may not do this ({permission}). Ask a supervisor."),
            permission=Permission.MANAGE_STAFF.value,
        )
    staff_id = named(work, wanted).id if wanted else None
    hours = work.desk.settings.sign_in.longest_hours
    return tuple(
        SessionRow(row.login, row.name, row.started_at, row.host, row.id == work.desk.actor.session_id)
        for row in queries.standing_sessions(work.connection, work.now, hours, staff_id)
    )


@writes("staff.signed_out_by_another", Permission.MANAGE_STAFF)
def end_sessions(work: Work, login: str, reason: str, *, key: str) -> None:
    """Sign somebody out everywhere; they may sign in again (SAFETY 6)."""
    row = named(work, login)
    edit(work, row, epoch=row.epoch + 1)
    work.record("staff.signed_out_by_another", f"staff:{row.id}", reason=required_reason(reason))


@writes("staff.password_reset", Permission.MANAGE_STAFF, secret=("password",))
def reset_password(work: Work, login: str, password: str, reason: str, *, key: str) -> None:
    """A password to get in with once: they choose one of their own at once. Ends their lock and sessions.

    A second factor stays as it is.
    """
    row = named(work, login)
    why = required_reason(reason)
    _require_another_person(work, row.id)
    require_peer(work, row.role)
    require_strong(work.desk.settings, row.login, row.name, password)
    edit(work, row, password_hash=hashing.hash_of(password), own_password=False, epoch=row.epoch + 1)
    queries.clear_tries(work.connection, login_hash(work.desk.audit_key, row.login))
    work.record("staff.password_reset", f"staff:{row.id}", reason=why)


@writes("staff.factor_removed", Permission.MANAGE_STAFF)
def remove_second_factor(work: Work, login: str, reason: str, *, key: str) -> None:
    """For a lost phone: no code is asked for any more, and a new password is chosen at the next sign-in.

    The password they have may be as short as one beside a second factor. Raises Refused without one.
    """
    row = named(work, login)
    why = required_reason(reason)
    _require_another_person(work, row.id)
    require_peer(work, row.role)
    if not codes.remove(work.connection, row.id):
        raise Refused(N_("{login} has no second factor."), login=row.login)
    edit(work, row, own_password=False, epoch=row.epoch + 1)
    work.record("staff.factor_removed", f"staff:{row.id}", reason=why)


def recover(
    database: Database, settings: Settings, clock: Clock, login: str, name: str, password: str, reason: str
) -> None:
    """The way back when no supervisor gets in: for whoever holds the machine and its audit key, on record.

    A supervisor named by ``login`` gets this password to choose another with, without lock, second factor or
    open sessions; a login nobody has becomes a new supervisor. Raises Refused for anybody else.
    """
    key = audit.read_key(settings.audit_key_file)
    why = required_reason(reason)
    row = new_row(settings, login, name or login, Role.SUPERVISOR, password) | {"own_password": False}
    with database.write() as connection:
        lock_for_writing(connection, "staff")
        now = clock()
        person = queries.by_login(connection, row["login"])
        if person is None:
            staff_id = connection.execute(
                insert(staff).values(**row, created_at=now).returning(staff.c.id)
            ).scalar_one()
        elif person.role is not Role.SUPERVISOR:
            raise Refused(
                N_("{login} is no supervisor. Name a supervisor, or a new sign-in name."), login=person.login
            )
        else:
            staff_id = person.id
            codes.remove(connection, staff_id)
            connection.execute(
                update(staff)
                .where(staff.c.id == staff_id)
                .values(
                    password_hash=row["password_hash"],
                    own_password=False,
                    disabled=False,
                    epoch=person.epoch + 1,
                    version=person.version + 1,
                )
            )
        queries.clear_tries(connection, login_hash(key, row["login"]))
        facts = {"reason": why, "new": person is None, "account": _account(), "host": platform.node()}
        audit.append(
            connection, key, [audit.Entry(now, "staff.recovered", None, None, f"staff:{staff_id}", facts)]
        )


def _account() -> str:
    """The account of the operating system that runs the command."""
    try:
        return clean(getpass.getuser())
    except (OSError, KeyError, ImportError):
        return "unknown"


def _require_another_person(work: Work, staff_id: int) -> None:
    """One's own password is changed with the old one, one's own phone is replaced by a recovery code."""
    if staff_id == work.desk.actor.staff_id:
        raise NotAllowed(N_("Not for your own account: somebody else who manages staff does this."))
