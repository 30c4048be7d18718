"""A closing notice as plain text and as one HTML page that prints on one sheet; nothing outside is loaded."""

from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path

from rich.cells import cell_len

from consoleapp.desk.claim_notice import ClaimNotice
from consoleapp.desk.shapes import ClaimLine
from consoleapp.errors import Refused
from consoleapp.exchange.whole import whole_file
from consoleapp.i18n import N_, catalogue
from consoleapp.reference.templates import written_in
from consoleapp.rules.coded import Coded
from consoleapp.rules.dates import show_date
from consoleapp.rules.money import Money
from consoleapp.rules.statuses import ClaimStatus
from consoleapp.rules.text import printable

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
            line.item_name or line.item_code,
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


def as_text(notice: ClaimNotice) -> str:
    """The notice in plain text, columns aligned, amounts to the right."""
    words = _Words(notice)
    facts = list(words.facts())
    label = max(cell_len(name) for name, _value in facts)
    table = [words.head(), *words.rows()]
    widths = [max(cell_len(row[place]) for row in table) for place in range(len(_COLUMNS))]
    lines = [words.title, ""]
    lines += [f"{name}{' ' * (label - cell_len(name))}  {value}" for name, value in facts]
    lines += ["", words.say(N_("Explanation of benefits")), ""]
    for number, row in enumerate(table):
        if number == len(table) - 1:
            lines.append("  ".join("-" * width for width in widths))
        cells = (
            " " * (width - cell_len(cell)) + cell
            if place in _AMOUNTS
            else cell + " " * (width - cell_len(cell))
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        lines.append("  ".join(cells).rstrip())
    lines += ["", *words.foot(), ""]
    return printable("\n".join(lines), keep_lines=True)


_STYLE = """
body { font: 11pt/1.45 "Noto Sans", "Noto Sans TC", "PingFang HK", "Microsoft JhengHei", sans-serif;
       color: #1d2730; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.35em; margin: 0 0 1.2em; } h2 { font-size: 1.05em; margin: 2em 0 .6em; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25em 1.5em; margin: 0; }
dt { color: #6b7680; } dd { margin: 0; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .35em .6em .35em 0; }
th { color: #6b7680; font-weight: normal; border-bottom: 1px solid #6b7680; }
.amount { text-align: right; font-variant-numeric: tabular-nums; }
tr:last-child td { border-top: 1px solid #6b7680; font-weight: bold; }
footer { color: #6b7680; margin-top: 2em; } footer p { margin: 0; }
@page { margin: 20mm; } @media print { body { margin: 0; max-width: none; } }
"""


def as_html(notice: ClaimNotice) -> str:
    """The notice as one page that stands alone: every text is escaped, nothing is loaded or run."""
    words = _Words(notice)
    facts = "".join(f"<dt>{_html(name)}</dt><dd>{_html(value)}</dd>" for name, value in words.facts())
    head = "".join(_cell("th", place, text) for place, text in enumerate(words.head()))
    body = "".join(
        "<tr>" + "".join(_cell("td", place, text) for place, text in enumerate(row)) + "</tr>\n"
        for row in words.rows()
    )
    foot = "".join(f"<p>{_html(text)}</p>" for text in words.foot())
    language = words.language.replace("_", "-")
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        f"<title>{_html(notice.claim_no)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<h1>{_html(words.title)}</h1>\n<dl>{facts}</dl>\n"
        f"<h2>{_html(words.say(N_('Explanation of benefits')))}</h2>\n"
        f"<table>\n<tr>{head}</tr>\n{body}</table>\n<footer>{foot}</footer>\n</body>\n</html>\n"
    )


def write_notice(notice: ClaimNotice, file: Path) -> None:
    """Write the notice to ``file``, whole or not at all: ``.html`` to print, ``.txt`` to read.

    Raises Refused for another ending, and where the file is there already.
    """
    forms = {".html": as_html, ".txt": as_text}
    form = forms.get(file.suffix.lower())
    if form is None:
        raise Refused(N_("A notice is written as .html or .txt. Name the file so."))
    with whole_file(file) as part:
        part.write_text(form(notice), encoding="utf-8")


def _cell(tag: str, place: int, text: str) -> str:
    kind = ' class="amount"' if place in _AMOUNTS else ""
    return f"<{tag}{kind}>{_html(text)}</{tag}>"


def _html(text: str) -> str:
    return escape(printable(text))
