"""SAFETY 13: a keyed chain whose head lies elsewhere: what touches it is found, the first bad row named."""

import sqlite3
import stat
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from consoleapp.desk import audit, signin
from consoleapp.desk.audit_heads import keep_head
from consoleapp.errors import Refused
from consoleapp.store import audit as chain
from consoleapp.store.ddl import drop_views_and_triggers
from consoleapp.store.engine import Database
from consoleapp.store.tables import audit_entry
from tests.desk.conftest import Office
from tests.desk.door import WRONG, refused


@pytest.fixture
def kept(office: Office) -> list[dict[str, Any]]:
    """Some entries, their head kept outside; then the guards are gone, as with the owner's rights."""
    for _ in range(3):
        refused(lambda: office.sign_in("hotline", WRONG))
    signin.sign_out(office.sign_in("counter"))
    with office.database.read() as connection:
        rows = [row._asdict() for row in connection.execute(select(audit_entry).order_by(audit_entry.c.seq))]
    assert [row["seq"] for row in rows] == [1, 2, 3, 4, 5]
    with office.database.write() as connection:
        drop_views_and_triggers(connection)
    return rows


def bad(office: Office) -> int | None:
    return audit.verify(office.desk("auditor")).first_bad


def forged(office: Office, rows: list[dict[str, Any]], key: bytes) -> None:
    """The whole record written anew, entry by entry, with this key."""
    previous = chain.FIRST
    with office.database.write() as connection:
        connection.execute(text("DELETE FROM audit_entry"))
        for row in rows:
            again = row["text"].replace("staff.refused", "staff.pleased")
            made = chain.mac(key, previous, again)
            event = row["event"].replace("staff.refused", "staff.pleased")
            copy = row | {"text": again, "event": event, "previous": previous, "mac": made}
            connection.execute(insert(audit_entry), [copy])
            previous = made


_e = audit_entry.c
ATTACKS: dict[str, tuple[Callable[[list[dict[str, Any]]], Any], int]] = {
    "edit the text": (lambda _r: update(audit_entry).where(_e.seq == 3).values(text="{}"), 3),
    "edit what is searched": (lambda _r: update(audit_entry).where(_e.seq == 2).values(staff_id=99), 2),
    "edit the contact": (lambda _r: update(audit_entry).where(_e.seq == 2).values(contact_id=7), 2),
    "edit the hash": (lambda r: update(audit_entry).where(_e.seq == 2).values(mac=r[0]["mac"]), 2),
    "edit the hash badly": (lambda _r: update(audit_entry).where(_e.seq == 2).values(mac="é"), 2),
    "edit into no text of ours": (lambda _r: update(audit_entry).where(_e.seq == 4).values(text="{x"), 4),
    "delete the first": (lambda _r: delete(audit_entry).where(_e.seq == 1), 1),
    "delete one": (lambda _r: delete(audit_entry).where(_e.seq == 3), 3),
    "delete and close the gap": (lambda _r: text("UPDATE audit_entry SET seq = seq - 100 WHERE seq > 2"), 1),
    "cut the tail": (lambda _r: delete(audit_entry).where(_e.seq > 3), 4),
    "truncate": (lambda _r: delete(audit_entry), 1),
    "replace an entry": (
        lambda r: (
            update(audit_entry).where(_e.seq == 4).values(**{k: v for k, v in r[1].items() if k != "seq"})
        ),
        4,
    ),
    "add one without the key": (
        lambda r: insert(audit_entry).values(r[4] | {"seq": 6, "previous": r[4]["mac"], "mac": "0" * 64}),
        6,
    ),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_safety_13_each_attack_is_found_and_its_first_row_named(
    office: Office, kept: list[dict[str, Any]], attack: str
) -> None:
    do, first_bad = ATTACKS[attack]
    with office.database.write() as connection:
        connection.execute(do(kept))
    assert bad(office) == first_bad


def test_safety_13_two_entries_that_changed_places_are_found(
    office: Office, kept: list[dict[str, Any]]
) -> None:
    kept[1]["seq"], kept[2]["seq"] = kept[2]["seq"], kept[1]["seq"]
    with office.database.write() as connection:
        connection.execute(text("DELETE FROM audit_entry"))
        connection.execute(insert(audit_entry), kept)
    assert bad(office) == 2


def test_safety_13_a_record_written_anew_is_found_even_with_the_key(
    office: Office, kept: list[dict[str, Any]]
) -> None:
    forged(office, kept, b"x" * 32)
    assert bad(office) == 1
    forged(office, kept, office.desk("auditor").audit_key)
    assert bad(office) == 5, "the chain holds in itself; what was written down outside tells"


def test_safety_13_the_head_is_written_at_sign_out_and_hourly(office: Office) -> None:
    file, settings = office.settings.audit_heads, office.settings
    desk = office.sign_in("hotline")
    assert not file.exists()
    assert keep_head(office.database, settings, office.clock)
    assert not keep_head(office.database, settings, office.clock), "nothing is new"
    office.clock.advance(minutes=59)
    office.sign_in("counter")
    hour = timedelta(minutes=settings.audit.head_minutes)
    assert not keep_head(office.database, settings, office.clock, older_than=hour)
    office.clock.advance(minutes=1)
    assert keep_head(office.database, settings, office.clock, older_than=hour)
    signin.sign_out(desk)
    lines = file.read_text().splitlines()
    assert [line.split()[1] for line in lines] == ["1", "2", "3"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    found = audit.verify(office.desk("auditor"))
    assert (found.first_bad, found.heads, found.head_at) == (None, 3, office.clock())


def test_safety_13_a_file_of_heads_that_was_touched_says_so(office: Office) -> None:
    signin.sign_out(office.sign_in("hotline"))
    file = office.settings.audit_heads
    file.write_text("2026-11-20 one two\n" + file.read_text())
    assert "Line 1" in refused(lambda: audit.verify(office.desk("auditor")), Refused)


def test_safety_13_a_head_that_cannot_be_written_does_not_hold_up_a_sign_out(office: Office) -> None:
    office.settings.audit_heads.mkdir(parents=True)
    signin.sign_out(office.sign_in("hotline"))


@pytest.mark.parametrize("table", ["audit_entry", "access_entry", "contact_step", "notice_accepted"])
def test_safety_13_append_only_holds(office: Office, database: Database, table: str) -> None:
    office.sign_in("hotline")
    statements = [f"UPDATE {table} SET at = at", f"DELETE FROM {table}"]
    if database.name == "postgresql":
        statements = [f"TRUNCATE {table} CASCADE"]
    if table == "audit_entry":
        statements += ["UPDATE audit_entry SET mac = ''", "DELETE FROM audit_entry"]
        if database.name == "sqlite":
            statements.append("INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry")
    if table in {"access_entry", "contact_step"} and database.name == "sqlite":
        statements = []  # no row is there to touch; that the triggers exist is held below
    for statement in statements:
        with pytest.raises(DBAPIError), database.write() as connection:
            connection.exec_driver_sql(statement)
    with database.read() as connection:
        if database.name == "sqlite":
            query = text("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :t")
        else:
            query = text(
                "SELECT count(*) FROM pg_trigger WHERE tgrelid = to_regclass(:t) AND NOT tgisinternal"
            )
        assert connection.execute(query, {"t": table}).scalar_one() == 2


def test_safety_13_what_slips_past_the_guards_is_found(office: Office, database: Database) -> None:
    """Another program on the file need not obey our settings; an owner may switch triggers off."""
    office.sign_in("hotline")
    signin.sign_out(office.sign_in("counter"))
    if database.name == "sqlite":
        file = office.settings.sqlite_file
        assert file is not None
        with sqlite3.connect(file) as raw:
            raw.execute(
                "INSERT OR REPLACE INTO audit_entry (seq, text, previous, mac, at, event, staff_id, subject)"
                " SELECT seq, '{}', previous, mac, at, event, staff_id, subject FROM audit_entry"
                " WHERE seq = 2"
            )
        raw.close()
    else:
        with database.write() as connection:
            connection.exec_driver_sql("ALTER TABLE audit_entry DISABLE TRIGGER ALL")
            connection.exec_driver_sql("UPDATE audit_entry SET text = '{}' WHERE seq = 2")
            connection.exec_driver_sql("ALTER TABLE audit_entry ENABLE TRIGGER ALL")
    assert bad(office) == 2
