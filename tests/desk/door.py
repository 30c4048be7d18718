"""Passwords tried and what they leave on record, for tests of sign-in and of staff."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from consoleapp.errors import ConsoleError, NotAllowed
from consoleapp.store import tables
from consoleapp.store.engine import Database

WRONG = "five loud geese at dawn"


def refused(do: Callable[[], Any], kind: type[ConsoleError] = NotAllowed) -> str:
    with pytest.raises(kind) as error:
        do()
    return str(error.value)


def events(database: Database) -> list[str]:
    with database.read() as connection:
        return list(
            connection.execute(
                select(tables.audit_entry.c.event).order_by(tables.audit_entry.c.seq)
            ).scalars()
        )
