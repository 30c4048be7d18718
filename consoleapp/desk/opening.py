"""Opening and creating a book, before anybody is signed in."""

from consoleapp.errors import Refused
from consoleapp.i18n import N_
from consoleapp.settings import Settings
from consoleapp.store.audit import make_key
from consoleapp.store.engine import Database

__all__ = ["Database", "create_book", "open_book"]


def open_book(settings: Settings) -> Database:
    """The book of ``settings``. Raises Refused where there is none, or one of another schema."""
    file = settings.sqlite_file
    if file is not None and not file.is_file():
        raise Refused(
            N_("There is no book in {folder}. Run: consoleapp demo, or consoleapp init."),
            folder=settings.home,
        )
    database = Database.open(settings.database_url)
    if not database.is_current():
        database.close()
        raise Refused(N_("This book's schema is not up to date. Run: consoleapp migrate."))
    return database


def create_book(settings: Settings) -> Database:
    """Make the book where there is none, or bring it up to date; see that it has an audit key."""
    make_key(settings.audit_key_file)
    settings.exports.mkdir(parents=True, exist_ok=True)
    database = Database.open(settings.database_url)
    database.migrate()
    return database
