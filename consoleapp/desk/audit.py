"""What is on record, for those who answer for it."""

from consoleapp.desk.context import Work, reads
from consoleapp.rules.permissions import Permission
from consoleapp.store import audit
from consoleapp.store.audit import Verdict

__all__ = ["Verdict", "verify"]


@reads(Permission.READ_AUDIT)
def verify(work: Work) -> Verdict:
    """Walk the audit chain; the first bad entry, if any (SAFETY 13)."""
    work.record("audit.verified", "book")
    return audit.verify(work.connection, work.desk.audit_key)
