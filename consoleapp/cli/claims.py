"""``consoleapp claims``, ``consoleapp claim NO`` and ``consoleapp claim register``."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from consoleapp.cli.output import answer_json, columns, line
from consoleapp.errors import WrongUse
from consoleapp.i18n import N_, _, current

if TYPE_CHECKING:
    from consoleapp.desk.claim_shapes import ClaimDetail, NewLine, NewPaper
    from consoleapp.desk.context import Desk

AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]


class NumberOrCommand(TyperGroup):
    """``claim A2000001447`` shows that claim; ``claim register`` is a command."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args and args[0] not in self.commands:
            args = ["show", *args]
        return super().resolve_command(ctx, args)


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("claims")(claims)
    group = typer.Typer(
        cls=NumberOrCommand,
        help="One claim: claim NO shows it, claim register opens one.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    group.command("show", hidden=True)(show)
    group.command("register")(register_claim)
    app.add_typer(group, name="claim")


def claims(
    context: typer.Context,
    policy: Annotated[str, typer.Option(metavar="NO", help="Policy number.")] = "",
    member: Annotated[str, typer.Option(metavar="CERT", help="Certificate, for example 0001-00.")] = "",
    status: Annotated[
        list[str] | None, typer.Option(help="Status, for example in_review; repeatable.")
    ] = None,
    benefit: Annotated[list[str] | None, typer.Option(help="HOS, EAB, SMM, OPB or DEN; repeatable.")] = None,
    since: Annotated[str, typer.Option("--from", metavar="DATE", help="Consultation on or after.")] = "",
    until: Annotated[str, typer.Option("--to", metavar="DATE", help="Consultation on or before.")] = "",
    branch: Annotated[str, typer.Option(help="Code of a branch; *ALL for every one.")] = "",
    overdue: Annotated[bool, typer.Option("--overdue", help="Past the promised date only.")] = False,
    words: Annotated[str, typer.Option(help="Words the line holds.")] = "",
    sort: Annotated[str, typer.Option(help="Column to sort by; -COLUMN for downwards.")] = "-consulted",
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many lines.")] = 200,
    as_json: AsJson = False,
) -> None:
    """Claim lines by every filter, sorted by any column. The enquiry is on record.

    Example: consoleapp --as ada claims --status in_review --policy 91307 --sort promised --json
    """
    from consoleapp.cli.words import day, word
    from consoleapp.desk import claim_enquiry
    from consoleapp.desk.claim_shapes import ClaimFilter
    from consoleapp.rules.sentences import Name
    from consoleapp.rules.statuses import BenefitType, ClaimStatus

    column, downwards = sort.removeprefix("-"), sort.startswith("-")
    if column not in claim_enquiry.SORTABLE:
        raise WrongUse(
            N_("{column} is not a column. Choose from: {known}."),
            column=repr(column),
            known=", ".join(sorted(claim_enquiry.SORTABLE)),
        )
    chosen = ClaimFilter(
        policy_no=policy,
        certificate=member,
        statuses=tuple(coded(ClaimStatus, one) for one in status or ()),
        benefit_types=tuple(coded(BenefitType, one) for one in benefit or ()),
        consulted_from=a_day(since),
        consulted_to=a_day(until),
        branch=branch,
        overdue=overdue,
    )
    found = claim_enquiry.listed(
        context.obj.desk(), chosen, order=(column, downwards), words=words, limit=limit
    )
    if as_json:
        answer_json(found)
        return
    columns(
        [
            f"{one.claim_no}-{one.line_no}",
            f"{one.policy_no} {one.certificate}",
            one.name_en,
            day(one.consulted_on),
            Name(one.item_name or one.item_code, one.item_name_zh).within(current()),
            str(one.incurred or _("N/A")),
            str(one.paid or "–"),
            word(one.status),
            _("promised by {day}").format(day=day(one.promised_on)) if one.promised_on else "",
            _("overdue") if one.overdue else "",
        ]
        for one in found
    )


def show(
    context: typer.Context,
    number: Annotated[str, typer.Argument(metavar="NO", help="Claim number, for example A2000001447.")],
    notice: Annotated[
        Path | None, typer.Option(help="Write the closing notice to this .html or .txt file.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """One claim: lines, history, clock, documents. The look is on record.

    Example: consoleapp --as ada claim A2000001447 --json
    """
    from consoleapp.desk import claim_enquiry, claim_notice

    desk = context.obj.desk()
    claim_id = claim_enquiry.by_number(desk, number)
    if notice is not None:
        from consoleapp.exchange.notices import write_notice

        write_notice(claim_notice.notice(desk, claim_id), notice)
    found = claim_enquiry.detail(desk, claim_id)
    if as_json:
        answer_json(found)
        return
    _in_words(found)
    if notice is not None:
        line(_("The closing notice is in {file}.").format(file=notice))


def register_claim(
    context: typer.Context,
    policy: Annotated[str, typer.Option(metavar="NO", help="Policy number.")],
    member: Annotated[str, typer.Option(metavar="CERT", help="The patient's certificate.")],
    lines: Annotated[
        list[str],
        typer.Option("--line", metavar="LINE", help="ITEM; DATE; AMOUNT; PROVIDER; INVOICE NO – repeatable."),
    ],
    paper: Annotated[
        list[str] | None,
        typer.Option(metavar="KIND[=FILE]", help="Handed in: medical_record=scan.pdf – repeatable."),
    ] = None,
    originals: Annotated[bool, typer.Option("--originals", help="The originals were handed in.")] = False,
    total: Annotated[str, typer.Option(help="The sum as it was added up; must agree.")] = "",
    claimant: Annotated[str, typer.Option(metavar="CERT", help="Who hands it in, if not the patient.")] = "",
    seen_before: Annotated[
        list[str] | None, typer.Option(metavar="NO", help="A claim that was looked at and is another one.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Register a claim at the counter; what is missing stands in a draft request for documents.

    Example: consoleapp --as ben claim register --policy 91307 --member 0001-00 --paper medical_record
    --line "GP; 2026-11-16; 420.00; Dr. Lo; R-1001"
    """
    from consoleapp.desk import claim_enquiry, claim_intake, members
    from consoleapp.desk.keys import new_key
    from consoleapp.rules.money import Money

    desk = context.obj.desk()
    patient = members.by_certificate(desk, policy, member)
    currency = patient.policy.currency
    number = claim_intake.register(
        desk,
        patient.member_id,
        [_line(text, currency) for text in lines],
        papers=_papers(paper or []),
        originals=originals,
        total=Money.parse(total, currency) if total else None,
        claimant_id=members.by_certificate(desk, policy, claimant).member_id if claimant else None,
        seen_before=seen_before or (),
        key=new_key(),
    )
    _registered(desk, claim_enquiry.by_number(desk, number), as_json=as_json)


def _registered(desk: "Desk", claim_id: int, *, as_json: bool) -> None:
    from consoleapp.desk import claim_enquiry

    found = claim_enquiry.detail(desk, claim_id)
    if as_json:
        answer_json(found)
    else:
        _in_words(found)


def _line(text: str, currency: str) -> "NewLine":
    from consoleapp.desk.claim_shapes import NewLine
    from consoleapp.rules.dates import parse_date
    from consoleapp.rules.money import Money

    parts = [part.strip() for part in text.split(";")]
    if not 3 <= len(parts) <= 5:
        raise WrongUse(N_("A line is ITEM; DATE; AMOUNT; PROVIDER; INVOICE NO, not {text}."), text=repr(text))
    item, on, amount, provider, invoice = parts + [""] * (5 - len(parts))
    return NewLine(item, parse_date(on), Money.parse(amount, currency), provider, invoice)


def _papers(texts: list[str]) -> "list[NewPaper]":
    from consoleapp.desk.claim_shapes import NewPaper
    from consoleapp.rules.documents import DocumentKind

    files: dict[DocumentKind, list[Path]] = {}
    for text in texts:
        kind, _equals, file = text.partition("=")
        files.setdefault(coded(DocumentKind, kind), []).extend([Path(file)] if file else [])
    return [NewPaper(kind, tuple(named)) for kind, named in files.items()]


def coded(vocabulary: Any, text: str) -> Any:
    """The code written in ``text``. Raises WrongUse naming what there is."""
    wanted = text.strip().replace("-", "_")
    for one in vocabulary:
        if wanted.casefold() == one.value.casefold():
            return one
    raise WrongUse(
        N_("{text} is not known here. Choose from: {known}."),
        text=repr(text),
        known=", ".join(one.value for one in vocabulary),
    )


def a_day(text: str) -> date | None:
    """The date written in ``text``; None for nothing."""
    from consoleapp.rules.dates import parse_date

    return parse_date(text) if text else None


def _in_words(found: "ClaimDetail") -> None:
    from consoleapp.cli.words import claim_as_line, day, word
    from consoleapp.rules.sentences import Name

    line(claim_as_line(found.claim))
    line(f"{found.policy_no} {found.certificate}  {found.name_en}  {found.name_zh}".rstrip())
    for told in found.clock:
        line(told.text(_, current()))
    columns(
        [
            f"  {one.line_no}",
            day(one.consulted_on),
            Name(one.item_name or one.item_code, one.item_name_zh).within(current()),
            str(one.incurred or _("N/A")),
            str(one.paid or "–"),
            word(one.reason),
        ]
        for one in found.claim.lines
    )
    line(_("History"))
    for move in found.history:
        line(f"  {day(move.on)}  {word(move.new)}  {move.who}  {_(move.reason)}".rstrip())
    for request in found.requests:
        line(_("Documents, request {number}: {status}").format(
            number=request.request_id, status=word(request.status)
        ))  # fmt: skip
        line(f"  {request.next_step.text(_, current())}")
        for number, item in enumerate(request.items, 1):
            line(
                f"  {number}. {item.name.text(_, current())}: {word(item.status)}  {_(item.reason)}".rstrip()
            )
