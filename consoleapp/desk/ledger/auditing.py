"""The ledger looked over by its own auditor, which shares no code with what posts."""

from consoleapp.desk.context import Work, reads
from consoleapp.rules.permissions import Permission
from consoleapp.store.ledger.auditor import Audited
from consoleapp.store.ledger.auditor import audit as look_over

__all__ = ["Audited", "audit"]


@reads(Permission.READ_AUDIT)
def audit(work: Work) -> Audited:
    """Recompute every balance from the transfers and name the first thing that is wrong."""
    return look_over(work.connection)
