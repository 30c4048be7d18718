"""The demo book: built once, through the importer, and found to be what a newcomer is told it is."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from consoleapp.desk import claim_enquiry, contacts, documents, members, staff
from consoleapp.desk.demo import is_demo
from consoleapp.desk.opening import create_book
from consoleapp.desk.signin import sign_in
from consoleapp.errors import Refused
from consoleapp.exchange import sample
from consoleapp.exchange.sample import DEMO_STAFF, build_demo, sample_folder
from consoleapp.exchange.sample_calls import PastClock
from consoleapp.exchange.sample_documents import ASKED
from consoleapp.rules.dates import local
from consoleapp.rules.documents import DocumentItemStatus, DocumentRequestStatus
from consoleapp.rules.passwords import SHORTEST
from consoleapp.rules.permissions import Role
from consoleapp.rules.statuses import Outcome
from consoleapp.settings import Settings, load
from consoleapp.store import search
from consoleapp.store.engine import Database
from consoleapp.store.tables import claim, contact, import_run, member, service_request, staff_session
from consoleapp.store.tables import staff as staff_table
from tests.conftest import FrozenClock


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load(tmp_path / "demo", {})


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A demo that is built already; nothing in it is changed."""
    settings = load(tmp_path_factory.mktemp("demo"), {})
    build_demo(settings, FrozenClock())
    return settings


def count(settings: Settings, table: object) -> int:
    database = Database.open(settings.database_url)
    with database.read() as connection:
        found = connection.execute(select(func.count()).select_from(table)).scalar_one()  # type: ignore[arg-type]
    database.close()
    return int(found)


def cut_off(*_given: object, **_more: object) -> None:
    raise KeyboardInterrupt


def test_requests_for_documents_stand_in_every_state(demo: Settings) -> None:
    database = Database.open(demo.database_url)
    hotline = next(person for person in DEMO_STAFF if person.role is Role.HOTLINE)
    desk = sign_in(database, demo, FrozenClock(), hotline.login, hotline.password)
    found = {
        one.claim_no: one for asked in ASKED
        for one in documents.of_claim(desk, claim_enquiry.by_number(desk, asked.claim_no))
    }  # fmt: skip
    database.close()
    assert len(found) == len(ASKED)
    assert {one.status for one in found.values()} == set(DocumentRequestStatus)
    assert {item.status for one in found.values() for item in one.items} == set(DocumentItemStatus)
    assert found["A2600011312"].overdue
    assert not found["A2600011378"].overdue


def test_it_holds_the_sample_book_and_says_that_it_is_a_demo(demo: Settings) -> None:
    database = Database.open(demo.database_url)
    assert is_demo(database)
    database.close()
    assert count(demo, member) == 174
    assert count(demo, claim) == 131
    assert count(demo, import_run) == 2, "the extracts, and the desk reference"


def test_everybody_named_may_sign_in(demo: Settings) -> None:
    assert {person.role for person in DEMO_STAFF} == {Role.HOTLINE, Role.COUNTER, Role.SUPERVISOR}
    database = Database.open(demo.database_url)
    for person in DEMO_STAFF:
        assert person.login == person.role.value
        assert len(person.password) >= SHORTEST
        desk = sign_in(database, demo, FrozenClock(), person.login, person.password)
        assert desk.actor.role is person.role
    database.close()


@pytest.mark.parametrize(
    ("typed", "number", "certificate"),
    [
        ("tai man chan", "91307", "0001-00"),
        ("陈大文", "91307", "0001-00"),
        ("chan tm", "91307", "0001-00"),
        ("chen tai man", "91307", "0001-00"),
        ("0001-00 91307", "91307", "0001-00"),
        ("9200352", "91307", ""),
        ("A2000001447", "91307", "0001-00"),
    ],
)
def test_what_a_newcomer_types_leads_there_first(
    demo: Settings, typed: str, number: str, certificate: str
) -> None:
    database = Database.open(demo.database_url)
    with database.read() as connection:
        first = search.find(connection, typed, limit=10).hits[0]
    database.close()
    assert (first.policy_no, first.certificate) == (number, certificate)
    if typed in ("9200352", "A2000001447"):
        assert first.title == typed


def test_its_desk_has_a_past(demo: Settings) -> None:
    database = Database.open(demo.database_url)
    caller = DEMO_STAFF[0]
    desk = sign_in(database, demo, FrozenClock(), caller.login, caller.password)
    card = members.by_certificate(desk, "91307", "0001-00")
    call = contacts.earlier(desk, card.member_id)[0]
    assert call.started_at == datetime(2026, 11, 18, 2, 33, tzinfo=UTC)
    assert call.outcome is Outcome.CALL_BACK
    assert call.promised_on is not None
    assert call.promised_on.weekday() < 5
    assert contacts.open_contacts(desk) == ()
    database.close()


@pytest.mark.parametrize("days", range(14))
def test_the_past_is_over_and_in_office_hours(clock: FrozenClock, days: int) -> None:
    now = clock.advance(days=days, hours=days)
    past = local(PastClock.before(clock)())
    assert (past.weekday() < 5, past.hour) == (True, 10)
    assert timedelta(days=1) < now - past < timedelta(days=5)


def test_it_is_built_once(settings: Settings, clock: FrozenClock) -> None:
    first = build_demo(settings, clock)
    sessions = count(settings, staff_session)
    assert build_demo(settings, clock) == first == DEMO_STAFF
    assert count(settings, staff_session) == sessions
    assert count(settings, import_run) == 2


def test_a_build_that_is_cut_off_at_every_step_goes_on(
    settings: Settings, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = ("staff.create_first_supervisor", "staff.add", "books.load", "read_set")
    for step in (*steps, "make_documents", "make_requests", "make_calls"):
        with monkeypatch.context() as cut:
            cut.setattr(f"consoleapp.exchange.sample.{step}", cut_off)
            with pytest.raises(KeyboardInterrupt):
                build_demo(settings, clock)
    assert build_demo(settings, clock) == DEMO_STAFF
    assert (count(settings, staff_table), count(settings, member), count(settings, contact)) == (3, 174, 4)
    assert count(settings, service_request) == 8


def test_a_book_in_use_is_no_demo_and_stays_as_it_is(settings: Settings, clock: FrozenClock) -> None:
    database = create_book(settings)
    staff.create_first_supervisor(database, settings, clock, "ada", "Ada Wong", "four words that nobody says")
    with pytest.raises(Refused, match="no demo"):
        build_demo(settings, clock)
    assert not is_demo(database)
    database.close()
    assert count(settings, member) == 0


def test_the_sample_is_found_in_the_repository_and_in_an_installed_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (sample_folder() / "members.csv").is_file()
    installed = tmp_path / "site-packages" / "consoleapp" / "__init__.py"
    monkeypatch.setattr(sample.consoleapp, "__file__", str(installed))
    assert sample_folder() == installed.parent / "sample"
