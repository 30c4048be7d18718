"""``consoleapp ledger issue``, ``receive``, ``allocate``, ``exchange``: what is asked for, what comes in."""

from typing import Annotated

import typer

from consoleapp.cli.ledger_options import (
    AsJson,
    Ask,
    Key,
    Oldest,
    Policy,
    Reason,
    Receipt,
    To,
    day_or_today,
    key_or_new,
    money_of,
    parts_of,
    tell_invoice,
    tell_receipt,
    with_second_person,
)
from consoleapp.errors import WrongUse
from consoleapp.i18n import N_


def register(group: typer.Typer) -> None:
    """Add the commands of this module."""
    group.command("issue")(issue)
    group.command("receive")(receive)
    group.command("allocate")(allocate)
    group.command("exchange")(exchange)


def issue(
    context: typer.Context,
    policy: Policy,
    amount: Annotated[str, typer.Option(help="The premium asked for: 52,344.00.")],
    on: Annotated[str, typer.Option("--on", metavar="DAY", help="The day of the invoice; today.")] = "",
    due: Annotated[str, typer.Option(metavar="DAY", help="When it falls due; 30 days after.")] = "",
    branch: Annotated[str, typer.Option(metavar="CODE", help="The branch it is for.")] = "",
    number: Annotated[str, typer.Option(help="Its number; without one it gets the desk's next.")] = "",
    ask: Ask = "",
    key: Key = "",
    as_json: AsJson = False,
) -> None:
    """Issue an invoice for premium.

    Example: consoleapp --as cora ledger issue --policy 91307 --amount 26,500.00 --due 2026-12-31 --branch HO
    """
    from datetime import timedelta

    from consoleapp.desk import ledger

    desk = context.obj.desk()
    policy_id = ledger.find_policy(desk, policy)
    money = money_of(amount, ledger.currency_of(desk, policy_id))
    issued = day_or_today(desk, on)
    due_on = day_or_today(desk, due) if due else issued + timedelta(days=desk.settings.ledger.due_days)
    branch_id = ledger.find_branch(desk, policy_id, branch) if branch else None
    key = key_or_new(key)
    invoice_id = with_second_person(
        desk,
        ask,
        lambda: ledger.issue(
            desk, policy_id, money, issued, due_on, branch_id=branch_id, invoice_no=number, key=key
        ),
    )
    tell_invoice(desk, ledger.invoice(desk, invoice_id).invoice_no, as_json=as_json)


def receive(
    context: typer.Context,
    policy: Policy,
    amount: Annotated[str, typer.Option(help="What came in: 52,344.00, or USD 400.00.")],
    method: Annotated[str, typer.Option(help="cheque, autopay, bank_transfer, fps or cash.")],
    on: Annotated[str, typer.Option("--on", metavar="DAY", help="The day it came in; today.")] = "",
    payer: Annotated[str, typer.Option(help="Who paid.")] = "",
    reference: Annotated[str, typer.Option(help="Number of the cheque or transfer.")] = "",
    to: To = None,
    oldest_first: Oldest = False,
    ask: Ask = "",
    key: Key = "",
    as_json: AsJson = False,
) -> None:
    """Take in a settlement, and say what it pays.

    Example: consoleapp --as cora ledger receive --policy 91307 --amount 1,200.00 --method cash --oldest-first
    """
    from consoleapp.desk import ledger
    from consoleapp.rules.statuses import SettlementMethod

    try:
        how = SettlementMethod(method)
    except ValueError:
        raise WrongUse(
            N_("{method} is not a way to pay. Choose from: {known}."),
            method=repr(method),
            known=", ".join(SettlementMethod),
        ) from None
    _one_way(to, oldest_first=oldest_first)
    desk = context.obj.desk()
    policy_id = ledger.find_policy(desk, policy)
    money = money_of(amount, ledger.currency_of(desk, policy_id))
    parts = None if oldest_first else parts_of(desk, to or [], money.currency)
    received, key = day_or_today(desk, on), key_or_new(key)
    settlement_id = with_second_person(
        desk,
        ask,
        lambda: ledger.receive(desk, policy_id, money, received, how, payer, reference, parts, key=key),
    )
    tell_receipt(desk, ledger.receipt(desk, settlement_id).receipt_no, as_json=as_json)


def allocate(
    context: typer.Context,
    receipt: Receipt,
    to: To = None,
    oldest_first: Oldest = False,
    key: Key = "",
    as_json: AsJson = False,
) -> None:
    """Let what is left of a receipt pay invoices.

    Example: consoleapp --as cora ledger allocate R-20871 --to 9200352=1,200.00
    """
    from consoleapp.desk import ledger

    _one_way(to, oldest_first=oldest_first)
    desk = context.obj.desk()
    row = ledger.find_receipt(desk, receipt)
    parts = None if oldest_first else parts_of(desk, to or [], row.amount.currency)
    ledger.allocate(desk, row.settlement_id, parts, key=key_or_new(key))
    tell_receipt(desk, row.receipt_no, as_json=as_json)


def exchange(
    context: typer.Context,
    receipt: Receipt,
    amount: Annotated[str, typer.Option(help="What of it is exchanged: 400.00.")],
    got: Annotated[str, typer.Option("--for", help="What it becomes, with its currency: HKD 3,120.00.")],
    reason: Reason,
    ask: Ask = "",
    key: Key = "",
    as_json: AsJson = False,
) -> None:
    """Exchange unallocated cash of a receipt into another currency; what comes out is a receipt of its own.

    Example: consoleapp --as cora ledger exchange RD0000007 --amount 400 --for 3,120.00 --reason "at 7.80"
    """
    from consoleapp.desk import ledger

    desk = context.obj.desk()
    row = ledger.find_receipt(desk, receipt)
    given = money_of(amount, row.amount.currency)
    becomes = money_of(got, ledger.currency_of(desk, row.policy_id))
    key = key_or_new(key)
    settlement_id = with_second_person(
        desk, ask, lambda: ledger.exchange(desk, row.settlement_id, given, becomes, reason, key=key)
    )
    tell_receipt(desk, ledger.receipt(desk, settlement_id).receipt_no, as_json=as_json)


def _one_way(to: list[str] | None, *, oldest_first: bool) -> None:
    """What it pays is said, or worked out; never both."""
    if to and oldest_first:
        raise WrongUse(N_("Say what it pays by --to, or let it pay --oldest-first; not both."))
