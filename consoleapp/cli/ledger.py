"""``consoleapp ledger …``: what a company owes, what came in, and what of it pays what."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from consoleapp.cli import ledger_bank, ledger_posting, ledger_reversing
from consoleapp.cli.ledger_options import AsJson
from consoleapp.cli.output import answer_json, columns, line, to_the_last_digit
from consoleapp.errors import WrongUse
from consoleapp.i18n import N_, _

if TYPE_CHECKING:
    from consoleapp.desk.context import Desk
    from consoleapp.desk.ledger import LedgerSheet
    from consoleapp.rules.ledger import Ageing

Policy = Annotated[str, typer.Option(metavar="NUMBER", help="The policy.")]
Holder = Annotated[str, typer.Option(metavar="CODE", help="The policy holder: all its policies.")]
Branch = Annotated[str, typer.Option(metavar="CODE", help="Invoices of one branch; *ALL for every one.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    group = typer.Typer(help="The premium ledger.", no_args_is_help=True, rich_markup_mode=None)
    group.command("invoices")(invoices)
    group.command("ageing")(ageing)
    group.command("statement")(statement)
    group.command("audit")(audit)
    ledger_posting.register(group)
    ledger_reversing.register(group)
    ledger_bank.register(group)
    app.add_typer(group, name="ledger")


def invoices(
    context: typer.Context,
    policy: Policy = "",
    holder: Holder = "",
    branch: Branch = "*ALL",
    open_only: Annotated[bool, typer.Option("--open", help="Only what is not settled.")] = False,
    as_json: AsJson = False,
) -> None:
    """Invoices with settled, last settled date and balance; unallocated cash; autopay mandates.

    Example: consoleapp --as ada ledger invoices --policy 91307 --branch HO
    """
    from consoleapp.cli.words import day, word

    sheet = _sheet(context.obj.desk(), policy, holder, branch, open_only=open_only)
    if as_json:
        answer_json(sheet)
        return
    line(f"{sheet.holder_en}  {sheet.holder_zh}".rstrip())
    heads = (
        _("Invoice"),
        _("Policy"),
        _("Issued"),
        _("Due"),
        *("", _("Amount"), _("Settled")),
        _("Last settled"),
        _("Balance"),
        "",
    )
    rows = [
        [
            row.invoice_no,
            row.policy_no,
            day(row.issued_on),
            day(row.due_on),
            row.amount.currency,
            str(row.amount),
            str(row.settled),
            day(row.last_settled_on),
            str(row.balance),
            word(row.age),
        ]
        for row in sheet.invoices
    ]
    columns(to_the_last_digit([list(heads), *rows], (5, 6, 8)))
    for held in sheet.unallocated:
        line(_("Unallocated cash: {amount}").format(amount=held.named()))
    for paid in sheet.receipts:
        if paid.unallocated:
            amount = paid.unallocated.named()
            line(f"  {paid.receipt_no}  {day(paid.received_on)}  {word(paid.method)}  {paid.payer}  {amount}")
    for one in sheet.mandates:
        told = _("Autopay {number}: {bank}, {status}, next collection {day}")
        line(
            told.format(
                number=one.mandate_no,
                bank=one.bank,
                status=word(one.status),
                day=day(one.next_collection_on),
            )
        )


def ageing(
    context: typer.Context,
    policy: Policy = "",
    holder: Holder = "",
    branch: Branch = "*ALL",
    as_json: AsJson = False,
) -> None:
    """What is owed, by how long it has been due. Example: consoleapp --as ada ledger ageing --holder H0307"""
    sheet = _sheet(context.obj.desk(), policy, holder, branch, open_only=True)
    if as_json:
        answer_json({"as_of": sheet.as_of, "ageing": [_as_json(one) for one in sheet.ageing]})
        return
    from consoleapp.rules.ledger import Age

    for one in sheet.ageing:
        rows = [[one.currency, ""], *([f"  {_(age.word)}", str(one.money(age))] for age in Age)]
        columns(to_the_last_digit([*rows, [f"  {_('Total')}", str(one.total)]], (1,)))


def statement(
    context: typer.Context,
    policy: Policy = "",
    holder: Holder = "",
    since: Annotated[str, typer.Option("--from", metavar="DAY", help="First day; the year's first.")] = "",
    until: Annotated[str, typer.Option("--to", metavar="DAY", help="Last day; today.")] = "",
    as_json: AsJson = False,
) -> None:
    """Opening, every movement, closing and ageing; it reconciles to the cent or is not given.

    Example: consoleapp --as ada ledger statement --policy 91307 --from 2026-01-01 --to 2026-06-30
    """
    from consoleapp.desk import ledger
    from consoleapp.exchange.statement_text import statement_lines
    from consoleapp.rules.dates import local_date, parse_date

    desk = context.obj.desk()
    last: date = parse_date(until) if until else local_date(desk.clock())
    first = parse_date(since) if since else last.replace(month=1, day=1)
    given = ledger.statement(desk, first, last, **_whose(desk, policy, holder))
    if as_json:
        answer_json(
            {
                **{name: getattr(given, name) for name in ("holder_code", "holder_en", "policies")},
                "from": given.first_day,
                "to": given.last_day,
                "sections": [
                    {
                        "currency": one.currency,
                        "opening": one.opening,
                        "movements": one.movements,
                        "closing": one.closing,
                        "closing_owed": one.closing_owed,
                        "closing_unallocated": one.closing_held,
                        "ageing": _as_json(one.ageing),
                    }
                    for one in given.sections
                ],
            }
        )
        return
    for text in statement_lines(given):
        line(text)


def audit(context: typer.Context, as_json: AsJson = False) -> None:
    """Recompute every balance from the transfers and name the first thing that is wrong."""
    from consoleapp.desk import ledger

    found = ledger.audit(context.obj.desk())
    if as_json:
        answer_json(
            {
                "entries": found.entries,
                "invoices": found.invoices,
                "receipts": found.receipts,
                "fault": None if found.fault is None else found.fault.text(_),
            }
        )
    elif found.fault is None:
        told = _("{entries} entries over {invoices} invoices and {receipts} receipts: all of it adds up.")
        line(told.format(entries=found.entries, invoices=found.invoices, receipts=found.receipts))
    if found.fault is not None:
        raise found.fault


def _whose(desk: "Desk", policy: str, holder: str) -> dict[str, int | None]:
    from consoleapp.desk import ledger

    if bool(policy) == bool(holder):
        raise WrongUse(N_("Say whose ledger: --policy NUMBER or --holder CODE."))
    if policy:
        return {"policy_id": ledger.find_policy(desk, policy)}
    return {"holder_id": ledger.find_holder(desk, holder)}


def _sheet(desk: "Desk", policy: str, holder: str, branch: str, *, open_only: bool) -> "LedgerSheet":
    from consoleapp.desk import ledger

    whose = _whose(desk, policy, holder)
    return ledger.sheet(desk, **whose, branch_code=branch, open_only=open_only)


def _as_json(ageing: "Ageing") -> dict[str, object]:
    from consoleapp.rules.ledger import Age

    amounts: dict[str, object] = {age.value: ageing.money(age) for age in Age}
    return {"currency": ageing.currency, **amounts, "total": ageing.total}
