"""The demo: the sample book, loaded once by the importer, and staff whose passwords everybody may see."""

from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import select

import consoleapp
from consoleapp.desk import books, reference_upkeep, staff
from consoleapp.desk.context import Clock, Desk
from consoleapp.desk.demo import DemoStaff, demo_staff, let_everybody_in, mark_as_demo
from consoleapp.desk.keys import new_key
from consoleapp.desk.opening import create_book
from consoleapp.desk.signin import Given, sign_in, sign_out
from consoleapp.errors import Refused
from consoleapp.exchange.extracts.read import Extracts
from consoleapp.exchange.reference_set import read_set
from consoleapp.exchange.sample_calls import PastClock, make_calls
from consoleapp.exchange.sample_documents import make_documents
from consoleapp.exchange.sample_requests import make_requests, make_visit
from consoleapp.i18n import N_
from consoleapp.reference.notice import load_notice
from consoleapp.rules.dates import local_date
from consoleapp.rules.permissions import Role
from consoleapp.settings import Settings
from consoleapp.store.engine import Database
from consoleapp.store.queries import staff as queries
from consoleapp.store.queries.members import has_members
from consoleapp.store.tables import contact, member

DEMO_STAFF = (
    DemoStaff("hotline", "Wong Siu Ling", Role.HOTLINE, "lantern-ferry-teapot"),
    DemoStaff("counter", "Lam Ka Fai", Role.COUNTER, "egret-umbrella-drum"),
    DemoStaff("supervisor", "Yip Man Hei", Role.SUPERVISOR, "banyan-kite-compass"),
)
"""Invented people who may sign in to the demo. Their passwords protect nothing and are shown on purpose."""


def sample_folder() -> Path:
    """The extracts of the sample book: beside the package in the repository, inside it once installed."""
    package = Path(consoleapp.__file__).parent
    beside = package.parent / "data" / "sample"
    return beside if (beside / "members.csv").is_file() else package / "sample"


def build_demo(settings: Settings, clock: Clock = lambda: datetime.now(UTC)) -> tuple[DemoStaff, ...]:
    """Build the demo in the home of ``settings``, or go on where an earlier build was cut off.

    Returns who may sign in. Raises Refused for a book that is in use and no demo; it stays as it is.
    """
    database = create_book(settings)
    try:
        known = demo_staff(database)
        if not known:
            _begin(database)
        elif _is_filled(database):
            return known
        _fill(database, settings, clock)
        return demo_staff(database)
    finally:
        database.close()


def _begin(database: Database) -> None:
    """Mark the book before anybody is in it: a build that is cut off can then be told from a real book."""
    with database.write() as connection:
        if queries.count(connection) or connection.execute(select(member.c.id).limit(1)).first():
            raise Refused(
                N_("This book is in use and is no demo. Name another folder: consoleapp --home demo demo.")
            )
        mark_as_demo(connection, DEMO_STAFF)


def _fill(database: Database, settings: Settings, clock: Clock) -> None:
    """Staff, then the sample book in one load; what an earlier build did is not done again.

    All of it two days ago, with some calls, requests of members and requests for documents since: a desk that
    was never used has no past to show.
    """
    past = PastClock.before(clock)
    people = demo_staff(database)
    supervisor = next(person for person in people if person.role is Role.SUPERVISOR)
    with database.read() as connection:
        begun = queries.count(connection) > 0
    if not begun:
        staff.create_first_supervisor(
            database, settings, past, supervisor.login, supervisor.name, supervisor.password
        )
    given = Given(notice=load_notice(settings.notice, "en"))
    desk = sign_in(database, settings, past, supervisor.login, supervisor.password, given)
    there = {person.login for person in staff.staff_list(desk)}
    for person in people:
        if person.login not in there:
            staff.add(desk, person.login, person.name, person.role, person.password, key=new_key())
    let_everybody_in(desk, key=new_key())
    with database.read() as connection:
        loaded = has_members(connection)
    if not loaded:
        with Extracts([sample_folder()], settings.imports) as extracts:
            books.load(desk, extracts, key=new_key())
    _bring_in_reference(desk, local_date(past()))
    hotline = next(person for person in people if person.role is Role.HOTLINE)
    clerk = sign_in(database, settings, past, hotline.login, hotline.password)
    make_documents(clerk, desk)
    sign_out(desk)
    make_requests(clerk)
    make_calls(clerk, past)
    sign_out(clerk)
    counter = next(person for person in people if person.role is Role.COUNTER)
    visited = sign_in(database, settings, past, counter.login, counter.password)
    make_visit(visited, past)
    sign_out(visited)


def _bring_in_reference(desk: Desk, today: date) -> None:
    """Forms, contact points, terms and answers; again they change nothing."""
    found = read_set(sample_folder() / "reference", desk.settings, today)
    files = tuple(found.files.values())
    reference_upkeep.bring_in(
        desk, found.rows, files, found.source, found.sha256, found.faults, key=new_key()
    )


def _is_filled(database: Database) -> bool:
    """Whether the last step of a build, the calls, was reached."""
    with database.read() as connection:
        return connection.execute(select(contact.c.id).limit(1)).first() is not None
