"""The head of the audit record is kept outside the database: hourly and at sign-out (SAFETY 13)."""

from datetime import timedelta

from consoleapp.desk.context import Clock
from consoleapp.settings import Settings
from consoleapp.store import audit, heads
from consoleapp.store.engine import Database

ANY_AGE = timedelta(0)


def keep_head(
    database: Database, settings: Settings, clock: Clock, *, older_than: timedelta = ANY_AGE
) -> bool:
    """Write the head down, unless it stands there already or a younger one does; whether it was written.

    Raises OSError when the file cannot be written.
    """
    now, last = clock(), heads.latest(settings.audit_heads)
    if last is not None and now - last.at < older_than:
        return False
    with database.read() as connection:
        newest = audit.newest(connection)
    if newest is None or (last is not None and newest == (last.seq, last.mac)):
        return False
    heads.write_down(settings.audit_heads, heads.Head(now, *newest))
    return True
