"""``consoleapp audit …``: is the record whole, who saw whom, what happened in a call."""

from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from consoleapp.cli.invocation import Invocation, utc_now
from consoleapp.cli.output import answer_json, columns, line
from consoleapp.errors import NotAllowed, Refused
from consoleapp.i18n import N_, _, current

if TYPE_CHECKING:
    from consoleapp.desk.audit import AuditSearch

AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
Event = Annotated[str, typer.Option(help="An event, or how it begins: staff, contact.verified.")]
By = Annotated[str, typer.Option("--by", metavar="STAFF", help="Only what this person did.")]
About = Annotated[str, typer.Option(metavar="SUBJECT", help="What it is about: staff:3, claim:12.")]
Since = Annotated[str, typer.Option("--from", metavar="DATE", help="From this day on.")]
Until = Annotated[str, typer.Option("--to", metavar="DATE", help="Up to this day.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    group = typer.Typer(help="What is on record.", no_args_is_help=True, rich_markup_mode=None)
    group.command("verify")(verify)
    group.command("head")(head)
    group.command("seen")(seen)
    group.command("replay")(replay)
    group.command("list")(entries)
    group.command("export")(export)
    app.add_typer(group, name="audit")


def verify(context: typer.Context, as_json: AsJson = False) -> None:
    """Check the whole chain of audit entries and name the first bad one."""
    from consoleapp.desk import audit
    from consoleapp.rules.dates import show_moment

    found = audit.verify(context.obj.desk())
    if as_json:
        answer_json(found)
    elif found.first_bad is None:
        line(_("{count} entries, all as they were written.").format(count=found.entries))
        when = show_moment(found.head_at, current()) if found.head_at else _("never")
        line(_("Head kept outside the database: {when}.").format(when=when))
    if found.first_bad is not None:
        raise Refused(
            N_("Audit entry {number} is bad: {why}. Keep the database as it is; tell the auditor."),
            number=found.first_bad,
            why=_(found.why),
        )


def head(context: typer.Context, as_json: AsJson = False) -> None:
    """Write the head of the record down outside the database now, for a timer. Nobody signs in for it."""
    from consoleapp.desk.audit_heads import keep_head

    invocation: Invocation = context.obj
    book = invocation.book()
    try:
        written = keep_head(book, invocation.settings, utc_now)
    except OSError as error:
        raise Refused(
            N_("{file} could not be written: {why}."),
            file=invocation.settings.audit_heads.name,
            why=error.strerror or str(error),
        ) from error
    finally:
        book.close()
    if as_json:
        answer_json({"file": invocation.settings.audit_heads, "written": written})
        return
    line(_("The head stands in {file}.").format(file=invocation.settings.audit_heads))


def seen(
    context: typer.Context,
    certificate: Annotated[str, typer.Argument(metavar="CERT", help="Certificate, for example 0001-00.")],
    policy: Annotated[str, typer.Option(metavar="NO", help="Policy number.")],
    as_json: AsJson = False,
) -> None:
    """Who saw this member, newest first. Example: consoleapp --as ada audit seen 0001-00 --policy 91307"""
    from consoleapp.desk import audit
    from consoleapp.rules.dates import show_moment

    found = audit.seen(context.obj.desk(), policy, certificate)
    if as_json:
        answer_json(found)
        return
    columns(
        [
            show_moment(row.at, current()),
            row.login,
            row.name,
            row.what,
            row.purpose,
            _("contact {number}").format(number=row.contact_id) if row.contact_id else "–",
        ]
        for row in found
    )


def replay(
    context: typer.Context,
    contact: Annotated[int, typer.Argument(metavar="NUMBER", help="Number of the contact.")],
    as_json: AsJson = False,
) -> None:
    """A call or visit as it went: screens opened, members looked at, acts, in order."""
    from consoleapp.desk import audit
    from consoleapp.rules.dates import show_moment

    found = audit.replay(context.obj.desk(), contact)
    if as_json:
        answer_json(found)
        return
    line(f"{found.name} ({found.login}) · {_(found.channel.word)} · {_(found.caller_role.word)}")
    columns(
        [show_moment(step.at, current()), f"{step.at:%S}", _(KINDS[step.kind]), step.what, step.about]
        for step in found.steps
    )


KINDS = {"screen": N_("opened"), "look": N_("looked at"), "act": N_("did")}


def entries(
    context: typer.Context,
    event: Event = "",
    by: By = "",
    about: About = "",
    since: Since = "",
    until: Until = "",
    as_json: AsJson = False,
) -> None:
    """Acts on record, newest first. Example: consoleapp --as ada audit list --event staff --by ben"""
    from consoleapp.desk import audit
    from consoleapp.rules.dates import show_moment

    found = audit.entries(context.obj.desk(), by, _search(event, about, since, until))
    if as_json:
        answer_json(found)
        return
    columns(
        [str(row.seq), show_moment(row.at, current()), row.login or "–", row.event, row.subject, row.facts]
        for row in found
    )


def export(
    context: typer.Context,
    event: Event = "",
    by: By = "",
    about: About = "",
    since: Since = "",
    until: Until = "",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="A new file; else one in exports/.")
    ] = None,
    lines: Annotated[bool, typer.Option("--lines", help="JSON, a line an entry, in place of CSV.")] = False,
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEXT", help="Ask a second person, where one is needed.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Acts on record into a file, oldest first, on record itself.

    Example: consoleapp --as eve audit export --event staff --from 2026-11-01 --out staff.csv
    """
    from consoleapp.cli.bar import bar
    from consoleapp.desk import approvals
    from consoleapp.desk.keys import new_key
    from consoleapp.exchange.audit_file import take_out

    desk = context.obj.desk()
    writing = take_out(desk, by, _search(event, about, since, until), file=out, as_json=lines)
    try:
        with bar(shown=not as_json) as report:
            while True:
                try:
                    report(next(writing))
                except StopIteration as ended:
                    done = ended.value
                    break
    except approvals.NeedsApproval as error:
        if not reason:
            raise
        number = approvals.ask(desk, error.asked, reason, key=new_key())
        raise NotAllowed(
            N_("Sent to the supervisors as request {number}. Once approved, run the same command again."),
            number=number,
        ) from error
    if as_json:
        answer_json(done)
        return
    line(_("{rows} entries are in {file}.").format(rows=done.rows, file=done.file))


def _search(event: str, about: str, since: str, until: str) -> "AuditSearch":
    from consoleapp.desk.audit import AuditSearch
    from consoleapp.rules.dates import from_local, parse_date

    def midnight(text: str, days: int) -> datetime | None:
        if not text:
            return None
        return from_local(datetime.combine(parse_date(text), time.min)) + timedelta(days=days)

    return AuditSearch(event=event, subject=about, since=midnight(since, 0), until=midnight(until, 1))
