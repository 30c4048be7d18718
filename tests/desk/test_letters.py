"""Letters on paper: printed with the whole address, posted once, in the queue until then (DOMAIN 5)."""

import threading

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DBAPIError

from consoleapp.desk import documents, letters, work_queue
from consoleapp.desk.context import Desk
from consoleapp.desk.keys import new_key
from consoleapp.errors import NotAllowed, NotFound, Refused
from consoleapp.exchange.letters import page_of
from consoleapp.exchange.page import as_html, as_text
from consoleapp.rules.documents import AskedBy
from consoleapp.rules.work import WorkKind, WorkScope
from consoleapp.store import tables
from tests.desk.book import Ids
from tests.desk.conftest import Office
from tests.desk.papers import asked

ADDRESS = "Flat 5, 7 Nullah Road, <Kowloon>"


@pytest.fixture
def letter(office: Office, ids: Ids) -> int:
    """The number of a letter that was just written."""
    with office.database.write() as connection:
        connection.execute(
            update(tables.member).where(tables.member.c.id == ids.employee).values(address=ADDRESS)
        )
    request = asked(office, ids.claims["A2000001450"], channels=[AskedBy.LETTER])
    (message,) = request.messages
    assert message.sent_at is None, "it is written, not yet in the post"
    assert message.letter_id is not None
    return message.letter_id


def to_post(office: Office, login: str = "hotline") -> list[int | None]:
    return [
        row.letter_id
        for row in work_queue.queue(office.desk_again(login), WorkScope.ALL).rows
        if row.kind is WorkKind.LETTER
    ]


def test_a_letter_is_printed_with_the_whole_address_and_the_very_text(office: Office, letter: int) -> None:
    desk = office.desk()
    read = letters.one(desk, letter)
    assert ADDRESS not in read.to
    printed = letters.printed(desk, letter)
    page = page_of(printed)
    assert ADDRESS in as_text(page)
    assert all(line in as_text(page) for line in read.text.splitlines())
    assert "<Kowloon>" not in as_html(page)
    assert "&lt;Kowloon&gt;" in as_html(page)
    with office.database.read() as connection:
        events = connection.execute(select(tables.audit_entry.c.event, tables.audit_entry.c.subject)).all()
        looks = connection.execute(select(tables.access_entry.c.what)).scalars().all()
    assert ("letter.printed", f"letter:{letter}") in [tuple(row) for row in events]
    assert looks.count("letter") == 2


def test_a_letter_waits_until_somebody_posts_it_and_is_posted_once(office: Office, letter: int) -> None:
    assert to_post(office) == to_post(office, "counter") == [letter]
    office.clock.advance(days=1)
    (row,) = [one for one in work_queue.queue(office.desk_again(), WorkScope.MINE).rows if one.letter_id]
    assert row.overdue, "it should have gone the day it was written"
    assert letters.mark_posted(office.desk_again("counter"), letter, key=new_key()) is True
    assert letters.mark_posted(office.desk(), letter, key=new_key()) is False
    assert to_post(office) == []
    read = letters.one(office.desk(), letter)
    assert (read.posted_by, read.posted_at) == ("Counter", office.clock())
    with office.database.read() as connection:
        assert connection.execute(select(func.count()).select_from(tables.letter_posting)).scalar() == 1
        entries = select(func.count()).where(tables.audit_entry.c.event == "letter.posted")
        assert connection.execute(entries).scalar() == 1
    for statement in (delete(tables.letter_posting), update(tables.letter_posting).values(staff_id=1)):
        with pytest.raises(DBAPIError), office.database.write() as connection:
            connection.execute(statement)


def test_three_who_post_it_at_once_leave_one_mark(office: Office, letter: int) -> None:
    desks = [office.desk("hotline"), office.desk("counter"), office.desk("supervisor")]
    start, new = threading.Barrier(len(desks)), []

    def post(desk: Desk) -> None:
        start.wait()
        new.append(letters.mark_posted(desk, letter, key=new_key()))

    threads = [threading.Thread(target=post, args=(desk,)) for desk in desks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(new) == [False, False, True]


def test_a_chase_replaces_a_letter_that_did_not_go(office: Office, letter: int) -> None:
    request = documents.listed(office.desk())[0]
    documents.chase(office.desk(), request.request_id, version=request.version, key=new_key())
    (newer,) = to_post(office)
    assert newer not in (letter, None)
    assert letters.one(office.desk(), letter).replaced
    for verb in (letters.printed, lambda desk, one: letters.mark_posted(desk, one, key=new_key())):
        with pytest.raises(Refused, match="later letter"):
            verb(office.desk(), letter)
    assert [one.letter_id for one in letters.waiting(office.desk())] == [newer]
    documents.close(
        office.desk(), request.request_id, "withdrawn", version=request.version + 1, key=new_key()
    )
    assert to_post(office) == [], "nothing is asked for any more"


def test_without_an_address_or_a_right_nothing_is_printed(office: Office, ids: Ids, letter: int) -> None:
    with pytest.raises(NotFound):
        letters.one(office.desk(), 999)
    with pytest.raises(NotAllowed):
        letters.printed(office.desk("auditor"), letter)
    with office.database.write() as connection:
        connection.execute(update(tables.member).where(tables.member.c.id == ids.employee).values(address=""))
    with pytest.raises(Refused, match="No address"):
        letters.printed(office.desk(), letter)
