"""What is on record, for those who answer for it: is it whole, who saw whom, what happened in a call."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from consoleapp.desk import approvals
from consoleapp.desk.context import Desk, Work, reads, writes
from consoleapp.errors import NotFound
from consoleapp.i18n import N_
from consoleapp.rules.approvals import ApprovalKind
from consoleapp.rules.identity import Certificate, policy_number
from consoleapp.rules.permissions import Permission
from consoleapp.rules.statuses import ContactChannel
from consoleapp.rules.text import clean, fold
from consoleapp.rules.verification import CallerRole
from consoleapp.store import audit, heads
from consoleapp.store.queries import access
from consoleapp.store.queries import audit as queries
from consoleapp.store.queries import staff as staff_queries
from consoleapp.store.queries.audit import AuditSearch
from consoleapp.store.queries.members import by_certificate

__all__ = [
    "AuditSearch",
    "Checked",
    "EntryRow",
    "Replay",
    "SeenRow",
    "Step",
    "Taken",
    "entries",
    "opened",
    "replay",
    "seen",
    "taking_out",
    "verify",
]

LONGEST = 500
"""Rows of a list at most."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check of the record found."""

    entries: int
    first_bad: int | None
    why: str
    heads: int
    """Heads written down outside the database that it was held against."""
    head_at: datetime | None
    """When the newest of them was written."""


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One act on record."""

    seq: int
    at: datetime
    event: str
    login: str
    name: str
    contact_id: int | None
    subject: str
    facts: str
    """Codes, ids and counts, as JSON."""


@dataclass(frozen=True, slots=True)
class SeenRow:
    """One look at a member."""

    at: datetime
    login: str
    name: str
    what: str
    purpose: str
    contact_id: int | None


@dataclass(frozen=True, slots=True)
class Step:
    """What happened in a contact at a moment: a screen opened, something of a member looked at, an act."""

    at: datetime
    kind: str
    """``screen``, ``look`` or ``act``."""
    login: str
    what: str
    about: str
    """``91307 0001-00`` for a look, the subject of an act."""


@dataclass(frozen=True, slots=True)
class Replay:
    """One contact, step by step."""

    contact_id: int
    login: str
    name: str
    channel: ContactChannel
    caller_role: CallerRole
    started_at: datetime
    ended_at: datetime | None
    steps: tuple[Step, ...]


def verify(desk: Desk) -> Checked:
    """Walk the audit chain and hold it against every head kept outside; the first bad entry, if any."""
    # The file first: a head written meanwhile belongs to entries this transaction does not see yet.
    kept = heads.written_down(desk.settings.audit_heads)
    return _verify(desk, kept)


@reads(Permission.READ_AUDIT)
def _verify(work: Work, kept: tuple[heads.Head, ...]) -> Checked:
    work.record("audit.verified", "book")
    found = audit.verify(work.connection, work.desk.audit_key, heads=((one.seq, one.mac) for one in kept))
    newest = max((one.at for one in kept), default=None)
    return Checked(found.entries, found.first_bad, found.why, len(kept), newest)


@reads(Permission.READ_ACCESS)
def seen(work: Work, policy_no: str, certificate: str, limit: int = LONGEST) -> tuple[SeenRow, ...]:
    """Who looked at this member, the newest first; asking is on record too. Raises NotFound."""
    number, cert = policy_number(policy_no), Certificate.parse(certificate)
    member_id = by_certificate(work.connection, number, cert.number, cert.suffix)
    if member_id is None:
        raise NotFound(
            N_("Certificate {cert} is not on policy {policy}. Check the number on the card."),
            cert=cert,
            policy=number,
        )
    work.record("audit.seen", f"member:{member_id}")
    return tuple(
        SeenRow(row.at, row.login, row.staff_name, row.what, row.purpose, row.contact_id)
        for row in access.seen_by(work.connection, member_id, min(limit, LONGEST))
    )


@reads(Permission.READ_ACCESS)
def replay(work: Work, contact_id: int) -> Replay:
    """A call or visit as it went: screens, looks and acts in order. Raises NotFound."""
    row = queries.contact_of(work.connection, contact_id)
    if row is None:
        raise NotFound(N_("There is no contact {number}."), number=contact_id)
    steps = [
        Step(one.at, "screen", one.login, one.screen, "")
        for one in queries.steps_of(work.connection, contact_id)
    ]
    steps += [
        Step(one.at, "look", one.login, one.what, f"{one.policy_no} {Certificate(one.cert_no, one.suffix)}")
        for one in queries.looks_of(work.connection, contact_id)
    ]
    acts = queries.entries(work.connection, AuditSearch(contact_id=contact_id), LONGEST)
    started = queries.entries(work.connection, AuditSearch(subject=f"contact:{contact_id}"), LONGEST)
    steps += [
        Step(one.at, "act", one.login or "", one.event, one.subject)
        for one in sorted({one.seq: one for one in (*acts, *started)}.values(), key=lambda one: one.seq)
    ]
    work.record("audit.replayed", f"contact:{contact_id}")
    steps.sort(key=lambda step: step.at)  # stable: within one moment screen, look, act
    return Replay(
        row.id,
        row.login,
        row.staff_name,
        row.channel,
        row.caller_role,
        row.started_at,
        row.ended_at,
        tuple(steps),
    )


@reads(Permission.READ_AUDIT)
def entries(work: Work, login: str = "", search: AuditSearch | None = None) -> tuple[EntryRow, ...]:
    """The newest entries of what is looked for; by ``login`` those of one member of staff."""
    wanted = _search(work, login, search)
    return tuple(_entry(row) for row in queries.entries(work.connection, wanted, LONGEST))


@dataclass(frozen=True, slots=True)
class Taken:
    """Entries on their way into a file, once."""

    count: int
    audit_no: int
    rows: Iterator[EntryRow]


@contextmanager
def taking_out(
    desk: Desk, login: str, search: AuditSearch, *, approval_id: int | None = None, key: str
) -> Iterator[Taken]:
    """All entries of what is looked for, oldest first; on record before the first is read.

    Raises NeedsApproval above the rows one person may take out.
    """
    audit_no = _begin(desk, login, search, approval_id=approval_id, key=key)
    with desk.database.read() as connection:
        staff_id = _staff_id(connection, login)
        wanted = search if staff_id is None else _with_staff(search, staff_id)
        rows = (_entry(row) for row in queries.stream(connection, wanted))
        yield Taken(queries.count(connection, wanted), audit_no, rows)


@writes("audit.exported", Permission.READ_AUDIT)
def _begin(work: Work, login: str, search: AuditSearch, *, approval_id: int | None = None, key: str) -> int:
    wanted = _search(work, login, search)
    count = queries.count(work.connection, wanted)
    asked: dict[str, object] = {
        "event": wanted.event,
        "staff": wanted.staff_id,
        "subject": wanted.subject,
        "contact": wanted.contact_id,
        "since": wanted.since,
        "until": wanted.until,
    }
    if count > work.desk.settings.audit.export_rows:
        approvals.use(
            work,
            ApprovalKind.LARGE_EXPORT,
            {"report": "audit", **asked},
            approval_id,
            subject="report:audit",
            facts={N_("Report"): N_("Audit record"), N_("Rows"): count},
        )
    told = {name: str(value) for name, value in asked.items() if value not in (None, "")}
    work.record("audit.exported", "report:audit", rows=count, **told)
    newest = audit.newest(work.connection)
    return 1 if newest is None else newest[0] + 1


@reads(Permission.TAKE_CONTACTS)
def opened(work: Work, screen: str) -> None:
    """Keep that this screen was opened in the contact on the line, if there is one."""
    work.stepped(clean(screen))


def _search(work: Work, login: str, search: AuditSearch | None) -> AuditSearch:
    wanted = search or AuditSearch()
    staff_id = _staff_id(work.connection, login)
    return wanted if staff_id is None else _with_staff(wanted, staff_id)


def _staff_id(connection: Any, login: str) -> int | None:
    if not login:
        return None
    row = staff_queries.by_login(connection, fold(login))
    if row is None:
        raise NotFound(N_("Nobody signs in as {login}. See: consoleapp staff list."), login=repr(login))
    return int(row.id)


def _with_staff(search: AuditSearch, staff_id: int) -> AuditSearch:
    return replace(search, staff_id=staff_id)


def _entry(row: Row[Any]) -> EntryRow:
    facts = json.dumps(json.loads(row.text).get("facts", {}), ensure_ascii=False, sort_keys=True)
    return EntryRow(
        row.seq,
        row.at,
        row.event,
        row.login or "",
        row.staff_name or "",
        row.contact_id,
        row.subject,
        facts,
    )
