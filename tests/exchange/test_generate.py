"""Generated books: the same every time and on both engines, skewed as real ones, whole or not there."""

import csv
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, insert, inspect, select, text
from sqlalchemy.exc import IntegrityError

from consoleapp.desk.demo import mark_as_demo
from consoleapp.errors import Refused, WrongUse
from consoleapp.exchange.extracts.read import Extracts
from consoleapp.exchange.extracts.sheets import SHEETS
from consoleapp.exchange.generate.book import Order, batches
from consoleapp.exchange.generate.claims import STEPS, how_many
from consoleapp.exchange.generate.extracts import write_extracts
from consoleapp.exchange.generate.load import load
from consoleapp.exchange.generate.names import FEMALE, MALE, SURNAMES
from consoleapp.exchange.generate.rows import COLUMNS, Row
from consoleapp.exchange.progress import Progress
from consoleapp.reference.characters import characters
from consoleapp.rules import identity
from consoleapp.rules.permissions import Role
from consoleapp.rules.scripts import hong_kong
from consoleapp.rules.sounds import sound_key
from consoleapp.settings import Imports
from consoleapp.store import adding
from consoleapp.store.audit import make_key
from consoleapp.store.engine import Database
from consoleapp.store.loading.run import run
from consoleapp.store.tables import audit_entry, broker, claim_move, member, metadata, search_key, staff
from tests.conftest import Books

NOW = datetime(2026, 11, 20, 10, 5, tzinfo=UTC)
SMALL = Order(members=400, seed=5, claims_a_member=3)


def made_in(home: Path, database: Database, order: Order) -> Iterator[Progress]:
    """The book of ``order``, made step by step."""
    make_key(home / "audit.key")
    return load(database, order, home / "audit.key", NOW)


def rows_of(order: Order) -> dict[str, list[Row]]:
    """All rows of a book, by table."""
    gathered: dict[str, list[Row]] = {table: [] for table in COLUMNS}
    for batch in batches(order):
        for table, rows in batch.items():
            gathered[table] += rows
    return gathered


@pytest.fixture(scope="module")
def made() -> dict[str, list[Row]]:
    return rows_of(SMALL)


def as_kept(value: object) -> object:
    """A value read through the tables as a batch holds it."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    return value.isoformat() if isinstance(value, date) else value


def test_the_same_order_makes_the_same_book(made: dict[str, list[Row]]) -> None:
    assert rows_of(SMALL) == made
    assert rows_of(Order(members=400, seed=6, claims_a_member=3))["member"] != made["member"]


def test_what_is_loaded_is_what_was_made_on_both_engines(
    database: Database, tmp_path: Path, made: dict[str, list[Row]]
) -> None:
    stages = [progress.stage for progress in made_in(tmp_path, database, SMALL)]
    assert list(dict.fromkeys(stages)) == ["Members and claims", "Benefit usage", "Indexes", "Search"]
    with database.read() as connection:
        for name, names in COLUMNS.items():
            table = metadata.tables[name]
            found = connection.execute(select(*(table.c[column] for column in names)))
            kept = [tuple(as_kept(value) for value in row) for row in found]
            assert sorted(kept, key=repr) == sorted(made[name], key=repr), name
        assert connection.execute(select(func.count()).select_from(search_key)).scalar_one() > 400
        if database.name == "sqlite":
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
            assert connection.execute(text("PRAGMA integrity_check")).scalars().all() == ["ok"]
            assert connection.execute(text("PRAGMA ignore_check_constraints")).scalar() == 0
            assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
def test_indexes_keys_counters_and_guards_are_as_before(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also of a book so large that what uses a limit is indexed afterwards by itself."""
    monkeypatch.setattr(adding, "MANY", 1)
    monkeypatch.setattr(adding, "INDEXED_AFTERWARDS", 1)

    def shape() -> list[Any]:
        inspector = inspect(database.engine)
        return [
            (
                table,
                sorted(str(index["name"]) for index in inspector.get_indexes(table)),
                sorted(str(key["name"]) for key in inspector.get_foreign_keys(table)),
            )
            for table in sorted(COLUMNS)
        ]

    before = shape()
    list(made_in(tmp_path, database, Order(members=60, seed=1, claims_a_member=1)))
    assert shape() == before
    with database.write() as connection:
        connection.execute(insert(broker).values(code="Z99999", name="A broker made by hand"))
    orphan = {"claim_id": 10**9, "to_status": "paid", "moved_on": date(2026, 1, 1), "source": "test"}
    with pytest.raises(IntegrityError), database.write() as connection:
        connection.execute(insert(claim_move).values(recorded_at=datetime(2026, 1, 1, tzinfo=UTC), **orphan))


def test_a_book_with_members_is_refused_and_stays(database: Database, tmp_path: Path) -> None:
    list(made_in(tmp_path, database, Order(members=50, seed=1, claims_a_member=1)))
    with pytest.raises(Refused, match="already holds"):
        next(made_in(tmp_path, database, Order(members=50, seed=2)))
    with database.read() as connection:
        assert connection.execute(select(func.count()).select_from(member)).scalar_one() == 50


def hire(database: Database) -> None:
    with database.write() as connection:
        connection.execute(
            insert(staff).values(
                login="ada", name="Ada", role=Role.SUPERVISOR, password_hash="x", created_at=NOW
            )
        )


def test_a_book_somebody_works_with_takes_no_invented_people(database: Database, tmp_path: Path) -> None:
    hire(database)
    with pytest.raises(Refused, match="Somebody works with this book"):
        next(made_in(tmp_path, database, Order(members=50, seed=2)))
    with database.write() as connection:
        assert connection.execute(select(func.count()).select_from(member)).scalar_one() == 0
        mark_as_demo(connection, ())
    list(made_in(tmp_path, database, Order(members=50, seed=2)))


def test_what_was_made_is_on_record(database: Database, tmp_path: Path) -> None:
    list(made_in(tmp_path, database, Order(members=50, seed=2)))
    with database.read() as connection:
        (entry,) = connection.execute(select(audit_entry)).all()
    assert (entry.event, entry.staff_id, entry.subject) == ("book.generated", None, "book")
    assert (tmp_path / "audit.key").is_file()


def test_a_stop_on_the_way_leaves_nothing_behind(database: Database, tmp_path: Path) -> None:
    loading = made_in(tmp_path, database, Order(members=5_000, seed=1, claims_a_member=0))
    while next(loading).done == 0:
        pass
    loading.close()
    with database.read() as connection:
        for name in COLUMNS:
            assert (
                connection.execute(select(func.count()).select_from(metadata.tables[name])).scalar_one() == 0
            )
    list(made_in(tmp_path, database, Order(members=50, seed=1)))


@pytest.mark.parametrize("members", [1, 2, 83, 166, 1_000])
def test_there_are_as_many_members_as_asked_for(members: int) -> None:
    assert len(rows_of(Order(members=members, seed=3, claims_a_member=0))["member"]) == members


def test_numbers_hold_and_differ(made: dict[str, list[Row]]) -> None:
    place = {name: number for number, name in enumerate(COLUMNS["member"])}
    cards = [str(row[place["identity_no"]]) for row in made["member"]]
    assert [identity.hkid(card) for card in cards] == cards
    assert len(set(cards)) == len(cards)
    assert all(card.startswith("Q") for card in cards)
    phones = [str(row[place[name]]) for row in made["member"] for name in ("mobile", "phone")]
    assert all(identity.phone(phone) == phone and phone.startswith("+85285") for phone in phones if phone)
    assert [identity.claim_number(str(row[1])) for row in made["claim"]]
    assert [identity.invoice_number(str(row[1])) for row in made["invoice"]]


def test_families_hold_together(made: dict[str, list[Row]]) -> None:
    families: dict[tuple[object, object], list[Row]] = {}
    for row in made["member"]:
        families.setdefault((row[1], row[2]), []).append(row)
    for family in families.values():
        assert [row[3] for row in family] == [f"{suffix:02d}" for suffix in range(len(family))]
        assert [row[5] for row in family].count("employee") == 1
        assert family[0][5] == "employee"
    assert {1, 2, 3, 4} <= {len(family) for family in families.values()}


def test_claims_keep_their_order_in_time(made: dict[str, list[Row]]) -> None:
    received = {row[0]: (row[3], row[5]) for row in made["claim"]}
    for line in made["claim_line"]:
        came, moved = received[line[1]]
        assert str(line[3]) <= str(came) <= str(moved) <= "2026-11-20"
    assert {row[4] for row in made["claim"]} == {
        "received", "in_review", "pending_documents", "approved", "paid", "declined", "withdrawn"
    }  # fmt: skip


def test_the_skew_is_that_of_a_real_book() -> None:
    book = rows_of(Order(members=20_000, seed=2, claims_a_member=0))
    companies = Counter(row[1] for row in book["member"])
    largest = [count for _, count in companies.most_common(len(companies) // 10)]
    assert 0.4 < sum(largest) / 20_000 < 0.8
    assert sorted(companies.values())[len(companies) // 2] < 83
    surnames = Counter(str(row[7])[:1] for row in book["member"])
    assert next(surname for surname, _ in surnames.most_common(3) if surname) == "陳"
    counts = how_many(5.0)
    assert sum(counts) == pytest.approx(5 * STEPS, rel=0.001)
    assert 0.25 < sum(counts[-STEPS // 10 :]) / sum(counts) < 0.45
    assert counts[0] == 0


def test_romanisations_agree_with_the_characters() -> None:
    tables = characters()
    usual = {"平": "ping", "勝": "shing", "達": "tat"}
    disagreeing = []
    for surname in SURNAMES:
        known = tables.surnames[tables.fold(surname.chinese)]
        if surname.spelt.lower().replace("-", "") not in known.spellings:
            disagreeing.append(surname)
        if surname.pinyin.lower() != known.pinyin:
            disagreeing.append(surname)
    for given in (*MALE, *FEMALE):
        folded = tables.fold(given.chinese)
        spelt = usual.get(given.chinese) or hong_kong(tables.jyutping[folded])
        if sound_key(given.spelt) != sound_key(spelt) or given.pinyin.lower() != tables.pinyin[folded]:
            disagreeing.append(given)
    assert disagreeing == []


def test_the_same_book_as_extracts(tmp_path: Path, made: dict[str, list[Row]]) -> None:
    list(write_extracts(tmp_path / "book", SMALL))
    found = {
        extract: list(csv.DictReader((tmp_path / "book" / f"{extract}.csv").open(encoding="utf-8")))
        for extract in SHEETS
    }
    for extract, table in (
        ("members", "member"),
        ("claims", "claim_line"),
        ("invoices", "invoice"),
        ("settlements", "allocation"),
        ("benefits", "benefit"),
        ("providers", "provider"),
        ("accounts", "portal_account"),
        ("policies", "policy_period"),
    ):
        assert len(found[extract]) == len(made[table]), extract
    first, row = found["members"][0], made["member"][0]
    assert (first["name"], first["name_zh"], first["certificate"]) == (row[6], row[7], f"{row[2]}-{row[3]}")
    assert {line["incurred"] for line in found["claims"] if line["payment_method"] == "network_doctor"} == {
        "N/A"
    }
    with pytest.raises(Refused, match="not empty"):
        next(write_extracts(tmp_path / "book", SMALL))


@pytest.mark.parametrize(("members", "claims"), [(0, 5.0), (10**9, 5.0), (10, -1.0), (10, 1_000.0)])
def test_impossible_orders_are_refused(members: int, claims: float) -> None:
    with pytest.raises(WrongUse):
        Order(members=members, seed=1, claims_a_member=claims)


def test_the_importer_finds_no_fault_in_the_extracts(tmp_path: Path) -> None:
    list(write_extracts(tmp_path / "book", SMALL))
    with Extracts([tmp_path / "book"], Imports()) as extracts:
        assert [fault for batch in extracts.batches() for fault in batch.faults] == []


SAME = Path(__file__).with_name("what_a_book_says.sql").read_text(encoding="utf-8").split("\n\n")[1:]


def test_the_importer_makes_the_same_book_of_the_extracts(books: Books, tmp_path: Path) -> None:
    list(write_extracts(tmp_path / "extracts", SMALL))
    said = []
    for name in ("generated", "imported"):
        (tmp_path / name).mkdir()
        with books.fresh("sqlite", tmp_path / name) as url:
            database = Database.open(url)
            if name == "generated":
                list(made_in(tmp_path, database, SMALL))
            else:
                with Extracts([tmp_path / "extracts"], Imports()) as extracts, database.write() as connection:
                    run(connection, extracts, datetime(2026, 11, 20, tzinfo=UTC))
            with database.read() as connection:
                said.append([sorted(connection.execute(text(query)).all(), key=repr) for query in SAME])
            database.close()
    for query, generated, imported in zip(SAME, *said, strict=True):
        assert generated, query
        assert imported == generated, query
