"""A book is warm after opening: the first search reads no tables of its own any more."""

from consoleapp.desk.opening import warm_up
from consoleapp.store import search
from consoleapp.store.engine import Database
from consoleapp.store.search import vocabulary as held
from tests.store import searchbook


def test_the_vocabulary_is_held_after_warming_up(sqlite_database: Database) -> None:
    with sqlite_database.write() as connection:
        searchbook.fill(connection)
    warm_up(sqlite_database)
    with sqlite_database.read() as connection:
        known = held.vocabulary(connection)
        assert held.vocabulary(connection) is known
        assert known.members == len(searchbook.MEMBERS)
        assert search.find(connection, "chan tai man").hits


def test_a_book_that_cannot_be_read_is_left_to_the_first_search() -> None:
    warm_up(Database.open("postgresql://nobody@127.0.0.1:1/none"))
