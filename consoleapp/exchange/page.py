"""A printed page: facts and tables as plain text, and as one HTML page that stands alone and loads nothing.

Every text on it is data: whatever a terminal would obey is taken out, whatever HTML would obey is escaped.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

from rich.cells import cell_len

from consoleapp.errors import Refused
from consoleapp.exchange.whole import whole_file
from consoleapp.i18n import N_
from consoleapp.rules.text import printable


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under heads; the columns at ``amounts`` end where their figures end."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    amounts: tuple[int, ...] = ()
    total: bool = False
    """Whether the last row is the sum of the others."""


@dataclass(frozen=True, slots=True)
class Page:
    """What is printed, every text in ``language`` already. ``name`` is what a browser calls the page."""

    language: str
    name: str
    title: str
    facts: tuple[tuple[str, str], ...]
    tables: tuple[Table, ...]
    foot: tuple[str, ...]
    lead: str = ""
    """The sentence that matters, below the title."""
    text: str = ""
    """A letter: lines as they were written, below the facts."""


def as_text(page: Page) -> str:
    """The page in plain text, columns aligned, amounts to the right."""
    label = max((cell_len(name) for name, _value in page.facts), default=0)
    lines = [page.title, ""]
    if page.lead:
        lines += [page.lead, ""]
    lines += [f"{name}{' ' * (label - cell_len(name))}  {value}" for name, value in page.facts]
    if page.text:
        lines += ["", page.text.rstrip()]
    for table in page.tables:
        lines += ["", table.title, "", *_text_rows(table)]
    lines += ["", *page.foot, ""]
    return printable("\n".join(lines), keep_lines=True)


def _text_rows(table: Table) -> Iterator[str]:
    rows = (table.head, *table.rows)
    widths = [max(cell_len(row[place]) for row in rows) for place in range(len(table.head))]
    for number, row in enumerate(rows):
        if table.total and number == len(rows) - 1:
            yield "  ".join("-" * width for width in widths)
        cells = (
            " " * (width - cell_len(cell)) + cell
            if place in table.amounts
            else cell + " " * (width - cell_len(cell))
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        yield "  ".join(cells).rstrip()


_STYLE = """
body { font: 11pt/1.45 "Noto Sans", "Noto Sans TC", "PingFang HK", "Microsoft JhengHei", sans-serif;
       color: #1d2730; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.35em; margin: 0 0 1.2em; } h2 { font-size: 1.05em; margin: 2em 0 .6em; }
.lead { font-weight: bold; margin: 0 0 1.2em; }
.text { white-space: pre-line; margin: 2em 0 0; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25em 1.5em; margin: 0; }
dt { color: #6b7680; } dd { margin: 0; }
table { border-collapse: collapse; width: 100%; } tr { break-inside: avoid; }
th, td { text-align: left; vertical-align: top; padding: .35em .6em .35em 0; }
th { color: #6b7680; font-weight: normal; border-bottom: 1px solid #6b7680; }
.amount { text-align: right; font-variant-numeric: tabular-nums; }
.total td { border-top: 1px solid #6b7680; font-weight: bold; }
footer { color: #6b7680; margin-top: 2em; } footer p { margin: 0; }
@page { margin: 20mm; } @media print { body { margin: 0; max-width: none; } h2 { break-after: avoid; } }
"""


def as_html(page: Page) -> str:
    """The page as a browser prints it: every text is escaped, nothing is loaded or run."""
    facts = "".join(f"<dt>{_html(name)}</dt><dd>{_html(value)}</dd>" for name, value in page.facts)
    lead = f'<p class="lead">{_html(page.lead)}</p>\n' if page.lead else ""
    text = f'<p class="text">{_html_lines(page.text.rstrip())}</p>\n' if page.text else ""
    tables = "".join(_html_table(table) for table in page.tables)
    foot = "".join(f"<p>{_html(text)}</p>" for text in page.foot)
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        f'<!DOCTYPE html>\n<html lang="{_html(page.language.replace("_", "-"))}">\n<head>\n'
        f'<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        f"<title>{_html(page.name)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<h1>{_html(page.title)}</h1>\n{lead}<dl>{facts}</dl>\n{text}{tables}"
        f"<footer>{foot}</footer>\n</body>\n</html>\n"
    )


def _html_table(table: Table) -> str:
    head = "".join(_cell("th", text, place in table.amounts) for place, text in enumerate(table.head))
    body = "".join(
        f"<tr{_class('total' if table.total and row is table.rows[-1] else '')}>"
        + "".join(_cell("td", text, place in table.amounts) for place, text in enumerate(row))
        + "</tr>\n"
        for row in table.rows
    )
    return f"<h2>{_html(table.title)}</h2>\n<table>\n<tr>{head}</tr>\n{body}</table>\n"


def _cell(tag: str, text: str, amount: bool) -> str:
    return f"<{tag}{_class('amount' if amount else '')}>{_html(text)}</{tag}>"


def _class(name: str) -> str:
    return f' class="{name}"' if name else ""


def _html(text: str) -> str:
    return escape(printable(text))


def _html_lines(text: str) -> str:
    return escape(printable(text, keep_lines=True))


FORMS = {".html": as_html, ".txt": as_text}
"""By the ending of the file: to print, or to read."""


def write_page(page: Page, file: Path) -> None:
    """Write the page to ``file``, whole or not at all, readable by its owner only.

    Raises Refused for another ending than ``.html`` and ``.txt``, and where the file is there already.
    """
    form = FORMS.get(file.suffix.lower())
    if form is None:
        raise Refused(N_("A page is written as .html or .txt. Name the file so."))
    with whole_file(file) as part:
        part.write_text(form(page), encoding="utf-8")


def free_name(folder: Path, stem: str) -> Path:
    """``STEM.html`` in ``folder``, and ``STEM-2.html`` once that is there: nothing is overwritten."""
    number = 1
    while (file := folder / (f"{stem}.html" if number == 1 else f"{stem}-{number}.html")).exists():
        number += 1
    return file
