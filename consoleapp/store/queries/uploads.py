"""What members uploaded, and which of it still waits for somebody to look at it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select

from consoleapp.rules.documents import DocumentItemStatus
from consoleapp.store.queries.documents import UNDECIDED
from consoleapp.store.tables import (
    claim,
    document_item,
    document_request,
    document_upload,
    document_upload_file,
    stored_file,
)

WAITS = (
    (document_upload_file.c.item_version == document_item.c.version)
    & document_item.c.status.in_([status for status in DocumentItemStatus if not status.is_settled])
    & claim.c.status.in_(UNDECIDED)
)
"""Nobody decided about the paper since it was uploaded."""

_FILE: Select[Any] = select(
    document_upload_file,
    document_upload.c.request_id,
    document_upload.c.name,
    document_upload.c.checked_at,
    document_upload.c.arrived_at,
    document_item.c.kind.label("document"),
    stored_file.c.kind,
    stored_file.c.size,
    claim.c.member_id,
    claim.c.claim_no,
).select_from(
    document_upload_file.join(document_upload, document_upload.c.id == document_upload_file.c.upload_id)
    .join(document_item, document_item.c.id == document_upload_file.c.item_id)
    .join(document_request, document_request.c.id == document_item.c.request_id)
    .join(claim, claim.c.id == document_request.c.claim_id)
    .join(stored_file, stored_file.c.sha256 == document_upload_file.c.sha256)
)


def by_token(connection: Connection, token: str) -> Row[Any] | None:
    """The request a link belongs to, with its claim."""
    query: Select[Any] = (
        select(
            document_request.c.id,
            document_request.c.status,
            document_request.c.asked_at,
            claim.c.member_id,
            claim.c.claimant_id,
        )
        .join(claim, claim.c.id == document_request.c.claim_id)
        .where(document_request.c.token == token)
    )
    return connection.execute(query).first()


def used(connection: Connection, check_reference: str) -> list[Row[Any]]:
    """The files a one-time check counted for already, with their request."""
    return list(connection.execute(_FILE.where(document_upload.c.check_reference == check_reference)))


def add(connection: Connection, **values: Any) -> int:
    """A new upload; returns its id."""
    upload_id: int = connection.execute(
        insert(document_upload).values(**values).returning(document_upload.c.id)
    ).scalar_one()
    return upload_id


def add_file(connection: Connection, upload_id: int, item_id: int, item_version: int, sha256: str) -> None:
    """A file of an upload, for one paper as it stands now."""
    connection.execute(
        insert(document_upload_file).values(
            upload_id=upload_id, item_id=item_id, item_version=item_version, sha256=sha256
        )
    )


def waiting(connection: Connection, request_ids: Sequence[int]) -> list[Row[Any]]:
    """The uploaded files of these requests that wait, in the order they came."""
    if not request_ids:
        return []
    query = _FILE.where(WAITS, document_item.c.request_id.in_(list(request_ids)))
    return list(connection.execute(query.order_by(document_upload_file.c.id)))


def file_of(connection: Connection, file_id: int) -> Row[Any] | None:
    """One uploaded file, with the member it belongs to."""
    return connection.execute(_FILE.where(document_upload_file.c.id == file_id)).first()
