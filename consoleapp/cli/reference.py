"""``consoleapp reference …``: forms, contact points, terms and answers; a new set of them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from consoleapp.cli.claims import coded
from consoleapp.cli.output import answer_json, columns, line
from consoleapp.errors import NotFound
from consoleapp.i18n import N_, _, current, ngettext

if TYPE_CHECKING:
    from consoleapp.desk.reference_shapes import ReferenceRow
    from consoleapp.desk.reference_upkeep import BadRows, SetChange, SetChanges
    from consoleapp.exchange.reference_set import ReferenceSet

AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
Code = Annotated[str, typer.Argument(metavar="CODE", help="The code of the entry.")]
In = Annotated[str, typer.Option("--in", metavar="LANGUAGE", help="en, zh_Hant or zh_Hans.")]

MOST_LINES = 20
"""Bad cells printed; --json tells all of them."""


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    group = typer.Typer(
        help="Forms, contact points, terms and answers.", no_args_is_help=True, rich_markup_mode=None
    )
    group.command("find")(find)
    group.command("show")(show)
    group.command("send")(send)
    group.command("print")(print_form)
    group.command("import")(import_set)
    app.add_typer(group, name="reference")


def find(
    context: typer.Context,
    text: Annotated[list[str] | None, typer.Argument(metavar="WORDS", help="Everyday words.")] = None,
    section: Annotated[str, typer.Option(metavar="SECTION", help="form, point, term or question only.")] = "",
    as_json: AsJson = False,
) -> None:
    """What is given out today and meets the words; all of it without words.

    Example: consoleapp --as ada reference find lost card --json
    """
    from consoleapp.desk import desk_reference
    from consoleapp.rules.desk_reference import Section

    words = " ".join(text or ())
    only = coded(Section, section) if section else None
    found = desk_reference.search(context.obj.desk(), words, section=only)
    if as_json:
        answer_json({"query": words, "whole": found.whole, "entries": found.rows})
    else:
        columns(_as_row(one) for one in found.rows)
    if not found.rows:
        raise NotFound(N_("Nothing found for {query}. Try fewer or other words."), query=repr(words))


def _as_row(one: "ReferenceRow") -> list[str]:
    from consoleapp.cli.words import word
    from consoleapp.rules.statuses import Language

    told = one.told[Language(current())]
    state = "" if one.standing is None else word(one.standing.state)
    return [word(one.section), one.code, told.title, "" if one.point is None else one.point.value, state]


def show(context: typer.Context, code: Code, as_json: AsJson = False) -> None:
    """One entry whole, with every version of it.

    Example: consoleapp --as ada reference show deductible --json
    """
    from consoleapp.cli.words import day, word
    from consoleapp.desk import desk_reference
    from consoleapp.rules.statuses import Language

    desk = context.obj.desk()
    found = desk_reference.detail(desk, desk_reference.coded(desk, code))
    if as_json:
        answer_json(found)
        return
    row = found.row
    told = row.told[Language(current())]
    line(f"{row.code}  {told.title}  {word(row.validity)}")
    for text in ("" if row.point is None else row.point.value, told.text):
        if text:
            line(f"  {text}")
    checked = day(found.checked_on) or _("never")
    line(f"  {_('Kept by')}: {found.owner or '–'} · {_('Checked on')}: {checked}")
    for one in found.versions:
        line(f"  {_('Version')} {one.version} · {day(one.valid_from)} · {word(one.validity)}")


def send(
    context: typer.Context,
    code: Code,
    to: Annotated[str, typer.Option("--to", metavar="ADDRESS", help="Else the one on record.")] = "",
    channel: Annotated[str, typer.Option(metavar="CHANNEL", help="email or sms.")] = "email",
    language: In = "",
    as_json: AsJson = False,
) -> None:
    """Send an entry, or a form with its file, to who is on the line or to the address a caller gives.

    Example: consoleapp --as ada reference send LM-401 --to caller@example.com --in zh_Hant
    """
    from consoleapp.desk import desk_reference, reference_give
    from consoleapp.desk.keys import new_key
    from consoleapp.rules.messages import MessageChannel
    from consoleapp.rules.statuses import Language

    desk = context.obj.desk()
    way = coded(MessageChannel, channel)
    wanted = coded(Language, language) if language else None
    number = reference_give.send(desk, desk_reference.coded(desk, code), way, to, wanted, key=new_key())
    if as_json:
        answer_json({"code": code, "message": number, "channel": way})
    else:
        line(_("On its way by {channel}.").format(channel=_(way.word)))


def print_form(
    context: typer.Context,
    code: Code,
    folder: Annotated[
        Path | None, typer.Option("--out", metavar="FOLDER", help="Else the folder of exports.")
    ] = None,
    language: In = "",
    as_json: AsJson = False,
) -> None:
    """Write the file of a form into a folder, to print or to hand over.

    Example: consoleapp --as ada reference print LM-401 --in zh_Hant
    """
    from consoleapp.desk import desk_reference
    from consoleapp.desk.keys import new_key
    from consoleapp.exchange.form_file import save_form
    from consoleapp.rules.statuses import Language

    desk = context.obj.desk()
    wanted = coded(Language, language) if language else Language(current())
    file = save_form(
        desk, desk_reference.coded(desk, code), wanted, folder or desk.settings.exports, key=new_key()
    )
    if as_json:
        answer_json({"code": code, "file": str(file)})
    else:
        line(_("The form is in {file}. Open it to print it.").format(file=file))


def import_set(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A folder of CSV files, or a workbook.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change.")] = False,
    as_json: AsJson = False,
) -> None:
    """Bring in a new set, whole or not at all; older versions stay on record. Columns: docs/reference.md.

    Example: consoleapp --as ada reference import set/ --dry-run
    """
    from consoleapp.cli.invocation import utc_now
    from consoleapp.desk import reference_upkeep
    from consoleapp.desk.keys import new_key
    from consoleapp.exchange.reference_set import read_set
    from consoleapp.rules.dates import local_date

    desk = context.obj.desk()
    found = read_set(path, desk.settings, local_date(utc_now()))
    try:
        if dry_run:
            changes = reference_upkeep.compared(desk, found.rows, found.faults)
        else:
            changes = reference_upkeep.bring_in(
                desk, found.rows, tuple(found.files.values()), found.source, found.sha256, found.faults,
                key=new_key(),
            )  # fmt: skip
    except reference_upkeep.BadRows as bad:
        _tell_faults(bad, as_json)
        raise
    _tell(found, changes, dry_run=dry_run, as_json=as_json)


def _tell(found: "ReferenceSet", changes: "SetChanges", *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        answer_json(
            {
                "dry_run": dry_run,
                "rows": len(found.rows),
                "unchanged": changes.unchanged,
                "changes": changes.changes,
                "not_read": found.skipped,
            }
        )
        return
    for change in changes.changes:
        for text in _change_lines(change):
            line(text)
    for name in found.skipped:
        line(_("{file} is none of our sheets and was not read.").format(file=name))
    rows = len(found.rows)
    read = ngettext("{count} row read.", "{count} rows read.", rows).format(count=f"{rows:,}")
    count = len(changes.changes)
    total = ngettext("{count} change", "{count} changes", count).format(count=f"{count:,}")
    told = _("{read} {total} – a dry run: nothing was written.") if dry_run else "{read} {total}."
    line(told.format(read=read, total=total))


def _change_lines(change: "SetChange") -> list[str]:
    """``LM-401 Claim form · new version 4 · from 1 Jan 2027``, and below it each cell, old and new."""
    from consoleapp.cli.words import day, word

    version = _("version {n}").format(n=change.version)
    since = _("from {day}").format(day=day(change.valid_from))
    lines = [f"{change.code}  {change.title} · {word(change.kind)} · {version} · {since}"]
    shown = [cell for cell in change.cells if cell.old]  # of a new entry the title says enough
    gone = [cell for cell in change.cells if not cell.old] if shown else []
    lines += [f"    {cell.column}: {_short(cell.old)} → {_short(cell.new)}" for cell in (*shown, *gone)]
    return lines


def _short(text: str) -> str:
    return (text if len(text) <= 60 else f"{text[:59]}…") or "–"


def _tell_faults(bad: "BadRows", as_json: bool) -> None:
    if as_json:
        found = [
            {
                "file": fault.sheet,
                "row": fault.row,
                "column": fault.column,
                "value": fault.value,
                "reason": fault.reason.text(_),
            }
            for fault in bad.faults
        ]
        answer_json({"changes": 0, "fault_count": bad.count, "faults": found})
        return
    from consoleapp.rules.text import printable

    for fault in bad.faults[:MOST_LINES]:
        where = _("{file}, row {row}, {column}: {value} – {reason}").format(
            file=fault.sheet,
            row=fault.row,
            column=fault.column or "–",
            value=repr(fault.value),
            reason=fault.reason.text(_),
        )
        typer.echo(printable(where), err=True)
    more = bad.count - MOST_LINES
    if more > 0:
        text = ngettext("… and {count} more.", "… and {count} more.", more).format(count=f"{more:,}")
        typer.echo(text, err=True)
