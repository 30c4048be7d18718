"""The audit chain: each entry carries a keyed hash over the one before it (SAFETY 12, 13).

The key lies in a file outside the database, so that whoever can write rows still cannot forge a chain.
"""

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from consoleapp.errors import Refused
from consoleapp.i18n import N_
from consoleapp.store.locking import lock_for_writing
from consoleapp.store.revision import recorded_revision
from consoleapp.store.tables import audit_entry

FIRST = "0" * 64
"""What stands before the first entry."""
KEY_BYTES = 32
"""Length of the key."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One act as it is recorded. ``facts`` hold ids, codes and counts, never personal data."""

    at: datetime
    event: str
    staff_id: int | None
    contact_id: int | None
    subject: str
    facts: dict[str, object]


def make_key(file: Path) -> bytes:
    """A new key in ``file``, readable by its owner only; the key that is there already, if there is one."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    descriptor = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(descriptor, "w") as out:
            out.write(secrets.token_hex(KEY_BYTES) + "\n")
            out.flush()
            os.fsync(out.fileno())
        with suppress(FileExistsError):
            os.link(part, file)  # whole or not at all, and never over another key
    finally:
        part.unlink()
    return read_key(file)


def read_key(file: Path) -> bytes:
    """The key in ``file``. Raises Refused when it is missing or not a whole key: an empty one is none."""
    try:
        key = bytes.fromhex(file.read_text(encoding="ascii").strip())
        if len(key) < KEY_BYTES:
            raise ValueError("too short")
    except (OSError, ValueError) as error:
        raise Refused(
            N_("The audit key {file} is missing or damaged. Restore it from where it is kept."),
            file=file.name,
        ) from error
    return key


def is_begun(connection: Connection) -> bool:
    """Whether this book has entries, which only the key they were made with can verify."""
    if recorded_revision(connection) is None:
        return False
    return connection.execute(select(audit_entry.c.seq).limit(1)).first() is not None


def mac(key: bytes, previous: str, text: str) -> str:
    """The keyed hash that chains ``text`` to the entry before it."""
    return hmac.new(key, f"{previous}\n{text}".encode(), hashlib.sha256).hexdigest()


def append(connection: Connection, key: bytes, entries: Iterable[Entry]) -> None:
    """Write ``entries`` at the end of the chain. Call it last: it lets one writer at a time past."""
    lock_for_writing(connection, "audit")
    newest = connection.execute(
        select(audit_entry.c.seq, audit_entry.c.mac).order_by(audit_entry.c.seq.desc()).limit(1)
    ).first()
    seq, previous = (newest.seq, newest.mac) if newest else (0, FIRST)
    rows = []
    for entry in entries:
        seq += 1
        text = _canonical(seq, entry)
        this = mac(key, previous, text)
        rows.append(
            {
                "seq": seq,
                "text": text,
                "previous": previous,
                "mac": this,
                "at": entry.at,
                "event": entry.event,
                "staff_id": entry.staff_id,
                "contact_id": entry.contact_id,
                "subject": entry.subject,
            }
        )
        previous = this
    if rows:
        connection.execute(insert(audit_entry), rows)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check of the chain found: how many entries were read, and the first bad one, if any."""

    entries: int
    head: str
    first_bad: int | None = None
    why: str = ""


def verify(connection: Connection, key: bytes, *, head: tuple[int, str] | None = None) -> Verdict:
    """Walk the whole chain. ``head`` is a (sequence, mac) kept elsewhere: it finds a cut tail."""
    previous, count = FIRST, 0
    head_seen = head is None
    for row in _rows(connection):
        count += 1
        stated = json.loads(row.text) if row.text.startswith("{") else {}
        for fault, why in (
            (row.seq != count, N_("an entry is missing or out of order")),
            (row.previous != previous, N_("it does not follow the entry before it")),
            (not hmac.compare_digest(mac(key, previous, row.text), row.mac), N_("its text was changed")),
            (
                tuple(stated.get(name) for name in ("seq", "event", "staff", "contact", "subject"))
                != (row.seq, row.event, row.staff_id, row.contact_id, row.subject)
                or stated.get("at") != row.at.isoformat(),
                N_("its search fields differ from its text"),
            ),
        ):
            if fault:
                return Verdict(count, previous, count, why)
        previous = row.mac
        head_seen = head_seen or head == (row.seq, row.mac)
    if not head_seen:
        return Verdict(count, previous, count + 1, N_("entries at the end are missing"))
    return Verdict(count, previous)


def _rows(connection: Connection) -> Iterator[Row[Any]]:
    yield from connection.execute(select(audit_entry).order_by(audit_entry.c.seq)).yield_per(1000)


def _canonical(seq: int, entry: Entry) -> str:
    return json.dumps(
        {
            "seq": seq,
            "at": entry.at.isoformat(),
            "event": entry.event,
            "staff": entry.staff_id,
            "contact": entry.contact_id,
            "subject": entry.subject,
            "facts": entry.facts,
        },
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
