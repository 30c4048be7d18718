"""The premium ledger at the desk (DOMAIN 6): what is owed, what came in, and what of it pays what."""

from consoleapp.desk.ledger.auditing import Audited, audit
from consoleapp.desk.ledger.posting import allocate, exchange, issue, receive
from consoleapp.desk.ledger.reversing import bounce, credit_note, deallocate, refund, reverse, write_off
from consoleapp.rules.ledger import Part

__all__ = [
    "Audited",
    "Part",
    "allocate",
    "audit",
    "bounce",
    "credit_note",
    "deallocate",
    "exchange",
    "issue",
    "receive",
    "refund",
    "reverse",
    "write_off",
]
