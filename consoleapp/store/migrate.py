"""Bringing a book's schema up to date: all revisions in one transaction, or none."""

import os
import secrets
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from alembic.command import upgrade as alembic_upgrade
from alembic.config import Config
from sqlalchemy import Connection

from consoleapp.errors import Refused
from consoleapp.i18n import N_
from consoleapp.store.ddl import create_views_and_triggers, drop_views_and_triggers
from consoleapp.store.locking import lock_for_writing
from consoleapp.store.revision import HEAD, recorded_revision

if TYPE_CHECKING:
    from consoleapp.store.engine import Database

FOLDER = Path(__file__).parent / "migrations"


def upgrade(database: "Database") -> None:
    """Run what is missing, in one transaction. Raises Refused for a book newer than this program."""
    with database.read() as connection:
        before = recorded_revision(connection)
    if before == HEAD:
        return
    known = {path.name[:4] for path in (FOLDER / "versions").glob("[0-9]*.py")}
    if before is not None and before not in known:
        raise Refused(
            N_("This book has schema {found}, newer than this program knows ({known}). Update consoleapp."),
            found=before,
            known=HEAD,
        )
    with database.write() as connection:
        lock_for_writing(connection, "migrate")
        before = recorded_revision(connection)
        if before == HEAD:
            return
        if before is not None:
            _copy_first(database, before)  # while nobody else writes: what is copied is what is changed
        drop_views_and_triggers(connection)
        alembic_upgrade(configuration(connection), "head")
        create_views_and_triggers(connection)


def configuration(connection: Connection) -> Config:
    """Alembic's settings: this package's migrations, on a connection already in a transaction."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config


def _copy_first(database: "Database", revision: str) -> None:
    """On SQLite, keep a copy of the book as it was, made by the engine's own means."""
    file = database.engine.url.database
    if database.name != "sqlite" or not file or file == ":memory:":
        return
    target = Path(file).with_name(f"{Path(file).stem}-before-{revision}.db")
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    part.touch(mode=0o600)
    try:
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(part)) as copy:
            source.backup(copy)
            (found,) = copy.execute("PRAGMA quick_check(1)").fetchone()
        if found != "ok":
            raise Refused(N_("The copy before the migration is damaged: {why}. Check the disk."), why=found)
        with part.open("rb+") as written:
            os.fsync(written.fileno())
        part.replace(target)  # whole or not at all, and over what an earlier try left
    finally:
        part.unlink(missing_ok=True)
