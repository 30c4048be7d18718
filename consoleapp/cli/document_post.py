"""``consoleapp documents letters|letter|posted|collect``: what goes out on paper, what members uploaded."""

from pathlib import Path
from typing import Annotated

import typer

from consoleapp.cli.output import answer_json, columns, line
from consoleapp.i18n import _

AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
Number = Annotated[int, typer.Argument(metavar="LETTER", help="The number of the letter.")]


def register(group: typer.Typer) -> None:
    """Add the commands of this module to those of documents."""
    group.command("letters")(letters)
    group.command("letter")(letter)
    group.command("posted")(posted)
    group.command("collect")(collect)


def letters(context: typer.Context, as_json: AsJson = False) -> None:
    """Letters that are not in the post yet, the oldest first."""
    from consoleapp.desk import letters
    from consoleapp.i18n import current
    from consoleapp.rules.dates import show_moment

    found = letters.waiting(context.obj.desk())
    if as_json:
        answer_json(found)
        return
    columns(
        [str(one.letter_id), one.claim_no, show_moment(one.written_at, current()), one.subject]
        for one in found
    )


def letter(
    context: typer.Context,
    number: Number,
    file: Annotated[Path, typer.Argument(help="An .html file to print, or a .txt file to read.")],
    as_json: AsJson = False,
) -> None:
    """Write a letter with its whole address to a file that prints. The look is on record.

    Example: consoleapp --as ben documents letter 12 letter.html
    """
    from consoleapp.desk import letters
    from consoleapp.exchange.letters import write_letter

    write_letter(letters.printed(context.obj.desk(), number), file)
    if as_json:
        answer_json({"letter": number, "file": str(file)})
    else:
        line(_("The letter is in {file}. Open it in a browser to print it.").format(file=file))


def posted(context: typer.Context, number: Number, as_json: AsJson = False) -> None:
    """Say that a letter is in the post. Said again, nothing changes."""
    from consoleapp.desk import letters
    from consoleapp.desk.keys import new_key

    new = letters.mark_posted(context.obj.desk(), number, key=new_key())
    if as_json:
        answer_json({"letter": number, "new": new})
    else:
        line(_("The letter is in the post.") if new else _("It was posted already."))


def collect(context: typer.Context, as_json: AsJson = False) -> None:
    """Take over what members uploaded; staff look at it and take it in. Run it every few minutes.

    Example: consoleapp --as ben documents collect --json
    """
    from consoleapp.exchange.uploads import collect

    refused = False
    for one in collect(context.obj.desk()):
        refused = refused or one.error is not None
        why = one.error.text(_) if one.error is not None else ""
        if as_json:
            answer_json({"folder": one.folder, "upload": one.upload_id, "refused": why or None})
        elif why:
            line(_("{folder} was refused: {why}").format(folder=one.folder, why=why))
        elif one.upload_id is None:
            line(_("{folder} is on record already.").format(folder=one.folder))
        else:
            line(_("{folder} waits to be looked at: upload {number}.").format(
                folder=one.folder, number=one.upload_id))  # fmt: skip
    if refused:
        raise typer.Exit(1)
