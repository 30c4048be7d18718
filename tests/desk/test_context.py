"""The one place every verb passes through: keys, traces, lost replies, and failure at any statement."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, event, func, select
from sqlalchemy.exc import OperationalError

from consoleapp.desk import contacts, members, staff
from consoleapp.desk.context import Desk, Work, writes
from consoleapp.errors import Conflict, Refused
from consoleapp.rules.masking import Field
from consoleapp.rules.permissions import Role
from consoleapp.rules.statuses import ContactChannel, Outcome
from consoleapp.rules.verification import CallerRole, Factor
from consoleapp.store import audit, tables
from consoleapp.store.engine import Database
from tests.desk.book import Ids
from tests.desk.conftest import PASSWORD, Office


def everything(office: Office) -> str:
    """All rows of all tables, as one text to compare."""
    with office.database.read() as connection:
        return "\n".join(
            f"{table.name} {sorted(map(repr, connection.execute(select(table))))}"
            for table in tables.metadata.sorted_tables
        )


def start(desk: Desk, ids: Ids, key: str = "start") -> int:
    return contacts.start(
        desk,
        member_id=ids.employee,
        channel=ContactChannel.VISIT,
        caller_role=CallerRole.MEMBER,
        key=key,
    )


def test_a_key_names_one_act_of_one_person(office: Office, ids: Ids) -> None:
    desk = office.desk()
    assert start(desk, ids) == start(desk, ids)
    with pytest.raises(Conflict):
        contacts.park(desk, 1, key="start")
    with pytest.raises(Conflict):
        start(office.desk("counter"), ids)
    with office.database.read() as connection:
        assert connection.execute(select(func.count()).select_from(tables.contact)).scalar_one() == 1


def test_a_verb_that_leaves_no_trace_is_not_done(office: Office) -> None:
    @writes("staff.renamed", None)
    def rename(work: Work, *, key: str) -> None:
        work.connection.execute(tables.staff.update().values(name="X"))

    before = everything(office)
    desk = office.desk()
    with pytest.raises(RuntimeError, match="left no trace"):
        rename(desk, key="1")
    assert "'X'" not in everything(office)
    assert len(before) > 100


def test_what_is_read_together_belongs_together(office: Office) -> None:
    """A card is read in several statements; what somebody writes between them is not half in it."""
    names = select(tables.staff.c.name).where(tables.staff.c.login == "hotline")
    with office.database.read() as connection:
        before = connection.execute(names).scalar_one()
        with office.database.write() as other:
            other.execute(tables.staff.update().values(name="Somebody Else"))
        assert connection.execute(names).scalar_one() == before
    with office.database.read() as connection:
        assert connection.execute(names).scalar_one() == "Somebody Else"


def test_a_verb_that_writes_takes_a_key() -> None:
    with pytest.raises(TypeError, match="idempotency key"):

        @writes("staff.renamed", None)
        def rename(work: Work) -> None: ...


# A reply that is lost


@contextmanager
def lost(database: Database, monkeypatch: pytest.MonkeyPatch, *, after_commit: bool) -> Iterator[None]:
    """The connection breaks at COMMIT: before it arrives, or before its answer does."""
    real = Database.write
    cut = iter([True])

    @contextmanager
    def write(self: Database) -> Iterator[Connection]:
        with real(self) as connection:
            yield connection
            if not after_commit and next(cut, False):
                raise _gone()
        if after_commit and next(cut, False):
            raise _gone()

    with monkeypatch.context() as patch:
        patch.setattr(Database, "write", write)
        yield


def _gone() -> OperationalError:
    return OperationalError(
        "COMMIT", {}, Exception("server closed the connection"), connection_invalidated=True
    )


def test_a_lost_reply_after_commit_is_the_answer(
    office: Office, ids: Ids, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = office.desk()
    with lost(office.database, monkeypatch, after_commit=True):
        contact_id = start(desk, ids)
    assert [one.contact_id for one in contacts.open_contacts(desk)] == [contact_id]


def test_a_lost_commit_is_said_to_have_done_nothing(
    office: Office, ids: Ids, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = office.desk()
    with (
        lost(office.database, monkeypatch, after_commit=False),
        pytest.raises(Refused, match="Nothing was done"),
    ):
        start(desk, ids)
    assert contacts.open_contacts(desk) == ()
    start(desk, ids)


# Failure at the N-th statement, for N = 1, 2, … until the act succeeds


ACTS: dict[str, Callable[[Office, Desk, Ids], Any]] = {
    "start": lambda office, desk, ids: start(desk, ids, "again"),
    "wrong fact": lambda office, desk, ids: contacts.check_fact(desk, 1, Factor.CERTIFICATE, "9-0", key="k"),
    "document": lambda office, desk, ids: contacts.seen_at_counter(desk, 1, Factor.IDENTITY_SEEN, key="k"),
    "wrap-up": lambda office, desk, ids: contacts.wrap_up(
        desk, 1, outcome=Outcome.ANSWERED, note="x", promised_on=None, version=1, key="k"
    ),
    "hire": lambda office, desk, ids: staff.add(
        office.desk("supervisor"), "ben", "Ben Lee", Role.HOTLINE, PASSWORD, key="k"
    ),
    "unmask": lambda office, desk, ids: members.unmask(
        desk, ids.minor, Field.BIRTH_DATE, purpose="x", key="k"
    ),
}


@pytest.mark.parametrize("act", ACTS)
def test_an_act_is_done_whole_or_not_at_all(office: Office, ids: Ids, act: str) -> None:
    desk = office.desk("counter")
    office.desk("supervisor")
    start(desk, ids)
    if act == "unmask":
        contacts.seen_at_counter(desk, 1, Factor.IDENTITY_SEEN, key="seen")
    before = everything(office)
    countdown = 0

    def fail(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        nonlocal countdown
        if not statement.startswith("BEGIN"):
            countdown -= 1
            if countdown == 0:
                raise RuntimeError("pulled the plug")

    event.listen(office.database.engine, "before_cursor_execute", fail)
    try:
        for number in range(1, 40):
            countdown = number
            try:
                ACTS[act](office, desk, ids)
                break
            except RuntimeError:
                countdown = 0
                assert everything(office) == before, f"half done at statement {number}"
    finally:
        event.remove(office.database.engine, "before_cursor_execute", fail)
    assert number > 3
    assert everything(office) != before
    with office.database.read() as connection:
        assert audit.verify(connection, desk.audit_key).first_bad is None
