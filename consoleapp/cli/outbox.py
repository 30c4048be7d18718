"""``consoleapp outbox …``: sending what waits, and what to do about messages that are stuck."""

import json
import signal
import threading
from typing import TYPE_CHECKING, Annotated

import typer

from consoleapp.cli.invocation import Invocation, utc_now
from consoleapp.cli.output import answer_json, columns, line, plain
from consoleapp.errors import WrongUse
from consoleapp.i18n import N_, _, current, ngettext
from consoleapp.rules.dates import show_moment

if TYPE_CHECKING:
    from consoleapp.exchange.delivery.run import Delivered, Postman

AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
Number = Annotated[int, typer.Argument(metavar="ID", help="The number of the message.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    group = typer.Typer(help="Messages on their way out.", no_args_is_help=True, rich_markup_mode=None)
    group.command("deliver")(deliver)
    group.command("list")(pending)
    group.command("retry")(retry)
    group.command("cancel")(cancel)
    app.add_typer(group, name="outbox")


def deliver(
    context: typer.Context,
    watch: Annotated[bool, typer.Option("--watch", help="Go on until stopped (Ctrl+C or SIGTERM).")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Answer in JSON; with --watch one line a try.")
    ] = False,
) -> None:
    """Send every message that is due. Nobody signs in: it is run by whoever runs the book.

    Example: consoleapp --home office outbox deliver --watch
    """
    from consoleapp.desk.demo import is_demo
    from consoleapp.exchange.delivery.run import Postman, senders

    invocation: Invocation = context.obj
    book = invocation.book()
    tries: list[Delivered] = []

    def told(one: "Delivered") -> None:
        if not watch:
            tries.append(one)
        elif as_json:
            typer.echo(json.dumps(plain(one)))
        else:
            line(_as_line(one))

    try:
        settings = invocation.settings
        postman = Postman(book, settings, utc_now, senders(settings, demo=is_demo(book)), told)
        _end_with_signals(postman)
        if watch:
            postman.watch()
            return
        postman.round()
    finally:
        book.close()
    if as_json:
        answer_json({"sent": sum(one.trouble is None for one in tries), "tries": tries})
        return
    for one in tries:
        line(_as_line(one))
    line(_("{sent} sent, {failed} not.").format(
        sent=sum(one.trouble is None for one in tries), failed=sum(one.trouble is not None for one in tries)
    ))  # fmt: skip


def pending(
    context: typer.Context,
    stuck: Annotated[bool, typer.Option("--stuck", help="Only those that wait for somebody.")] = False,
    as_json: AsJson = False,
) -> None:
    """Messages that have not gone out, oldest first. Example: consoleapp --as ada outbox list --stuck"""
    from consoleapp.desk import outbox

    rows = outbox.pending(context.obj.desk(), stuck=stuck)
    if as_json:
        answer_json(rows)
        return
    columns(
        [
            str(row.message_id),
            _(row.channel.word),
            _(row.event),
            row.to,
            _(row.state.word),
            show_moment(row.created_at, current()),
            _trouble(row.trouble, row.reply_code),
        ]
        for row in rows
    )


def retry(
    context: typer.Context,
    number: Annotated[int | None, typer.Argument(metavar="[ID]", help="The number of the message.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every message that is stuck.")] = False,
    as_json: AsJson = False,
) -> None:
    """Send a stuck message again with the next delivery. Example: consoleapp --as ada outbox retry 12"""
    from consoleapp.desk import outbox
    from consoleapp.desk.keys import new_key
    from consoleapp.rules.messages import Trouble

    if (number is None) != everything:
        raise WrongUse(N_("Name one message, or say --all."))
    desk = context.obj.desk()
    if number is None:
        stuck = outbox.pending(desk, stuck=True)
        numbers = [row.message_id for row in stuck if row.trouble is not Trouble.TOO_LATE]
    else:
        numbers = [number]
    for one in numbers:
        outbox.retry(desk, one, key=new_key())
    if as_json:
        answer_json({"messages": numbers, "done": True})
        return
    told = ngettext(
        "{n} message goes with the next delivery.", "{n} messages go with the next delivery.", len(numbers)
    )
    line(told.format(n=len(numbers)))


def cancel(
    context: typer.Context,
    number: Number,
    reason: Annotated[str, typer.Option(help="Why; it goes on record.")],
    as_json: AsJson = False,
) -> None:
    """Never send a message. Example: consoleapp --as ada outbox cancel 12 --reason "sent by post" """
    from consoleapp.desk import outbox
    from consoleapp.desk.keys import new_key

    outbox.cancel(context.obj.desk(), number, reason, key=new_key())
    if as_json:
        answer_json({"message": number, "done": True})
    else:
        line(_("Message {number} will not be sent.").format(number=number))


def _end_with_signals(postman: "Postman") -> None:
    """SIGTERM and Ctrl+C end the delivery cleanly; the second one ends it at once."""

    def end(number: int, _frame: object) -> None:
        signal.signal(number, signal.SIG_DFL)
        # Not in this thread: it may hold the very lock that stopping needs.
        threading.Thread(target=postman.stop, daemon=True).start()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)


def _as_line(one: "Delivered") -> str:
    words = [_(one.channel.word), _(one.state.word), _trouble(one.trouble, one.reply_code)]
    return "  ".join([str(one.message_id), *(word for word in words if word)])


def _trouble(trouble: object, code: int | None) -> str:
    word = getattr(trouble, "word", "")
    return "" if not word else _(word) + (f" ({code})" if code else "")
