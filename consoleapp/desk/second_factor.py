"""The second factor of whoever is at the desk: taken up with a first right code (SAFETY 9)."""

from sqlalchemy import update

from consoleapp.desk import codes, signin
from consoleapp.desk.codes import Enrolment as Enrolment
from consoleapp.desk.context import Desk, Work, writes
from consoleapp.errors import Refused
from consoleapp.i18n import N_
from consoleapp.store.tables import staff


def begin(desk: Desk, password: str, *, key: str) -> Enrolment:
    """Begin anew with a second factor; it counts once :func:`confirm` got a right code.

    Raises NotAllowed for a wrong password, counted as at sign-in, and Refused while one is in use: whoever
    manages staff takes that away.
    """
    signin.confirm_password(desk, password)
    return codes.enrolment(desk.audit_key, desk.actor.login, _begin(desk, key=key))


@writes("staff.factor_begun", None)
def _begin(work: Work, *, key: str) -> str:
    staff_id = work.desk.actor.staff_id
    salt = codes.begin(work.connection, staff_id, work.now)
    if salt is None:
        raise Refused(N_("A second factor is in use already. Who manages staff can take it away."))
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
    spare = codes.new_recovery_codes()
    hashes = tuple(codes.code_hash(desk.audit_key, desk.actor.staff_id, one) for one in spare)
    _confirm(desk, code, hashes, key=key)
    return spare


@writes("staff.factor_confirmed", None, secret=("code", "hashes"))
def _confirm(work: Work, code: str, hashes: tuple[str, ...], *, key: str) -> None:
    staff_id = work.desk.actor.staff_id
    if not codes.confirm(work.connection, work.desk.audit_key, staff_id, code, hashes, work.now):
        raise Refused(N_("This code is not right. Check the clock of the phone and type the next one."))
    work.record("staff.factor_confirmed", f"staff:{staff_id}")
