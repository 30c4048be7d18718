"""Requests for documents made and papers taken in, for tests of what follows."""

from sqlalchemy import select

from consoleapp.desk import documents
from consoleapp.desk.context import Desk
from consoleapp.desk.document_shapes import DocumentRequest, Missing
from consoleapp.desk.keys import new_key
from consoleapp.rules.documents import (
    DocumentCheck,
    DocumentKind,
)
from consoleapp.rules.statuses import ClaimStatus
from consoleapp.store import tables
from tests.desk.conftest import Office

RECORD, RECEIPT, CARD = (
    Missing(DocumentKind.MEDICAL_RECORD),
    Missing(DocumentKind.OFFICIAL_RECEIPT),
    Missing(DocumentKind.IDENTITY_CARD),
)
PAPER = (DocumentCheck.LEGIBLE,)
IMAGE = (DocumentCheck.LEGIBLE, DocumentCheck.COLOUR)


def version_of(office: Office, claim_id: int) -> int:
    with office.database.read() as connection:
        found: int = connection.execute(
            select(tables.claim.c.version).where(tables.claim.c.id == claim_id)
        ).scalar_one()
    return found


def status_of(office: Office, claim_id: int) -> ClaimStatus:
    with office.database.read() as connection:
        found: ClaimStatus = connection.execute(
            select(tables.claim.c.status).where(tables.claim.c.id == claim_id)
        ).scalar_one()
    return found


def asked(
    office: Office, claim_id: int, *items: Missing, send: bool = True, **more: object
) -> DocumentRequest:
    """A request for ``items``, sent unless told otherwise."""
    desk = office.desk()
    request_id = documents.ask(
        desk,
        claim_id,
        items or (RECORD,),
        version=version_of(office, claim_id),
        key=new_key(),
        **more,  # type: ignore[arg-type]
    )
    if send:
        documents.send(desk, request_id, version=1, key=new_key())
    return documents.one(desk, request_id)


def take(
    office: Office, request: DocumentRequest, place: int = 0, desk: Desk | None = None, **more: object
) -> None:
    item = request.items[place]
    documents.receive(
        desk or office.desk(),
        item.item_id,
        version=item.version,
        confirmed=more.pop("confirmed", DocumentCheck),  # type: ignore[arg-type]
        key=new_key(),
        **more,  # type: ignore[arg-type]
    )
