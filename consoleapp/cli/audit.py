"""``consoleapp audit verify``: whether what is on record was ever tampered with."""

from typing import Annotated

import typer

from consoleapp.cli.output import answer_json, line
from consoleapp.errors import Refused
from consoleapp.i18n import N_, _


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    group = typer.Typer(help="What is on record.", no_args_is_help=True, rich_markup_mode=None)
    group.command("verify")(verify)
    app.add_typer(group, name="audit")


def verify(
    context: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False
) -> None:
    """Check the whole chain of audit entries and name the first bad one."""
    from consoleapp.desk import audit

    verdict = audit.verify(context.obj.desk())
    if as_json:
        answer_json(verdict)
    elif verdict.first_bad is None:
        line(_("{count} entries, all as they were written.").format(count=verdict.entries))
    if verdict.first_bad is not None:
        raise Refused(
            N_("Audit entry {number} is bad: {why}. Keep the database as it is; tell the auditor."),
            number=verdict.first_bad,
            why=_(verdict.why),
        )
