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
LOCK = "audit"
"""Whoever holds it (``store/locking.py``) is the one who writes at the end of the chain."""
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


def append(connection: Connection, key: bytes, entries: Iterable[Entry], *, locked: bool = False) -> None:
    """Write ``entries`` at the end of the chain. Call it last: it lets one writer at a time past.

    ``locked``: this transaction took :data:`LOCK` already, with an earlier statement.
    """
    if not locked:
        lock_for_writing(connection, LOCK)
    seq, previous = newest(connection) or (0, FIRST)
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


_NEWEST = select(audit_entry.c.seq, audit_entry.c.mac).order_by(audit_entry.c.seq.desc()).limit(1)


def newest(connection: Connection) -> tuple[int, str] | None:
    """The head of the chain: sequence and hash of the newest entry."""
    row = connection.execute(_NEWEST).first()
    return None if row is None else (row.seq, row.mac)


def verify(connection: Connection, key: bytes, *, heads: Iterable[tuple[int, str]] = ()) -> Verdict:
    """Walk the whole chain. ``heads`` are what was written down elsewhere, (sequence, hash) each.

    They find what the chain alone cannot tell: a tail that was cut, and a chain that was written anew by
    somebody who has the key.
    """
    kept: dict[int, set[str]] = {}
    for seq, head in heads:
        kept.setdefault(seq, set()).add(head)
    previous, count = FIRST, 0
    for row in _rows(connection):
        count += 1
        for fault, why in _faults(row, key, previous, count, kept.get(count)):
            if fault:
                return Verdict(count, previous, count, why)
        previous = row.mac
    if any(seq > count for seq in kept):
        return Verdict(count, previous, count + 1, N_("entries at the end are missing"))
    return Verdict(count, previous)


def _faults(
    row: Row[Any], key: bytes, previous: str, place: int, heads: set[str] | None
) -> Iterator[tuple[bool, str]]:
    """What may be wrong with one entry, in the order in which it is looked for."""
    yield row.seq != place, N_("an entry is missing or out of order")
    yield row.previous != previous, N_("it does not follow the entry before it")
    right = mac(key, previous, row.text)
    yield not hmac.compare_digest(right.encode(), row.mac.encode()), N_("its text was changed")
    try:
        stated = json.loads(row.text)
    except ValueError:
        stated = {}
    copied = tuple(stated.get(name) for name in ("seq", "event", "staff", "contact", "subject"))
    yield (
        copied != (row.seq, row.event, row.staff_id, row.contact_id, row.subject)
        or stated.get("at") != row.at.isoformat(),
        N_("its search fields differ from its text"),
    )
    yield heads is not None and heads != {row.mac}, N_("it is not what was written down outside")


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
