"""``consoleapp outbox …``: sending what waits, and what to do about messages that are stuck."""

import json
import signal
import threading
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from consoleapp.cli.invocation import Invocation, utc_now
from consoleapp.cli.output import answer_json, columns, line, plain
from consoleapp.errors import WrongUse
from consoleapp.i18n import N_, _, current, ngettext
from consoleapp.rules.dates import show_moment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from consoleapp.exchange.delivery.run import Delivered, Postman

AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
_LOOK_SECONDS = 0.3
Number = Annotated[int, typer.Argument(metavar="ID", help="The number of the message.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    group = typer.Typer(help="Messages on their way out.", no_args_is_help=True, rich_markup_mode=None)
    group.command("deliver")(deliver)
    group.command("list")(pending)
    group.command("retry")(retry)
    group.command("cancel")(cancel)
    group.command("preview")(preview)
    app.add_typer(group, name="outbox")


def deliver(
    context: typer.Context,
    watch: Annotated[bool, typer.Option("--watch", help="Go on until stopped (Ctrl+C or SIGTERM).")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Answer in JSON; with --watch one line a try.")
    ] = False,
    show: Annotated[
        bool, typer.Option("--show", help="A demo book only: each message in full as it lands.")
    ] = False,
) -> None:
    """Send every message that is due. Nobody signs in: it is run by whoever runs the book.

    Example: consoleapp --home office outbox deliver --watch
    """
    from consoleapp.desk.demo import is_demo
    from consoleapp.exchange.delivery.folder import FOLDER
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
        settings, demo = invocation.settings, is_demo(book)
        if show and not demo:
            raise WrongUse(N_("Only a demo book shows what it sends."))
        postman = Postman(book, settings, utc_now, senders(settings, demo=demo), told)
        _end_with_signals(postman)
        with _shown(settings.data / FOLDER) if show else nullcontext():
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


@contextmanager
def _shown(folder: Path) -> "Iterator[None]":
    """Print what lands in ``folder`` meanwhile, whichever process of the demo delivers it."""
    from consoleapp.exchange.delivery.folder import Landing

    landing, over = Landing(folder), threading.Event()
    line(_("Messages of the demo land in {folder}; each is shown here.").format(folder=folder))

    def look() -> None:
        for name, text in landing.new():
            line(f"── {name}")
            for told in text.splitlines():
                line(f"   {told}")

    def watch() -> None:
        while not over.wait(_LOOK_SECONDS):
            look()

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        look()


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


def preview(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(metavar="[KIND]", help="documents_requested, …; else all.")] = "",
    by: Annotated[str, typer.Option(help="email or sms; both if left out.")] = "",
    language: Annotated[str, typer.Option("--in", metavar="CODE", help="en, zh_Hant; all if left out.")] = "",
    as_json: AsJson = False,
) -> None:
    """The texts members get, filled with invented values; those of the office where it has its own.

    Nothing is sent and nobody signs in. Example: consoleapp outbox preview documents_requested --in zh_Hant
    """
    from consoleapp.cli.claims import coded
    from consoleapp.desk.outbox import samples
    from consoleapp.rules.messages import MessageChannel
    from consoleapp.rules.templates import MessageKind

    found = samples(
        context.obj.settings,
        kind=coded(MessageKind, kind) if kind else None,
        channel=coded(MessageChannel, by) if by else None,
        language=language,
    )
    if as_json:
        answer_json(found)
        return
    for one in found:
        line(f"{_(one.kind.word)} · {_(one.channel.word)} · {one.language} · {one.version}")
        for text in [one.subject, *one.body.splitlines()]:
            line(f"  {text}".rstrip())
        line("")


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
