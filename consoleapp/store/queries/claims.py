"""Claims of a member with their lines, and what lines use up of a benefit schedule."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    case,
    cast,
    func,
    insert,
    select,
    update,
)

from consoleapp.rules.statuses import ClaimStatus
from consoleapp.store.tables import claim, claim_line, claim_move, member, staff

USES = (ClaimStatus.APPROVED, ClaimStatus.PAID)
"""Claims whose lines use limits up."""
WOULD_USE = (ClaimStatus.RECEIVED, ClaimStatus.IN_REVIEW, ClaimStatus.PENDING_DOCUMENTS)
"""Claims whose lines are shown as pending."""
SERIAL_DIGITS = 8
"""Of a claim number given at the desk, after its prefix and year."""

complete_on: ColumnElement[date] = func.coalesce(
    select(func.max(claim_move.c.moved_on))
    .where(
        claim_move.c.claim_id == claim.c.id,
        claim_move.c.from_status == ClaimStatus.PENDING_DOCUMENTS,
        claim_move.c.to_status == ClaimStatus.IN_REVIEW,
    )
    .scalar_subquery(),
    claim.c.received_on,
)
"""The day a claim became complete: its last document came, else the day it was received (DOMAIN 4)."""

_LINES: Select[Any] = select(
    claim.c.id.label("claim_id"),
    claim.c.claim_no,
    claim.c.member_id,
    claim.c.received_on,
    claim.c.status,
    claim.c.status_on,
    claim.c.currency,
    complete_on.label("complete_on"),
    claim_line.c.id.label("line_id"),
    claim_line.c.line_no,
    claim_line.c.consulted_on,
    claim_line.c.benefit_type,
    claim_line.c.item_code,
    claim_line.c.item_name,
    claim_line.c.provider_name,
    claim_line.c.diagnosis,
    claim_line.c.incurred,
    claim_line.c.paid,
    claim_line.c.paid_on,
    claim_line.c.payment_method,
    claim_line.c.reason,
    claim_line.c.invoice_no,
    claim_line.c.invoice_key,
).select_from(claim.outerjoin(claim_line, claim_line.c.claim_id == claim.c.id))

_OF_MEMBER = _LINES.where(claim.c.member_id == bindparam("member_id")).order_by(
    claim.c.received_on.desc(), claim.c.id.desc(), claim_line.c.line_no
)
_ONE = _LINES.where(claim.c.id == bindparam("claim_id")).order_by(claim_line.c.line_no)


def of_member(connection: Connection, member_id: int) -> list[Row[Any]]:
    """One row a line, claims newest first; a claim without lines once, with NULLs."""
    return list(connection.execute(_OF_MEMBER, {"member_id": member_id}))


def one(connection: Connection, claim_id: int) -> list[Row[Any]]:
    """The lines of one claim."""
    return list(connection.execute(_ONE, {"claim_id": claim_id}))


def diagnosis(connection: Connection, member_id: int, claim_line_id: int) -> str | None:
    """The diagnosis on one line of this member; None where the line is not theirs."""
    found: str | None = connection.execute(
        select(claim_line.c.diagnosis)
        .join_from(claim_line, claim, claim.c.id == claim_line.c.claim_id)
        .where(claim_line.c.id == claim_line_id, claim.c.member_id == member_id)
    ).scalar()
    return found


_in_period = and_(
    claim_line.c.consulted_on >= bindparam("starts_on"), claim_line.c.consulted_on <= bindparam("ends_on")
)
_mine = claim.c.member_id == bindparam("member_id")
_uses = claim.c.status.in_(USES)
_of_currency = claim.c.currency == bindparam("currency")


def _usage(*beyond: Any) -> Select[Any]:
    """Sums a benefit item; money only where it is in the policy's currency, foreign lines are counted."""
    mine = case((_mine, 1), else_=0)
    used = case((_uses, 1), else_=0)
    inside = case((_in_period, 1), else_=0)
    # An approved line whose amount is not set yet is still pending as money, though used as a visit.
    owed = case((and_(_of_currency, claim_line.c.paid.is_(None)), claim_line.c.incurred))
    return (
        select(
            claim_line.c.item_code,
            mine.label("mine"),
            used.label("used"),
            inside.label("inside"),
            func.coalesce(cast(func.sum(case((_of_currency, claim_line.c.paid))), BigInteger), 0).label(
                "paid"
            ),
            func.coalesce(cast(func.sum(owed), BigInteger), 0).label("owed"),
            func.coalesce(cast(func.sum(claim_line.c.visits), BigInteger), 0).label("visits"),
            func.coalesce(cast(func.sum(claim_line.c.days), BigInteger), 0).label("days"),
            func.count(case((claim.c.currency != bindparam("currency"), claim_line.c.incurred))).label(
                "foreign"
            ),
        )
        .select_from(
            member.join(claim, claim.c.member_id == member.c.id).join(
                claim_line, claim_line.c.claim_id == claim.c.id
            )
        )
        .where(
            member.c.policy_id == bindparam("policy_id"),
            claim.c.status.in_([*USES, *WOULD_USE]),
            *beyond,
        )
        .group_by(claim_line.c.item_code, mine, used, inside)
    )


_FAMILY_USAGE = _usage(member.c.cert_no == bindparam("cert_no"))
_POLICY_USAGE = _usage(claim_line.c.item_code.in_(bindparam("items", expanding=True)))


def family_usage(
    connection: Connection,
    policy_id: int,
    cert_no: str,
    member_id: int,
    currency: str,
    period: tuple[date, date],
) -> list[Row[Any]]:
    """What lines of a family use: one row an item, ``mine`` or not, inside the period or not."""
    return list(
        connection.execute(
            _FAMILY_USAGE,
            {
                "policy_id": policy_id,
                "cert_no": cert_no,
                "member_id": member_id,
                "currency": currency,
                "starts_on": period[0],
                "ends_on": period[1],
            },
        )
    )


def policy_usage(
    connection: Connection,
    policy_id: int,
    items: Collection[str],
    member_id: int,
    currency: str,
    period: tuple[date, date],
) -> list[Row[Any]]:
    """The same for every member of a policy, for the few items that have a limit they all share."""
    return list(
        connection.execute(
            _POLICY_USAGE,
            {
                "policy_id": policy_id,
                "items": sorted(items),
                "member_id": member_id,
                "currency": currency,
                "starts_on": period[0],
                "ends_on": period[1],
            },
        )
    )


def locked(connection: Connection, claim_id: int) -> Row[Any] | None:
    """A claim as it stands, held until the transaction ends: whatever changes a claim or its papers asks
    here first, so that two desks take turns.
    """
    return connection.execute(select(claim).where(claim.c.id == claim_id).with_for_update()).first()


def head(connection: Connection, claim_id: int) -> Row[Any] | None:
    """A claim without its lines."""
    return connection.execute(select(claim).where(claim.c.id == claim_id)).first()


def by_number(connection: Connection, claim_no: str) -> int | None:
    """The id of the claim with this number."""
    found: int | None = connection.execute(select(claim.c.id).where(claim.c.claim_no == claim_no)).scalar()
    return found


def edit(connection: Connection, row: Row[Any], **changes: Any) -> bool:
    """Change a claim that is still as ``row``; False when somebody was faster."""
    return (
        connection.execute(
            update(claim)
            .where(claim.c.id == row.id, claim.c.version == row.version)
            .values(**changes, version=row.version + 1)
        ).rowcount
        == 1
    )


def leave_move(connection: Connection, **values: Any) -> None:
    """Leave the row that tells of a move of a claim."""
    connection.execute(insert(claim_move).values(**values))


def moves(connection: Connection, claim_id: int) -> list[Row[Any]]:
    """Every move of a claim, in order, with who made it at the desk."""
    return list(
        connection.execute(
            select(claim_move, staff.c.name.label("staff_name"))
            .outerjoin(staff, staff.c.id == claim_move.c.staff_id)
            .where(claim_move.c.claim_id == claim_id)
            .order_by(claim_move.c.id)
        )
    )


def last_number(connection: Connection, start: str) -> str | None:
    """The highest claim number that begins with ``start``."""
    found: str | None = connection.execute(
        select(func.max(claim.c.claim_no)).where(
            claim.c.claim_no >= start + "0",
            claim.c.claim_no < start + ":",
            func.length(claim.c.claim_no) == len(start) + SERIAL_DIGITS,
        )
    ).scalar()
    return found


def invoiced(
    connection: Connection, member_id: int, first: date, last: date, keys: Collection[str]
) -> list[Row[Any]]:
    """Lines an invoice may be on already: of this member between two days, of anybody by invoice number.

    Claims withdrawn do not count: what was taken back may be handed in again.
    """
    lines: Select[Any] = (
        select(
            claim.c.claim_no,
            claim.c.member_id,
            claim_line.c.invoice_no,
            claim_line.c.provider_name,
            claim_line.c.consulted_on,
            claim_line.c.incurred,
        )
        .join_from(claim_line, claim, claim.c.id == claim_line.c.claim_id)
        .where(claim.c.status != ClaimStatus.WITHDRAWN)
    )
    found = list(
        connection.execute(
            lines.where(claim.c.member_id == member_id, claim_line.c.consulted_on.between(first, last))
        )
    )
    if keys:
        found += connection.execute(
            lines.where(claim_line.c.invoice_key != "", claim_line.c.invoice_key.in_(list(keys)))
        ).all()
    return found
