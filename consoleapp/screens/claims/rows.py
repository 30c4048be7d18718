"""What the list of claim lines shows of one line, and which column gives way first."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from textual.content import Content

from consoleapp.desk.claim_shapes import ClaimFilter, ListedLine
from consoleapp.desk.rows import Align, Cell, Column, IdVectorRows, Row, Tone
from consoleapp.i18n import N_, _
from consoleapp.rules.money import Money
from consoleapp.rules.statuses import ClaimStatus
from consoleapp.rules.text import printable
from consoleapp.screens import formats, verbs
from consoleapp.screens.facts import STYLES, TONES, fill, name_of
from consoleapp.screens.session import Session

if TYPE_CHECKING:
    from array import array

Told = Callable[[int], None]
"""Called in a thread with how many rows there are."""

_RIGHT = Align.RIGHT

CLAIM_COLUMNS = (
    Column("claim", N_("Claim"), 13),
    Column("member", N_("Name"), 20, least=12, flex=3),
    Column("certificate", N_("Cert."), 7, rank=4),
    Column("policy", N_("Policy"), 6, rank=5),
    Column("branch", N_("Branch"), 18, least=10, flex=1, rank=9),
    Column("consulted", N_("Consulted"), 14, rank=1),
    Column("type", N_("Benefit type"), 26, least=14, rank=8),
    Column("item", N_("Benefit item"), 24, least=12, flex=2, rank=3),
    Column("provider", N_("Provider"), 20, least=10, flex=1, rank=10),
    Column("incurred", N_("Incurred"), 11, align=_RIGHT, rank=6),
    Column("paid", N_("Paid"), 11, align=_RIGHT, rank=2),
    Column("paid_on", N_("Paid on"), 14, rank=11),
    Column("method", N_("Method"), 14, rank=12),
    Column("received", N_("Received"), 14, rank=13),
    Column("status", N_("Status"), 17),
    Column("promised", N_("Clock"), 24),
)


def clock_words(status: ClaimStatus, promised_on: date | None, *, overdue: bool) -> tuple[str, Tone]:
    """The clock of a claim in words: what was promised, that it stands, or a dash once nothing is due."""
    if promised_on is not None:
        told = _("overdue since {day}") if overdue else _("promised for {day}")
        return told.format(day=formats.near_day(promised_on)), Tone.BAD if overdue else Tone.WAITING
    if status is ClaimStatus.PENDING_DOCUMENTS:
        return _("clock stands"), Tone.WAITING
    return "–", Tone.MUTED


def _money(amount: Money | None, without: str) -> Cell:
    return Cell(without, Tone.MUTED) if amount is None else Cell(str(amount))


def _day(day: date | None) -> Cell:
    return Cell("–", Tone.MUTED) if day is None else Cell(formats.day(day))


def claim_row(line: ListedLine) -> Row:
    """One line of a claim; one on which nothing is to be done any more in grey."""
    ink = Tone.MUTED if line.status.is_closed else Tone.INK
    clock, tone = clock_words(line.status, line.promised_on, overdue=line.overdue)
    return Row(
        line.line_id,
        (
            Cell(f"{line.claim_no}-{line.line_no}", ink),
            Cell(name_of(line.name_en, line.name_zh), ink),
            Cell(line.certificate, Tone.MUTED),
            Cell(line.policy_no, Tone.MUTED),
            Cell(name_of(line.branch_en, line.branch_zh) if line.branch_code else "–", Tone.MUTED),
            Cell(formats.day(line.consulted_on), ink),
            Cell(_(line.benefit_type.word), Tone.MUTED),
            Cell(name_of(line.item_name or line.item_code, line.item_name_zh), ink),
            Cell(line.provider_name or "–", Tone.MUTED),
            _money(line.incurred, _("N/A")),
            _money(line.paid, _("N/A") if line.status.is_closed else "–"),
            _day(line.paid_on),
            Cell(_(line.payment_method.word) if line.payment_method else "–", Tone.MUTED),
            _day(line.received_on),
            Cell(_(line.status.word), Tone(TONES[line.status].value)),
            Cell(clock, tone),
        ),
    )


def about_line(line: ListedLine) -> list[Content]:
    """Everything of the line under the cursor, also where its columns do not fit."""
    clock, tone = clock_words(line.status, line.promised_on, overdue=line.overdue)
    who = fill(
        [
            Content.styled(name_of(line.name_en, line.name_zh), "bold $ink"),
            Content.styled(f"{line.policy_no} {line.certificate}", "$muted"),
            Content.styled(printable(line.branch_en), "$muted"),
            Content.styled(
                clock, STYLES.get(TONES[line.status], "$ink") if clock == "–" else f"${tone.value}"
            ),
        ]
    )
    paid = str(line.paid) if line.paid is not None else _("N/A") if line.status.is_closed else "–"
    what = fill(
        [
            Content.styled(formats.day(line.consulted_on), "$ink"),
            Content.styled(name_of(line.item_name or line.item_code, line.item_name_zh), "$ink"),
            Content.assemble((_("incurred") + " ", "$muted"), (str(line.incurred or _("N/A")), "$ink")),
            Content.assemble((_("paid") + " ", "$muted"), (paid, "$ink")),
            Content.styled(_(line.reason.word) if line.reason else "", "$waiting"),
            Content.styled(printable(line.provider_name), "$muted"),
        ]
    )
    return [who, what]


def claim_rows(
    session: Session, chosen: ClaimFilter, words: str, order: tuple[str, bool], told: Told
) -> IdVectorRows[ListedLine]:
    """The lines of ``chosen``; ``words`` only where a policy or a member bounds them (they are looked for
    in every line: seconds over a whole book)."""

    def read_ids(order: tuple[str, bool] | None, _words: str) -> "array[int]":
        found: array[int] = verbs.claim_enquiry.ids(session.serving, chosen, order, words)
        told(len(found))
        return found

    return IdVectorRows(
        CLAIM_COLUMNS,
        read_ids=read_ids,
        read_page=lambda ids: verbs.claim_enquiry.rows(session.serving, ids),
        read_first=lambda order, _words, limit: verbs.claim_enquiry.first(
            session.serving, chosen, order, words, limit
        ),
        id_of=lambda line: line.line_id,
        shape=claim_row,
        sortable=frozenset(column.key for column in CLAIM_COLUMNS),
        order=order,
    )
