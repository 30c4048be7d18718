"""Entries of the audit record in a file: CSV guarded against formulas, or JSON, a line an entry."""

import json
from collections.abc import Generator, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from consoleapp.desk.audit import AuditSearch, EntryRow, taking_out
from consoleapp.desk.context import Desk
from consoleapp.desk.keys import new_key
from consoleapp.exchange.progress import Progress
from consoleapp.exchange.reports.export import FileKind, check_name, free_name, not_written
from consoleapp.exchange.whole import whole_file
from consoleapp.exchange.workbook.csv_file import write_csv
from consoleapp.exchange.workbook.shapes import Field, Kind, Row, Sheet
from consoleapp.i18n import N_, _
from consoleapp.rules.dates import local

TITLES = (
    N_("Entry"),
    N_("When"),
    N_("What"),
    N_("Login"),
    N_("Name"),
    N_("Contact"),
    N_("About"),
    N_("Details"),
)


@dataclass(frozen=True, slots=True)
class TakenOut:
    """Where the file went."""

    file: Path
    rows: int
    audit_no: int


def take_out(
    desk: Desk,
    login: str,
    search: AuditSearch,
    *,
    file: Path | None = None,
    as_json: bool = False,
    approval_id: int | None = None,
) -> Generator[Progress, None, TakenOut]:
    """Write all entries of what is looked for, oldest first. Closed early it leaves nothing.

    Raises Refused where the file is there already, NeedsApproval above the rows one person may take out.
    """
    folder = desk.settings.exports
    if file is None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = free_name(folder, f"audit-{local(desk.clock()):%Y%m%d-%H%M%S}", FileKind.CSV)
        file = name.with_suffix(".jsonl") if as_json else name
    check_name(file)
    taking = taking_out(desk, login, search, approval_id=approval_id, key=new_key())
    with taking as taken, whole_file(file) as part:
        try:
            if as_json:
                done = _write_lines(part, taken.rows)
            else:
                fields = tuple(
                    Field(_(title), Kind.NUMBER if place == 0 else Kind.TEXT)
                    for place, title in enumerate(TITLES)
                )
                sheet = Sheet(_("Audit record"), fields, (), "")
                written = yield from write_csv(part, sheet, map(_cells, taken.rows), taken.count)
                done = written.rows
        except OSError as error:
            raise not_written(file, error) from error
        audit_no = taken.audit_no
    return TakenOut(file, done, audit_no)


def _cells(row: EntryRow) -> Row:
    contact = "" if row.contact_id is None else str(row.contact_id)
    return (row.seq, row.at.isoformat(), row.event, row.login, row.name, contact, row.subject, row.facts)


def _write_lines(part: Path, rows: Iterator[EntryRow]) -> int:
    done = 0
    with part.open("w", encoding="utf-8", errors="backslashreplace") as out:
        for row in rows:
            told = asdict(row) | {"at": row.at.isoformat(), "facts": json.loads(row.facts)}
            out.write(json.dumps(told, ensure_ascii=False) + "\n")
            done += 1
    return done
