"""A report into a file: recorded, read in one state of the book, written, checked, and only then named."""

import hashlib
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import count
from operator import itemgetter
from pathlib import Path

from consoleapp.desk.context import Desk
from consoleapp.desk.demo import is_demo
from consoleapp.desk.keys import new_key
from consoleapp.desk.reports import Given, Pieces, begin, reading, written
from consoleapp.errors import Refused
from consoleapp.exchange.progress import Progress
from consoleapp.exchange.reports.figures import figures_of
from consoleapp.exchange.reports.shapes import Report
from consoleapp.exchange.whole import refuse_taken, sweep, whole_file
from consoleapp.exchange.workbook.csv_file import write_csv
from consoleapp.exchange.workbook.shapes import Field, Row, Sheet, Written
from consoleapp.exchange.workbook.write import write_workbook
from consoleapp.i18n import N_, _, current
from consoleapp.rules.dates import local, show_moment
from consoleapp.rules.masking import Field as Private
from consoleapp.rules.money import Money
from consoleapp.rules.text import printable


class FileKind(StrEnum):
    """How a report is written."""

    XLSX = "xlsx"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class Order:
    """What is exported, for whom and how."""

    report: Report
    given: Given
    kind: FileKind = FileKind.XLSX
    file: Path | None = None
    """Where it goes; None: a new name in the folder of exports."""
    unmask: bool = False
    purpose: str = ""
    approval_id: int | None = None


@dataclass(frozen=True, slots=True)
class Exported:
    """Where the file went, and what is on record of it."""

    file: Path
    rows: int
    audit_no: int
    masked: bool


def export(desk: Desk, order: Order) -> Generator[Progress, None, Exported]:
    """Write the report; progress while it lasts, at the end where the file went.

    Beside a CSV file, which has no first sheet, stands a text that says what it would say. Closed early the
    export leaves nothing. Raises Refused where the file is there already, the disk is full or the
    figures do not add up to what the database says; NeedsApproval above the rows one person may take out.
    """
    now = desk.clock()
    folder = desk.settings.exports
    if order.file is None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = order.file or free_name(folder, f"{order.report.name}-{local(now):%Y%m%d-%H%M%S}", order.kind)
    check_name(file)
    sweep(file.parent)
    mark = begin(
        desk,
        order.report.question,
        order.given,
        unmask=order.unmask,
        purpose=order.purpose,
        approval_id=order.approval_id,
        key=new_key(),
    )
    about = about_of(file) if order.kind is FileKind.CSV else None
    with reading(desk, order.report.question, order.given, mark) as pieces, whole_file(file, about) as part:
        try:
            done = yield from _write(desk, order, part, pieces, now)
            _compare(order.report, pieces, done)
            digest = sha256_of(part)
            if about is not None:
                facts = (*_facts(desk, order, pieces, now, done), (_("SHA-256 of the file"), digest))
                write_about(part.with_name(about.name), order.report, facts)
        except OSError as error:
            raise not_written(file, error) from error
        written(desk, mark, rows=done.rows, kind=order.kind, sha256=digest, key=new_key())
    return Exported(file, done.rows, pieces.audit_no, not pieces.opened)


def free_name(folder: Path, name: str, kind: FileKind) -> Path:
    """A name in ``folder`` nobody took: ``members-20261120-180500.xlsx``, then ``…-2.xlsx``."""
    return next(
        file
        for number in count(1)
        if not (file := folder / f"{name}{'' if number == 1 else f'-{number}'}.{kind}").exists()
        and not about_of(file).exists()
    )


def about_of(file: Path) -> Path:
    """What says of a CSV file what a workbook says on its first sheet: ``members.csv.about.txt``."""
    return file.with_name(f"{file.name}.about.txt")


def write_about(part: Path, report: Report, facts: tuple[tuple[str, str], ...]) -> None:
    """Title, classification and ``facts``, a line each. Programs that read the rows need not know them."""
    lines = [_(report.title), _(report.privacy.word), "", *(f"{label}: {told}" for label, told in facts)]
    part.touch(0o600, exist_ok=False)
    part.write_text("\n".join(printable(line) for line in lines) + "\n", encoding="utf-8-sig")


def check_name(file: Path) -> None:
    """Raise Refused for a name that leads elsewhere, or is taken."""
    if ".." in file.parts:
        raise Refused(N_("{file}: name the folder itself, without ‘..’."), file=str(file))
    refuse_taken(file)


def not_written(file: Path, error: OSError) -> Refused:
    """What is said when the disk would not take the file."""
    return Refused(
        N_("{file} could not be written: {why}. Nothing was left behind; make room and try again."),
        file=file.name,
        why=error.strerror or str(error),
    )


def sha256_of(file: Path) -> str:
    """The hash of a file's content, in hex."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _write(
    desk: Desk, order: Order, part: Path, pieces: Pieces, now: datetime
) -> Generator[Progress, None, Written]:
    report = order.report
    fields = report.fields()
    figures = figures_of(report, pieces.figures)

    def finish(done: Written | None) -> Sheet:
        facts = _facts(desk, order, pieces, now, done)
        return Sheet(_(report.title), fields, facts, _(report.privacy.word), figures)

    rows = _in_order(report, pieces)
    if order.kind is FileKind.CSV:
        return (yield from write_csv(part, finish(None), rows, pieces.count))
    return (yield from write_workbook(part, finish(None), rows, pieces.count, finish))


def _in_order(report: Report, pieces: Pieces) -> Iterable[Row]:
    """The rows with the columns the report shows, in its order."""
    places = [pieces.columns.index(column.key) for column in report.columns]
    if places == list(range(len(pieces.columns))):
        return pieces.rows
    pick: Callable[[Row], Row] = itemgetter(*places)
    return map(pick, pieces.rows)


def _facts(
    desk: Desk, order: Order, pieces: Pieces, now: datetime, done: Written | None
) -> tuple[tuple[str, str], ...]:
    """What the first sheet says of the file."""
    actor = desk.actor
    facts = [
        (_("About"), _(order.report.line)),
        (_("Made by"), f"{actor.name} ({actor.login})"),
        (_("Made at"), _("{moment}, Hong Kong time").format(moment=show_moment(now, current()))),
        *order.report.filters(order.given),
        (_("Rows"), f"{pieces.count if done is None else done.rows:,}"),
        *_sums(order.report.fields(), done),
        (_("Audit number"), str(pieces.audit_no)),
        (_("Private fields"), _private(pieces)),
    ]
    if pieces.approval is not None:
        facts.append((_("Approval"), str(pieces.approval)))
    if is_demo(desk.database):
        facts.append((_("Book"), _("A demo: everybody in it is invented.")))
    return tuple(facts)


def _private(pieces: Pieces) -> str:
    if not pieces.opened:
        return _("Masked")
    names = ", ".join(_(Private(one).word) for one in pieces.opened)
    return _("Open: {fields}. Purpose: {purpose}").format(fields=names, purpose=pieces.purpose)


def _sums(fields: tuple[Field, ...], done: Written | None) -> list[tuple[str, str]]:
    found = []
    for (place, currency), total in sorted((done.totals if done else {}).items()):
        told = Money(total, currency).named() if currency else f"{total:,}"
        found.append((_("Total {column}").format(column=fields[place].title), told))
    return found


def _compare(report: Report, pieces: Pieces, done: Written) -> None:
    """What was written adds up to what the database says, or there is no file."""
    keys = [column.key for column in report.columns]
    sums = {(keys[place], currency): total for (place, currency), total in done.totals.items()}
    wrong = done.rows != pieces.count or (bool(done.totals) and sums != pieces.totals)
    if wrong:
        raise Refused(
            N_("The rows written do not add up to what is on record. No file was made; tell support.")
        )
