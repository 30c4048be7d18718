"""What is past its time is removed by schedule, on record; a legal hold wins (SAFETY 26)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from consoleapp.desk.context import Work, reads, writes
from consoleapp.desk.staff import required_reason
from consoleapp.errors import NotFound
from consoleapp.i18n import N_
from consoleapp.rules.identity import Certificate, policy_number
from consoleapp.rules.permissions import Permission
from consoleapp.rules.retention import RetentionKind
from consoleapp.store import retention as store
from consoleapp.store.queries.members import by_certificate


@dataclass(frozen=True, slots=True)
class DueRow:
    """One kind of record: how long it is kept, and what is past that."""

    kind: RetentionKind
    days: int
    before: datetime
    due: int
    held: int
    """Past their time too, and kept by a legal hold."""


@dataclass(frozen=True, slots=True)
class HoldRow:
    """A legal hold that stands."""

    number: int
    whose: str
    """``91307 0001-00``; "" for everybody's records."""
    reason: str
    placed_at: datetime


@reads(Permission.KEEP_RECORDS)
def due(work: Work) -> tuple[DueRow, ...]:
    """What may be removed now, by kind."""
    rows = []
    for kind in RetentionKind:
        days, before = _limit(work, kind)
        rows.append(DueRow(kind, days, before, *store.count_past(work.connection, kind, before)))
    return tuple(rows)


@writes("retention.applied", Permission.KEEP_RECORDS)
def apply(work: Work, reason: str, *, key: str) -> int:
    """Remove what is past its time and under no hold; how many records it was. Refused without a reason."""
    why = required_reason(reason)
    gone = {kind.value: store.remove(work.connection, kind, _limit(work, kind)[1]) for kind in RetentionKind}
    work.record("retention.applied", "book", reason=why, **gone)
    return sum(gone.values())


@writes("retention.held", Permission.KEEP_RECORDS)
def hold(work: Work, reason: str, policy_no: str = "", certificate: str = "", *, key: str) -> int:
    """Keep what is of one member, or without a certificate everything, whatever its age; its number."""
    why, member_id = required_reason(reason), None
    if certificate:
        number, cert = policy_number(policy_no), Certificate.parse(certificate)
        member_id = by_certificate(work.connection, number, cert.number, cert.suffix)
        if member_id is None:
            raise NotFound(
                N_("Certificate {cert} is not on policy {policy}. Check the number on the card."),
                cert=cert,
                policy=number,
            )
    placed = store.place_hold(work.connection, member_id, why, work.desk.actor.staff_id, work.now)
    work.record("retention.held", f"member:{member_id}" if member_id else "book", hold=placed, reason=why)
    return placed


@writes("retention.lifted", Permission.KEEP_RECORDS)
def lift(work: Work, number: int, reason: str, *, key: str) -> None:
    """End a hold. Raises NotFound for one that does not stand."""
    why = required_reason(reason)
    if not store.lift_hold(work.connection, number, work.desk.actor.staff_id, work.now):
        raise NotFound(N_("There is no legal hold {number}. See: consoleapp retention holds."), number=number)
    work.record("retention.lifted", f"hold:{number}", reason=why)


@reads(Permission.KEEP_RECORDS)
def holds(work: Work) -> tuple[HoldRow, ...]:
    """The holds that stand."""
    return tuple(
        HoldRow(
            row.id,
            "" if row.policy_no is None else f"{row.policy_no} {Certificate(row.cert_no, row.suffix)}",
            row.reason,
            row.placed_at,
        )
        for row in store.holds(work.connection)
    )


def _limit(work: Work, kind: RetentionKind) -> tuple[int, datetime]:
    days: int = getattr(work.desk.settings.retention, f"{kind.value}_days")
    return days, work.now - timedelta(days=days)
