"""``consoleapp directory …``: keeping the network directory right."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from consoleapp.cli import directory_files, directory_lists
from consoleapp.cli.claims import coded
from consoleapp.cli.output import answer_json, line
from consoleapp.errors import WrongUse
from consoleapp.i18n import N_, _

if TYPE_CHECKING:
    from consoleapp.desk.context import Desk
    from consoleapp.desk.directory_shapes import EntryForm
    from consoleapp.rules.provider_record import FieldChange, ProviderField

AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
Number = Annotated[str, typer.Argument(metavar="NO", help="The number of the provider.")]
Reason = Annotated[str, typer.Option(help="Why; it goes on record.")]
Sets = Annotated[
    list[str], typer.Option("--set", metavar="FIELD=TEXT", help='phones="8555 0000" – repeatable.')
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    group = typer.Typer(
        help="The network directory and its upkeep.", no_args_is_help=True, rich_markup_mode=None
    )
    group.command("show")(show)
    group.command("add")(add)
    group.command("correct")(correct)
    group.command("close")(close)
    group.command("reopen")(reopen)
    group.command("withdraw")(withdraw)
    group.command("verify")(verify)
    group.command("dispute")(dispute)
    directory_lists.register(group)
    directory_files.register(group)
    app.add_typer(group, name="directory")


def show(context: typer.Context, number: Number, as_json: AsJson = False) -> None:
    """One entry: every field, what is planned, what callers report, its history.

    Example: consoleapp --as ada directory show PV10001 --json
    """
    from consoleapp.cli.words import day, word
    from consoleapp.desk import directory, directory_entry

    desk = context.obj.desk()
    provider_id = directory_entry.numbered(desk, number)
    form = directory_entry.form(desk, provider_id)
    detail = directory.detail(desk, provider_id)
    history = directory_entry.history(desk, provider_id)
    if as_json:
        answer_json({"number": form.provider_no, "version": form.version, "record": form.record,
                     "detail": detail, "history": history})  # fmt: skip
        return
    line(f"{form.provider_no}  {detail.row.name_en}  {detail.row.name_zh}".rstrip())
    for one, text in form.record.items():
        if text:
            line(f"  {_(one.word)}: {text}")
    line(f"  {_('Last verified')}: {day(detail.row.verified_on) or _('never')}")
    for plan in detail.plans:
        line(_("From {day} ({number}): {changes}").format(
            day=day(plan.effective_on), number=plan.plan_id, changes=_changes(plan.changes)))  # fmt: skip
    for report in detail.reports:
        line(_("Disputed: {what}").format(what=f"{word(report.kind)} {report.note}".strip()))
    for entry in history:
        told = [word(entry.act), entry.by, entry.reason, _changes(entry.changes)]
        line(f"  {day(entry.at.date())}  " + " · ".join(part for part in told if part))


def add(
    context: typer.Context,
    sets: Sets,
    reason: Reason,
    number: Annotated[str, typer.Option(metavar="NO", help="Its number; else the next free one.")] = "",
    seen: Annotated[
        list[str] | None, typer.Option(metavar="NO", help="Looked at, and another one – repeatable.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Add an entry; one that seems to be there is asked about first.

    Example: consoleapp --as ada directory add --set kind=clinic --set name="KAPOK CLINIC" --reason contract
    """
    from consoleapp.desk import directory_entry, directory_upkeep
    from consoleapp.desk.keys import new_key

    desk = context.obj.desk()
    provider_id = directory_upkeep.add(
        desk, _typed(sets), reason, provider_no=number, seen=seen or (), key=new_key()
    )
    _done(directory_entry.form(desk, provider_id), as_json)


def correct(
    context: typer.Context,
    number: Number,
    sets: Sets,
    reason: Reason,
    since: Annotated[str, typer.Option("--from", metavar="DATE", help="It counts from this day.")] = "",
    moved: Annotated[bool, typer.Option("--moved", help="The provider moves.")] = False,
    as_json: AsJson = False,
) -> None:
    """Correct fields of an entry, now or from a day to come.

    Example: consoleapp --as ada directory correct PV10001 --set hours="Mon-Fri 9-1" --reason "rang them"
    """
    from consoleapp.desk import directory_entry, directory_upkeep
    from consoleapp.desk.keys import new_key
    from consoleapp.rules.provider_upkeep import ProviderAct

    desk, base = _found(context, number)
    directory_upkeep.correct(
        desk, _id(base), base.version, base.record, {**base.record, **_typed(sets)}, reason,
        effective_on=_day(since), act=ProviderAct.MOVED if moved else ProviderAct.CORRECTED, key=new_key(),
    )  # fmt: skip
    _done(directory_entry.form(desk, _id(base)), as_json)


def close(
    context: typer.Context,
    number: Number,
    reason: Reason,
    on: Annotated[str, typer.Option(metavar="DATE", help="Its last day; else today.")] = "",
    as_json: AsJson = False,
) -> None:
    """Close an entry after its last day, which may be to come.

    Example: consoleapp --as ada directory close PV10001 --on 2026-12-31 --reason retires
    """
    from consoleapp.desk import directory_entry, directory_upkeep
    from consoleapp.desk.keys import new_key

    desk, base = _found(context, number)
    directory_upkeep.close(desk, _id(base), base.version, _day(on) or _today(), reason, key=new_key())
    _done(directory_entry.form(desk, _id(base)), as_json)


def reopen(
    context: typer.Context,
    number: Number,
    reason: Reason,
    on: Annotated[str, typer.Option(metavar="DATE", help="The first day again; else today.")] = "",
    as_json: AsJson = False,
) -> None:
    """Open a closed entry again.

    Example: consoleapp --as ada directory reopen PV10001 --on 2027-02-01 --reason "back in business"
    """
    from consoleapp.desk import directory_entry, directory_upkeep
    from consoleapp.desk.keys import new_key

    desk, base = _found(context, number)
    directory_upkeep.reopen(desk, _id(base), base.version, _day(on) or _today(), reason, key=new_key())
    _done(directory_entry.form(desk, _id(base)), as_json)


def withdraw(
    context: typer.Context,
    plan: Annotated[int, typer.Argument(metavar="PLAN", help="The number of the planned change.")],
    reason: Reason,
) -> None:
    """Withdraw a planned change.

    Example: consoleapp --as ada directory withdraw 3 --reason "does not move"
    """
    from consoleapp.desk import directory_upkeep
    from consoleapp.desk.keys import new_key

    directory_upkeep.withdraw_plan(context.obj.desk(), plan, reason, key=new_key())
    line(_("Withdrawn."))


def verify(
    context: typer.Context,
    number: Number,
    how: Annotated[str, typer.Option(metavar="HOW", help="telephone, visit, writing or website.")],
    note: Annotated[str, typer.Option(help="A few words.")] = "",
    as_json: AsJson = False,
) -> None:
    """The entry is right as it stands: verified today, and what callers reported is settled.

    Example: consoleapp --as ada directory verify PV10001 --how telephone
    """
    from consoleapp.desk import directory_entry, directory_freshness
    from consoleapp.desk.keys import new_key
    from consoleapp.rules.provider_upkeep import VerifiedHow

    desk, base = _found(context, number)
    directory_freshness.verify(desk, _id(base), base.version, coded(VerifiedHow, how), note, key=new_key())
    _done(directory_entry.form(desk, _id(base)), as_json)


def dispute(
    context: typer.Context,
    number: Number,
    what: Annotated[str, typer.Option(metavar="WHAT", help="phone, hours, moved, closed, network or other.")],
    note: Annotated[str, typer.Option(help="What the caller said.")] = "",
) -> None:
    """A caller says something is wrong: the entry is marked until somebody verified it.

    Example: consoleapp --as ada directory dispute PV10001 --what phone --note "number is dead"
    """
    from consoleapp.desk import directory_entry, directory_freshness
    from consoleapp.desk.keys import new_key
    from consoleapp.rules.provider_upkeep import ReportKind

    desk = context.obj.desk()
    provider_id = directory_entry.numbered(desk, number)
    directory_freshness.dispute(desk, provider_id, coded(ReportKind, what), note, key=new_key())
    line(_("Marked as disputed until somebody has checked it."))


def _found(context: typer.Context, number: str) -> "tuple[Desk, EntryForm]":
    from consoleapp.desk import directory_entry

    desk = context.obj.desk()
    return desk, directory_entry.form(desk, directory_entry.numbered(desk, number))


def _id(form: "EntryForm") -> int:
    assert form.provider_id is not None
    return form.provider_id


def _typed(sets: list[str]) -> "dict[ProviderField, str]":
    from consoleapp.rules.provider_record import ProviderField

    typed = {}
    for one in sets:
        name, sign, text = one.partition("=")
        if not sign or name.strip() not in set(ProviderField):
            raise WrongUse(
                N_("{text} is no FIELD=TEXT. Fields: {known}."),
                text=repr(one),
                known=", ".join(field.value for field in ProviderField),
            )
        typed[ProviderField(name.strip())] = text
    return typed


def _day(text: str) -> "date | None":
    from consoleapp.rules.dates import parse_date

    return parse_date(text) if text else None


def _today() -> date:
    from consoleapp.cli.invocation import utc_now
    from consoleapp.rules.dates import local

    return local(utc_now()).date()


def _changes(changes: "tuple[FieldChange, ...]") -> str:
    return "; ".join(f"{_(one.field.word)}: {one.old or '–'} → {one.new or '–'}" for one in changes)


def _done(form: "EntryForm", as_json: bool) -> None:
    if as_json:
        answer_json({"number": form.provider_no, "version": form.version, "record": form.record,
                     "plans": form.plans})  # fmt: skip
        return
    line(_("{number} is on record, version {version}.").format(
        number=form.provider_no, version=form.version))  # fmt: skip
