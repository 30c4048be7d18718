"""Loading extracts as an act of the desk: who may, what is on record, and rehearsing without a trace."""

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from consoleapp.desk import books
from consoleapp.errors import Conflict, NotAllowed
from consoleapp.exchange.extracts.read import Extracts
from consoleapp.settings import Imports
from consoleapp.store import audit
from consoleapp.store.tables import audit_entry, import_run
from tests.desk.conftest import Office
from tests.exchange.book import BOOK, MEMBER, content, write_csv


def extracts(folder: Path) -> Extracts:
    return Extracts([folder], Imports())


def test_a_load_is_on_record_with_counts_and_no_names(office: Office, tmp_path: Path) -> None:
    desk = office.desk("supervisor")
    with extracts(write_csv(tmp_path / "in", BOOK)) as source:
        loaded = books.load(desk, source, key="k1")
        assert loaded.total > 10
        with office.database.read() as connection:
            run = connection.execute(select(import_run)).one()
            entry = connection.execute(select(audit_entry)).all()[-1]
            assert audit.verify(connection, desk.audit_key).first_bad is None
    assert (run.staff_id, run.sha256) == (desk.actor.staff_id, source.sha256)
    assert set(run.source.split(", ")) == {f"{name}.csv" for name in BOOK}
    assert json.loads(run.counts)["rows"]["members"] == 2
    assert entry.event == "book.loaded"
    assert '"members added":2' in entry.text
    for text in (run.counts, entry.text):
        assert "CHAN" not in text


def test_the_same_key_answers_once_and_never_for_other_files(office: Office, tmp_path: Path) -> None:
    desk = office.desk("supervisor")
    with extracts(write_csv(tmp_path / "in", BOOK)) as source:
        first = books.load(desk, source, key="k1")
    before = content(office.database)
    with extracts(tmp_path / "in") as source:
        assert books.load(desk, source, key="k1") == first
    assert content(office.database) == before
    other = write_csv(tmp_path / "other", {"members": [{**MEMBER, "name": "X"}]})
    with extracts(other) as source, pytest.raises(Conflict):
        books.load(desk, source, key="k1")


def test_a_rehearsal_says_what_would_change_and_leaves_no_trace(office: Office, tmp_path: Path) -> None:
    desk = office.desk("supervisor")
    before = content(office.database)
    with extracts(write_csv(tmp_path / "in", BOOK)) as source:
        rehearsed = books.rehearse(desk, source, key="k1")
        assert content(office.database) == before
        assert books.load(desk, source, key="k2") == rehearsed
        assert books.rehearse(desk, source, key="k3").total == 0
    newer = {"members": [{**MEMBER, "name": "CHAN TAI MUN"}]}
    before = content(office.database)
    with extracts(write_csv(tmp_path / "newer", newer)) as source:
        (change,) = books.rehearse(desk, source, key="k4").changes
    assert (change.subject, change.added, change.changed) == ("members", 0, 1)
    assert change.examples == ("91307 0001-00",)
    assert content(office.database) == before


def test_bad_rows_leave_no_trace(office: Office, tmp_path: Path) -> None:
    bad = write_csv(tmp_path / "bad", {"members": [{**MEMBER, "status": "gone"}]})
    with extracts(bad) as source, pytest.raises(books.BadRows):
        books.load(office.desk("supervisor"), source, key="k1")
    with office.database.read() as connection:
        assert connection.execute(select(import_run)).all() == []
        assert connection.execute(select(audit_entry)).all() == []


@pytest.mark.parametrize("role", ["hotline", "counter", "auditor"])
def test_not_everybody_may_load(office: Office, tmp_path: Path, role: str) -> None:
    desk = office.desk(role)
    before = content(office.database)
    with extracts(write_csv(tmp_path / "in", BOOK)) as source:
        for verb in (books.load, books.rehearse):
            with pytest.raises(NotAllowed):
                verb(desk, source, key="k1")
    assert content(office.database) == before
