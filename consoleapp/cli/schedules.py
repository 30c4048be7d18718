"""``consoleapp schedule …`` and ``consoleapp export --due``: reports that are run again and again."""

from typing import TYPE_CHECKING, Annotated

import typer

from consoleapp.cli.invocation import Invocation, utc_now
from consoleapp.cli.output import answer_json, columns, line
from consoleapp.errors import WrongUse
from consoleapp.i18n import N_, _, current

if TYPE_CHECKING:
    from consoleapp.desk.schedules import RunRow

AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    group = typer.Typer(help="Reports run again and again.", no_args_is_help=True, rich_markup_mode=None)
    group.command("add")(add)
    group.command("list")(schedule_list)
    group.command("history")(history)
    group.command("pause")(pause)
    group.command("resume")(resume)
    group.command("remove")(remove)
    app.add_typer(group, name="schedule")


def add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="REPORT", help="See: consoleapp reports.")],
    every: Annotated[str, typer.Option("--every", metavar="day|week|month", help="How often.")],
    at: Annotated[str, typer.Option("--at", metavar="HH:MM", help="When, Hong Kong time.")],
    to: Annotated[
        list[str], typer.Option("--to", metavar="LOGIN", help="Who is told by e-mail; may be repeated.")
    ],
    on: Annotated[
        str, typer.Option("--on", metavar="mon|1", help="The day of the week or of the month.")
    ] = "",
    param: Annotated[
        list[str] | None,
        typer.Option("--param", metavar="NAME=VALUE", help="Narrow it down; may be repeated."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Run a report again and again, masked, with the rights you have each time.

    Example: consoleapp --as ada schedule add invoices --every week --on mon --at 07:30 --to ada
    """
    from consoleapp.desk import schedules
    from consoleapp.desk.keys import new_key
    from consoleapp.exchange.reports.catalogue import report
    from consoleapp.rules.dates import show_moment
    from consoleapp.rules.schedules import next_due, timing_of

    found, timing = report(name), timing_of(every, on, at)
    texts = pairs(param or [])
    given = found.given(texts)
    desk = context.obj.desk()
    number = schedules.add(desk, found.question, texts, given, timing, tuple(to), key=new_key())
    due = next_due(timing, desk.clock())
    if as_json:
        answer_json({"schedule_id": number, "next_due": due})
        return
    line(
        _("Schedule {number}: next on {moment}, Hong Kong time.").format(
            number=number, moment=show_moment(due, current())
        )
    )


def schedule_list(context: typer.Context, as_json: AsJson = False) -> None:
    """Every schedule: when it is due next, who is told, what its last run came to."""
    from consoleapp.desk import schedules
    from consoleapp.rules.dates import show_moment

    found = schedules.schedules(context.obj.desk())
    if as_json:
        answer_json(found)
        return
    if not found:
        line(_("No report is scheduled. See: consoleapp schedule add --help"))
    columns(
        [
            str(one.schedule_id),
            one.report,
            " ".join(f"{name}={value}" for name, value in one.parameters.items()) or "–",
            f"{_(one.timing.every.word)} {one.timing.day}".strip() + f" {one.timing.at:%H:%M}",
            _("paused") if one.paused else show_moment(one.next_due, current()),
            one.owner,
            ", ".join(one.to),
            _("not run yet") if one.last is None else _(one.last.outcome.word),
        ]
        for one in found
    )


def history(
    context: typer.Context,
    number: Annotated[int | None, typer.Argument(metavar="ID", help="One schedule; without it all.")] = None,
    as_json: AsJson = False,
) -> None:
    """What became of each run, the newest first."""
    from consoleapp.desk import schedules

    found = schedules.history(context.obj.desk(), number)
    if as_json:
        answer_json(found)
        return
    columns(_run(one) for one in found)


def pause(
    context: typer.Context,
    number: Annotated[int, typer.Argument(metavar="ID", help="The number of the schedule.")],
    as_json: AsJson = False,
) -> None:
    """Leave it out until it is taken up again."""
    from consoleapp.desk import schedules
    from consoleapp.desk.keys import new_key

    schedules.pause(context.obj.desk(), number, key=new_key())
    if as_json:
        answer_json({"schedule_id": number, "paused": True})
    else:
        line(_("Schedule {number} is paused.").format(number=number))


def resume(
    context: typer.Context,
    number: Annotated[int, typer.Argument(metavar="ID", help="The number of the schedule.")],
    as_json: AsJson = False,
) -> None:
    """Run it again from its next time on; what fell due meanwhile is left out."""
    from consoleapp.desk import schedules
    from consoleapp.desk.keys import new_key

    schedules.resume(context.obj.desk(), number, key=new_key())
    if as_json:
        answer_json({"schedule_id": number, "paused": False})
    else:
        line(_("Schedule {number} runs again.").format(number=number))


def remove(
    context: typer.Context,
    number: Annotated[int, typer.Argument(metavar="ID", help="The number of the schedule.")],
    as_json: AsJson = False,
) -> None:
    """Run it no more. Its history stays."""
    from consoleapp.desk import schedules
    from consoleapp.desk.keys import new_key

    schedules.remove(context.obj.desk(), number, key=new_key())
    if as_json:
        answer_json({"schedule_id": number, "removed": True})
    else:
        line(_("Schedule {number} is not run any more.").format(number=number))


def export_due(context: typer.Context, *, as_json: bool) -> None:
    """Run every report that is due. Nobody signs in; exit code 1 when one was not written."""
    from consoleapp.exchange.reports.scheduled import run_due
    from consoleapp.rules.schedules import RunOutcome

    invocation: Invocation = context.obj
    if invocation.login:
        raise WrongUse(N_("What is due runs with the rights of whoever scheduled it. Leave out --as."))
    book = invocation.book()
    ran = []
    try:
        for claimed, ended in run_due(book, invocation.settings, utc_now):
            ran.append((claimed, ended))
            if not as_json:
                columns(
                    [
                        [
                            str(claimed.schedule_id),
                            claimed.report,
                            _(ended.outcome.word),
                            ended.file or ended.fault or ended.reason,
                        ]
                    ]
                )
    finally:
        book.close()
    failed = sum(ended.outcome is not RunOutcome.WRITTEN for _claimed, ended in ran)
    if as_json:
        answer_json(
            [
                {
                    "schedule_id": claimed.schedule_id,
                    "report": claimed.report,
                    "due_at": claimed.due_at,
                    "outcome": ended.outcome,
                    "rows": ended.rows,
                    "file": ended.file,
                    "reason": ended.reason,
                    "fault": ended.fault,
                }
                for claimed, ended in ran
            ]
        )
    else:
        line(_("{written} written, {failed} not.").format(written=len(ran) - failed, failed=failed))
    if failed:
        raise typer.Exit(1)


def pairs(given: list[str]) -> dict[str, str]:
    """``policy=91307`` by name. Raises WrongUse for one without ``=``."""
    found = {}
    for one in given:
        name, there, value = one.partition("=")
        if not there:
            raise WrongUse(N_("Write a parameter as NAME=VALUE, not {text}."), text=one)
        found[name.strip()] = value
    return found


def _run(one: "RunRow") -> list[str]:
    from consoleapp.rules.dates import show_moment

    return [
        str(one.schedule_id),
        one.report,
        show_moment(one.due_at, current()),
        _(one.outcome.word),
        "–" if one.rows is None else f"{one.rows:,}",
        one.file or one.fault or one.reason,
    ]
