"""A closing notice as plain text and as one HTML page that prints on one sheet; nothing outside is loaded."""

from collections.abc import Callable, Iterator
from pathlib import Path

from consoleapp.desk.claim_notice import ClaimNotice
from consoleapp.desk.shapes import ClaimLine
from consoleapp.exchange import page
from consoleapp.exchange.page import Page, Table
from consoleapp.i18n import N_, catalogue
from consoleapp.reference.templates import written_in
from consoleapp.rules.coded import Coded
from consoleapp.rules.dates import show_date
from consoleapp.rules.money import Money
from consoleapp.rules.sentences import Name
from consoleapp.rules.statuses import ClaimStatus

_TITLES = {
    ClaimStatus.PAID: N_("Closing notice: your claim was paid"),
    ClaimStatus.DECLINED: N_("Closing notice: your claim was declined"),
}
_COLUMNS = (
    N_("Line"),
    N_("Consultation"),
    N_("Benefit item"),
    N_("Incurred"),
    N_("Paid"),
    N_("Why less was paid"),
)
_AMOUNTS = (3, 4)


class _Words:
    """The notice in words of its language."""

    def __init__(self, notice: ClaimNotice) -> None:
        self.notice = notice
        self.language = written_in(notice.language)
        self.say: Callable[[str], str] = catalogue(self.language).gettext

    @property
    def title(self) -> str:
        return self.say(_TITLES[self.notice.status])

    def facts(self) -> Iterator[tuple[str, str]]:
        """Labelled facts, from whom it is about to when it was closed."""
        one, say = self.notice, self.say
        yield say(N_("Claim")), one.claim_no
        yield say(N_("Policy")), f"{one.policy_no}  {one.company.within(self.language)}"
        yield say(N_("Member")), f"{one.certificate}  {one.member.within(self.language)}"
        yield say(N_("Received")), show_date(one.received_on, self.language)
        yield say(N_("Closed")), show_date(one.closed_on, self.language)
        if one.reason:
            yield say(N_("Reason")), one.reason
        methods = {line.payment_method for line in one.lines if line.payment_method is not None}
        days = {line.paid_on for line in one.lines if line.paid_on is not None}
        if one.status is ClaimStatus.PAID and days:
            how = ", ".join(sorted(self._word(method) for method in methods))
            yield say(N_("Payment")), f"{show_date(max(days), self.language)}  {how}".rstrip()

    def head(self) -> list[str]:
        return [self.say(title) for title in _COLUMNS]

    def rows(self) -> list[list[str]]:
        """A row a line, then the sum."""
        found = [self._row(line) for line in self.notice.lines]
        total = self.say(N_("Total"))
        return [*found, ["", "", total, self._money(self.notice.incurred), self._money(self.notice.paid), ""]]

    def foot(self) -> list[str]:
        say = self.say
        lines = [say(N_("Amounts are in {currency}.")).format(currency=self._currency())]
        if any(line.incurred is None for line in self.notice.lines):
            lines.append(say(N_("N/A: settled with the clinic directly.")))
        if self.notice.hotline:
            lines.append(say(N_("Questions? Call us on {hotline}.")).format(hotline=self.notice.hotline))
        lines.append(
            say(N_("Written on {day}.")).format(day=show_date(self.notice.written_on, self.language))
        )
        return lines

    def _row(self, line: ClaimLine) -> list[str]:
        return [
            str(line.line_no),
            show_date(line.consulted_on, self.language),
            Name(line.item_name or line.item_code, line.item_name_zh).within(self.language),
            self._money(line.incurred),
            self._money(line.paid),
            "" if line.reason is None else self._word(line.reason),
        ]

    def _money(self, amount: Money | None) -> str:
        return self.say(N_("N/A")) if amount is None else str(amount)

    def _word(self, code: Coded) -> str:
        return self.say(code.word)

    def _currency(self) -> str:
        known = [line.incurred or line.paid for line in self.notice.lines]
        return next((one.currency for one in known if one is not None), "HKD")


def page_of(notice: ClaimNotice) -> Page:
    """The notice as it is printed."""
    words = _Words(notice)
    table = Table(
        words.say(N_("Explanation of benefits")),
        tuple(words.head()),
        tuple(tuple(row) for row in words.rows()),
        amounts=_AMOUNTS,
        total=True,
    )
    return Page(
        words.language, notice.claim_no, words.title, tuple(words.facts()), (table,), tuple(words.foot())
    )


def as_text(notice: ClaimNotice) -> str:
    """The notice in plain text."""
    return page.as_text(page_of(notice))


def as_html(notice: ClaimNotice) -> str:
    """The notice as one page that stands alone."""
    return page.as_html(page_of(notice))


def usual_file(claim_no: str, folder: Path) -> Path:
    """Where the printed notice of a claim goes: ``A2000001447.html``, and ``A2000001447-2.html`` once that
    is there.
    """
    name = "".join(letter for letter in claim_no if letter.isalnum()) or "claim"
    return page.free_name(folder, name)


def write_notice(notice: ClaimNotice, file: Path) -> None:
    """Write the notice to ``file``, whole or not at all: ``.html`` to print, ``.txt`` to read.

    Raises Refused for another ending, and where the file is there already.
    """
    page.write_page(page_of(notice), file)
