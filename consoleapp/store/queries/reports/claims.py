"""Claims by every filter, claims past their promise, documents that are missing (DOMAIN 4 and 5)."""

from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select

from consoleapp.reference.holidays import load_calendar
from consoleapp.rules import clocks
from consoleapp.rules.documents import DocumentItemStatus, DocumentRequestStatus
from consoleapp.rules.identity import Certificate
from consoleapp.rules.statuses import ClaimStatus
from consoleapp.rules.text import fold
from consoleapp.store.queries.claims import complete_on
from consoleapp.store.queries.reports.asked import Asked
from consoleapp.store.queries.reports.people import certificate
from consoleapp.store.tables import (
    branch,
    claim,
    claim_line,
    document_item,
    document_request,
    member,
    policy,
    policy_holder,
    staff,
)

_OF_CLAIM = (
    claim.join(member, member.c.id == claim.c.member_id)
    .join(policy, policy.c.id == member.c.policy_id)
    .outerjoin(branch, branch.c.id == member.c.branch_id)
)
_WHOSE = (policy.c.policy_no, certificate, member.c.name_en, member.c.name_zh)


def _late(asked: Asked) -> Any:
    """Claims that were not closed, or not paid, by the day that was promised."""
    figures, calendar = asked.settings.claims, load_calendar()
    complete = clocks.late_since(asked.today, figures.close_days, calendar)
    approved = clocks.late_since(asked.today, figures.payment_days, calendar)
    return or_(
        and_(claim.c.status.in_((ClaimStatus.RECEIVED, ClaimStatus.IN_REVIEW)), complete_on <= complete),
        and_(claim.c.status == ClaimStatus.APPROVED, claim.c.status_on <= approved),
    )


def lines(asked: Asked) -> Select[Any]:
    """A row a claim line, the newest consultation first."""
    query: Select[Any] = (
        select(
            claim.c.claim_no,
            claim_line.c.line_no,
            *_WHOSE,
            branch.c.code.label("branch"),
            claim.c.received_on,
            claim_line.c.consulted_on,
            claim_line.c.benefit_type,
            claim_line.c.item_code,
            claim_line.c.item_name,
            claim_line.c.provider_name,
            claim_line.c.diagnosis,
            claim.c.currency,
            claim_line.c.incurred,
            claim_line.c.paid,
            claim_line.c.paid_on,
            claim_line.c.payment_method,
            claim_line.c.reason,
            claim.c.status,
            claim.c.status_on,
            complete_on.label("complete_on"),
            claim.c.member_id,
        )
        .select_from(_OF_CLAIM.join(claim_line, claim_line.c.claim_id == claim.c.id))
        .order_by(claim_line.c.consulted_on.desc(), claim_line.c.id.desc())
    )
    if asked["overdue"]:
        query = query.where(_late(asked))
    if asked["certificate"]:
        one = Certificate.parse(asked["certificate"])
        query = query.where(member.c.cert_no == one.number, member.c.suffix == one.suffix)
    if asked["branch"]:
        wanted = fold(asked["branch"])
        named = func.lower(branch.c.name_en).contains(wanted, autoescape=True)
        in_chinese = branch.c.name_zh.contains(wanted, autoescape=True)
        query = query.where(or_(func.lower(branch.c.code) == wanted, named, in_chinese))
    query = asked.on_days(query, claim_line.c.consulted_on)
    return asked.narrowed(
        query, policy=policy.c.policy_no, status=claim.c.status, type=claim_line.c.benefit_type
    )


def by_status(asked: Asked) -> Select[Any]:
    """How many claims there are of each status."""
    found = lines(asked).order_by(None).subquery()
    place = case({one.value: number for number, one in enumerate(ClaimStatus)}, value=found.c.status)
    return (
        select(found.c.status, func.count(found.c.claim_no.distinct()))
        .group_by(found.c.status)
        .order_by(place)
    )


def late(asked: Asked) -> Select[Any]:
    """A row a claim past the day that was promised, the one that waits longest first."""
    since = complete_on.label("complete_on")
    query: Select[Any] = (
        select(
            claim.c.claim_no,
            *_WHOSE,
            branch.c.code.label("branch"),
            claim.c.received_on,
            since,
            claim.c.status,
            claim.c.status_on,
            claim.c.member_id,
        )
        .select_from(_OF_CLAIM)
        .where(_late(asked))
        .order_by(since, claim.c.id)
    )
    return asked.narrowed(query, policy=policy.c.policy_no, status=claim.c.status)


def documents(asked: Asked) -> Select[Any]:
    """A row a document that is missing, the one due earliest first."""
    missing = document_item.c.status.in_((DocumentItemStatus.OUTSTANDING, DocumentItemStatus.REJECTED))
    live = document_request.c.status.in_([one for one in DocumentRequestStatus if one.is_live])
    query: Select[Any] = (
        select(
            claim.c.claim_no,
            *_WHOSE,
            policy_holder.c.name_en.label("holder"),
            document_item.c.kind,
            document_item.c.words,
            document_item.c.status,
            document_item.c.reason,
            document_request.c.status.label("request_status"),
            document_request.c.asked_at,
            document_request.c.due_on,
            func.coalesce(document_request.c.due_on < asked.today, False).label("overdue"),
            document_request.c.times_sent,
            document_request.c.last_sent_at,
            staff.c.name.label("asked_by"),
            claim.c.member_id,
        )
        .select_from(
            _OF_CLAIM.join(policy_holder, policy_holder.c.id == policy.c.holder_id)
            .join(document_request, document_request.c.claim_id == claim.c.id)
            .join(document_item, document_item.c.request_id == document_request.c.id)
            .join(staff, staff.c.id == document_request.c.asked_by)
        )
        .where(live, missing)
        .order_by(document_request.c.due_on.is_(None), document_request.c.due_on, document_item.c.id)
    )
    if asked["overdue"]:
        query = query.where(document_request.c.due_on < asked.today)
    return asked.narrowed(query, policy=policy.c.policy_no, kind=document_item.c.kind)


def by_kind(asked: Asked) -> Select[Any]:
    """How many documents of each kind are missing."""
    found = documents(asked).order_by(None).subquery()
    return (
        select(found.c.kind, func.count()).group_by(found.c.kind).order_by(func.count().desc(), found.c.kind)
    )
