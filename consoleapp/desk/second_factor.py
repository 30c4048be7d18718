"""The second factor of whoever is at the desk: taken up with a first right code (SAFETY 9)."""

from dataclasses import dataclass

from sqlalchemy import delete, insert, select, update

from consoleapp.desk import codes, signin
from consoleapp.desk.context import Desk, Work, writes
from consoleapp.errors import Refused
from consoleapp.i18n import N_
from consoleapp.store.engine import upsert
from consoleapp.store.tables import recovery_code, second_factor, staff

ISSUER = "consoleapp"
"""What the app calls the account."""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an authenticator app is given, once."""

    secret: str
    """In base 32, for typing in."""
    uri: str
    """For a QR code."""


def begin(desk: Desk, password: str, *, key: str) -> Enrolment:
    """Begin anew with a second factor; it counts once :func:`confirm` got a right code.

    Raises NotAllowed for a wrong password, counted as at sign-in, and Refused while one is in use: whoever
    manages staff takes that away.
    """
    signin.confirm_password(desk, password)
    return _enrolment(desk, _begin(desk, key=key))


@writes("staff.factor_begun", None)
def _begin(work: Work, *, key: str) -> str:
    staff_id = work.desk.actor.staff_id
    if codes.is_enrolled(work.connection, staff_id):
        raise Refused(N_("A second factor is in use already. Who manages staff can take it away."))
    salt = codes.new_salt()
    row = {"salt": salt, "begun_at": work.now, "confirmed_at": None, "last_step": 0}
    work.connection.execute(
        upsert(work.connection, second_factor)
        .values(staff_id=staff_id, **row)
        .on_conflict_do_update(index_elements=[second_factor.c.staff_id], set_=row)
    )
    work.record("staff.factor_begun", f"staff:{staff_id}")
    return salt


def give_up(desk: Desk, password: str, code: str, *, key: str) -> None:
    """Do without a second factor from now on, as before a new phone; a recovery code serves too.

    A new password is chosen at the next sign-in, in the length of one that stands alone. Raises NotAllowed
    for a wrong password, counted as at sign-in, and Refused for a wrong code.
    """
    signin.confirm_password(desk, password)
    _give_up(desk, code, key=key)


@writes("staff.factor_given_up", None, secret=("code",))
def _give_up(work: Work, code: str, *, key: str) -> None:
    actor = work.desk.actor
    if not codes.take(work.connection, work.desk.audit_key, actor.staff_id, code, work.now):
        raise Refused(signin.WRONG_CODE)
    codes.remove(work.connection, actor.staff_id)
    work.connection.execute(update(staff).where(staff.c.id == actor.staff_id).values(own_password=False))
    work.record("staff.factor_given_up", f"staff:{actor.staff_id}")


def confirm(desk: Desk, code: str, *, key: str) -> tuple[str, ...]:
    """Prove that the app shows the right codes; from now on one is asked for at sign-in.

    Returns the recovery codes, which are shown this once. Raises Refused for a wrong code.
    """
    spare = tuple(codes.new_recovery_code() for _ in range(codes.RECOVERY_CODES))
    hashes = tuple(codes.code_hash(desk.audit_key, desk.actor.staff_id, one) for one in spare)
    _confirm(desk, code, hashes, key=key)
    return spare


@writes("staff.factor_confirmed", None, secret=("code", "hashes"))
def _confirm(work: Work, code: str, hashes: tuple[str, ...], *, key: str) -> None:
    staff_id = work.desk.actor.staff_id
    row = work.connection.execute(
        select(second_factor).where(
            second_factor.c.staff_id == staff_id, second_factor.c.confirmed_at.is_(None)
        )
    ).first()
    step = (
        None if row is None else codes.step_of(codes.secret_of(work.desk.audit_key, row.salt), code, work.now)
    )
    if step is None:
        raise Refused(N_("This code is not right. Check the clock of the phone and type the next one."))
    work.connection.execute(
        update(second_factor)
        .where(second_factor.c.staff_id == staff_id)
        .values(confirmed_at=work.now, last_step=step)
    )
    work.connection.execute(delete(recovery_code).where(recovery_code.c.staff_id == staff_id))
    work.connection.execute(
        insert(recovery_code), [{"staff_id": staff_id, "code_hash": one} for one in hashes]
    )
    work.record("staff.factor_confirmed", f"staff:{staff_id}")


def _enrolment(desk: Desk, salt: str) -> Enrolment:
    from pyotp import TOTP

    secret = codes.secret_of(desk.audit_key, salt)
    uri = TOTP(secret, interval=codes.SECONDS).provisioning_uri(name=f"{ISSUER}:{desk.actor.login}")
    return Enrolment(secret, uri)
