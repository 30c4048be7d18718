"""``consoleapp approvals`` and ``consoleapp approve``: what waits for a second person; yes or no."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from consoleapp.cli.output import answer_json, columns, line
from consoleapp.i18n import _, current
from consoleapp.rules.dates import show_date, show_moment

if TYPE_CHECKING:
    from consoleapp.desk.approvals import ApprovalRow

AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("approvals")(approvals)
    app.command("approve")(approve)


def approvals(context: typer.Context, as_json: AsJson = False) -> None:
    """What waits for you to approve, and what you asked for. Example: consoleapp --as ada approvals --json"""
    from consoleapp.desk import approvals
    from consoleapp.rules.permissions import Permission, allowed

    desk = context.obj.desk()
    waiting = approvals.waiting(desk) if allowed(desk.actor.role, Permission.APPROVE) else ()
    waiting = tuple(row for row in waiting if not row.mine)
    mine = approvals.mine(desk)
    if as_json:
        answer_json({"waiting": waiting, "mine": mine})
        return
    _list(_("Waiting for you"), waiting)
    _list(_("Asked by you"), mine)


def approve(
    context: typer.Context,
    number: Annotated[int, typer.Argument(metavar="ID", help="The number of the request.")],
    refuse: Annotated[
        str | None, typer.Option("--refuse", metavar="REASON", help="Say no instead, with a reason.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Approve what somebody else asked, or refuse it.

    Example: consoleapp --as ada approve 12 · consoleapp --as ada approve 12 --refuse "not her claim"
    """
    from consoleapp.desk import approvals
    from consoleapp.desk.keys import new_key

    desk = context.obj.desk()
    if refuse is None:
        approvals.approve(desk, number, key=new_key())
    else:
        approvals.refuse(desk, number, refuse, key=new_key())
    row = approvals.one(desk, number)
    if as_json:
        answer_json(row)
        return
    sentence = (
        _("{name} may do it until {until}.")
        if refuse is None
        else _("Refused. {name} sees the reason beside the request.")
    )
    line(sentence.format(name=row.requested_by, until=show_moment(row.until, current())))


def _list(title: str, rows: "Sequence[ApprovalRow]") -> None:
    line(f"{title}: {len(rows)}")
    columns(
        [
            f"  {row.approval_id}",
            _(row.kind.word),
            _(row.state.word),
            row.requested_by,
            show_moment(row.requested_at, current()),
            " · ".join(f"{_(label)} {_fact(value)}" for label, value in row.facts),
            row.reason,
        ]
        for row in rows
    )


def _fact(value: object) -> str:
    from datetime import date

    if isinstance(value, date):
        return show_date(value, current())
    return _(value) if isinstance(value, str) else str(value)
