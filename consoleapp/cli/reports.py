"""``consoleapp reports`` and ``consoleapp export``: what can be asked, and a report into a file."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from consoleapp.cli.output import answer_json, columns, line
from consoleapp.cli.schedules import export_due, pairs
from consoleapp.errors import WrongUse
from consoleapp.i18n import N_, _

if TYPE_CHECKING:
    from collections.abc import Callable

    from consoleapp.desk.context import Desk
    from consoleapp.exchange.progress import Progress
    from consoleapp.exchange.reports.export import Exported, Order
    from consoleapp.exchange.reports.shapes import Report

AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("reports")(reports)
    app.command("export")(export)


def reports(context: typer.Context, as_json: AsJson = False) -> None:
    """The reports you may ask for, with their parameters. Example: consoleapp --as ada reports"""
    from consoleapp.exchange.reports.catalogue import reports_for

    found = reports_for(context.obj.desk().actor.role)
    if as_json:
        answer_json([_as_json(one) for one in found])
        return
    columns([one.name, _(one.title), _(one.line)] for one in found)
    line("")
    line(_("Parameters: consoleapp export REPORT --help-parameters"))


def export(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="REPORT", help="See: consoleapp reports.")] = "",
    param: Annotated[
        list[str] | None,
        typer.Option("--param", metavar="NAME=VALUE", help="Narrow it down; may be repeated."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="A new file; else one in exports/.")
    ] = None,
    kind: Annotated[str, typer.Option("--format", metavar="xlsx|csv", help="How it is written.")] = "",
    unmask: Annotated[
        bool, typer.Option("--unmask", help="Private fields as they are; say what for.")
    ] = False,
    purpose: Annotated[
        str, typer.Option("--purpose", metavar="TEXT", help="What private fields are for.")
    ] = "",
    approval: Annotated[
        int | None, typer.Option("--approval", metavar="ID", help="What a second person approved.")
    ] = None,
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEXT", help="Ask a second person, where one is needed.")
    ] = "",
    parameters: Annotated[
        bool, typer.Option("--help-parameters", help="The parameters of this report.")
    ] = False,
    due: Annotated[
        bool, typer.Option("--due", help="Everything that was scheduled and is due (for cron).")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write a report to an Excel file: typed, masked, on record.

    Example: consoleapp --as ada export members --param policy=91307 --out members.xlsx
    """
    from consoleapp.cli.bar import bar
    from consoleapp.exchange.reports.catalogue import report

    if bool(name) == due:
        raise WrongUse(N_("Name a report, or say --due for those that are scheduled."))
    if due:
        export_due(context, as_json=as_json)
        return
    found = report(name)
    if parameters:
        _tell_parameters(found)
        return
    from consoleapp.exchange.reports.export import FileKind, Order

    wanted = kind or (out.suffix.removeprefix(".") if out is not None else "") or FileKind.XLSX
    if wanted not in tuple(FileKind):
        raise WrongUse(N_("A report is written as xlsx or csv, not {kind}."), kind=wanted)
    given = found.given(pairs(param or []))
    order = Order(
        found, given, FileKind(wanted), None if out is None else out.absolute(), unmask, purpose, approval
    )
    desk = context.obj.desk()
    with bar(shown=not as_json) as told_of:
        exported = _to_the_end(desk, order, reason, told_of)
    if as_json:
        answer_json(exported)
        return
    told = _("{rows} rows in {file}. Audit number {number}.")
    line(told.format(rows=f"{exported.rows:,}", file=exported.file, number=exported.audit_no))


def _to_the_end(
    desk: "Desk", order: "Order", reason: str, told_of: "Callable[[Progress], None]"
) -> "Exported":
    """The export done; with ``reason`` a second person is asked where one is needed."""
    from consoleapp.desk import approvals
    from consoleapp.desk.keys import new_key
    from consoleapp.exchange.reports.export import export as steps_of

    steps = steps_of(desk, order)
    try:
        while True:
            told_of(next(steps))
    except StopIteration as end:
        exported: Exported = end.value
        return exported
    except approvals.NeedsApproval as needs:
        if not reason:
            raise
        number = approvals.ask(desk, needs.asked, reason, key=new_key())
        raise approvals.NeedsApproval(
            needs.asked,
            N_("Request {number} waits for a second person. Then send the same command again."),
            number=number,
        ) from needs


def _tell_parameters(report: "Report") -> None:
    line(f"{report.name}: {_(report.line)}")
    columns(
        [f"  {one.name}", _(one.title), ", ".join(code.value for code in one.codes or ()) or one.example]
        for one in report.parameters
    )


def _as_json(report: "Report") -> dict[str, object]:
    return {
        "name": report.name,
        "title": _(report.title),
        "about": _(report.line),
        "parameters": [
            {"name": one.name, "title": _(one.title), "needed": one.needed} for one in report.parameters
        ],
        "columns": [{"name": one.key, "title": _(one.title), "type": one.kind} for one in report.columns],
    }
