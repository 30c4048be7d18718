"""Above and below the list: whose ledger, how long it has been due, cash, autopay, what happened."""

from collections.abc import Sequence
from datetime import date

from rich.cells import cell_len
from textual.content import Content

from consoleapp.desk.ledger.shapes import (
    ALL_BRANCHES,
    InvoiceRow,
    LedgerSheet,
    MandateRow,
    Movement,
    ReceiptRow,
)
from consoleapp.desk.rows import Tone
from consoleapp.i18n import N_, _
from consoleapp.rules.ledger import TURNS, Age, Ageing
from consoleapp.rules.money import Money
from consoleapp.rules.statuses import MandateStatus
from consoleapp.rules.text import printable
from consoleapp.screens import formats
from consoleapp.screens.facts import fill, name_of, pad
from consoleapp.screens.ledger.rows import state_of, state_of_receipt
from consoleapp.screens.widgets.frame import packed

AGES = {
    Age.CURRENT: (N_("not yet due"), "$good"),
    Age.TO_30: ("1–30", "$waiting"),
    Age.TO_60: ("31–60", "$waiting"),
    Age.TO_90: ("61–90", "$bad"),
    Age.OVER_90: (N_("over 90"), "$bad"),
}
"""Days past due as the bar says them: each part stands beside its own words and figure."""

TONES = {
    Tone.BAD: "bold $bad",
    Tone.WAITING: "$waiting",
    Tone.GOOD: "$good",
    Tone.MUTED: "$muted",
}


def title(sheet: LedgerSheet) -> Content:
    """Whose ledger this is, and by what it is narrowed."""
    names = [name_of(sheet.holder_en, sheet.holder_zh)]
    whose = (
        _("policy {number}").format(number=printable(sheet.policy_no))
        if sheet.policy_id is not None
        else _("all policies of {code}").format(code=printable(sheet.holder_code))
    )
    parts = [Content.styled(whose, "$muted"), Content.styled(sheet.ageing[0].currency, "$muted")]
    if sheet.branches:
        chosen = next((one for one in sheet.branches if one.code == sheet.branch_code), None)
        branch = _("all") if chosen is None else name_of(chosen.name_en, chosen.name_zh)
        parts.append(Content.assemble((_("branch"), "$muted"), " ", (branch, "bold $ink")))
    return Content.assemble((names[0], "bold $ink"), "  ", fill(parts))


def ageing_lines(ageing: Ageing, width: int, *, named: bool) -> list[Content]:
    """``Owed 78,844.00   not yet due 26,500.00 ████   1–30 –   …   over 90 52,344.00 ████████``."""
    total = ageing.total
    shown = total.named() if named else str(total)
    most = max(8, min(24, width // 6))
    whole = sum(max(0, amount) for amount in ageing.amounts.values())
    parts = [Content.assemble((_("Owed"), "$muted"), "  ", (shown, "bold $ink"))]
    for age, (word, colour) in AGES.items():
        amount = ageing.money(age)
        said = Content.assemble((_(word), "$muted"), " ", (str(amount) if amount else "–", "$ink"))
        cells = 0 if amount.minor <= 0 else max(1, round(most * amount.minor / whole))
        parts.append(said + (Content.styled(f" {'█' * cells}", colour) if cells else ""))
    return packed(parts, width)


def cash(sheet: LedgerSheet) -> Content:
    """Unallocated cash, and of which receipts; for a branch filter: it belongs to none."""
    amounts = [one for one in sheet.unallocated if one]
    if not amounts:
        return Content.assemble((_("Unallocated cash"), "$muted"), "  ", ("–", "$muted"))
    several = len({one.currency for one in sheet.ageing}) > 1
    shown = [Content.styled(one.named() if several else str(one), "bold $waiting") for one in amounts]
    receipts = [one.receipt_no for one in sheet.receipts if one.unallocated]
    which = _("receipt {number}").format(number=printable(", ".join(receipts[:3])))
    if len(receipts) > 3:
        which += " …"
    return Content.assemble(
        (_("Unallocated cash"), "$muted"), "  ", fill(shown, "  "), " ", (which, "$muted")
    )


def autopay(mandates: Sequence[MandateRow]) -> list[Content]:
    """Every leave to collect by autopay, where it stands, and the day of the next collection."""
    lines = []
    for one in mandates:
        active = one.status is MandateStatus.ACTIVE
        parts = [
            Content.styled(printable(one.bank) or _("bank not known"), "$ink"),
            Content.styled(_(one.status.word), "$good" if active else "$waiting"),
        ]
        if active and one.next_collection_on is not None:
            said = _("next collection {day}").format(day=formats.day(one.next_collection_on))
            parts.append(Content.styled(said, "$ink"))
        number = printable(one.mandate_no)
        lines.append(Content.assemble((_("Autopay"), "$muted"), "  ", (number, "$ink"), "  ", fill(parts)))
    return lines


def head(sheet: LedgerSheet, width: int) -> Content:
    """All that stands between the title and the list."""
    several = len(sheet.ageing) > 1
    lines = [line for one in sheet.ageing for line in ageing_lines(one, width, named=several)]
    return Content("\n").join([*lines, *packed([cash(sheet), *autopay(sheet.mandates)], width)])


# What happened to the row under the cursor.


def about_invoice(one: InvoiceRow, today: date, width: int) -> list[Content]:
    """Number, branch, days and state: also what a narrow list has no column for."""
    said, tone = state_of(one, today)
    parts = [
        Content.styled(name_of(one.branch_en, one.branch_zh), "$ink") if one.branch_code else Content(""),
        Content.styled(_("due {day}").format(day=formats.day(one.due_on)), "$muted"),
        Content.styled(_("last settled {day}").format(day=formats.day(one.last_settled_on)), "$muted")
        if one.last_settled_on
        else Content(""),
        Content.styled(said, TONES.get(tone, "$ink")),
    ]
    return [(Content.styled(printable(one.invoice_no), "bold $accent") + "  " + fill(parts)).truncate(width)]


def about_receipt(one: ReceiptRow, width: int) -> list[Content]:
    """Number, method, payer, reference, and where what is no longer there went."""
    said, tone = state_of_receipt(one)
    parts = [
        Content.styled(_(one.method.word), "$ink"),
        Content.styled(printable(one.payer), "$ink"),
        Content.styled(printable(one.reference), "$muted"),
        Content.styled(said, TONES.get(tone, "$ink")),
    ]
    for amount, word in ((one.refunded, N_("refunded {amount}")), (one.exchanged, N_("exchanged {amount}"))):
        if amount:
            parts.append(Content.styled(_(word).format(amount=amount), "$muted"))
    return [(Content.styled(printable(one.receipt_no), "bold $accent") + "  " + fill(parts)).truncate(width)]


def moved_words(one: Movement, *, of_receipt: bool) -> Content:
    """What happened, in words, with the number of the other document and why."""
    turned = one.kind in TURNS
    other = one.invoice_no if of_receipt else one.receipt_no
    parts = [Content.styled(_(one.kind.word), "$waiting" if turned else "$ink")]
    parts += [Content.styled(printable(said), "$muted") for said in (other, one.reason) if said]
    if one.turned_by is not None:
        parts.append(Content.styled(_("turned round by entry {n}").format(n=one.turned_by), "$muted"))
    return fill(parts)


def happened(
    movements: Sequence[Movement], width: int, room: int, *, of_receipt: bool = False
) -> list[Content]:
    """The newest movements that fit ``room`` lines, each with its figure, and what they come to."""
    if not movements:
        return []
    days = cell_len(formats.day(date(2026, 12, 30))) + 2
    words = max(16, min(64, width - days - 16))
    lines = []
    total = Money.zero(movements[0].owed.currency)
    for one in movements:
        changed = one.held if of_receipt else one.owed
        total = total + changed
        lines.append(
            pad(Content.styled(formats.day(one.posted_on), "$muted"), days)
            + pad(moved_words(one, of_receipt=of_receipt), words)
            + pad(Content.styled(str(changed), "$ink"), 16, right=True)
        )
    kept = max(1, room - 1)
    if len(lines) > kept:
        more = _("{n} earlier").format(n=len(lines) - kept + 1)
        lines = [pad(Content(""), days) + Content.styled(more, "$muted"), *lines[-(kept - 1) :]][:kept]
    said = _("unallocated") if of_receipt else _("balance")
    return [
        *lines,
        pad(Content(""), days)
        + pad(Content.styled(said, "$muted"), words)
        + pad(Content.styled(str(total), "bold $ink"), 16, right=True),
    ]


def branch_choices(sheet: LedgerSheet) -> list[tuple[str, str]]:
    """The branch filter: everything, then each branch of the holder."""
    return [
        (ALL_BRANCHES, f"{ALL_BRANCHES}  " + _("all branches")),
        *((one.code, f"{one.code}  {name_of(one.name_en, one.name_zh)}") for one in sheet.branches),
    ]
