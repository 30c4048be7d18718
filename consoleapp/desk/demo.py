"""Whether a book is a demo, and who may sign in to it then."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, insert, select, update

from consoleapp.desk.context import Work, writes
from consoleapp.errors import Refused
from consoleapp.i18n import N_
from consoleapp.reference.notice import load_notice
from consoleapp.rules.permissions import Permission, Role
from consoleapp.store.engine import Database
from consoleapp.store.queries import staff as queries
from consoleapp.store.tables import book, staff

DEMO = "demo"
"""The name under which a demo book keeps its staff with their passwords; other books have no such line."""


@dataclass(frozen=True, slots=True)
class DemoStaff:
    """Somebody invented who may sign in to a demo book, with the password for everybody to see."""

    login: str
    name: str
    role: Role
    password: str


def is_demo(database: Database) -> bool:
    """Whether everybody in this book is invented."""
    return bool(demo_staff(database))


def is_demo_book(connection: Connection) -> bool:
    """Whether the book of this transaction is marked as a demo."""
    return connection.execute(select(book.c.name).where(book.c.name == DEMO)).first() is not None


def demo_staff(database: Database) -> tuple[DemoStaff, ...]:
    """Who may sign in to this demo book; nobody for a real one."""
    with database.read() as connection:
        kept = connection.execute(select(book.c.value).where(book.c.name == DEMO)).scalar()
    return tuple(DemoStaff(**{**one, "role": Role(one["role"])}) for one in json.loads(kept or "[]"))


@writes("demo.staff_ready", Permission.MANAGE_STAFF)
def let_everybody_in(work: Work, *, key: str) -> None:
    """Everybody of a demo book has the password that is printed, and has accepted the notice in force.

    Raises Refused on any other book: there everybody does this themselves.
    """
    if not is_demo_book(work.connection):
        raise Refused(N_("This is no demo book."))
    notice = load_notice(work.desk.settings.notice, "en")
    for row in queries.everybody(work.connection):
        if notice.version not in queries.accepted_notices(work.connection, row.id):
            queries.accept_notice(work.connection, row.id, notice, work.now)
    work.connection.execute(update(staff).values(own_password=True))
    work.record("demo.staff_ready", "book", notice=notice.version)


def mark_as_demo(connection: Connection, staff: Iterable[DemoStaff]) -> None:
    """Say in the book that it is a demo. For the verb that builds one; never for a book with real people."""
    connection.execute(insert(book).values(name=DEMO, value=json.dumps([asdict(one) for one in staff])))
