"""How requests for documents read: what is missing, due, received, and what to say next."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from textual.content import Content

from consoleapp.desk.document_shapes import DocumentItem, DocumentRequest
from consoleapp.i18n import _, current, ngettext
from consoleapp.rules.dates import local_date
from consoleapp.rules.documents import DocumentItemStatus, DocumentRequestStatus
from consoleapp.rules.text import printable
from consoleapp.screens import formats
from consoleapp.screens.facts import fill, pad
from consoleapp.screens.widgets.row_list import Row, blank

MARKS = {
    DocumentItemStatus.OUTSTANDING: ("○", "$waiting"),
    DocumentItemStatus.RECEIVED: ("●", "$good"),
    DocumentItemStatus.REJECTED: ("×", "$bad"),
    DocumentItemStatus.WAIVED: ("–", "$muted"),
}
"""A paper at a glance; its word stands beside it."""

STYLES = {
    DocumentRequestStatus.DRAFT: "$waiting",
    DocumentRequestStatus.OPEN: "$waiting",
    DocumentRequestStatus.COMPLETE: "$good",
    DocumentRequestStatus.CLOSED: "$muted",
}


def item_name(item: DocumentItem) -> str:
    """``Medical record``, ``X-ray of the ankle``, ``Official receipt (the original)``."""
    return printable(item.name.text(_, current()))


def request_rows(requests: Sequence[DocumentRequest], *, claims: bool) -> list[Row]:
    """Requests with their papers, newest first; with ``claims`` each names its claim."""
    rows: list[Row] = []
    for request in requests:
        if rows:
            rows.append(blank())
        rows.append(
            Row(("request", request.request_id), partial(head_lines, request, claims=claims), height=2,
                copied=request.claim_no)
        )  # fmt: skip
        rows += [
            Row(("item", item.item_id), partial(item_lines, item), height=2 if below(item) else 1,
                copied=item_name(item))
            for item in request.items
        ]  # fmt: skip
    return rows


def head_lines(request: DocumentRequest, width: int, *, claims: bool) -> list[Content]:
    """``Waiting for documents · due Tue 24 Nov · asked twice``; below what to say or do next."""
    parts = [
        Content.styled(printable(request.claim_no), "$ink") if claims else Content(""),
        Content.styled(_(request.status.word), f"bold {STYLES[request.status]}"),
        due_words(request),
    ]
    if request.times_sent:
        asked = ngettext("asked {n} time", "asked {n} times", request.times_sent)
        parts.append(Content.styled(asked.format(n=request.times_sent), "$muted"))
    told = printable(request.next_step.text(_, current()))
    return [fill(parts), Content("  ") + Content.styled(told, "$muted").truncate(width - 2, ellipsis=True)]


def due_words(request: DocumentRequest) -> Content:
    """By when the papers are to be here, said in red once that day is over."""
    if request.due_on is None or not request.status.is_live:
        return Content("")
    told = _("overdue since {day}") if request.overdue else _("due {day}")
    style = "bold $bad" if request.overdue else "$waiting"
    return Content.styled(told.format(day=formats.near_day(request.due_on)), style)


def item_lines(item: DocumentItem, width: int) -> list[Content]:
    """A paper, where it stands, since when; below why it was turned away, remarks and files."""
    mark, style = MARKS[item.status]
    when = Content.styled(stamp(item.changed_at), "$muted")
    status = Content.styled(_(item.status.word), style) + "  " + when
    name = Content.assemble((f"  {mark} ", style), (item_name(item), "$ink"))
    first = pad(name, max(12, width - status.cell_length - 1)) + " " + status
    return [first, Content("    ") + below(item)]


def below(item: DocumentItem) -> Content:
    """The second line of a paper; empty where there is nothing to add."""
    files = len(item.files)
    parts = [
        Content.styled(printable(_(item.reason)), "$waiting"),
        Content.styled(_(item.came_by.word) if item.came_by else "", "$muted"),
        Content.styled(printable(item.remarks), "$muted"),
        Content.styled(ngettext("{n} file", "{n} files", files).format(n=files) if files else "", "$muted"),
        Content.styled(uploaded_words(item), "$waiting"),
    ]
    return fill(parts)


def uploaded_words(item: DocumentItem) -> str:
    """``2 files uploaded Fri 20 Nov 18:05``, where nobody took them in yet."""
    count = len(item.uploads)
    if not count:
        return ""
    told = ngettext("{n} file uploaded {moment}", "{n} files uploaded {moment}", count)
    return told.format(n=count, moment=formats.near_moment(item.uploads[-1].arrived_at))


def stamp(moment: datetime) -> str:
    """``Tue 24 Nov``."""
    return formats.near_day(local_date(moment))


def request_of(requests: Sequence[DocumentRequest], key: object) -> DocumentRequest | None:
    """The request a row belongs to."""
    match key:
        case ("request", int(wanted)):
            return next((one for one in requests if one.request_id == wanted), None)
        case ("item", int(wanted)):
            return next((one for one in requests if any(i.item_id == wanted for i in one.items)), None)
        case _:
            return None


def item_of(requests: Sequence[DocumentRequest], key: object) -> DocumentItem | None:
    """The paper of a row; None on a heading."""
    match key:
        case ("item", int(wanted)):
            return next((i for one in requests for i in one.items if i.item_id == wanted), None)
        case _:
            return None
