"""``consoleapp ledger receive``, ``allocate``, ``reverse``, ``match``: what posts."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from consoleapp.cli.output import answer_json, columns, line
from consoleapp.errors import WrongUse
from consoleapp.i18n import N_, _

if TYPE_CHECKING:
    from consoleapp.desk.context import Desk
    from consoleapp.desk.ledger import Part, ProposedMatch, ReceiptRow

T = TypeVar("T")
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
Ask = Annotated[str, typer.Option("--ask", metavar="REASON", help="Ask for the second person it needs.")]
To = Annotated[
    list[str] | None, typer.Option("--to", metavar="INVOICE=AMOUNT", help="What it pays; may be repeated.")
]
Oldest = Annotated[bool, typer.Option("--oldest-first", help="Pay what has been due longest.")]
Key = Annotated[str, typer.Option(help="Send it again with the same key when the answer was lost.")]


def register(group: typer.Typer) -> None:
    """Add the commands of this module."""
    group.command("receive")(receive)
    group.command("allocate")(allocate)
    group.command("reverse")(reverse)
    group.command("match")(match)


def receive(
    context: typer.Context,
    policy: Annotated[str, typer.Option(metavar="NUMBER", help="The policy.")],
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
    from consoleapp.desk.keys import new_key
    from consoleapp.rules.dates import local_date, parse_date
    from consoleapp.rules.money import MINOR_DIGITS, Money
    from consoleapp.rules.statuses import SettlementMethod

    try:
        how = SettlementMethod(method)
    except ValueError:
        raise WrongUse(
            N_("{method} is not a way to pay. Choose from: {known}."),
            method=repr(method),
            known=", ".join(SettlementMethod),
        ) from None
    desk = context.obj.desk()
    policy_id = ledger.find_policy(desk, policy)
    currency = amount[:3] if amount[:3] in MINOR_DIGITS else ledger.currency_of(desk, policy_id)
    money = Money.parse(amount, currency)
    parts = _parts(desk, to or [], currency)
    if oldest_first:
        parts = ledger.parts_of(ledger.proposal(desk, policy_id, money))
    received = parse_date(on) if on else local_date(desk.clock())
    settlement_id = _with_second_person(
        desk,
        ask,
        lambda: ledger.receive(
            desk, policy_id, money, received, how, payer, reference, parts, key=key or new_key()
        ),
    )
    _tell_receipt(ledger.receipt(desk, settlement_id), as_json=as_json)


def allocate(
    context: typer.Context,
    receipt: Annotated[str, typer.Argument(metavar="RECEIPT", help="Its number.")],
    to: To = None,
    oldest_first: Oldest = False,
    key: Key = "",
    as_json: AsJson = False,
) -> None:
    """Let what is left of a receipt pay invoices.

    Example: consoleapp --as cora ledger allocate R-20871 --to 9200352=1,200.00
    """
    from consoleapp.desk import ledger
    from consoleapp.desk.keys import new_key

    desk = context.obj.desk()
    row = ledger.find_receipt(desk, receipt)
    parts = _parts(desk, to or [], row.amount.currency)
    if oldest_first:
        parts = ledger.parts_of(
            ledger.proposal(desk, row.policy_id, row.amount, settlement_id=row.settlement_id)
        )
    ledger.allocate(desk, row.settlement_id, parts, key=key or new_key())
    _tell_receipt(ledger.receipt(desk, row.settlement_id), as_json=as_json)


def reverse(
    context: typer.Context,
    entry: Annotated[int, typer.Argument(metavar="ENTRY", help="Its number, as a statement shows it.")],
    reason: Annotated[str, typer.Option(help="Why; it goes on record.")],
    ask: Ask = "",
    key: Key = "",
    as_json: AsJson = False,
) -> None:
    """Turn an entry round; both stay on record and come to nothing together.

    Example: consoleapp --as ada ledger reverse 4711 --reason "paid by another company"
    """
    from consoleapp.desk import ledger
    from consoleapp.desk.keys import new_key

    desk = context.obj.desk()
    turning = _with_second_person(
        desk, ask, lambda: ledger.reverse(desk, entry, reason, key=key or new_key())
    )
    if as_json:
        answer_json({"entry": turning, "turns": entry})
    else:
        line(_("Entry {number} turns entry {other} round.").format(number=turning, other=entry))


def match(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="Money that came in, from the bank.")],
    accept: Annotated[
        list[int] | None, typer.Option(metavar="LINE", help="Post this line as proposed; may be repeated.")
    ] = None,
    accept_all_above: Annotated[
        int | None, typer.Option(metavar="PERCENT", help="Post every line proposed with more confidence.")
    ] = None,
    currency: Annotated[str, typer.Option(help="Where the file does not say.")] = "HKD",
    ask: Ask = "",
    as_json: AsJson = False,
) -> None:
    """Propose what each line of a bank's file pays; post only what you accept. Again it posts nothing.

    Example: consoleapp --as cora ledger match bank.csv --accept 2
    """
    from consoleapp.desk import ledger
    from consoleapp.exchange.bank_file import read_bank_file

    desk = context.obj.desk()
    lines, digest = read_bank_file(file, desk.settings.imports, currency)
    proposed = ledger.match(desk, lines, digest)
    numbers = {one.line.number for one in proposed}
    for wanted in accept or []:
        if wanted not in numbers:
            raise WrongUse(N_("{file} has no line {number} of money in."), file=file.name, number=wanted)
    for one in proposed:
        sure = accept_all_above is not None and one.confidence > accept_all_above
        chosen = one.line.number in (accept or []) or (sure and one.policy_id is not None)
        if chosen and not one.posted:
            _with_second_person(desk, ask, partial(ledger.accept, desk, one, digest))
    after = ledger.match(desk, lines, digest) if accept or accept_all_above is not None else proposed
    now_posted = sum(1 for old, new in zip(proposed, after, strict=True) if new.posted and not old.posted)
    shown = [new if new.posted else old for old, new in zip(proposed, after, strict=True)]
    if as_json:
        answer_json({"file_sha256": digest, "posted": now_posted, "lines": shown})
        return
    columns(_match_row(one) for one in shown)
    line(_("{count} posted.").format(count=now_posted))


def _match_row(one: "ProposedMatch") -> list[str]:
    from consoleapp.cli.words import word

    pays = ", ".join(f"{part.invoice_no} {part.amount}" for part in one.parts)
    if one.posted:
        what, sure = _("posted as {receipt}").format(receipt=one.posted), ""
    elif one.policy_id is None:
        what, sure = _("no match"), ""
    else:
        what, sure = f"{one.policy_no} {pays}", f"{one.confidence} %"
    return [
        str(one.line.number),
        one.amount.named(),
        one.line.payer,
        one.line.reference,
        sure,
        what,
        "" if one.posted else "; ".join(word(clue) for clue in one.clues),
    ]


def _parts(desk: "Desk", given: list[str], currency: str) -> "tuple[Part, ...]":
    """``9200352=1,200.00`` as what of the money pays which invoice."""
    from consoleapp.desk import ledger
    from consoleapp.desk.ledger import Part
    from consoleapp.rules.money import Money

    pairs = [one.partition("=")[::2] for one in given]
    if any(not amount for _number, amount in pairs):
        raise WrongUse(N_("Write what is paid as INVOICE=AMOUNT, for example 9200352=1,200.00."))
    found = ledger.find_invoices(desk, [number for number, _amount in pairs])
    return tuple(Part(found[number][0], Money.parse(amount, currency).minor) for number, amount in pairs)


def _with_second_person(desk: "Desk", reason: str, act: Callable[[], T]) -> T:
    """Do it; where it needs a second person and a reason was given, ask for one and say so."""
    from consoleapp.desk import approvals
    from consoleapp.desk.keys import new_key

    try:
        return act()
    except approvals.NeedsApproval as needs:
        if not reason:
            raise
        number = approvals.ask(desk, needs.asked, reason, key=new_key())
        raise approvals.NeedsApproval(
            needs.asked,
            N_("Request {number} waits for a second person. Then send the same command again."),
            number=number,
        ) from needs


def _tell_receipt(row: "ReceiptRow", *, as_json: bool) -> None:
    if as_json:
        answer_json(row)
        return
    told = _("Receipt {number}: {amount}, of which {allocated} is allocated and {left} is not.")
    line(
        told.format(
            number=row.receipt_no, amount=row.amount.named(), allocated=row.allocated, left=row.unallocated
        )
    )
