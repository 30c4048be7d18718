"""Loading extracts as an act of the desk: who may, what is on record, and rehearsing without a trace."""

import json
from pathlib import Path

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from consoleapp.desk import books, directory_entry
from consoleapp.errors import Conflict, NotAllowed
from consoleapp.exchange.extracts.read import Extracts
from consoleapp.rules.provider_record import FieldChange, ProviderField
from consoleapp.rules.provider_upkeep import ProviderAct
from consoleapp.settings import Imports
from consoleapp.store import audit
from consoleapp.store.tables import audit_entry, import_run, provider_change
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


def test_what_an_extract_changed_of_a_provider_stands_in_its_history(office: Office, tmp_path: Path) -> None:
    desk = office.desk("supervisor")
    first = {"provider_no": "PX1", "kind": "clinic", "name": "KITE CLINIC", "phones": "2345 6001"}
    first |= {"networks": "LOTUS CARE", "hours": "Mon-Fri 9am-1pm"}
    other = {**first, "provider_no": "PX2", "name": "HERON CLINIC"}
    moved = {**first, "phones": "2345 6002", "networks": "LOTUS CARE; PEARL NET"}
    for number, rows in enumerate(([first, other], [moved, other], [moved, other])):
        with extracts(write_csv(tmp_path / f"in{number}", {"providers": rows})) as source:
            books.load(desk, source, key=f"k{number}")
    its = directory_entry.numbered(desk, "PX1")
    changed, added = directory_entry.history(desk, its)
    for one in (changed, added):
        assert (one.act, one.by, one.reason) == (ProviderAct.LOADED, desk.actor.name, "providers.csv")
    assert (added.version, added.changes, changed.version) == (1, (), 2)
    assert changed.changes == (
        FieldChange(ProviderField.NETWORKS, "LOTUS CARE", "LOTUS CARE; PEARL NET"),
        FieldChange(ProviderField.PHONES, "2345 6001", "2345 6002"),
    )
    assert len(directory_entry.history(desk, directory_entry.numbered(desk, "PX2"))) == 1
    base = directory_entry.form(desk, its)
    with office.database.write() as connection:  # nobody did it: neither staff nor a load
        its_change = {"provider_id": its, "act": ProviderAct.LOADED, "at": desk.clock(), "version": 3}
        with pytest.raises(IntegrityError):
            connection.execute(insert(provider_change).values(its_change))
        connection.rollback()
    assert base.version == 2


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
