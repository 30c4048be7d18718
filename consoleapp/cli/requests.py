"""``consoleapp requests`` and ``consoleapp request …``: what members asked for, opened and worked on."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from consoleapp.cli.claims import AsJson, NumberOrCommand, coded
from consoleapp.cli.output import answer_json, columns, line
from consoleapp.errors import WrongUse
from consoleapp.i18n import N_, _, ngettext

if TYPE_CHECKING:
    from consoleapp.desk.service_shapes import ServiceDetail, ServiceRow

Number = Annotated[str, typer.Argument(metavar="NO", help="Number of a request, for example R000123.")]
Policy = Annotated[str, typer.Option(metavar="NO", help="Policy number.")]
Member = Annotated[str, typer.Option(metavar="CERT", help="Certificate, for example 0001-00.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("requests")(requests)
    group = typer.Typer(
        cls=NumberOrCommand,
        help="One request: request NO shows it, request open and request move act.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    group.command("show", hidden=True)(show)
    group.command("open")(open_one)
    group.command("move")(move)
    group.command("take")(take)
    app.add_typer(group, name="request")


def requests(context: typer.Context, policy: Policy, member: Member, as_json: AsJson = False) -> None:
    """What a member asked for, newest first. The look is on record.

    Example: consoleapp --as ada requests --policy 91307 --member 0001-00 --json
    """
    from consoleapp.desk import members, service_requests

    desk = context.obj.desk()
    found = service_requests.of_member(desk, members.by_certificate(desk, policy, member).member_id)
    if as_json:
        answer_json(found)
        return
    columns(_as_row(one) for one in found.rows)
    if found.withheld:
        told = ngettext(
            "{n} more may not be said to this caller.",
            "{n} more may not be said to this caller.",
            found.withheld,
        )
        line(told.format(n=found.withheld))


def show(
    context: typer.Context,
    number: Number,
    purpose: Annotated[str, typer.Option(help="Open its private fields for this purpose, on record.")] = "",
    as_json: AsJson = False,
) -> None:
    """One request with its fields and steps. The look is on record.

    Example: consoleapp --as ada request R000123 --json
    """
    from consoleapp.desk import service_requests
    from consoleapp.desk.keys import new_key
    from consoleapp.rules.services import id_of

    desk = context.obj.desk()
    if purpose:
        found = service_requests.reveal(desk, id_of(number), purpose, key=new_key())
    else:
        found = service_requests.one(desk, id_of(number))
    _answer(found, as_json=as_json)


def open_one(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(metavar="KIND", help="For example call_back or card.")],
    policy: Policy,
    member: Member,
    given: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="FIELD=VALUE", help="A field of the kind – repeatable."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Open a request of a member; every field that cannot be taken is named.

    Example: consoleapp --as ada request open complaint --policy 91307 --member 0001-00 --set text="long wait"
    """
    from consoleapp.desk import members, service_requests
    from consoleapp.desk.keys import new_key
    from consoleapp.rules.service_requests import fields_of
    from consoleapp.rules.services import ServiceKind, number_of

    desk = context.obj.desk()
    what: ServiceKind = coded(ServiceKind, kind)
    typed = dict(_field(text) for text in given or ())
    known = [one.code for one in fields_of(what)]
    for code in typed:
        if code not in known:
            raise WrongUse(
                N_("{text} is not known here. Choose from: {known}."), text=repr(code), known=", ".join(known)
            )
    member_id = members.by_certificate(desk, policy, member).member_id
    faults = service_requests.check(desk, member_id, what, typed).faults
    for fault in faults:
        typer.echo(f"{fault.code}: {fault.reason.text(_)}", err=True)
    if faults:
        raise typer.Exit(1)
    request_id = service_requests.open_request(desk, member_id, what, typed, key=new_key())
    # The number alone: who asks for something need not be allowed to hear of it again.
    if as_json:
        answer_json({"request_id": request_id, "number": number_of(request_id)})
    else:
        line(_("Opened as {number}.").format(number=number_of(request_id)))


def move(
    context: typer.Context,
    number: Number,
    state: Annotated[str, typer.Argument(help="in_progress, waiting, done, declined or cancelled.")],
    waits_for: Annotated[str, typer.Option("--for", help="Waiting: member, provider or document.")] = "",
    note: Annotated[str, typer.Option(help="What was done, or why not; every end needs it.")] = "",
    as_json: AsJson = False,
) -> None:
    """One step on. Example: consoleapp --as ada request move R000123 waiting --for document"""
    from consoleapp.desk import service_requests
    from consoleapp.desk.keys import new_key
    from consoleapp.rules.services import ServiceState, WaitsFor, id_of

    desk = context.obj.desk()
    request_id = id_of(number)
    service_requests.move(
        desk,
        request_id,
        coded(ServiceState, state),
        coded(WaitsFor, waits_for) if waits_for else None,
        note,
        version=service_requests.one(desk, request_id).row.version,
        key=new_key(),
    )
    _answer(service_requests.one(desk, request_id), as_json=as_json)


def take(context: typer.Context, number: Number, as_json: AsJson = False) -> None:
    """Take a request in hand that a colleague had. Example: consoleapp --as ada request take R000123"""
    from consoleapp.desk import service_requests
    from consoleapp.desk.keys import new_key
    from consoleapp.rules.services import id_of

    desk = context.obj.desk()
    request_id = id_of(number)
    version = service_requests.one(desk, request_id).row.version
    service_requests.take(desk, request_id, version=version, key=new_key())
    _answer(service_requests.one(desk, request_id), as_json=as_json)


def _field(text: str) -> tuple[str, str]:
    code, equals, value = text.partition("=")
    if not equals:
        raise WrongUse(N_("A field is FIELD=VALUE, not {text}."), text=repr(text))
    return code.strip(), value


def _answer(found: "ServiceDetail", *, as_json: bool) -> None:
    if as_json:
        answer_json(found)
    else:
        _in_words(found)


def _as_row(one: "ServiceRow") -> list[str]:
    from consoleapp.cli.words import day, word

    due = _("overdue since {day}") if one.overdue else _("due {day}")
    return [
        one.number,
        word(one.kind),
        word(one.waits_for or one.state),
        due.format(day=day(one.due_on)) if one.state.is_live else "",
        one.who,
    ]


def _in_words(found: "ServiceDetail") -> None:
    from consoleapp.cli.words import day, word
    from consoleapp.rules.dates import local_date

    row = found.row
    line("  ".join(part for part in _as_row(row) if part))
    line(f"{row.policy_no} {row.certificate}  {row.name_en}  {row.name_zh}".rstrip())
    for fact in found.facts:
        meant: Any = fact.meant
        told = word(meant) if hasattr(meant, "word") else day(meant) if meant is not None else fact.shown
        told = f"{fact.currency} {told}".strip()
        if told:
            line(f"  {_(fact.word)}: {told}")
    for step in found.steps:
        stands = word(step.waits_for or step.new)
        line(f"  {day(local_date(step.at))}  {step.who}  {stands}  {step.note}".rstrip())
