"""A statement of a policy holder as lines of text, in the language in use."""

from collections.abc import Iterator, Sequence

from rich.cells import cell_len

from consoleapp.desk.ledger import Movement, Statement, StatementSection
from consoleapp.i18n import _, current
from consoleapp.rules.dates import show_date, show_moment
from consoleapp.rules.ledger import Age

MONEY = 16
"""Cells of a column of money."""
DAY, WHAT, PAPER = 15, 24, 20


def statement_lines(statement: Statement) -> Iterator[str]:
    """Head, then each currency: opening, every movement, closing, ageing."""
    language = current()
    yield _("Statement of account")
    yield f"{statement.holder_en}  {statement.holder_zh}".rstrip() + f"  ({statement.holder_code})"
    yield _("Policies: {numbers}").format(numbers=", ".join(statement.policies))
    yield _("From {first} to {last}; made {moment}").format(
        first=show_date(statement.first_day, language),
        last=show_date(statement.last_day, language),
        moment=show_moment(statement.made_at, language),
    )
    for section in statement.sections:
        yield ""
        yield from _section(section)


def _section(section: StatementSection) -> Iterator[str]:
    heads = (_("Invoices"), _("Unallocated"), _("Balance"))
    yield _row((section.currency, _("Entry"), _("Invoice or receipt")), heads)
    yield _row((_("Opening balance"), "", ""), ("", "", str(section.opening)))
    for moved in section.movements:
        yield _row(
            (show_date(moved.posted_on, current()), _what(moved), _paper(moved)),
            (str(moved.owed or ""), str(moved.held or ""), str(moved.balance)),
        )
        if moved.reason:
            yield " " * (DAY + 1) + moved.reason
    yield _row(
        (_("Closing balance"), "", ""),
        (str(section.closing_owed), str(section.closing_held), str(section.closing)),
    )
    yield ""
    yield _("What is owed, by how long it has been due")
    for age in Age:
        yield _pad("  " + _(age.word), DAY + WHAT) + _right(str(section.ageing.money(age)))
    yield _pad("  " + _("Total"), DAY + WHAT) + _right(str(section.ageing.total))


def _what(moved: Movement) -> str:
    words = f"{moved.entry_id} {_(moved.kind.word)}"
    return f"{words} ({moved.turns})" if moved.turns is not None else words


def _paper(moved: Movement) -> str:
    return " / ".join(number for number in (moved.receipt_no, moved.invoice_no) if number)


def _row(words: Sequence[str], amounts: Sequence[str]) -> str:
    day, what, paper = words
    if not what and not paper:
        start = _pad(day, DAY + WHAT + PAPER + 2)
    else:
        start = " ".join((_pad(day, DAY), _pad(what, WHAT), _pad(paper, PAPER)))
    return (start + "".join(_right(amount) for amount in amounts)).rstrip()


def _pad(text: str, width: int) -> str:
    return text + " " * max(width - cell_len(text), 0)


def _right(text: str) -> str:
    return " " * max(MONEY - cell_len(text), 1) + text
