"""The audit chain finds what was done to it (SAFETY 13)."""

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select, text, update

from consoleapp.errors import Refused
from consoleapp.store import audit
from consoleapp.store.ddl import drop_views_and_triggers
from consoleapp.store.engine import Database
from consoleapp.store.tables import audit_entry

KEY = b"k" * 32
NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


def entry(number: int) -> audit.Entry:
    return audit.Entry(
        NOON + timedelta(minutes=number), f"event.{number}", number, None, "book", {"n": number}
    )


@pytest.fixture
def chained(database: Database) -> Database:
    """Six entries, and the guards taken away as an intruder with the owner's rights would do."""
    for number in range(0, 6, 2):
        with database.write() as connection:
            audit.append(connection, KEY, [entry(number), entry(number + 1)])
    with database.write() as connection:
        drop_views_and_triggers(connection)
    return database


def verdict(database: Database, head: tuple[int, str] | None = None) -> audit.Verdict:
    with database.read() as connection:
        return audit.verify(connection, KEY, heads=[head] if head else [])


def test_a_chain_left_alone_verifies(chained: Database) -> None:
    found = verdict(chained)
    assert (found.entries, found.first_bad) == (6, None)
    assert verdict(chained, head=(6, found.head)).first_bad is None


def test_another_key_verifies_nothing(chained: Database) -> None:
    with chained.read() as connection:
        assert audit.verify(connection, b"x" * 32).first_bad == 1


def test_every_kind_of_change_is_found_and_the_first_bad_entry_named(chained: Database) -> None:
    with chained.read() as connection:
        rows = [row._asdict() for row in connection.execute(select(audit_entry).order_by(audit_entry.c.seq))]
    head = (6, rows[-1]["mac"])
    attacks = {
        "text": (update(audit_entry).where(audit_entry.c.seq == 3).values(text="{}"), 3),
        "field": (update(audit_entry).where(audit_entry.c.seq == 4).values(staff_id=99), 4),
        "moment": (update(audit_entry).where(audit_entry.c.seq == 4).values(at=NOON), 4),
        "mac": (update(audit_entry).where(audit_entry.c.seq == 2).values(mac=rows[0]["mac"]), 2),
        "removed": (delete(audit_entry).where(audit_entry.c.seq == 5), 5),
        "first removed": (delete(audit_entry).where(audit_entry.c.seq == 1), 1),
        "tail cut": (delete(audit_entry).where(audit_entry.c.seq > 4), 5),
    }
    for name, (attack, first_bad) in attacks.items():
        with chained.write() as connection:
            connection.execute(attack)
        assert verdict(chained, head).first_bad == first_bad, name
        with chained.write() as connection:
            connection.execute(text("DELETE FROM audit_entry"))
            connection.execute(insert(audit_entry), rows)
    assert verdict(chained, head).first_bad is None


def test_swapped_and_rewritten_entries_are_found(chained: Database) -> None:
    with chained.read() as connection:
        rows = [row._asdict() for row in connection.execute(select(audit_entry).order_by(audit_entry.c.seq))]
    head = (6, rows[-1]["mac"])
    rows[1]["seq"], rows[2]["seq"] = rows[2]["seq"], rows[1]["seq"]
    with chained.write() as connection:
        connection.execute(text("DELETE FROM audit_entry"))
        connection.execute(insert(audit_entry), rows)
    assert verdict(chained, head).first_bad == 2
    with chained.write() as connection:
        connection.execute(text("DELETE FROM audit_entry"))
        audit.append(connection, KEY, [entry(n + 10) for n in range(6)])
    assert verdict(chained, head).first_bad is not None


def test_the_key_is_made_once_and_is_its_owners_only(tmp_path: Path) -> None:
    file = tmp_path / "data" / "audit.key"
    key = audit.make_key(file)
    assert audit.make_key(file) == audit.read_key(file) == key
    assert len(key) == 32
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == [file.name]
    for damaged in ("not a key", "", "00ff"):
        file.write_text(damaged)
        with pytest.raises(Refused, match="missing or damaged"):
            audit.read_key(file)
