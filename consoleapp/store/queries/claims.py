"""Claims of a member with their lines."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    bindparam,
    func,
    insert,
    literal,
    select,
    tuple_,
    update,
)

from consoleapp.rules.statuses import ClaimStatus
from consoleapp.store.tables import benefit, claim, claim_line, claim_move, member, staff

FROM_THE_DESK = "desk"
"""The source of a move that staff made here; others name the extract."""
SERIAL_DIGITS = 8
"""Of a claim number given at the desk, after its prefix and year."""

complete_on: ColumnElement[date] = func.coalesce(claim.c.restarted_on, claim.c.received_on)
"""The day a claim became complete: its last document came, else the day it was received (DOMAIN 4)."""

item_name_zh: ColumnElement[str] = func.coalesce(
    select(benefit.c.name_zh)
    .join(member, member.c.plan_id == benefit.c.plan_id)
    .where(member.c.id == claim.c.member_id, benefit.c.item_code == claim_line.c.item_code)
    .correlate(claim, claim_line)
    .scalar_subquery(),
    "",
).label("item_name_zh")
"""The item of a claim line in Chinese, as the member's plan names it; "" where the plan does not."""

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
    item_name_zh,
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


_ONE_LINE: Select[Any] = (
    select(
        claim.c.id.label("claim_id"),
        claim.c.claim_no,
        claim.c.status,
        claim.c.status_on,
        claim.c.currency,
        claim_line.c.id.label("line_id"),
        item_name_zh,
        *(
            claim_line.c[name]
            for name in (
                *("line_no", "consulted_on", "benefit_type", "item_code", "item_name", "provider_name"),
                *("incurred", "paid", "visits", "days", "payment_method", "reason"),
            )
        ),
    )
    .join_from(claim_line, claim, claim.c.id == claim_line.c.claim_id)
    .where(claim.c.member_id == bindparam("member_id"))
)


def line(connection: Connection, member_id: int, claim_line_id: int) -> Row[Any] | None:
    """One line of this member with the claim it stands on; None where it is not theirs."""
    asked = _ONE_LINE.where(claim_line.c.id == bindparam("line_id"))
    return connection.execute(asked, {"member_id": member_id, "line_id": claim_line_id}).first()


def of_item(
    connection: Connection, member_id: int, item_code: str, first: date, last: date, until: Row[Any] | None
) -> list[Row[Any]]:
    """The lines of a member for one item consulted from ``first`` to ``last``; with ``until``, a line, only
    those decided before it.
    """
    asked = _ONE_LINE.where(
        claim_line.c.item_code == item_code, claim_line.c.consulted_on.between(first, last)
    )
    if until is not None:
        this = tuple_(literal(until.status_on), literal(until.claim_id), literal(until.line_no))
        asked = asked.where(tuple_(claim.c.status_on, claim.c.id, claim_line.c.line_no) < this)
    return list(connection.execute(asked, {"member_id": member_id}))


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
