"""``consoleapp doctors``: which doctor is open near me."""

from typing import TYPE_CHECKING, Annotated

import typer

from consoleapp.cli.answers import AsJson
from consoleapp.cli.invocation import Invocation
from consoleapp.cli.output import answer_json, columns
from consoleapp.errors import NotFound, WrongUse
from consoleapp.i18n import N_, _, current

if TYPE_CHECKING:
    from datetime import datetime

    from consoleapp.desk.directory_shapes import DoctorRow


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("doctors")(doctors)


def doctors(
    context: typer.Context,
    line: Annotated[str, typer.Argument(metavar="LINE", help="What, where and when, in any order.")],
    at: Annotated[
        str | None, typer.Option(metavar="TIME", help="As if it were then, for example 2026-12-25T11:00.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=20_000, help="At most so many.")] = 100,
    as_json: AsJson = False,
) -> None:
    """Doctors and other providers of the network: by specialty, place, name, telephone, open or not.

    Examples: consoleapp --as ada doctors "gp mong kok open now" · doctors "婦科 沙田" --json
    """
    from consoleapp.desk import directory

    invocation: Invocation = context.obj
    moment = _moment(at)
    found = directory.search(invocation.desk(), line, moment, limit)
    if as_json:
        answer_json(
            {
                "at": found.at.isoformat(timespec="minutes"),
                "whole_day": found.whole_day,
                "understood": found.understood,
                "words": found.words,
                "count": found.count,
                "doctors": found.rows,
            }
        )
    else:
        columns(
            (
                one.provider_no,
                f"{one.name_en}  {one.name_zh}".strip(),
                one.specialty,
                one.district,
                ", ".join(one.phones),
                _standing(one),
            )
            for one in found.rows
        )
    if not found.count:
        raise NotFound(N_("Nobody in the directory meets all of this. Try fewer words."))


def _moment(text: str | None) -> "datetime | None":
    from datetime import datetime

    from consoleapp.rules.dates import from_local

    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise WrongUse(
            N_("{text} is no time. Write it as 2026-12-25T11:00, Hong Kong time."), text=repr(text)
        ) from None
    return from_local(moment) if moment.tzinfo is None else moment


def _standing(one: "DoctorRow") -> str:
    from consoleapp.rules.dates import show_day, show_time

    state = _(one.state.word)
    if one.until is None:
        return state
    return _("{state} until {day} {time}").format(
        state=state, day=show_day(one.until.date(), current()), time=show_time(one.until)
    )
