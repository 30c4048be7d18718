"""Extracts into the tables, on both engines: all or nothing, again without change, newer by key."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import func, insert, select, update

from consoleapp.desk import hashing
from consoleapp.errors import Refused
from consoleapp.exchange.extracts.read import Extracts
from consoleapp.rules.statuses import ClaimStatus
from consoleapp.store import adding
from consoleapp.store.engine import Database
from consoleapp.store.locking import try_lock
from consoleapp.store.search import vocabulary
from consoleapp.store.tables import (
    allocation,
    benefit,
    benefit_limit,
    challenge_question,
    claim,
    claim_line,
    claim_move,
    invoice,
    member,
    metadata,
    network,
    policy,
    policy_holder,
    policy_period,
    portal_account,
    portal_attempt,
    provider,
    provider_network,
    settlement,
)
from tests.conftest import Books
from tests.exchange.book import (
    BOOK,
    CLAIM,
    INVOICE,
    LIMITS,
    MEMBER,
    NOW,
    POLICY,
    RECEIPT,
    added_and_changed,
    content,
    faults,
    load,
    one,
    rows,
    with_rows,
    write_csv,
    write_workbook,
)

NEEDED = {key: MEMBER[key] for key in ("policy_no", "certificate", "relation", "name", "status")}
SAMPLE = Path(__file__).resolve().parents[2] / "data" / "sample"


def test_a_book_goes_in_and_every_value_is_the_files(database: Database, tmp_path: Path) -> None:
    loaded = load(database, write_csv(tmp_path / "in", BOOK))
    assert dict(loaded.rows) == {name: len(BOOK[name]) for name in loaded.rows}
    assert added_and_changed(loaded)["members"] == (2, 0)
    holder = one(database, policy_holder)
    assert (holder.code, holder.name_en, holder.name_zh) == ("ABC", "THE ABC COMPANY", "")
    period = one(database, policy_period)
    assert (period.starts_on, period.ends_on) == (date(2026, 5, 1), date(2027, 4, 30))
    item = one(database, benefit)
    assert (item.covered, item.co_payment, item.network_only, item.position) == (True, 5_000, None, 1)
    limits = {(x.measure.value, x.basis.value, x.amount) for x in rows(database, benefit_limit)}
    assert limits == {("money", "visit", 40_000), ("visits", "year", 30), ("money", "year", None)}
    employee = one(database, member, suffix="00")
    assert (employee.cert_no, employee.mobile, employee.sum_life) == ("0001", "+85285553000", 50_000_000)
    assert (employee.sum_tpd, employee.version, employee.contact_changed_at) == (0, 1, None)
    assert employee.plan_id is not None
    assert employee.branch_id is not None
    line = one(database, claim_line, line_no=1)
    assert (line.incurred, line.paid, line.visits, line.days) == (35_000, None, 1, 0)
    move = one(database, claim_move)
    assert (move.from_status, move.to_status) == (None, ClaimStatus.IN_REVIEW)
    assert (move.moved_on, move.recorded_at, move.source) == (date(2026, 8, 4), NOW, "import")
    assert one(database, invoice).amount == 5_234_400
    assert one(database, settlement).amount == 6_000_000
    assert one(database, allocation).amount == 5_000_000
    doctor = one(database, provider)
    assert (doctor.public, doctor.phones, doctor.direct_billing) == (False, "8555 6789", None)
    assert {x.code for x in rows(database, network)} == {"ABC", "QHMS"}
    account = one(database, portal_account)
    assert account.frozen_at == datetime(2026, 11, 20, 5, 40, tzinfo=UTC)
    assert {(x.at, x.origin) for x in rows(database, portal_attempt)} == {
        (datetime(2026, 11, 20, 5, 38, tzinfo=UTC), "203.0.113.7"),
        (datetime(2026, 11, 20, 5, 39, tzinfo=UTC), ""),
    }


def test_the_same_files_again_change_nothing(database: Database, tmp_path: Path) -> None:
    folder = write_csv(tmp_path / "in", BOOK)
    load(database, folder)
    before = content(database)
    again = load(database, folder, now=NOW + timedelta(days=1))
    assert (again.total, again.changes) == (0, ())
    assert content(database) == before
    book = write_workbook(tmp_path / "same.xlsx", BOOK)
    assert load(database, book).total == 0
    assert content(database) == before


def test_the_sample_book_loads_and_loads_again_without_change(database: Database) -> None:
    first = load(database, SAMPLE)
    assert first.total > 1_000
    before = content(database)
    assert load(database, SAMPLE).total == 0
    assert content(database) == before


def test_a_newer_file_updates_what_differs_and_nothing_else(database: Database, tmp_path: Path) -> None:
    load(database, write_csv(tmp_path / "old", BOOK))
    later = NOW + timedelta(days=3)
    newer = write_csv(
        tmp_path / "new",
        {
            "members": [
                {**MEMBER},
                {
                    **MEMBER,
                    "certificate": "0001-01",
                    "relation": "spouse",
                    "name": "WONG TAI YAN",
                    "name_zh": "",
                },
                {**MEMBER, "certificate": "0002-00", "name": "LEE SIU FAN", "name_zh": "李少芬"},
            ],
            "policies": [
                {**POLICY, "holder_name": "ABC (HOLDINGS)"},
                {
                    **POLICY,
                    "holder_name": "ABC (HOLDINGS)",
                    "period_from": "2027-05-01",
                    "period_to": "2028-04-30",
                },
            ],
        },
    )
    loaded = load(database, newer, now=later)
    assert added_and_changed(loaded) == {
        "policy holders": (0, 1),
        "coverage periods": (1, 0),
        "members": (1, 1),
    }
    assert one(database, member, cert_no="0001", suffix="00").version == 1
    spouse = one(database, member, suffix="01")
    assert (spouse.name_en, spouse.version, spouse.contact_changed_at) == ("WONG TAI YAN", 2, None)
    assert one(database, policy).version == 1
    assert len(rows(database, claim)) == 1


def test_changed_contact_details_are_dated_by_the_load(database: Database, tmp_path: Path) -> None:
    load(database, write_csv(tmp_path / "old", BOOK))
    later = NOW + timedelta(hours=5)
    only = NEEDED
    load(database, write_csv(tmp_path / "new", {"members": [{**only, "email": "tm@abc.example"}]}), now=later)
    employee = one(database, member, suffix="00")
    assert (employee.email, employee.contact_changed_at, employee.version) == ("tm@abc.example", later, 2)
    # Columns the file does not have stay as they are.
    assert (employee.mobile, employee.name_zh, employee.sum_life) == ("+85285553000", "陳大文", 50_000_000)
    load(database, write_csv(tmp_path / "third", {"members": [{**only, "language": "en"}]}))
    assert one(database, member, suffix="00").contact_changed_at == later


def test_a_claim_moves_along_its_table_and_leaves_rows(database: Database, tmp_path: Path) -> None:
    load(database, write_csv(tmp_path / "old", BOOK))
    later = NOW + timedelta(days=2)
    paid = {**CLAIM, "status": "paid", "status_date": "2026-08-10", "paid": "300.00"}
    new = {"claims": [paid, {**paid, "line_no": "2", "item_code": "GP"}, {**paid, "line_no": "3"}]}
    loaded = load(database, write_csv(tmp_path / "new", new), now=later)
    assert added_and_changed(loaded) == {"claims": (0, 1), "claim lines": (1, 2)}
    assert one(database, claim).version == 2
    moves = [(m.from_status, m.to_status, m.moved_on, m.recorded_at) for m in rows(database, claim_move)]
    assert moves[1:] == [(ClaimStatus.IN_REVIEW, ClaimStatus.PAID, date(2026, 8, 10), later)]
    why = "It is Paid on record, and no path leads from there to In review."
    back = {"claims": [{**line, "status": "in_review"} for line in new["claims"]]}
    assert faults(database, write_csv(tmp_path / "back", back)) == [
        ("claims", row, "status", "in_review", why) for row in (2, 3, 4)
    ]


def test_a_status_older_than_what_the_desk_did_is_not_news(database: Database, tmp_path: Path) -> None:
    load(database, write_csv(tmp_path / "old", BOOK))
    row = one(database, claim)
    with database.write() as connection:
        connection.execute(
            insert(claim_move).values(
                claim_id=row.id,
                from_status="in_review",
                to_status="withdrawn",
                moved_on=date(2026, 8, 10),
                recorded_at=NOW,
                source="desk",
            )
        )
        connection.execute(update(claim).values(status="withdrawn", status_on=date(2026, 8, 10)))
    before = {"claims": [{**CLAIM, "status_date": "2026-08-09"}]}
    load(database, write_csv(tmp_path / "before", before))
    assert (one(database, claim).status, len(rows(database, claim_move))) == (ClaimStatus.WITHDRAWN, 2)
    after = {"claims": [{**CLAIM, "status_date": "2026-08-11"}]}
    why = "It is Withdrawn on record, and no path leads from there to In review."
    found = faults(database, write_csv(tmp_path / "after", after))
    assert found == [("claims", 2, "status", "in_review", why)]


def test_a_new_line_alone_counts_its_claim_up(database: Database, tmp_path: Path) -> None:
    load(database, write_csv(tmp_path / "old", BOOK))
    loaded = load(database, write_csv(tmp_path / "new", {"claims": [{**CLAIM, "line_no": "3"}]}))
    assert added_and_changed(loaded) == {"claim lines": (1, 0)}
    assert one(database, claim).version == 2
    assert len(rows(database, claim_move)) == 1


def test_limits_come_change_and_go_by_their_cell(database: Database, tmp_path: Path) -> None:
    load(database, write_csv(tmp_path / "old", BOOK))
    item = {**BOOK["benefits"][0], "amount_per_visit": "500", "visits_per_year": "", "days_per_year": "10"}
    del item["amount_per_year"]
    loaded = load(database, write_csv(tmp_path / "new", {"benefits": [item]}))
    assert added_and_changed(loaded) == {"limits": (1, 2)}
    limits = {(x.measure.value, x.basis.value, x.amount) for x in rows(database, benefit_limit)}
    assert limits == {("money", "visit", 50_000), ("days", "year", 10), ("money", "year", None)}


def test_a_provider_joins_and_leaves_networks(database: Database, tmp_path: Path) -> None:
    load(database, write_csv(tmp_path / "old", BOOK))
    doctor = {**BOOK["providers"][0], "networks": "QHMS; NEW"}
    loaded = load(database, write_csv(tmp_path / "new", {"providers": [doctor]}))
    assert added_and_changed(loaded) == {"providers": (0, 1)}
    assert one(database, provider).version == 2
    codes = {x.id: x.code for x in rows(database, network)}
    assert {codes[x.network_id] for x in rows(database, provider_network)} == {"QHMS", "NEW"}


def test_failed_logins_are_added_and_stay(database: Database, tmp_path: Path) -> None:
    load(database, write_csv(tmp_path / "old", BOOK))
    only = {"account_no": "W000101", "stage": "frozen", "failed_times": "2026-11-20 13:40"}
    loaded = load(database, write_csv(tmp_path / "new", {"accounts": [only]}))
    assert added_and_changed(loaded) == {"failed logins": (1, 0)}
    assert len(rows(database, portal_attempt)) == 3
    assert one(database, portal_account).user_id == "taiman80"


def test_answers_are_hashed_before_they_reach_the_book(database: Database, tmp_path: Path) -> None:
    hashed = hashing.hash_of("biscuit")
    asked = [
        {
            "account_no": "W000101",
            "place": 1,
            "question": "First school?",
            "answer": "Lantern Primary School",
        },
        {"account_no": "W000101", "place": 2, "question": "First pet?", "answer": hashed},
    ]
    folder = write_csv(tmp_path / "book", {**BOOK, "questions": asked})
    load(database, folder)
    first, second = rows(database, challenge_question)
    assert hashing.fits(first.answer_hash, "lanternprimaryschool")
    assert (second.place, second.answer_hash) == (2, hashed)
    assert load(database, folder).total == 0
    asked[0]["answer"] = "Heron Hill"
    loaded = load(database, write_csv(tmp_path / "new", {"questions": asked}))
    assert added_and_changed(loaded) == {"challenge questions": (0, 1)}
    bad = {"questions": [{**asked[0], "place": 4}, {**asked[0], "answer": "$2b$12$secret"},
                         {**asked[0], "account_no": "W9", "place": 3}]}  # fmt: skip
    found = faults(database, write_csv(tmp_path / "bad", bad))
    assert [fault[:3] for fault in found] == [
        ("questions", 2, "place"),
        ("questions", 3, "answer"),
        ("questions", 4, "account_no"),
    ]
    assert "secret" not in repr(found)


def test_currencies_have_their_own_decimals(database: Database, tmp_path: Path) -> None:
    in_yen = {**BOOK["benefits"][0], "co_payment": "50", "amount_per_visit": "400.00"}
    yen = with_rows(
        "policies",
        {**POLICY, "currency": "JPY"},
        benefits=[in_yen],
        claims=[{**CLAIM, "currency": "JPY", "incurred": "350"}],
        invoices=[{**INVOICE, "currency": "JPY", "amount": "52,344"}],
        settlements=[{**RECEIPT, "currency": "JPY", "amount": "60000.00", "allocated": "50000"}],
    )
    load(database, write_csv(tmp_path / "yen", yen))
    assert one(database, invoice).amount == 52_344
    assert one(database, allocation).amount == 50_000
    assert one(database, member, suffix="00").sum_life == 500_000
    half = [{**INVOICE, "invoice_no": "9200999", "currency": "JPY", "amount": "0.5"}]
    assert faults(database, write_csv(tmp_path / "half", {"invoices": half})) == [
        ("invoices", 2, "amount", "0.50", "The amount has more decimals than the currency has.")
    ]


@pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
def test_what_is_put_off_for_many_rows_changes_nothing(
    books: Books, engine_name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vocabulary, "new_version", lambda: 1)  # drawn by lot
    held = []
    for many in (1_000_000, 1):
        monkeypatch.setattr(adding, "MANY", many)
        monkeypatch.setattr(adding, "INDEXED_AFTERWARDS", many)
        folder = tmp_path / str(many)
        folder.mkdir()
        with books.fresh(engine_name, folder) as url:
            database = Database.open(url)
            load(database, SAMPLE)
            with database.read() as connection:
                context = MigrationContext.configure(connection, opts={"compare_type": False})
                assert compare_metadata(context, metadata) == []
                counts = [
                    connection.scalar(select(func.count()).select_from(t)) for t in metadata.tables.values()
                ]
            # Accumulators come in any order on PostgreSQL, and their ids with them.
            held.append((counts, content(database) if engine_name == "sqlite" else ""))
            assert load(database, SAMPLE).total == 0
            database.close()
    assert held[0] == held[1]


def test_two_loads_at_once_do_not_mix(postgresql_database: Database, tmp_path: Path) -> None:
    folder = write_csv(tmp_path / "book", BOOK)
    with postgresql_database.write() as connection:
        assert try_lock(connection, "load")
        with pytest.raises(Refused, match="Another load"):
            load(postgresql_database, folder)
    assert load(postgresql_database, folder).total > 0


def test_the_same_source_can_be_read_again(sqlite_database: Database, tmp_path: Path) -> None:
    write_csv(tmp_path / "csv", BOOK)
    for path in (tmp_path / "csv", write_workbook(tmp_path / "book.xlsx", BOOK)):
        with Extracts([path], LIMITS) as extracts:
            first = [batch.rows for batch in extracts.batches()]
            assert [batch.rows for batch in extracts.batches()] == first
