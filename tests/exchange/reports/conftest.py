"""Reports are run on the small book of the desk's tests, with a day of work at the desk in it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Table, insert

from consoleapp.desk.context import Desk
from consoleapp.rules.permissions import Role
from consoleapp.settings import load
from consoleapp.store import tables
from consoleapp.store.audit import make_key
from consoleapp.store.engine import Database
from tests.conftest import Books, FrozenClock
from tests.desk.book import Ids, fill
from tests.desk.conftest import (
    Office,
    cheap_hashing,
    database_url,
    filled,
    ids,
    office,
    password_hash,
    settings,
)

__all__ = [
    "cheap_hashing",
    "database_url",
    "filled",
    "ids",
    "office",
    "password_hash",
    "settings",
]


@pytest.fixture(
    scope="module",
    params=[
        pytest.param("sqlite", marks=pytest.mark.sqlite),
        pytest.param("postgresql", marks=pytest.mark.postgresql),
    ],
)
def busy_engine(request: pytest.FixtureRequest) -> str:
    """Each engine in turn."""
    name: str = request.param
    return name


@pytest.fixture(scope="module")
def busy_office(busy_engine: str, books: Books, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office on the busy book, filled once: for tests that only read it. What they do goes on record."""
    folder = tmp_path_factory.mktemp("busy")
    with books.fresh(busy_engine, folder) as url:
        settings = load(folder, {"CONSOLEAPP_DATABASE_URL": url})
        make_key(settings.audit_key_file)
        database = Database.open(url)
        found = Office(database, settings, FrozenClock(), "nobody signs in")
        for role in Role:
            found.hire(role.value, role)
        work_a_day(found, fill(database))
        yield found
        database.close()


@pytest.fixture
def desk(busy_office: Office) -> Desk:
    """A supervisor on the busy book."""
    return busy_office.desk("supervisor")


def work_a_day(office: Office, ids: Ids) -> None:
    """The book after some calls: contacts, an unlock, an exception, missing documents, looks."""
    by, chief = office.desk("hotline").actor.staff_id, office.desk("supervisor").actor.staff_id
    with office.database.write() as connection:

        def row(table: Table, **values: Any) -> int:
            made: int = connection.execute(insert(table).values(**values).returning(table.c.id)).scalar_one()
            return made

        def contact(hour: int, **more: Any) -> int:
            began = datetime(2026, 11, 19, hour, 5, tzinfo=UTC)
            ended = began.replace(minute=11, second=40)
            told = {"staff_id": by, "channel": "call", "caller_role": "member", "level": "verified", **more}
            wrapped = {"status": "wrapped_up", "ended_at": ended, "outcome": more.get("outcome", "answered")}
            return row(tables.contact, started_at=began, **{**told, **wrapped})

        first = contact(1, member_id=ids.employee, verified_how="one_time_code")
        contact(1, member_id=ids.employee, outcome="acted")
        contact(9, policy_id=ids.policy, caller_role="employer", staff_id=chief, level="identified")
        row(
            tables.account_act,
            account_id=ids.account,
            act="unlock",
            from_stage="frozen",
            to_stage="active",
            reason="wrong_tries",
            at=datetime(2026, 11, 19, 1, 8, tzinfo=UTC),
            staff_id=by,
            contact_id=first,
        )
        approval = row(
            tables.approval,
            kind="verification_exception",
            payload_hash="0",
            subject="member:1",
            facts="[]",
            reason="Three wrong answers, known to the desk",
            requested_by=by,
            requested_at=datetime(2026, 11, 19, 1, 6, tzinfo=UTC),
            decision="approved",
            decided_by=chief,
            decided_at=datetime(2026, 11, 19, 1, 7, tzinfo=UTC),
        )
        row(
            tables.verification_exception,
            contact_id=first,
            caller_turn=1,
            approval_id=approval,
            granted_at=datetime(2026, 11, 19, 1, 7, tzinfo=UTC),
            tries_left=0,
        )
        request = row(
            tables.document_request,
            claim_id=ids.claims["A2000001451"],
            status="open",
            language="en",
            channels="sms",
            token="t" * 20,
            asked_at=datetime(2026, 11, 16, 3, tzinfo=UTC),
            asked_by=by,
            due_on=date(2026, 11, 18),
            times_sent=1,
            last_sent_at=datetime(2026, 11, 16, 3, tzinfo=UTC),
        )
        for place, (kind, status) in enumerate(
            (("medical_record", "outstanding"), ("prescription", "received"))
        ):
            row(
                tables.document_item,
                request_id=request,
                position=place,
                kind=kind,
                status=status,
                changed_at=datetime(2026, 11, 16, 3, tzinfo=UTC),
                changed_by=by,
            )
        row(
            tables.service_request,
            member_id=ids.employee,
            kind="complaint",
            state="open",
            details='{"text": "The line was busy"}',
            due_on=date(2026, 12, 3),
            opened_at=datetime(2026, 11, 19, 1, 9, tzinfo=UTC),
            opened_by=by,
            contact_id=first,
        )
        late = row(
            tables.claim,
            claim_no="A2000001460",
            member_id=ids.colleague,
            received_on=date(2026, 10, 5),
            status="received",
            status_on=date(2026, 10, 5),
            currency="HKD",
        )
        row(
            tables.claim_line,
            claim_id=late,
            line_no=1,
            consulted_on=date(2026, 10, 3),
            benefit_type="OPB",
            item_code="GP",
            incurred=12_345,
        )
        for what, purpose in (("card", ""), ("unmasked mobile", "=call back")):
            row(
                tables.access_entry,
                at=datetime(2026, 11, 19, 1, 6, tzinfo=UTC),
                staff_id=by,
                contact_id=first,
                member_id=ids.employee,
                what=what,
                purpose=purpose,
            )
