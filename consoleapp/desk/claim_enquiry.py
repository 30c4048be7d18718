"""Claims enquiry: lines by every filter and in any order, and one claim whole (DOMAIN 4).

The list is recorded once, with its filters and count, not once a line: opening a claim is the look at the
member. With somebody on the line the list holds only members whose claims they may hear of (SAFETY 15).
"""

from array import array
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row

from consoleapp.desk import disclosing
from consoleapp.desk.claim_moving import GONE
from consoleapp.desk.claim_shapes import ClaimDetail, ClaimFilter, ClaimMove, ListedLine
from consoleapp.desk.claims import claim_row
from consoleapp.desk.context import Work, reads
from consoleapp.desk.disclosing import Person
from consoleapp.desk.document_rows import requests_of
from consoleapp.errors import NotAllowed, NotFound, Refused
from consoleapp.i18n import N_
from consoleapp.reference.holidays import load_calendar
from consoleapp.rules import clocks
from consoleapp.rules.claim_moves import mover
from consoleapp.rules.disclosure import Topic
from consoleapp.rules.identity import Certificate, policy_number
from consoleapp.rules.money import Money
from consoleapp.rules.permissions import Permission, allowed
from consoleapp.rules.statuses import ClaimStatus, next_of
from consoleapp.rules.text import clean, fold
from consoleapp.store.queries import claim_list
from consoleapp.store.queries import claims as queries
from consoleapp.store.queries import documents as document_queries
from consoleapp.store.queries import members as member_queries
from consoleapp.store.queries.claim_wanted import Wanted

Promised = Callable[[ClaimStatus, date, date], date | None]
"""The promised date of a claim by its status, the day it was complete, and the day of its status."""
Order = claim_list.Order
SORTABLE = claim_list.SORTABLE
"""The columns the list can be ordered by."""
ALL_BRANCHES = "*ALL"


@reads(Permission.READ_CLAIMS)
def ids(work: Work, chosen: ClaimFilter, order: Order = None, words: str = "") -> "array[int]":
    """The ids of all lines of ``chosen`` that hold ``words``, in order; the enquiry is on record.

    Raises NotAllowed while an employer, a broker or a provider is on the line.
    """
    found = claim_list.ids(work.connection, _wanted(work, chosen), order, fold(words), _clocks(work))
    work.record("claims.listed", "claims", lines=len(found), **_told(chosen))
    if chosen.member_id is not None:
        work.looked(chosen.member_id, "claims")
    return found


@reads(Permission.READ_CLAIMS)
def first(
    work: Work, chosen: ClaimFilter, order: Order = None, words: str = "", limit: int = 200
) -> tuple[ListedLine, ...]:
    """The first lines in order."""
    clocks_ = _clocks(work)
    found = claim_list.first(work.connection, _wanted(work, chosen), order, fold(words), clocks_, limit=limit)
    return tuple(_line(work, row, clocks_.promised) for row in found)


@reads(Permission.READ_CLAIMS)
def rows(work: Work, line_ids: Sequence[int]) -> tuple[ListedLine, ...]:
    """These lines as the list shows them, those the caller on the line may hear of."""
    found = claim_list.rows(work.connection, line_ids)
    if work.serving is not None:
        hear = set(_people(work))
        found = [row for row in found if row.member_id in hear]
    promised = _promised(work)
    return tuple(_line(work, row, promised) for row in found)


@reads(Permission.READ_CLAIMS)
def listed(
    work: Work, chosen: ClaimFilter, order: Order = None, words: str = "", limit: int = 200
) -> tuple[ListedLine, ...]:
    """The first lines in order, on record like the list: for commands."""
    clocks_ = _clocks(work)
    found = claim_list.first(work.connection, _wanted(work, chosen), order, fold(words), clocks_, limit=limit)
    work.record("claims.listed", "claims", lines=len(found), **_told(chosen))
    return tuple(_line(work, row, clocks_.promised) for row in found)


@reads(Permission.READ_CLAIMS)
def by_number(work: Work, claim_no: str) -> int:
    """The id of a claim by its number, with or without a line (``A2000001447-1``). Raises NotFound."""
    number = clean(claim_no).upper().partition("-")[0]
    claim_id = queries.by_number(work.connection, number)
    if claim_id is None:
        raise NotFound(N_("Claim {number} is not on record. Check the number."), number=number or "–")
    return claim_id


@reads(Permission.READ_CLAIMS)
def detail(work: Work, claim_id: int) -> ClaimDetail:
    """One claim whole: lines, history, clock, documents; the look is on record. Raises NotFound."""
    lines = queries.one(work.connection, claim_id)
    head = queries.head(work.connection, claim_id)
    member = None if head is None else member_queries.card(work.connection, head.member_id, work.today)
    if head is None or member is None:
        raise NotFound(GONE)
    disclosing.require(work, Person.of(member, member.id), Topic.CLAIM_LINES)
    work.looked(member.id, "claim")
    return ClaimDetail(
        claim=claim_row(work, lines),
        version=head.version,
        member_id=member.id,
        name_en=member.name_en,
        name_zh=member.name_zh,
        certificate=str(Certificate(member.cert_no, member.suffix)),
        policy_id=member.policy_id,
        policy_no=member.policy_no,
        branch_en=member.branch_en or "",
        branch_zh=member.branch_zh or "",
        language=member.language,
        clock=clocks.explain(_promise(work, lines[0])),
        history=tuple(
            ClaimMove(
                one.moved_on, one.from_status, one.to_status, one.staff_name or "", one.reason, one.source
            )
            for one in queries.moves(work.connection, claim_id)
        ),
        requests=requests_of(work, document_queries.of_claim(work.connection, claim_id)),
        originals=head.originals,
        moves=tuple(
            new for new in next_of(head.status) if allowed(work.desk.actor.role, mover(head.status, new))
        ),
        has_notice=head.status.has_notice,
    )


def _promise(work: Work, row: Row[Any]) -> clocks.Promise:
    figures = work.desk.settings.claims
    return clocks.promise(
        row.status,
        row.received_on,
        row.complete_on,
        row.status_on,
        load_calendar(),
        close_days=figures.close_days,
        payment_days=figures.payment_days,
    )


def _wanted(work: Work, chosen: ClaimFilter) -> Wanted:
    if (
        chosen.consulted_from is not None
        and chosen.consulted_to is not None
        and chosen.consulted_to < chosen.consulted_from
    ):
        raise Refused(N_("The period ends before it begins. Turn the two dates round."))
    certificate = Certificate.parse(chosen.certificate) if chosen.certificate else None
    return Wanted(
        policy_no=policy_number(chosen.policy_no) if chosen.policy_no else "",
        certificate=None if certificate is None else (certificate.number, certificate.suffix),
        member_id=chosen.member_id,
        people=None if work.serving is None else _people(work),
        statuses=chosen.statuses,
        benefit_types=chosen.benefit_types,
        consulted_from=chosen.consulted_from,
        consulted_to=chosen.consulted_to,
        branch="" if chosen.branch == ALL_BRANCHES else fold(chosen.branch),
        late=_late(work) if chosen.overdue else None,
    )


def _people(work: Work) -> tuple[int, ...]:
    """Whose claims the caller on the line may hear of. Raises NotAllowed with the next step for nobody's."""
    serving = work.serving
    if serving is None or serving.member_id is None or serving.policy_id is None or not serving.cert_no:
        raise NotAllowed(N_("The caller on the line asks for a company. Claims are for members only."))
    family = member_queries.family(work.connection, serving.policy_id, serving.cert_no)
    people = {
        row.id: Person.of(row, row.id)
        for row in member_queries.people(work.connection, [one.id for one in family])
    }
    found = tuple(id_ for id_, one in people.items() if disclosing.may(work, one, Topic.CLAIM_LINES))
    if not found:
        disclosing.require(work, people[serving.member_id], Topic.CLAIM_LINES)
    return found


def _late(work: Work) -> tuple[date, date]:
    figures, calendar = work.desk.settings.claims, load_calendar()
    return (
        clocks.late_since(work.today, figures.close_days, calendar),
        clocks.late_since(work.today, figures.payment_days, calendar),
    )


def _clocks(work: Work) -> claim_list.Clocks:
    figures, calendar = work.desk.settings.claims, load_calendar()
    return claim_list.Clocks(
        clocks.known_starts(figures.close_days, calendar),
        clocks.known_starts(figures.payment_days, calendar),
        _promised(work),
    )


def _promised(work: Work) -> Promised:
    figures, calendar = work.desk.settings.claims, load_calendar()

    def promised(status: ClaimStatus, complete: date, status_on: date) -> date | None:
        try:
            return clocks.promised_on(
                status,
                complete,
                status_on,
                calendar,
                close_days=figures.close_days,
                payment_days=figures.payment_days,
            )
        except Refused:
            return None  # beyond the table of holidays: no date is better than a wrong one

    return promised


def promised_by(work: Work, status: ClaimStatus, complete: date, status_on: date) -> date | None:
    """The date promised for a claim; None where nothing is, or the calendar does not reach that far."""
    return _promised(work)(status, complete, status_on)


def _told(chosen: ClaimFilter) -> dict[str, object]:
    """The filters as they go on record: codes, numbers and dates."""
    return {
        "policy": chosen.policy_no,
        "certificate": chosen.certificate,
        "member": chosen.member_id,
        "statuses": list(chosen.statuses),
        "types": list(chosen.benefit_types),
        "from": None if chosen.consulted_from is None else chosen.consulted_from.isoformat(),
        "to": None if chosen.consulted_to is None else chosen.consulted_to.isoformat(),
        "branch": chosen.branch,
        "overdue": chosen.overdue,
    }


def _line(work: Work, row: Row[Any], promised: Promised) -> ListedLine:
    def money(minor: int | None) -> Money | None:
        return None if minor is None else Money(minor, row.currency)

    due = promised(row.status, row.complete_on, row.status_on)
    return ListedLine(
        line_id=row.id,
        claim_id=row.claim_id,
        claim_no=row.claim_no,
        line_no=row.line_no,
        policy_id=row.policy_id,
        policy_no=row.policy_no,
        member_id=row.member_id,
        certificate=str(Certificate(row.cert_no, row.suffix)),
        name_en=row.name_en,
        name_zh=row.name_zh,
        branch_code=row.branch_code or "",
        branch_en=row.branch_en or "",
        branch_zh=row.branch_zh or "",
        received_on=row.received_on,
        consulted_on=row.consulted_on,
        benefit_type=row.benefit_type,
        item_code=row.item_code,
        item_name=row.item_name,
        item_name_zh=row.item_name_zh,
        provider_name=row.provider_name,
        incurred=money(row.incurred),
        paid=money(row.paid),
        paid_on=row.paid_on,
        payment_method=row.payment_method,
        reason=row.reason,
        status=row.status,
        status_on=row.status_on,
        promised_on=due,
        overdue=due is not None and due < work.today,
    )
