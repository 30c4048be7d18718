"""Making a book and opening it, before anybody is signed in."""

from dataclasses import replace

import pytest

from consoleapp.desk.opening import caution, create_book, migrate_book, open_book
from consoleapp.desk.signin import sign_out
from consoleapp.errors import Refused
from consoleapp.store import engine as engine_module
from tests.desk.conftest import Office


def test_a_book_that_is_there_stays_as_it_is(office: Office) -> None:
    office.sign_in("hotline")
    key = office.settings.audit_key_file.read_text()
    create_book(office.settings).close()
    migrate_book(office.settings)
    open_book(office.settings).close()
    assert office.settings.audit_key_file.read_text() == key


def test_a_book_with_a_past_gets_no_new_key(office: Office) -> None:
    lost = replace(office.settings, audit_key_file=office.settings.home / "elsewhere.key")
    create_book(lost).close()
    lost.audit_key_file.unlink()
    office.sign_in("hotline")
    for make in (create_book, migrate_book):
        with pytest.raises(Refused, match="audit key"):
            make(lost)
        assert not lost.audit_key_file.exists()


def test_an_old_sqlite_is_said_where_somebody_else_is_signed_in(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told() -> str:
        found = caution(office.database, office.settings, office.clock())
        return "" if found is None else str(found)

    monkeypatch.setattr(engine_module.sqlite3, "sqlite_version_info", (3, 51, 2))
    assert told() == ""
    desk = office.sign_in("hotline")
    expected = office.database.name == "sqlite"
    assert ("Use 3.51.3 or newer" in told()) is expected
    monkeypatch.setattr(engine_module.sqlite3, "sqlite_version_info", (3, 51, 3))
    assert told() == ""
    monkeypatch.setattr(engine_module.sqlite3, "sqlite_version_info", (3, 51, 2))
    office.clock.advance(hours=9)
    assert told() == ""  # a console that crashed this morning is none
    office.clock.advance(hours=-9)
    sign_out(desk)
    assert told() == ""
