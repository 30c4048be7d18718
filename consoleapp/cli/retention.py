"""``consoleapp retention …``: what may be removed after how long, and legal holds."""

from typing import Annotated

import typer

from consoleapp.cli.output import answer_json, columns, line
from consoleapp.i18n import _, current

AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
Reason = Annotated[str, typer.Option(help="Why; it goes on record.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    group = typer.Typer(help="What is removed after how long.", no_args_is_help=True, rich_markup_mode=None)
    group.command("due")(due)
    group.command("apply")(apply)
    group.command("hold")(hold)
    group.command("holds")(holds)
    group.command("lift")(lift)
    app.add_typer(group, name="retention")


def due(context: typer.Context, as_json: AsJson = False) -> None:
    """What is past its time, by kind, and what a legal hold keeps. Nothing is removed."""
    from consoleapp.desk import retention
    from consoleapp.rules.dates import local_date, show_date

    rows = retention.due(context.obj.desk())
    if as_json:
        answer_json(rows)
        return
    columns(
        [
            _(row.kind.word),
            _("before {day}").format(day=show_date(local_date(row.before), current())),
            _("{n} may go").format(n=f"{row.due:,}"),
            _("{n} held").format(n=f"{row.held:,}"),
        ]
        for row in rows
    )


def apply(context: typer.Context, reason: Reason, as_json: AsJson = False) -> None:
    """Remove what is past its time and under no hold.

    Example: consoleapp --as ada retention apply --reason "yearly, records schedule 2026"
    """
    from consoleapp.desk import retention
    from consoleapp.desk.keys import new_key

    gone = retention.apply(context.obj.desk(), reason, key=new_key())
    if as_json:
        answer_json({"removed": gone})
        return
    line(_("{n} records were removed.").format(n=f"{gone:,}"))


def hold(
    context: typer.Context,
    reason: Reason,
    certificate: Annotated[str, typer.Argument(metavar="CERT", help="Whose; without it everything.")] = "",
    policy: Annotated[str, typer.Option(metavar="NO", help="Policy number.")] = "",
    as_json: AsJson = False,
) -> None:
    """Keep the records of one member, or of everybody, whatever their age.

    Example: consoleapp --as ada retention hold 0001-00 --policy 91307 --reason "court order 12/2026"
    """
    from consoleapp.desk import retention
    from consoleapp.desk.keys import new_key

    number = retention.hold(context.obj.desk(), reason, policy, certificate, key=new_key())
    if as_json:
        answer_json({"hold": number})
        return
    line(_("Legal hold {number} stands.").format(number=number))


def holds(context: typer.Context, as_json: AsJson = False) -> None:
    """The legal holds that stand."""
    from consoleapp.desk import retention
    from consoleapp.rules.dates import show_moment

    rows = retention.holds(context.obj.desk())
    if as_json:
        answer_json(rows)
        return
    columns(
        [str(row.number), row.whose or _("everybody"), show_moment(row.placed_at, current()), row.reason]
        for row in rows
    )


def lift(
    context: typer.Context,
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="See: consoleapp retention holds.")],
    reason: Reason,
    as_json: AsJson = False,
) -> None:
    """End a legal hold; what it kept may go with the next removal."""
    from consoleapp.desk import retention
    from consoleapp.desk.keys import new_key

    retention.lift(context.obj.desk(), number, reason, key=new_key())
    if as_json:
        answer_json({"hold": number, "lifted": True})
        return
    line(_("Legal hold {number} is lifted.").format(number=number))
