"""One-time codes of staff as they are made and used up (RFC 6238), and codes for a lost phone (SAFETY 9).

No secret is kept: it is made of a salt in the book and the audit key, which lies outside the database.
Whoever has only one of the two cannot make a code.
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from consoleapp.store.engine import upsert
from consoleapp.store.tables import recovery_code, second_factor

SECONDS = 30
"""How long a code is shown."""
DRIFT = 1
"""Steps before and after the present one that count, for clocks that differ (RFC 6238, 5.2)."""
SECRET_BYTES = 20
RECOVERY_CODES = 8
RECOVERY_LETTERS = 24
"""120 bits, so that a fast hash of a code gives nothing away."""


ISSUER = "consoleapp"
"""What the app calls the account."""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an authenticator app is given, once."""

    secret: str
    """In base 32, for typing in."""
    uri: str
    """For a QR code."""


def begin(connection: Connection, staff_id: int, now: datetime) -> str | None:
    """Begin anew with a second factor; it counts once :func:`confirm` got a right code. The new salt.

    One statement decides: None, and nothing is touched, where one is in use, be it since a moment ago.
    """
    salt = new_salt()
    row = {"salt": salt, "begun_at": now, "confirmed_at": None, "last_step": 0}
    begun = connection.execute(
        upsert(connection, second_factor)
        .values(staff_id=staff_id, **row)
        .on_conflict_do_update(
            index_elements=[second_factor.c.staff_id],
            set_=row,
            where=second_factor.c.confirmed_at.is_(None),
        )
        .returning(second_factor.c.staff_id)
    ).first()
    return None if begun is None else salt


def confirm(
    connection: Connection,
    audit_key: bytes,
    staff_id: int,
    code: str,
    spare_hashes: tuple[str, ...],
    now: datetime,
) -> bool:
    """Whether ``code`` is right for what was begun; from then on one is asked for at sign-in."""
    row = connection.execute(
        select(second_factor.c.salt).where(
            second_factor.c.staff_id == staff_id, second_factor.c.confirmed_at.is_(None)
        )
    ).first()
    step = None if row is None else step_of(secret_of(audit_key, row.salt), code, now)
    if step is None:
        return False
    confirmed = connection.execute(
        update(second_factor)
        .where(second_factor.c.staff_id == staff_id, second_factor.c.confirmed_at.is_(None))
        .values(confirmed_at=now, last_step=step)
    )
    if confirmed.rowcount != 1:
        return False
    connection.execute(delete(recovery_code).where(recovery_code.c.staff_id == staff_id))
    if spare_hashes:
        spare = [{"staff_id": staff_id, "code_hash": one} for one in spare_hashes]
        connection.execute(insert(recovery_code), spare)
    return True


def enrolment(audit_key: bytes, login: str, salt: str) -> Enrolment:
    """What an app needs to make the codes of this salt."""
    from pyotp import TOTP

    secret = secret_of(audit_key, salt)
    uri = TOTP(secret, interval=SECONDS).provisioning_uri(name=f"{ISSUER}:{login}")
    return Enrolment(secret, uri)


def is_enrolled(connection: Connection, staff_id: int) -> bool:
    """Whether a code is asked for at sign-in."""
    query = select(second_factor.c.staff_id).where(
        second_factor.c.staff_id == staff_id, second_factor.c.confirmed_at.is_not(None)
    )
    return connection.execute(query).first() is not None


def enrolled(connection: Connection) -> set[int]:
    """Everybody who has a second factor."""
    query = select(second_factor.c.staff_id).where(second_factor.c.confirmed_at.is_not(None))
    return set(connection.execute(query).scalars())


def remove(connection: Connection, staff_id: int) -> bool:
    """Take the second factor and its recovery codes away; whether there was one."""
    connection.execute(delete(recovery_code).where(recovery_code.c.staff_id == staff_id))
    gone = connection.execute(delete(second_factor).where(second_factor.c.staff_id == staff_id))
    return gone.rowcount > 0


def take(connection: Connection, audit_key: bytes, staff_id: int, code: str, now: datetime) -> str:
    """Use ``code`` up: ``code``, ``recovery`` or an empty text where it opens nothing.

    One statement decides, so the same code at two desks opens one of them.
    """
    row = connection.execute(select(second_factor.c.salt).where(second_factor.c.staff_id == staff_id)).first()
    step = None if row is None else step_of(secret_of(audit_key, row.salt), code, now)
    if step is not None:
        used = connection.execute(
            update(second_factor)
            .where(second_factor.c.staff_id == staff_id, second_factor.c.last_step < step)
            .values(last_step=step)
        )
        return "code" if used.rowcount == 1 else ""
    used = connection.execute(
        update(recovery_code)
        .where(
            recovery_code.c.staff_id == staff_id,
            recovery_code.c.code_hash == code_hash(audit_key, staff_id, code),
            recovery_code.c.used_at.is_(None),
        )
        .values(used_at=now)
    )
    return "recovery" if used.rowcount == 1 else ""


def secret_of(audit_key: bytes, salt: str) -> str:
    """The secret an app shares, in base 32: a keyed hash of the salt."""
    made = hmac.new(audit_key, b"second factor\n" + salt.encode(), hashlib.sha256).digest()
    return base64.b32encode(made[:SECRET_BYTES]).decode()


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The step whose code this is, now or one step off; None when it is none. All are compared."""
    from pyotp import TOTP

    typed = "".join(code.split()).encode("utf-8", "surrogatepass")
    app, present = TOTP(secret, interval=SECONDS), int(now.timestamp()) // SECONDS
    found = None
    for step in range(present - DRIFT, present + DRIFT + 1):
        if hmac.compare_digest(app.generate_otp(step).encode(), typed):
            found = step
    return found


def code_hash(audit_key: bytes, staff_id: int, code: str) -> str:
    plain = "".join(letter for letter in code.casefold() if letter.isalnum())
    text = f"recovery\n{staff_id}\n{plain}".encode("utf-8", "surrogatepass")
    return hmac.new(audit_key, text, hashlib.sha256).hexdigest()


def new_recovery_codes() -> tuple[str, ...]:
    """As many as one person gets, to be shown once."""
    return tuple(new_recovery_code() for _ in range(RECOVERY_CODES))


def new_recovery_code() -> str:
    letters = base64.b32encode(secrets.token_bytes(RECOVERY_LETTERS * 5 // 8)).decode().lower()
    return "-".join(letters[start : start + 4] for start in range(0, RECOVERY_LETTERS, 4))


def new_salt() -> str:
    """What a new secret is made of."""
    return secrets.token_hex(16)
