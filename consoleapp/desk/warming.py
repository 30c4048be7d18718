"""What the first search and the first person would wait for, done while somebody signs in."""

import gc
from contextlib import suppress
from datetime import date

from sqlalchemy import Connection

from consoleapp.desk import serving
from consoleapp.reference.everyday import everyday_words
from consoleapp.store import search
from consoleapp.store.engine import Database
from consoleapp.store.queries import accounts, contacts, members, policies, usage

NOBODY = 0
"""No record has this id."""


def warm_up(database: Database) -> None:
    """Read what every search needs and put together the questions a person's card asks, about nobody; for a
    thread of its own.

    What has been loaded by then stays for good, so the collector of garbage need not look at it again: going
    through all of it took 40 ms in the middle of a keystroke.
    """
    with suppress(Exception):  # a book that cannot be read says so at the first search
        with database.read() as connection:
            search.warm(connection)
            ask_about_nobody(connection)
        everyday_words()
        gc.collect()
        gc.freeze()


def ask_about_nobody(connection: Connection) -> None:
    """Send each question of ``members.opened`` once: putting one together takes longer than its answer."""
    members.card(connection, NOBODY, date.min)
    policies.unsettled(connection, NOBODY)
    connection.execute(serving.PARKED, {"staff_id": NOBODY})
    members.claim_counts(connection, NOBODY)
    contacts.of_member(connection, NOBODY, 50)
    members.family(connection, NOBODY, "")
    accounts.of_member(connection, NOBODY)
    policies.schedule(connection, NOBODY)
    usage.balances(connection, NOBODY, "", "", None)
