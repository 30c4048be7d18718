"""What waits for somebody: promised call-backs, requests to send or chase, claims nobody asked about."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, exists, func, or_, select

from consoleapp.rules.documents import DocumentRequestStatus
from consoleapp.rules.statuses import ClaimStatus, ContactStatus, Outcome
from consoleapp.store.queries.claims import complete_on
from consoleapp.store.queries.uploads import WAITS
from consoleapp.store.tables import (
    claim,
    contact,
    document_item,
    document_request,
    document_upload,
    document_upload_file,
    member,
    policy,
    policy_holder,
    staff,
)

REACHED = (Outcome.ANSWERED, Outcome.ACTED, Outcome.CALL_BACK, Outcome.PASSED_ON)
"""A contact with one of these outcomes reached the caller: an earlier promise to call is kept by it."""

_later = contact.alias("later")
_MEMBER = (
    member.c.id.label("member_id"),
    member.c.policy_id,
    member.c.cert_no,
    member.c.suffix,
    member.c.relation,
    member.c.birth_date,
    member.c.name_en,
    member.c.name_zh,
)
_OWNER = (staff.c.id.label("staff_id"), staff.c.name.label("staff_name"), staff.c.role.label("staff_role"))
_WAITS = claim.c.status == ClaimStatus.PENDING_DOCUMENTS


def promises(connection: Connection, limit: int) -> list[Row[Any]]:
    """Call-backs promised and not kept yet, those promised earliest first."""
    about_same = or_(
        and_(contact.c.member_id.is_not(None), _later.c.member_id == contact.c.member_id),
        and_(contact.c.member_id.is_(None), _later.c.policy_id == contact.c.policy_id),
    )
    kept = exists().where(about_same, _later.c.id > contact.c.id, _later.c.outcome.in_(REACHED))
    query = (
        select(contact.c.id, contact.c.promised_on, policy.c.id.label("of_policy"),
               policy.c.policy_no, policy.c.holder_id,
               policy.c.broker_id, policy_holder.c.name_en.label("holder"), *_MEMBER, *_OWNER)
        .select_from(
            contact.join(staff, staff.c.id == contact.c.staff_id)
            .outerjoin(member, member.c.id == contact.c.member_id)
            .join(policy, policy.c.id == func.coalesce(member.c.policy_id, contact.c.policy_id))
            .join(policy_holder, policy_holder.c.id == policy.c.holder_id)
        )
        .where(
            contact.c.promised_on.is_not(None), contact.c.status == ContactStatus.WRAPPED_UP, ~kept
        )
        .order_by(contact.c.promised_on, contact.c.id)
        .limit(limit)
    )  # fmt: skip
    return list(connection.execute(query))


def requests(connection: Connection, today: date, limit: int) -> list[Row[Any]]:
    """Drafts to send, requests at or past their date, and those to be asked in a call."""
    by_call = document_request.c.channels.contains("call_back")
    reached = exists().where(
        _later.c.member_id == claim.c.member_id,
        _later.c.started_at >= document_request.c.last_sent_at,
        _later.c.outcome.in_(REACHED),
    )
    open_ = document_request.c.status == DocumentRequestStatus.OPEN
    query = (
        _of_claim(
            document_request.c.id.label("request_id"),
            document_request.c.status.label("request_status"),
            document_request.c.due_on,
            document_request.c.asked_at,
            document_request.c.times_sent,
            and_(open_, by_call, ~reached).label("to_be_called"),
            *_OWNER,
        )
        .join(document_request, document_request.c.claim_id == claim.c.id)
        .join(staff, staff.c.id == document_request.c.asked_by)
        .where(
            claim.c.status.in_([ClaimStatus.RECEIVED, ClaimStatus.IN_REVIEW, ClaimStatus.PENDING_DOCUMENTS]),
            or_(
                document_request.c.status == DocumentRequestStatus.DRAFT,
                and_(open_, _WAITS, or_(document_request.c.due_on <= today, and_(by_call, ~reached))),
            ),
        )
        .order_by(document_request.c.due_on.is_(None), document_request.c.due_on, document_request.c.id)
        .limit(limit)
    )
    return list(connection.execute(query))


def uploads(connection: Connection, limit: int) -> list[Row[Any]]:
    """Requests for which something was uploaded that nobody looked at, what came first before the others."""
    came = func.min(document_upload.c.arrived_at)
    query = (
        _of_claim(document_request.c.id.label("request_id"), came.label("arrived_at"), *_OWNER)
        .join(document_request, document_request.c.claim_id == claim.c.id)
        .join(staff, staff.c.id == document_request.c.asked_by)
        .join(document_item, document_item.c.request_id == document_request.c.id)
        .join(document_upload_file, document_upload_file.c.item_id == document_item.c.id)
        .join(document_upload, document_upload.c.id == document_upload_file.c.upload_id)
        .where(WAITS)
        .group_by(claim.c.id, member.c.id, policy.c.id, document_request.c.id, staff.c.id)
        .order_by(came, document_request.c.id)
        .limit(limit)
    )
    return list(connection.execute(query))


def unasked(connection: Connection, limit: int) -> list[Row[Any]]:
    """Claims that wait for documents nobody asks for, those waiting longest first."""
    live = exists().where(
        document_request.c.claim_id == claim.c.id,
        document_request.c.status.in_([status for status in DocumentRequestStatus if status.is_live]),
    )
    query = _of_claim(claim.c.status_on).where(_WAITS, ~live)
    return list(connection.execute(query.order_by(claim.c.status_on, claim.c.id).limit(limit)))


def late(connection: Connection, complete: date, approved: date, limit: int) -> list[Row[Any]]:
    """Claims past their promised date: complete, or approved, on or before these days; the oldest first."""
    since = complete_on.label("complete_on")
    query = (
        _of_claim(claim.c.status, claim.c.status_on, since)
        .where(
            or_(
                and_(
                    claim.c.status.in_([ClaimStatus.RECEIVED, ClaimStatus.IN_REVIEW]), complete_on <= complete
                ),
                and_(claim.c.status == ClaimStatus.APPROVED, claim.c.status_on <= approved),
            )
        )
        .order_by(since, claim.c.id)
        .limit(limit)
    )
    return list(connection.execute(query))


def _of_claim(*more: Any) -> Select[Any]:
    return (
        select(
            claim.c.id.label("claim_id"),
            claim.c.claim_no,
            policy.c.policy_no,
            policy.c.holder_id,
            policy.c.broker_id,
            *_MEMBER,
            *more,
        )
        .select_from(claim)
        .join(member, member.c.id == claim.c.member_id)
        .join(policy, policy.c.id == member.c.policy_id)
    )
