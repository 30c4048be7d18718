"""A load of claims and the desk at once: no claim is moved from where it no longer stands (DOMAIN 4)."""

import threading
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from consoleapp.rules.statuses import ClaimStatus, reachable
from consoleapp.store.engine import Database
from consoleapp.store.loading import claims as loading
from consoleapp.store.loading.steps import Load
from consoleapp.store.queries import claims as queries
from consoleapp.store.tables import claim, claim_move
from tests.exchange.book import CLAIM, NOW, load, one, rows, with_rows, write_csv


def withdraw(database: Database, claim_id: int) -> None:
    """What every act of the desk does: hold the claim, look where it stands, move it, leave the row."""
    with database.write() as connection:
        row = queries.locked(connection, claim_id)
        assert row is not None
        if reachable(row.status, ClaimStatus.WITHDRAWN):
            assert queries.edit(connection, row, status=ClaimStatus.WITHDRAWN, status_on=NOW.date())
            queries.leave_move(
                connection, claim_id=claim_id, from_status=row.status, to_status=ClaimStatus.WITHDRAWN,
                moved_on=NOW.date(), recorded_at=NOW, source=queries.FROM_THE_DESK,
            )  # fmt: skip


def test_the_desk_waits_for_a_load_that_moves_the_same_claim(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    received = {**CLAIM, "status": "received"}
    load(database, write_csv(tmp_path / "first", with_rows("claims", received)))
    claim_id = one(database, claim).id
    reviewed = {**CLAIM, "status": "in_review", "status_date": date(2026, 11, 19).isoformat()}
    desk = threading.Thread(target=withdraw, args=(database, claim_id))
    after_the_check = loading._leave_whole_claims

    def meanwhile(under_way: Load) -> None:
        desk.start()
        desk.join(1.0)  # as long as it takes where nothing holds it back
        after_the_check(under_way)

    monkeypatch.setattr(loading, "_leave_whole_claims", meanwhile)
    load(database, write_csv(tmp_path / "second", with_rows("claims", reviewed)))
    desk.join(20)
    assert not desk.is_alive()
    steps = [(move.from_status, move.to_status) for move in rows(database, claim_move)]
    assert steps == [
        (None, ClaimStatus.RECEIVED),
        (ClaimStatus.RECEIVED, ClaimStatus.IN_REVIEW),
        (ClaimStatus.IN_REVIEW, ClaimStatus.WITHDRAWN),
    ]
    with database.read() as connection:
        assert connection.execute(select(claim.c.status)).scalar_one() is ClaimStatus.WITHDRAWN


def test_a_file_that_brings_the_last_document_restarts_the_clock(database: Database, tmp_path: Path) -> None:
    """A move by import counts like one of the desk; a day of receipt put right leaves it as it is."""
    told = {"03": "in_review", "04": "pending_documents", "12": "in_review"}
    for day, status in told.items():
        file = {**CLAIM, "received_date": "2026-11-02", "status": status, "status_date": f"2026-11-{day}"}
        load(database, write_csv(tmp_path / day, with_rows("claims", file)))
    again = {**file, "received_date": "2026-11-03"}
    load(database, write_csv(tmp_path / "again", with_rows("claims", again)))
    with database.read() as connection:
        assert connection.execute(select(queries.complete_on)).scalar_one() == date(2026, 11, 12)
        assert connection.execute(select(claim.c.received_on)).scalar_one() == date(2026, 11, 3)
