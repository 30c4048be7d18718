"""Letters on paper: those to post, and who posted which."""

from typing import Any

from sqlalchemy import Connection, Row, Select, exists, insert, select

from consoleapp.rules.documents import AskedBy, DocumentRequestStatus
from consoleapp.store.queries.documents import UNDECIDED
from consoleapp.store.tables import (
    claim,
    document_letter,
    document_request,
    letter_posting,
    member,
    policy,
    staff,
)

_later = document_letter.alias("later")
_poster = staff.alias("poster")

replaced = exists().where(
    _later.c.request_id == document_letter.c.request_id,
    _later.c.channel == AskedBy.LETTER,
    _later.c.id > document_letter.c.id,
)
"""A chase wrote another letter: what counts stands there."""

_LETTER: Select[Any] = (
    select(
        document_letter,
        document_request.c.language,
        claim.c.id.label("claim_id"),
        claim.c.claim_no,
        claim.c.claimant_id,
        claim.c.member_id,
        staff.c.id.label("author_id"),
        staff.c.name.label("staff_name"),
        staff.c.role.label("staff_role"),
        letter_posting.c.posted_at,
        _poster.c.name.label("posted_by"),
        replaced.label("replaced"),
        policy.c.policy_no,
        policy.c.holder_id,
        policy.c.broker_id,
        member.c.policy_id,
        member.c.cert_no,
        member.c.suffix,
        member.c.relation,
        member.c.birth_date,
        member.c.name_en,
        member.c.name_zh,
    )
    .select_from(
        document_letter.join(document_request, document_request.c.id == document_letter.c.request_id)
        .join(claim, claim.c.id == document_request.c.claim_id)
        .join(member, member.c.id == claim.c.member_id)
        .join(policy, policy.c.id == member.c.policy_id)
        .join(staff, staff.c.id == document_letter.c.staff_id)
        .outerjoin(letter_posting, letter_posting.c.letter_id == document_letter.c.id)
        .outerjoin(_poster, _poster.c.id == letter_posting.c.staff_id)
    )
    .where(document_letter.c.channel == AskedBy.LETTER)
)


def one(connection: Connection, letter_id: int) -> Row[Any] | None:
    """One letter, with its claim and whether it was posted."""
    return connection.execute(_LETTER.where(document_letter.c.id == letter_id)).first()


def waiting(connection: Connection, limit: int) -> list[Row[Any]]:
    """Letters to post: their request is open, and no later letter says the same; the oldest first."""
    query = _LETTER.where(
        letter_posting.c.id.is_(None),
        ~replaced,
        document_request.c.status == DocumentRequestStatus.OPEN,
        claim.c.status.in_(UNDECIDED),
    )
    return list(connection.execute(query.order_by(document_letter.c.id).limit(limit)))


def post(connection: Connection, **values: Any) -> None:
    """It was put into the post."""
    connection.execute(insert(letter_posting).values(**values))
