"""Making a book and opening it, before anybody is signed in."""

from dataclasses import replace

import pytest

from consoleapp.desk.opening import create_book, migrate_book, open_book
from consoleapp.errors import Refused
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
