"""Since when a claim is complete: a trigger keeps it from the moves, the migration did for older ones."""

from datetime import UTC, date, datetime
from pathlib import Path

from alembic.command import upgrade
from sqlalchemy import Connection, func, insert, select, text, update

from consoleapp.rules.statuses import ClaimStatus
from consoleapp.store import migrate
from consoleapp.store.engine import Database
from consoleapp.store.queries.claims import complete_on
from consoleapp.store.tables import claim, claim_move

C = ClaimStatus
RECEIVED = date(2026, 11, 2)


def fill(connection: Connection) -> None:
    """One claim of one member, as any revision since the fourth has them."""
    for told in (
        "INSERT INTO policy_holder (id, code, name_en) VALUES (1, 'H', 'H')",
        "INSERT INTO policy (id, policy_no, holder_id, plan_type, currency, payment_mode, status)"
        " VALUES (1, '91307', 1, 'group_medical', 'HKD', 'yearly', 'in_force')",
        "INSERT INTO member (id, policy_id, cert_no, suffix, relation, name_en, status)"
        " VALUES (1, 1, '0001', '00', 'employee', 'CHAN TAI MAN', 'active')",
        "INSERT INTO claim (id, claim_no, member_id, received_on, status, status_on, currency)"
        " VALUES (1, 'A1', 1, '2026-11-02', 'in_review', '2026-11-20', 'HKD'),"
        " (2, 'A2', 1, '2026-11-02', 'paid', '2026-11-20', 'HKD')",
    ):
        connection.execute(text(told))


def move(connection: Connection, old: C | None, new: C, day: date, claim_id: int = 1) -> None:
    connection.execute(
        insert(claim_move).values(
            claim_id=claim_id,
            from_status=old,
            to_status=new,
            moved_on=day,
            recorded_at=datetime(2026, 11, 20, tzinfo=UTC),
            source="desk",
        )
    )


def complete(connection: Connection) -> date:
    found: date = connection.execute(select(complete_on).where(claim.c.id == 1)).scalar_one()
    return found


def by_the_moves(connection: Connection) -> dict[int, date | None]:
    """The same, worked out from the moves of every claim."""
    restart = (claim_move.c.from_status == C.PENDING_DOCUMENTS) & (claim_move.c.to_status == C.IN_REVIEW)
    asked = (
        select(claim.c.id, func.max(claim_move.c.moved_on).filter(restart))
        .outerjoin(claim_move, claim_move.c.claim_id == claim.c.id)
        .group_by(claim.c.id)
    )
    return {row[0]: row[1] for row in connection.execute(asked)}


def kept(connection: Connection) -> dict[int, date | None]:
    return {row[0]: row[1] for row in connection.execute(select(claim.c.id, claim.c.restarted_on))}


def test_the_last_document_restarts_the_clock_and_nothing_else_does(database: Database) -> None:
    with database.write() as connection:
        fill(connection)
        move(connection, None, C.RECEIVED, RECEIVED)
        move(connection, C.RECEIVED, C.IN_REVIEW, date(2026, 11, 3))
        move(connection, C.IN_REVIEW, C.PENDING_DOCUMENTS, date(2026, 11, 4))
        assert complete(connection) == RECEIVED
        move(connection, C.PENDING_DOCUMENTS, C.IN_REVIEW, date(2026, 11, 12))
        assert complete(connection) == date(2026, 11, 12)
        # An extract that tells of an earlier one later on does not turn it back.
        move(connection, C.PENDING_DOCUMENTS, C.IN_REVIEW, date(2026, 11, 9))
        move(connection, C.PENDING_DOCUMENTS, C.WITHDRAWN, date(2026, 11, 13))
        assert complete(connection) == date(2026, 11, 12)
        assert kept(connection) == by_the_moves(connection) == {1: date(2026, 11, 12), 2: None}


def test_a_day_of_receipt_put_right_moves_the_clock_of_a_claim_that_never_waited(database: Database) -> None:
    with database.write() as connection:
        fill(connection)
        earlier = date(2026, 10, 30)
        connection.execute(update(claim).values(received_on=earlier))
        assert complete(connection) == earlier


def test_claims_on_record_get_it_from_their_moves(tmp_path: Path) -> None:
    database = Database.open(f"sqlite:///{tmp_path}/old.db")
    with database.write() as connection:
        upgrade(migrate.configuration(connection), "0016")
        fill(connection)
        for day in (9, 12):
            move(connection, C.IN_REVIEW, C.PENDING_DOCUMENTS, date(2026, 11, day - 1))
            move(connection, C.PENDING_DOCUMENTS, C.IN_REVIEW, date(2026, 11, day))
        move(connection, C.PENDING_DOCUMENTS, C.WITHDRAWN, date(2026, 11, 13), claim_id=2)
        upgrade(migrate.configuration(connection), "head")
        assert kept(connection) == by_the_moves(connection) == {1: date(2026, 11, 12), 2: None}
    database.close()
