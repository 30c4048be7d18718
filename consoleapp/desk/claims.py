"""A member's claims: where each stands, what is promised, and its lines (DOMAIN 4)."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import Row

from consoleapp.desk import disclosing
from consoleapp.desk.context import Work, reads
from consoleapp.desk.disclosing import Person
from consoleapp.desk.shapes import ClaimLine, ClaimRow, Masked
from consoleapp.errors import NotFound, Refused
from consoleapp.i18n import N_
from consoleapp.reference.holidays import load_calendar
from consoleapp.rules import clocks
from consoleapp.rules.disclosure import Topic
from consoleapp.rules.masking import Field, mask
from consoleapp.rules.money import Money
from consoleapp.rules.permissions import Permission
from consoleapp.settings import Claims
from consoleapp.store.queries import claims as queries
from consoleapp.store.queries import members as member_queries


@reads(Permission.READ_CLAIMS)
def claims(work: Work, member_id: int) -> tuple[ClaimRow, ...]:
    """Every claim of a member with its lines, newest first; the look is on record.

    Raises NotAllowed with the next step: employers and brokers never hear of claims, others once they are
    identified. Without a contact nobody is listening, and the role alone decides.
    """
    row = member_queries.card(work.connection, member_id, work.today)
    if row is None:
        raise NotFound(N_("This member is not on record any more. Search again."))
    disclosing.require(work, Person.of(row, row.id), Topic.CLAIM_LINES)
    work.looked(member_id, "claims")
    found = queries.of_member(work.connection, member_id)
    return tuple(claim_row(work, list(lines)) for _, lines in groupby(found, key=lambda line: line.claim_id))


def claim_row(work: Work, lines: list[Row[Any]]) -> ClaimRow:
    """One claim from its rows, one a line."""
    first = lines[0]
    promised = promised_on(first, work.desk.settings.claims)
    return ClaimRow(
        claim_id=first.claim_id,
        claim_no=first.claim_no,
        received_on=first.received_on,
        status=first.status,
        status_on=first.status_on,
        promised_on=promised,
        overdue=promised is not None and promised < work.today,
        incurred=_total((line.incurred for line in lines), first.currency),
        paid=_total((line.paid for line in lines), first.currency),
        lines=tuple(_line(line) for line in lines if line.line_id is not None),
    )


def promised_on(row: Row[Any], figures: Claims) -> date | None:
    """By when a claim is closed, or paid; None where nothing more is due from us."""
    try:
        return clocks.promised_on(
            row.status,
            row.complete_on,
            row.status_on,
            load_calendar(),
            close_days=figures.close_days,
            payment_days=figures.payment_days,
        )
    except Refused:
        return None  # beyond the table of holidays: no date is better than a wrong one


def _line(row: Row[Any]) -> ClaimLine:
    def money(minor: int | None) -> Money | None:
        return None if minor is None else Money(minor, row.currency)

    return ClaimLine(
        line_no=row.line_no,
        consulted_on=row.consulted_on,
        benefit_type=row.benefit_type,
        item_code=row.item_code,
        item_name=row.item_name,
        provider_name=row.provider_name,
        diagnosis=Masked(Field.DIAGNOSIS, mask(Field.DIAGNOSIS, row.diagnosis)),
        incurred=money(row.incurred),
        paid=money(row.paid),
        paid_on=row.paid_on,
        payment_method=row.payment_method,
        reason=row.reason,
        claim_line_id=row.line_id,
        item_name_zh=row.item_name_zh,
    )


def _total(amounts: Iterable[int | None], currency: str) -> Money | None:
    """The sum of what is known; None where every line is settled with the clinic."""
    known = [amount for amount in amounts if amount is not None]
    return Money(sum(known), currency) if known else None
