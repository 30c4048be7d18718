"""``consoleapp directory export`` and ``import``: out to Excel, edited there, and back, reviewed."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from consoleapp.cli.output import answer_json, columns, line
from consoleapp.errors import Refused, WrongUse
from consoleapp.i18n import N_, _, current

if TYPE_CHECKING:
    from collections.abc import Callable

    from consoleapp.desk.context import Desk
    from consoleapp.rules.provider_round import Comparison, Difference

Answer = TypeVar("Answer")
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
Keys = Annotated[
    list[str] | None,
    typer.Option(metavar="NO[:FIELD]", help="An entry, or one field of it – repeatable."),
]


def register(group: typer.Typer) -> None:
    """Add the commands of this module."""
    group.command("export")(export)
    group.command("import")(import_)
    group.command("fhir-export")(fhir_export)
    group.command("fhir-import")(fhir_import)


def export(
    context: typer.Context,
    file: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Where to; else exports/.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write the directory to a workbook to be edited. Example: consoleapp --as ada directory export"""
    from consoleapp.cli.invocation import utc_now
    from consoleapp.desk import directory_round
    from consoleapp.desk.keys import new_key
    from consoleapp.exchange.directory_book import about_lines, write_book
    from consoleapp.rules.dates import local, show_moment

    desk = context.obj.desk()
    now = utc_now()
    if file is None:
        folder = context.obj.settings.exports
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"directory-{local(now):%Y%m%d-%H%M%S}.xlsx"
    key = new_key()
    entries = with_second(desk, _("to be edited"), lambda: directory_round.exported(desk, key=key))
    about = about_lines(desk.actor.name, show_moment(now, current()), len(entries), key[:8])
    write_book(file, entries, about)
    if as_json:
        answer_json({"file": file, "rows": len(entries)})
        return
    line(_("{n} entries are in {file}.").format(n=f"{len(entries):,}", file=file))


def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The workbook that came back.")],
    apply: Annotated[bool, typer.Option("--apply", help="Write what was accepted.")] = False,
    accept: Keys = None,
    reject: Keys = None,
    leave_bad: Annotated[bool, typer.Option("--leave-bad", help="Go on without the bad rows.")] = False,
    reason: Annotated[str, typer.Option(help="Why; it goes on record.")] = "",
    as_json: AsJson = False,
) -> None:
    """Compare a workbook with the directory; with --apply write it, all at once or nothing.

    Without --accept every difference is taken but those in conflict with an edit made meanwhile: these are
    taken only when they are named.

    Example: consoleapp --as ada directory import FILE --apply --reason "yearly check"
    """
    from consoleapp.desk import directory_round
    from consoleapp.desk.keys import new_key
    from consoleapp.exchange.directory_book import read_book

    desk = context.obj.desk()
    edited, bad = read_book(file, context.obj.settings.imports)
    found = directory_round.compared(desk, edited, bad)
    chosen = _chosen(found, accept or (), reject or ())
    changed = 0
    if apply:
        if found.bad and not leave_bad:
            _report(found, chosen, as_json)
            raise Refused(
                N_("{n} bad rows: nothing was written. Correct them, or leave them out with --leave-bad."),
                n=len(found.bad),
            )
        changed = with_second(
            desk, reason, lambda: directory_round.apply(desk, chosen, reason, key=new_key())
        )
    if as_json:
        answer_json({"rows": found.rows, "entries": found.entries, "differences": found.differences,
                     "conflicts": len(found.conflicts), "bad": _bad(found), "chosen": len(chosen),
                     "changed": changed})  # fmt: skip
        return
    _report(found, chosen, as_json)
    if apply:
        line(_("{n} entries were changed.").format(n=changed))


def fhir_export(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A new .json file.")],
    as_json: AsJson = False,
) -> None:
    """Give the directory away as a FHIR R4 bundle.

    Example: consoleapp --as ada directory fhir-export net.json
    """
    from consoleapp.cli.invocation import utc_now
    from consoleapp.desk import directory_round
    from consoleapp.desk.keys import new_key
    from consoleapp.exchange.plan_net.writing import write_bundle

    desk = context.obj.desk()
    key = new_key()
    entries = with_second(desk, _("to be given away"), lambda: directory_round.exported(desk, key=key))
    write_bundle(file, entries, utc_now())
    if as_json:
        answer_json({"file": file, "rows": len(entries)})
        return
    line(_("{n} entries are in {file}.").format(n=f"{len(entries):,}", file=file))


def fhir_import(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A FHIR R4 bundle, Plan-Net shaped.")],
    reason: Annotated[str, typer.Option(help="Why; it goes on record.")],
    as_json: AsJson = False,
) -> None:
    """Take another directory in: checked whole, then all of it or nothing.

    Example: consoleapp --as ada directory fhir-import net.json --reason "new network"
    """
    from consoleapp.desk import directory_round
    from consoleapp.desk.keys import new_key
    from consoleapp.exchange.plan_net.reading import read_bundle

    desk = context.obj.desk()
    edited, bad, networks = read_bundle(file, context.obj.settings.imports)
    try:
        changed = with_second(
            desk,
            reason,
            lambda: directory_round.take_in(desk, edited, bad, networks, reason, key=new_key()),
        )
    except directory_round.BadBundle as refusal:
        columns(
            [_("resource {n}").format(n=one.row), one.provider_no, one.column, one.value, one.reason.text(_)]
            for one in refusal.bad
        )
        raise
    if as_json:
        answer_json({"entries": len(edited), "changed": changed})
        return
    line(_("{n} entries were changed.").format(n=changed))


def with_second(desk: "Desk", reason: str, act: "Callable[[], Answer]") -> "Answer":
    """Do it; where a second person is needed, ask for one: the same command does it once they approved."""
    from consoleapp.desk import approvals
    from consoleapp.desk.keys import new_key

    try:
        return act()
    except approvals.NeedsApproval as needed:
        asked = approvals.ask(desk, needed.asked, reason, key=new_key())
        raise Refused(
            N_("A second person was asked: {number}. Once it is approved, run the same command again."),
            number=asked,
        ) from needed


def _chosen(
    found: "Comparison", accept: "tuple[str, ...] | list[str]", reject: "tuple[str, ...] | list[str]"
) -> "list[Difference]":
    names = {one.key for one in found.differences} | {one.key.partition(":")[0] for one in found.differences}
    for name in (*accept, *reject):
        if name not in names:
            raise WrongUse(N_("{name} differs in nothing. Write it as PV10001 or PV10001:phones."), name=name)

    def named(one: "Difference", among: "tuple[str, ...] | list[str]") -> bool:
        return one.key in among or one.key.partition(":")[0] in among

    return [
        one
        for one in found.differences
        if not named(one, reject) and (named(one, accept) if accept else not one.conflict)
    ]


def _bad(found: "Comparison") -> list[dict[str, object]]:
    return [
        {"row": one.row, "provider_no": one.provider_no, "column": one.column, "value": one.value,
         "reason": one.reason.text(_)}
        for one in found.bad
    ]  # fmt: skip


def _report(found: "Comparison", chosen: "list[Difference]", as_json: bool) -> None:
    if as_json:
        return
    told = _("{rows} rows: {n} differences in {entries} entries, {conflicts} conflicts, {bad} bad rows.")
    line(told.format(rows=f"{found.rows:,}", n=len(found.differences), entries=found.entries,
                     conflicts=len(found.conflicts), bad=len(found.bad)))  # fmt: skip
    columns(
        [
            "+" if one in chosen else "–",
            one.key,
            one.old or "–",
            "→",
            one.new or "–",
            _("conflict: it was {base} when it was exported").format(base=one.base or "–")
            if one.conflict
            else "",
        ]
        for one in found.differences
    )
    columns([_("bad row {n}").format(n=one.row), one.provider_no, one.column, one.value, one.reason.text(_)]
            for one in found.bad)  # fmt: skip
