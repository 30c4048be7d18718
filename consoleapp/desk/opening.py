"""Opening and creating a book, before anybody is signed in."""

from datetime import datetime, timedelta

from consoleapp.errors import ConsoleError, Refused
from consoleapp.i18n import N_
from consoleapp.reference.templates import load_templates
from consoleapp.settings import Settings
from consoleapp.store.audit import is_begun, make_key, read_key
from consoleapp.store.engine import SAFE_SHARED_SQLITE, Database, sqlite_is_old, sqlite_version
from consoleapp.store.queries import staff as staff_queries

__all__ = ["Database", "caution", "create_book", "migrate_book", "open_book"]


def open_book(settings: Settings) -> Database:
    """The book of ``settings``. Raises Refused where there is none, or one of another schema.

    Raises WrongUse when a text of a message cannot be filled in: better now than with a member waiting.
    """
    _require_file(settings)
    load_templates(settings.templates)
    database = Database.open(settings.database_url)
    if not database.is_current():
        database.close()
        raise Refused(N_("This book's schema is not up to date. Run: consoleapp migrate."))
    return database


def create_book(settings: Settings) -> Database:
    """Make the book where there is none, or bring it up to date; see that it has an audit key.

    Raises Refused where the key of a book with a past is gone: a new one would break its audit chain.
    """
    database = Database.open(settings.database_url)
    try:
        with database.read() as connection:
            has_past = is_begun(connection)
        (read_key if has_past else make_key)(settings.audit_key_file)
        settings.exports.mkdir(mode=0o700, parents=True, exist_ok=True)
        database.migrate()
    except BaseException:
        database.close()
        raise
    return database


def migrate_book(settings: Settings) -> None:
    """Bring the book of ``settings`` up to date. Raises Refused where there is none."""
    _require_file(settings)
    create_book(settings).close()


def caution(database: Database, settings: Settings, now: datetime) -> ConsoleError | None:
    """What an operator should know when a console opens this book; None for nothing.

    An old SQLite library can lose what was written when several processes share the file. It is said where
    somebody else is signed in.
    """
    if database.name != "sqlite" or not sqlite_is_old():
        return None
    since = now - timedelta(hours=settings.sign_in.longest_hours)
    with database.read() as connection:
        if not staff_queries.open_sessions(connection, since):
            return None
    return Refused(
        N_(
            "Another console has this book open, and SQLite {version} can lose data then. "
            "Use {safe} or newer, or PostgreSQL; until then one console at a time."
        ),
        version=sqlite_version(),
        safe=".".join(map(str, SAFE_SHARED_SQLITE)),
    )


def _require_file(settings: Settings) -> None:
    file = settings.sqlite_file
    if file is not None and not file.is_file():
        raise Refused(
            N_("There is no book in {folder}. Run: consoleapp demo, or consoleapp init."),
            folder=settings.home,
        )
