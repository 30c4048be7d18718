"""Requests for documents the demo begins with, one in every state: made by the verbs the desk uses."""

from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from consoleapp.desk import approvals, claim_enquiry, documents
from consoleapp.desk.approvals import NeedsApproval
from consoleapp.desk.context import Desk
from consoleapp.desk.document_shapes import DocumentItem, Missing
from consoleapp.rules.documents import DocumentCheck, DocumentKind

KEY = "demo-documents"
"""Begins every key: a build that goes on after it was cut off asks for nothing twice."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request of the demo, about a claim of the sample book that is open."""

    claim_no: str
    items: tuple[Missing, ...]
    received: tuple[int, ...] = ()
    rejected: tuple[tuple[int, str], ...] = ()
    waived: tuple[tuple[int, str], ...] = ()
    days: int = 2
    """Working days the member was given; with 1 it is overdue when the demo is opened."""
    send: bool = True
    close: str = ""


_RECORD = Missing(DocumentKind.MEDICAL_RECORD)
_RECEIPT = Missing(DocumentKind.OFFICIAL_RECEIPT)
ASKED = (
    # Past its date, half of it here.
    Asked("A2600011312", (_RECORD, _RECEIPT), received=(1,), days=1),
    # Due, one paper sent back to the member.
    Asked(
        "A2600011378",
        (_RECORD, Missing(DocumentKind.REFERRAL_LETTER)),
        rejected=((1, "The doctor's signature is missing"),),
    ),
    # Drafted: the text can be looked at and sent.
    Asked("A2600011140", (Missing(DocumentKind.GUARDIAN_IDENTITY), _RECORD), send=False),
    # Everything came: the claim is in review again, its clock started anew.
    Asked("A2500000014", (_RECORD, _RECEIPT), received=(0, 1)),
    # One came, a second person let the other go.
    Asked(
        "A2500000054",
        (_RECORD, Missing(DocumentKind.OTHER, "X-ray of the ankle")),
        received=(0,),
        waived=((1, "The clinic keeps no copy"),),
    ),
    # Closed unanswered: the claim waits for a decision.
    Asked("A2500000030", (_RECEIPT,), close="The member cannot find it"),
)


def make_documents(clerk: Desk, supervisor: Desk) -> None:
    """Make every one of :data:`ASKED`, on the clock of the two desks."""
    with TemporaryDirectory() as folder:
        scan = Path(folder) / "scan"
        for number, asked in enumerate(ASKED):
            scan.write_bytes(_page(f"Invented document {number + 1} of the demo"))
            _make(clerk, supervisor, asked, scan)


def _make(clerk: Desk, supervisor: Desk, asked: Asked, scan: Path) -> None:
    key = f"{KEY}-{asked.claim_no}"
    figures = replace(clerk.settings.documents, due_days=asked.days)
    clerk = replace(clerk, settings=replace(clerk.settings, documents=figures))
    claim_id = claim_enquiry.by_number(clerk, asked.claim_no)
    there = documents.of_claim(clerk, claim_id)
    if there:
        return  # an earlier build came this far; what is missing of it a newcomer can do
    version = claim_enquiry.detail(clerk, claim_id).version
    request_id = documents.ask(clerk, claim_id, asked.items, version=version, key=f"{key}-ask")
    if asked.send:
        documents.send(clerk, request_id, version=1, key=f"{key}-send")

    def item(place: int) -> DocumentItem:
        return documents.one(clerk, request_id).items[place]

    for place in asked.received:
        documents.receive(
            clerk,
            item(place).item_id,
            files=(scan,),
            confirmed=tuple(DocumentCheck),
            version=item(place).version,
            key=f"{key}-receive-{place}",
        )
    for place, reason in asked.rejected:
        documents.reject(
            clerk, item(place).item_id, reason, version=item(place).version, key=f"{key}-reject-{place}"
        )
    for place, reason in asked.waived:
        _waive(clerk, supervisor, item(place), reason, f"{key}-waive-{place}")
    if asked.close:
        version = documents.one(clerk, request_id).version
        documents.close(clerk, request_id, asked.close, version=version, key=f"{key}-close")


def _waive(clerk: Desk, supervisor: Desk, item: DocumentItem, reason: str, key: str) -> None:
    try:
        documents.waive(clerk, item.item_id, reason, version=item.version, key=f"{key}-first")
    except NeedsApproval as needed:
        number = approvals.ask(clerk, needed.asked, reason, key=f"{key}-ask")
        approvals.approve(supervisor, number, key=f"{key}-approve")
        documents.waive(clerk, item.item_id, reason, version=item.version, key=key)


def _page(text: str) -> bytes:
    """A PDF of one page with one line of text."""
    line = f"BT /F1 14 Tf 60 780 Td ({text}) Tj ET".encode("ascii")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(line), line),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    found, places = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(found))
        found += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(found)
    found += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    found += b"".join(b"%010d 00000 n \n" % place for place in places)
    found += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(found)
