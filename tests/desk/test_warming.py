"""A book is warm after opening: the first search and the first person wait for nothing of their own."""

from sqlalchemy import event

from consoleapp.desk import members
from consoleapp.desk.warming import ask_about_nobody, warm_up
from consoleapp.store import search
from consoleapp.store.engine import Database
from consoleapp.store.search import vocabulary as held
from tests.desk.book import Ids
from tests.desk.conftest import Office
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


def test_every_question_of_a_card_is_put_together_before(office: Office, ids: Ids) -> None:
    desk, asked = office.desk(), set[str]()

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement.startswith(("SELECT", "WITH")):
            asked.add(statement)

    event.listen(office.database.engine, "before_cursor_execute", note)
    members.opened(desk, ids.employee)
    of_a_card = set(asked)
    asked.clear()
    with office.database.read() as connection:
        ask_about_nobody(connection)
    not_asked = of_a_card - asked
    assert [text for text in not_asked if "staff_session" not in text] == []  # who asks, every verb asks
    assert asked <= of_a_card
