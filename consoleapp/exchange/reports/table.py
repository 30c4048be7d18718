"""A table of the screen as a workbook: what stands in its cells, dates and amounts typed again.

A cell of the screen is text. What it says is taken back only where nothing is lost by it: a day as the
console writes days, a number in a column of figures. Everything else stays text.
"""

import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from consoleapp.desk.context import Desk
from consoleapp.desk.demo import is_demo
from consoleapp.desk.keys import new_key
from consoleapp.desk.reports.tables import audit_number, begin_table, table_written
from consoleapp.desk.rows import PAGE, Align, Column, RowSource, cell_of
from consoleapp.errors import Refused
from consoleapp.exchange.progress import Progress
from consoleapp.exchange.reports.export import Exported, FileKind, free_name, not_written, sha256_of
from consoleapp.exchange.reports.shapes import Privacy
from consoleapp.exchange.whole import sweep, whole_file
from consoleapp.exchange.workbook.shapes import Field, Kind, Row, Sheet, Written
from consoleapp.exchange.workbook.write import write_workbook
from consoleapp.i18n import N_, _, current
from consoleapp.rules.dates import local, parse_date, show_date, show_moment

_DAY = re.compile(r"\d{2} [A-Z][a-z]{2} \d{4}|\d{4}-\d{2}-\d{2}|\d{4}年\d{1,2}月\d{1,2}日", re.ASCII)
_FIGURE = re.compile(r"\((\d{1,3}(?:,\d{3})*(?:\.\d+)?)\)|(\d{1,3}(?:,\d{3})*(?:\.\d+)?)", re.ASCII)
_NOTHING = ("", "–")


@dataclass(frozen=True, slots=True)
class Shown:
    """A table as the screen shows it."""

    name: str
    title: str
    """In the reader's language."""
    told: str
    """How the screen names what it lists, with its filters."""
    source: RowSource[Any]
    notes: bool
    """Whether rows have a second line."""
    member_id: int | None = None
    """Whom the screen is about."""


def export_table(
    desk: Desk, shown: Shown, approval_id: int | None = None
) -> Generator[Progress, None, Exported]:
    """Write every row of the table, in its order; progress while it lasts. Closed early it leaves nothing.

    Raises NeedsApproval above the rows one person may take out, Refused while the table is still being read.
    """
    source, now = shown.source, desk.clock()
    count = source.count
    if count is None:
        raise Refused(N_("The list is still being read. Try again in a moment."))
    folder = desk.settings.exports
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    sweep(folder)
    file = free_name(folder, f"list-{shown.name}-{local(now):%Y%m%d-%H%M%S}", FileKind.XLSX)
    words, order = source.words or "", source.order
    mark = begin_table(
        desk,
        shown.name,
        shown.title,
        rows=count,
        shown=shown.told,
        words=words,
        order=order,
        approval_id=approval_id,
        key=new_key(),
    )
    number = audit_number(desk, mark)
    people = set() if shown.member_id is None else {shown.member_id}
    columns = [_field(column) for column in source.columns]
    fields = (*columns, Field(_("Note"), Kind.SHOWN)) if shown.notes else tuple(columns)

    def finish(done: Written | None) -> Sheet:
        facts = [
            (_("Shown as"), shown.told),
            (_("Made by"), f"{desk.actor.name} ({desk.actor.login})"),
            (_("Made at"), _("{moment}, Hong Kong time").format(moment=show_moment(now, current()))),
            (_("Words rows hold"), words or _("all")),
            (_("Order"), _order(source)),
            (_("Rows"), f"{count if done is None else done.rows:,}"),
            (_("Audit number"), str(number)),
        ]
        if is_demo(desk.database):
            facts.append((_("Book"), _("A demo: everybody in it is invented.")))
        return Sheet(shown.title, fields, tuple(facts), _(Privacy.HEALTH.word))

    with whole_file(file) as part:
        try:
            rows = _rows(shown, count, people)
            done = yield from write_workbook(part, finish(None), rows, count, finish)
            digest = sha256_of(part)
        except OSError as error:
            raise not_written(file, error) from error
        told = sorted(people)
        table_written(desk, mark, rows=done.rows, people=told, sha256=digest, key=new_key())
    return Exported(file, done.rows, number, masked=True)


def _order(source: RowSource[Any]) -> str:
    if source.order is None:
        return _("as shown")
    key, descending = source.order
    title = next((_(column.title) for column in source.columns if column.key == key), key)
    return f"{title} {'↓' if descending else '↑'}"


def _field(column: Column) -> Field:
    return Field(_(column.title), Kind.SHOWN)


def _rows(shown: Shown, count: int, people: set[int]) -> Iterator[Row]:
    source = shown.source
    figures = [column.align is Align.RIGHT for column in source.columns]
    for number in range((count + PAGE - 1) // PAGE):
        for record in source.page(number):
            if record is None:
                continue  # it is gone since the list was read, on the screen too
            row = source.row(record)
            member_id = getattr(record, "member_id", None) or row.member_id
            if isinstance(member_id, int):
                people.add(member_id)
            values = [
                typed(cell_of(cell).text, figure=figure)
                for cell, figure in zip(row.cells, figures, strict=True)
            ]
            yield (*values, row.note or None) if shown.notes else values


def typed(text: str, *, figure: bool) -> str | date | Decimal | None:
    """What a cell says: a day, a number, nothing, or the text as it stands."""
    told = text.strip()
    if told in _NOTHING:
        return None
    if _DAY.fullmatch(told):
        try:
            day = parse_date(told)
        except Refused:
            return text
        if told in (day.isoformat(), show_date(day), show_date(day, "zh_Hant")):
            return day
    if figure and (found := _FIGURE.fullmatch(told)) is not None:
        number = Decimal((found[1] or found[2]).replace(",", ""))
        return -number if found[1] else number
    return text
