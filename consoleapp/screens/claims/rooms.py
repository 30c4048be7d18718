"""The rooms of one claim: its lines with the reasons, its history, and what was sent about it."""

from functools import partial

from textual.content import Content

from consoleapp.desk.claim_shapes import ClaimDetail, ClaimMove
from consoleapp.desk.document_shapes import SentMessage
from consoleapp.desk.shapes import Fact
from consoleapp.i18n import N_, _
from consoleapp.rules.statuses import ClaimStatus
from consoleapp.rules.text import printable
from consoleapp.screens import formats
from consoleapp.screens.claims.rows import clock_words
from consoleapp.screens.documents.rows import due_words
from consoleapp.screens.facts import (
    TONES,
    both_names,
    fact_lines,
    fill,
    label_width,
    name_of,
    pad,
    toned,
    words,
)
from consoleapp.screens.member.claims import (
    MONEY,
    NARROW,
    STATUS_WORDS,
    day_room,
    line_lines,
    line_parts,
    money_cell,
)
from consoleapp.screens.widgets.row_list import Row, blank


def lines_rows(detail: ClaimDetail) -> list[Row]:
    """Every line with its money and why less was paid, and the sum."""
    claim = detail.claim
    rows = [Row(None, head_lines)]
    for line in claim.lines:
        second = line_parts(line)
        rows.append(
            Row(
                ("line", line.line_no),
                lambda width, line=line, second=second: line_lines(claim, line, width, second),  # type: ignore[misc]
                height=2,
                copied=f"{printable(claim.claim_no)}-{line.line_no}",
            )
        )
    return [*rows, blank(), Row(None, partial(total_lines, detail))]


def head_lines(width: int) -> list[Content]:
    figures = [_("Paid")] if width < NARROW else [_("Incurred"), _("Paid")]
    first = pad(Content(f"  {_('Line')}"), width - len(figures) * MONEY)
    cells = [pad(Content(word), MONEY, right=True) for word in figures]
    return [Content("").join([first, *cells]).stylize("$muted")]


def total_lines(detail: ClaimDetail, width: int) -> list[Content]:
    claim = detail.claim
    paid = money_cell(claim.paid, MONEY, _("n/a") if claim.status.is_closed else "–")
    figures = [paid] if width < NARROW else [money_cell(claim.incurred, MONEY, _("n/a")), paid]
    title = pad(Content.styled(f"  {_('Total')}", "$muted"), width - len(figures) * MONEY)
    return [Content("").join([title, *figures]).stylize("bold")]


def history_rows(detail: ClaimDetail) -> list[Row]:
    """Every step, newest first."""
    return [
        Row(("move", place), partial(move_lines, move), height=2)
        for place, move in reversed(list(enumerate(detail.history)))
    ]


def move_lines(move: ClaimMove, _width: int) -> list[Content]:
    """``20 Nov 2026  Pending documents``; below who, and why."""
    day = pad(Content.styled(formats.day(move.on), "$muted"), day_room())
    who = printable(move.who) or _("told by the insurer's system")
    under = fill([Content.styled(who, "$muted"), Content.styled(printable(_(move.reason)), "$ink")])
    return [day + toned(move.new, TONES[move.new]), Content(" " * day_room()) + under]


def sent_messages(detail: ClaimDetail) -> list[SentMessage]:
    """What was sent about documents of this claim, newest first."""
    found = [message for request in detail.requests for message in request.messages]
    return sorted(found, key=lambda one: one.written_at, reverse=True)


def message_rows(detail: ClaimDetail) -> list[Row]:
    return [
        Row(("message", place), partial(message_lines, message), height=2)
        for place, message in enumerate(sent_messages(detail))
    ]


def message_lines(message: SentMessage, width: int) -> list[Content]:
    """``Fri 20 Nov 18:05  SMS  to ••••1234``, where it stands; below how it begins."""
    when = Content.styled(formats.near_moment(message.written_at), "$muted")
    state = toned(message.state) if message.state is not None else Content("")
    if message.letter_id is not None:
        posted = message.sent_at is not None
        told = _("posted") if posted else _("not posted yet")
        state = Content.styled(told, "$good" if posted else "$waiting")
    to = _("to {address}").format(address=printable(message.to)) if message.to else ""
    channel = Content.styled(_(message.channel.word), "$ink")
    first = fill([when, channel, Content.styled(to, "$muted"), state])
    text = printable(message.subject or message.text)
    return [first, Content("  ") + Content.styled(text, "$muted").truncate(max(width - 2, 8), ellipsis=True)]


def what(detail: ClaimDetail, width: int) -> Content:
    """The side: which claim, where it stands, what was promised, whose it is."""
    claim = detail.claim
    status = _(STATUS_WORDS[claim.status]).format(day=formats.day(claim.status_on))
    clock, tone = clock_words(claim.status, claim.promised_on, overdue=claim.overdue)
    lines = [Content.styled(printable(claim.claim_no), "bold $ink")]
    lines += Content.styled(status, f"${TONES[claim.status].value}").wrap(width)
    if clock != "–":
        lines += Content.styled(clock, f"bold ${tone.value}").wrap(width)
    lines += missing_lines(detail, width)
    lines += [Content(""), *both_names(detail.name_en, detail.name_zh).wrap(width)]
    lines.append(Content.styled(printable(f"{detail.policy_no} · {detail.certificate}"), "$muted"))
    if detail.branch_en or detail.branch_zh:
        lines += Content.styled(name_of(detail.branch_en, detail.branch_zh), "$muted").wrap(width)
    none = _("N/A") if claim.status.is_closed else "–"
    facts = [
        Fact(N_("Received"), claim.received_on),
        Fact(N_("Incurred"), _("N/A") if claim.incurred is None else claim.incurred),
        Fact(N_("Paid"), none if claim.paid is None else claim.paid),
    ]
    if detail.originals is not None:
        facts.append(Fact(N_("Originals"), words(detail.originals)))
    lines += [Content(""), *fact_lines(facts, width, label_width([_(one.label) for one in facts], most=12))]
    return Content("\n").join(lines)


def missing_lines(detail: ClaimDetail, width: int) -> list[Content]:
    """How many papers are missing, and by when they are to be here."""
    if detail.claim.status is not ClaimStatus.PENDING_DOCUMENTS:
        return []
    live = next((one for one in detail.requests if one.status.is_live), None)
    if live is None:
        return Content.styled(_("Nobody asks for documents now."), "$waiting").wrap(width)
    told = _("{missing} of {all} documents missing").format(missing=len(live.missing), all=len(live.items))
    return [*Content.styled(told, "$waiting").wrap(width), *due_words(live).wrap(width)]
