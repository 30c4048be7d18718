"""``consoleapp import``: the insurer's extracts into the book."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from consoleapp.cli.invocation import Invocation
from consoleapp.cli.output import answer_json, line
from consoleapp.errors import WrongUse
from consoleapp.i18n import N_, _, ngettext

if TYPE_CHECKING:
    from consoleapp.desk.books import BadRows, Loaded
    from consoleapp.exchange.extracts.read import Extracts

MOST_LINES = 20
"""Bad cells printed; all of them are in the workbook of --faults."""


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("import")(import_extracts)


def import_extracts(
    context: typer.Context,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="PATH", help="A folder of CSV files, or a workbook."),
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option("--map", metavar="FILE.toml", help="Another system's names for columns.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change.")] = False,
    faults: Annotated[
        Path | None, typer.Option(metavar="FILE.xlsx", help="Write bad rows there, their cells marked.")
    ] = None,
    template: Annotated[
        Path | None, typer.Option(metavar="FILE.xlsx", help="Write an empty workbook with notes, and stop.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """Load the insurer's extracts, whole or not at all; again the same files change nothing.

    Examples: consoleapp --as ada import extracts/ --dry-run · consoleapp import --template empty.xlsx
    """
    if template is not None:
        from consoleapp.exchange.extracts.template import write_template

        write_template(template)
        if as_json:
            answer_json({"template": template})
        else:
            line(_("The empty workbook is {file}.").format(file=template))
        return
    if not paths:
        raise WrongUse(N_("Say what to load: consoleapp --as STAFF import PATH. Columns: docs/extracts.md."))
    _load(context.obj, paths, mapping, dry_run, faults, as_json)


def _load(
    invocation: Invocation,
    paths: list[Path],
    mapping: Path | None,
    dry_run: bool,
    faults: Path | None,
    as_json: bool,
) -> None:
    from consoleapp.cli.bar import bar
    from consoleapp.desk import books
    from consoleapp.desk.keys import new_key
    from consoleapp.exchange.extracts.mapping import AS_IS, read_mapping
    from consoleapp.exchange.extracts.read import Extracts
    from consoleapp.exchange.whole import refuse_taken

    if faults is not None:
        refuse_taken(faults)
    dictionary = AS_IS if mapping is None else read_mapping(mapping)
    desk = invocation.desk()
    verb = books.rehearse if dry_run else books.load
    extracts: Extracts | None = None
    try:
        with bar(shown=not as_json) as report:
            extracts = Extracts(paths, desk.settings.imports, dictionary, report)
            loaded = verb(desk, extracts, key=new_key())
        _tell(loaded, extracts, dry_run=dry_run, as_json=as_json)
    except books.BadRows as bad:
        _tell_faults(bad, extracts, faults, as_json=as_json)
        raise
    finally:
        if extracts is not None:
            extracts.close()


def _tell(loaded: "Loaded", extracts: "Extracts", *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        answer_json(
            {
                "dry_run": dry_run,
                "rows": loaded.rows,
                "changes": loaded.total,
                "by_subject": loaded.changes,
                "not_read": extracts.skipped,
            }
        )
        return
    for change in loaded.changes:
        told = _("{subject}: {added} new, {changed} changed")
        text = told.format(
            subject=_(change.subject), added=f"{change.added:,}", changed=f"{change.changed:,}"
        )
        line(f"{text} ({', '.join(change.examples)} …)" if dry_run and change.examples else text)
    for name in extracts.skipped:
        line(_("{file} is none of our sheets and was not read.").format(file=name))
    rows = sum(loaded.rows.values())
    read = ngettext("{count} row read.", "{count} rows read.", rows).format(count=f"{rows:,}")
    total = ngettext("{count} change", "{count} changes", loaded.total).format(count=f"{loaded.total:,}")
    told = _("{read} {total} – a dry run: nothing was written.") if dry_run else "{read} {total}."
    line(told.format(read=read, total=total))


def _tell_faults(bad: "BadRows", extracts: "Extracts | None", faults: Path | None, *, as_json: bool) -> None:
    labels = extracts.labels if extracts is not None else {}
    if faults is not None:
        from consoleapp.exchange.extracts.faults import write_faults

        write_faults(faults, bad.faults, extracts)
    if as_json:
        found = [
            {
                "file": labels.get(fault.sheet, fault.sheet),
                "sheet": fault.sheet,
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
            file=labels.get(fault.sheet, fault.sheet),
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
    if faults is not None:
        typer.echo(_("All of them are marked in {file}.").format(file=faults), err=True)
