"""Requests for documents with their papers and files; each verb locks the claim first."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select, update

from consoleapp.rules.documents import DocumentItemStatus, DocumentRequestStatus, FileKind
from consoleapp.rules.statuses import ClaimStatus
from consoleapp.store.engine import upsert
from consoleapp.store.tables import (
    claim,
    document_file,
    document_item,
    document_letter,
    document_move,
    document_request,
    letter_posting,
    staff,
    stored_file,
)

UNDECIDED = (ClaimStatus.RECEIVED, ClaimStatus.IN_REVIEW, ClaimStatus.PENDING_DOCUMENTS)
"""Claims papers still matter for: the insurer's system may have decided one meanwhile."""

_asker = staff.alias("asker")

_REQUEST = select(
    document_request,
    claim.c.claim_no,
    claim.c.member_id,
    claim.c.claimant_id,
    claim.c.status.label("claim_status"),
    claim.c.version.label("claim_version"),
    _asker.c.name.label("asked_by_name"),
).select_from(
    document_request.join(claim, claim.c.id == document_request.c.claim_id).join(
        _asker, _asker.c.id == document_request.c.asked_by
    )
)
_ITEM = select(document_item, staff.c.name.label("changed_by_name")).join(
    staff, staff.c.id == document_item.c.changed_by
)


def one(connection: Connection, request_id: int) -> Row[Any] | None:
    """A request with its claim."""
    return connection.execute(_REQUEST.where(document_request.c.id == request_id)).first()


def of_claim(connection: Connection, claim_id: int) -> list[Row[Any]]:
    """The requests of a claim, newest first."""
    return list(
        connection.execute(
            _REQUEST.where(document_request.c.claim_id == claim_id).order_by(document_request.c.id.desc())
        )
    )


def live(connection: Connection, claim_id: int) -> Row[Any] | None:
    """The request of a claim that is not over; there is at most one."""
    return connection.execute(
        _REQUEST.where(
            document_request.c.claim_id == claim_id,
            document_request.c.status.in_([status for status in DocumentRequestStatus if status.is_live]),
        )
    ).first()


def of_member(connection: Connection, member_id: int) -> list[Row[Any]]:
    """The requests of all claims of a member, newest first."""
    return list(
        connection.execute(
            _REQUEST.where(claim.c.member_id == member_id).order_by(document_request.c.id.desc())
        )
    )


def listed(
    connection: Connection,
    *,
    statuses: Sequence[DocumentRequestStatus],
    due_before: date | None,
    limit: int,
) -> list[Row[Any]]:
    """Requests of these statuses, those due first; with ``due_before`` only what was due earlier."""
    query = _REQUEST.where(document_request.c.status.in_(list(statuses)), claim.c.status.in_(UNDECIDED))
    if due_before is not None:
        query = query.where(document_request.c.due_on < due_before)
    ordered = query.order_by(
        document_request.c.due_on.is_(None), document_request.c.due_on, document_request.c.id
    )
    return list(connection.execute(ordered.limit(limit)))


def item(connection: Connection, item_id: int) -> Row[Any] | None:
    """One paper."""
    return connection.execute(_ITEM.where(document_item.c.id == item_id)).first()


def items(connection: Connection, request_ids: Sequence[int]) -> list[Row[Any]]:
    """The papers of these requests, in their order."""
    if not request_ids:
        return []
    return list(
        connection.execute(
            _ITEM.where(document_item.c.request_id.in_(list(request_ids))).order_by(
                document_item.c.request_id, document_item.c.position
            )
        )
    )


def files(connection: Connection, request_ids: Sequence[int]) -> list[Row[Any]]:
    """The files of the papers of these requests, in the order they came."""
    if not request_ids:
        return []
    return list(
        connection.execute(
            select(
                document_file,
                document_item.c.request_id,
                stored_file.c.kind,
                stored_file.c.size,
                staff.c.name.label("staff_name"),
            )
            .select_from(
                document_file.join(document_item, document_item.c.id == document_file.c.item_id)
                .join(stored_file, stored_file.c.sha256 == document_file.c.sha256)
                .join(staff, staff.c.id == document_file.c.staff_id)
            )
            .where(document_item.c.request_id.in_(list(request_ids)))
            .order_by(document_file.c.id)
        )
    )


def moves(connection: Connection, request_ids: Sequence[int]) -> list[Row[Any]]:
    """What happened to these requests and their papers, in order."""
    if not request_ids:
        return []
    return list(
        connection.execute(
            select(document_move, staff.c.name.label("staff_name"))
            .join(staff, staff.c.id == document_move.c.staff_id)
            .where(document_move.c.request_id.in_(list(request_ids)))
            .order_by(document_move.c.id)
        )
    )


def add(connection: Connection, **values: Any) -> int:
    """A new request; returns its id."""
    request_id: int = connection.execute(
        insert(document_request).values(**values).returning(document_request.c.id)
    ).scalar_one()
    return request_id


def add_item(connection: Connection, **values: Any) -> int:
    """A new paper of a request; returns its id."""
    item_id: int = connection.execute(
        insert(document_item).values(**values).returning(document_item.c.id)
    ).scalar_one()
    return item_id


def edit(connection: Connection, row: Row[Any], **changes: Any) -> bool:
    """Change a request that is still as ``row``; False when somebody was faster."""
    return (
        connection.execute(
            update(document_request)
            .where(document_request.c.id == row.id, document_request.c.version == row.version)
            .values(**changes, version=row.version + 1)
        ).rowcount
        == 1
    )


def edit_item(connection: Connection, row: Row[Any], **changes: Any) -> bool:
    """Change a paper that is still as ``row``; False when somebody was faster."""
    return (
        connection.execute(
            update(document_item)
            .where(document_item.c.id == row.id, document_item.c.version == row.version)
            .values(**changes, version=row.version + 1)
        ).rowcount
        == 1
    )


def leave_move(connection: Connection, **values: Any) -> None:
    """Leave the row that tells of a move."""
    connection.execute(insert(document_move).values(**values))


def leave_letter(connection: Connection, **values: Any) -> None:
    """Keep what goes out on paper, or is to be said in a call."""
    connection.execute(insert(document_letter).values(**values))


def letters(connection: Connection, request_ids: Sequence[int]) -> list[Row[Any]]:
    """What went out on paper or was to be said, in order."""
    if not request_ids:
        return []
    return list(
        connection.execute(
            select(document_letter, letter_posting.c.posted_at)
            .outerjoin(letter_posting, letter_posting.c.letter_id == document_letter.c.id)
            .where(document_letter.c.request_id.in_(list(request_ids)))
            .order_by(document_letter.c.id)
        )
    )


def statuses(connection: Connection, request_id: int) -> list[DocumentItemStatus]:
    """Where every paper of a request stands."""
    return list(
        connection.execute(
            select(document_item.c.status).where(document_item.c.request_id == request_id)
        ).scalars()
    )


def keep_file(
    connection: Connection,
    sha256: str,
    kind: FileKind,
    size: int,
    width: int | None,
    height: int | None,
    now: datetime,
) -> None:
    """Put a stored file on record, once."""
    connection.execute(
        upsert(connection, stored_file)
        .values(sha256=sha256, kind=kind, size=size, width=width, height=height, stored_at=now)
        .on_conflict_do_nothing()
    )


def attach(connection: Connection, item_id: int, sha256: str, staff_id: int, now: datetime) -> None:
    """Join a stored file to a paper, once."""
    connection.execute(
        upsert(connection, document_file)
        .values(item_id=item_id, sha256=sha256, received_at=now, staff_id=staff_id)
        .on_conflict_do_nothing()
    )


def on_record(connection: Connection, names: Sequence[str]) -> set[str]:
    """Which of these files are on record."""
    return set(
        connection.execute(
            select(stored_file.c.sha256).where(stored_file.c.sha256.in_(list(names)))
        ).scalars()
    )


def file_of(connection: Connection, file_id: int) -> Row[Any] | None:
    """One file of a paper, with the member it belongs to."""
    query: Select[Any] = (
        select(
            document_file.c.id,
            document_file.c.sha256,
            document_item.c.kind.label("document"),
            document_item.c.position,
            stored_file.c.kind,
            stored_file.c.size,
            claim.c.member_id,
            claim.c.claim_no,
        )
        .select_from(
            document_file.join(document_item, document_item.c.id == document_file.c.item_id)
            .join(document_request, document_request.c.id == document_item.c.request_id)
            .join(claim, claim.c.id == document_request.c.claim_id)
            .join(stored_file, stored_file.c.sha256 == document_file.c.sha256)
        )
        .where(document_file.c.id == file_id)
    )
    return connection.execute(query).first()
