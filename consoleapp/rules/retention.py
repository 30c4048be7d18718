"""What may be removed after how long. Source: SAFETY 26.

The audit record, the access log, the ledger, claims and members are never removed: there is no kind for them.
"""

from consoleapp.i18n import N_
from consoleapp.rules.coded import Coded


class RetentionKind(Coded):
    """What is kept for a time and no longer."""

    ACTS = "acts", N_("Marks by which a repeated act is known")
    SESSIONS = "sessions", N_("Sessions of staff")
    MESSAGES = "messages", N_("Texts and addresses of messages that were sent or cancelled")
    NOTES = "notes", N_("Notes of contacts, and what callers said they are called")
    REQUESTS = "requests", N_("What stood in the fields of requests that are over")
