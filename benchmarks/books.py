"""What benchmarks of the desk stand on: a generated book on each engine in turn, somebody signed in to it."""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text

from benchmarks.figures import Figure
from consoleapp.desk import staff
from consoleapp.desk.context import Desk
from consoleapp.desk.signin import Given, sign_in
from consoleapp.exchange.generate.book import Order
from consoleapp.exchange.generate.load import load
from consoleapp.reference.notice import load_notice
from consoleapp.rules.permissions import Role
from consoleapp.settings import Settings
from consoleapp.settings import load as load_settings
from consoleapp.store.audit import make_key
from consoleapp.store.engine import Database
from tests import postgres

PASSWORD = "seven quiet herons wade"
OWN_PASSWORD = f"{PASSWORD} again"
"""What ben chooses in place of the one that was given."""


def on_both_engines(
    members: int, measure: Callable[[Database, Desk, str], Iterator[Figure]]
) -> Iterator[Figure]:
    """The figures of a generated book on SQLite, then on PostgreSQL; ``measure`` is told which engine."""
    with tempfile.TemporaryDirectory(prefix="consoleapp-bench-") as folder:
        yield from _on(f"sqlite:///{folder}/bench.db", Path(folder), members, measure, "SQLite")
        with postgres.running() as server:
            yield from _on(server.url, Path(folder), members, measure, "PostgreSQL")


def _on(
    url: str,
    home: Path,
    members: int,
    measure: Callable[[Database, Desk, str], Iterator[Figure]],
    engine: str,
) -> Iterator[Figure]:
    database = Database.open(url)
    database.migrate()
    make_key(home / "audit.key")
    for _ in load(database, Order(members, seed=4), home / "audit.key", datetime.now(UTC)):
        pass
    analyzed(database)
    yield from measure(database, signed_in(database, url, home), engine)
    database.close()


def analyzed(database: Database) -> None:
    """Let the engine count what is in the tables, as one that has run for a day has."""
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if database.name == "sqlite" else "VACUUM ANALYZE"))


def signed_in(database: Database, url: str, home: Path) -> Desk:
    """A desk signed in to the generated book."""
    supervisor = first_supervisor(database, url, home)
    staff.add(supervisor, "ben", "Ben Lee", Role.HOTLINE, PASSWORD, key="bench-ben")
    return sign_in_as("ben", database, url, home)


def first_supervisor(database: Database, url: str, home: Path) -> Desk:
    """The first person of the book, signed in."""
    settings = _settings(url, home)
    make_key(settings.audit_key_file)
    staff.create_first_supervisor(database, settings, _clock, "ada", "Ada Wong", PASSWORD)
    return sign_in_as("ada", database, url, home)


def sign_in_as(login: str, database: Database, url: str, home: Path) -> Desk:
    """Somebody who signs in for the first time, and chooses a password of their own."""
    settings = _settings(url, home)
    given = Given(notice=load_notice(settings.notice, "en"), new_password=OWN_PASSWORD)
    return sign_in(database, settings, _clock, login, PASSWORD, given)


def _settings(url: str, home: Path) -> Settings:
    return replace(load_settings(home, {}), database_url=url)


def _clock() -> datetime:
    return datetime.now(UTC)
