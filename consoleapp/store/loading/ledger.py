"""Premium invoices, receipts and what of them pays which invoice. What is posted never changes (DOMAIN 6)."""

from collections.abc import Mapping

from sqlalchemy import BigInteger, ScalarSelect, Table, TableClause, case, cast, func, select, update

from consoleapp.i18n import N_
from consoleapp.rules.ledger import Account
from consoleapp.store.ledger.documents import After, post_documents
from consoleapp.store.loading.look_ups import LookUp
from consoleapp.store.loading.parties import (
    BRANCH_OF,
    POLICY_OF,
    currency_must_agree,
    must_name_a_branch,
    must_name_a_policy,
)
from consoleapp.store.loading.shapes import Change
from consoleapp.store.loading.staging import STAGES
from consoleapp.store.loading.steps import Expression, Load, divisor, minor
from consoleapp.store.loading.writer import Into, Writer
from consoleapp.store.queries.views import invoice_balance, settlement_balance
from consoleapp.store.tables import allocation, branch, invoice, ledger_transfer, policy, settlement

_INVOICES, _RECEIPTS = STAGES["invoices"], STAGES["settlements"]
_INVOICE_AMOUNT = minor(_INVOICES.c.amount, _INVOICES.c.divisor)
_RECEIPT_AMOUNT = minor(_RECEIPTS.c.amount, _RECEIPTS.c.divisor)
_ALLOCATED = minor(_RECEIPTS.c.allocated, _RECEIPTS.c.divisor)

INVOICE = Writer(
    "invoices",
    N_("invoices"),
    invoice,
    select(invoice.c.id).where(invoice.c.invoice_no == _INVOICES.c.invoice_no).scalar_subquery(),
    (
        Into("invoice_no", "invoice_no"),
        Into("policy_id", "policy_no", _INVOICES.c.policy_id),
        Into("branch_id", "branch_code", _INVOICES.c.branch_id),
        Into("issued_on", "issue_date"),
        Into("due_on", "due_date"),
        Into("amount", "amount", _INVOICE_AMOUNT),
        Into("currency", "currency"),
    ),
    _INVOICES.c.invoice_no,
)
SETTLEMENT = Writer(
    "settlements",
    N_("receipts"),
    settlement,
    select(settlement.c.id).where(settlement.c.receipt_no == _RECEIPTS.c.receipt_no).scalar_subquery(),
    (
        Into("receipt_no", "receipt_no"),
        Into("policy_id", "policy_no", _RECEIPTS.c.policy_id),
        Into("received_on", "received_date"),
        Into("method", "method"),
        Into("payer", "payer"),
        Into("reference", "reference"),
        Into("amount", "amount", _RECEIPT_AMOUNT),
        Into("currency", "currency"),
    ),
    _RECEIPTS.c.receipt_no,
    found="settlement_id",
    where=(_RECEIPTS.c.lead == 1,),
)
ALLOCATION = Writer(
    "settlements",
    N_("allocations"),
    allocation,
    select(allocation.c.id)
    .where(
        allocation.c.settlement_id == _RECEIPTS.c.settlement_id,
        allocation.c.invoice_id == _RECEIPTS.c.invoice_id,
    )
    .scalar_subquery(),
    (
        Into("settlement_id", "receipt_no", _RECEIPTS.c.settlement_id),
        Into("invoice_id", "invoice_no", _RECEIPTS.c.invoice_id),
        Into("amount", "allocated", _ALLOCATED),
    ),
    _RECEIPTS.c.receipt_no + " / " + func.coalesce(_RECEIPTS.c.invoice_no, ""),
    where=(_RECEIPTS.c.settlement_id.is_not(None), _RECEIPTS.c.invoice_id.is_not(None)),
)


def _policy_no(table: Table) -> ScalarSelect[str]:
    return select(policy.c.policy_no).where(policy.c.id == table.c.policy_id).scalar_subquery()


_BRANCH_CODE = select(branch.c.code).where(branch.c.id == invoice.c.branch_id).scalar_subquery()
_SHARED = ("policy_no", "received_date", "method", "payer", "reference", "amount", "currency")
_POSTED_AMOUNT = N_("Already posted with {posted}; correct it with a credit note or a reversal.")
_POSTED = N_("Already posted as {posted}; what is posted is reversed, never changed.")


_INVOICE_OF = LookUp(invoice.c.id, ((invoice, lambda row: invoice.c.invoice_no == row.c.invoice_no),))
_RECEIPT_OF = LookUp(
    settlement.c.id, ((settlement, lambda row: settlement.c.receipt_no == row.c.receipt_no),)
)


def load_invoices(load: Load) -> None:
    stage = _INVOICES
    load.no_twins("invoices")
    load.fill_all(
        "invoices",
        {"policy_id": POLICY_OF, "branch_id": BRANCH_OF, "target_id": _INVOICE_OF},
        {"divisor": divisor(stage.c.currency)},
    )
    must_name_a_policy(load, "invoices")
    must_name_a_branch(load, "invoices")
    currency_must_agree(load, "invoices")
    load.must_fit_currency("invoices", ("amount",))
    load.refuse("invoices", "amount", N_("An invoice is never 0."), stage.c.amount == 0, money=True)
    load.refuse(
        "invoices",
        "due_date",
        N_("It falls due before it was issued ({issued})."),
        stage.c.due_date < stage.c.issue_date,
        issued=stage.c.issue_date,
    )
    _must_be_as_posted(load, INVOICE, {"policy_id": _policy_no(invoice), "branch_id": _BRANCH_CODE})
    before = After.now(load.connection)
    _add(load, INVOICE)
    post_documents(load.connection, load.now, before)


def load_settlements(load: Load) -> None:
    """One row is an allocation; the first row of a receipt speaks for it."""
    stage = _RECEIPTS
    load.no_twins("settlements")
    load.must_agree("settlements", "receipt_no", _SHARED)
    load.fill_all(
        "settlements",
        {"policy_id": POLICY_OF, "invoice_id": _INVOICE_OF, "settlement_id": _RECEIPT_OF},
        {"divisor": divisor(stage.c.currency)},
        lead="receipt_no",
    )
    before = After.now(load.connection)
    _hold_still(load)
    must_name_a_policy(load, "settlements")
    currency_must_agree(load, "settlements")
    load.must_fit_currency("settlements", ("amount", "allocated"))
    load.refuse(
        "settlements", "amount", N_("A receipt is always more than 0."), stage.c.amount <= 0, money=True
    )
    if load.has("settlements", "invoice_no", "allocated"):
        _must_pay_an_invoice(load)
    _must_be_as_posted(load, SETTLEMENT, {"policy_id": _policy_no(settlement)})
    ALLOCATION.find(load)
    if load.has("settlements", "invoice_no", "allocated"):
        _must_be_as_posted(load, ALLOCATION, {})
        _must_be_as_the_desk_allocated(load)
        _must_not_exceed(load)
    _add(load, SETTLEMENT)
    SETTLEMENT.find(load)
    if load.has("settlements", "invoice_no", "allocated"):
        _add(load, ALLOCATION)
    post_documents(load.connection, load.now, before)


def _hold_still(load: Load) -> None:
    """Nobody else allocates these receipts and invoices meanwhile; each kind is locked by order of ids."""
    for table, found in ((settlement, "settlement_id"), (invoice, "invoice_id")):
        named = select(_RECEIPTS.c[found]).where(_RECEIPTS.c[found].is_not(None))
        locked = select(table.c.id).where(table.c.id.in_(named)).order_by(table.c.id).with_for_update()
        load.connection.execute(locked).all()


def _must_pay_an_invoice(load: Load) -> None:
    stage = _RECEIPTS
    load.unknown(
        "settlements", "invoice_no", "invoice_id", N_("There is no invoice {name}."), staged="invoices"
    )
    load.refuse(
        "settlements",
        "invoice_no",
        N_("The invoice is in {currency}; a receipt pays invoices of its own currency."),
        invoice.c.currency != stage.c.currency,
        joined=stage.join(invoice, invoice.c.id == stage.c.invoice_id),
        currency=invoice.c.currency,
    )
    load.refuse(
        "settlements",
        "allocated",
        N_("An invoice is named, so an amount above 0 pays it."),
        stage.c.bad == 0,
        stage.c.invoice_no.is_not(None),
        func.coalesce(stage.c.allocated, 0) <= 0,
        money=True,
    )
    load.refuse(
        "settlements",
        "allocated",
        N_("No invoice is named, so nothing is allocated. Leave the cell empty."),
        stage.c.invoice_no.is_(None),
        stage.c.allocated != 0,
        stage.c.bad == 0,
        money=True,
    )
    load.connection.execute(
        update(stage).where(stage.c.invoice_no.is_not(None), stage.c.invoice_id.is_(None)).values(bad=1)
    )


def _must_be_as_posted(load: Load, writer: Writer, codes: Mapping[str, ScalarSelect[str]]) -> None:
    """Every column given is as it was posted; ``codes`` are what people call the records it refers to."""
    stage, table = writer.stage, writer.table
    joined = stage.join(table, table.c.id == stage.c[writer.found])
    sources = {item.target: item.source for item in writer.into}
    found: list[int] = []
    for target, value in writer.values(load, new=False).items():
        money = target == "amount"
        posted: Expression = table.c[target]
        differs = posted.is_distinct_from(value)
        if money:
            posted = posted * stage.c.divisor
        elif target in codes:
            posted = func.coalesce(codes[target], "–")
        load.refuse(
            writer.sheet,
            sources[target],
            _POSTED_AMOUNT if money else _POSTED,
            stage.c.bad == 0,
            differs,
            joined=joined,
            money=money,
            later=found,
            posted=posted,
        )
    load.mark_bad(writer.sheet, found)


_PAIR = select(ledger_transfer.c.id).where(
    ledger_transfer.c.settlement_id == _RECEIPTS.c.settlement_id,
    ledger_transfer.c.invoice_id == _RECEIPTS.c.invoice_id,
)
_SIGNED = case(
    (ledger_transfer.c.debit == Account.UNALLOCATED, ledger_transfer.c.amount),
    else_=-ledger_transfer.c.amount,
)


def _must_be_as_the_desk_allocated(load: Load) -> None:
    """What the desk allocated before the extract told of it is allocated once, and by the same amount."""
    stage = _RECEIPTS
    net = _PAIR.with_only_columns(func.coalesce(cast(func.sum(_SIGNED), BigInteger), 0)).scalar_subquery()
    load.refuse(
        "settlements",
        "allocated",
        _POSTED_AMOUNT,
        stage.c.bad == 0,
        stage.c.target_id.is_(None),
        _PAIR.exists(),
        net != _ALLOCATED,
        money=True,
        posted=net * stage.c.divisor,
    )


def _must_not_exceed(load: Load) -> None:
    """What a receipt pays is at most what is left of it; what an invoice is paid at most its balance."""
    stage = _RECEIPTS
    of_receipt = N_("{total} is allocated from a receipt of {bound}.")
    _must_cover(load, stage.c.receipt_no, "settlement_id", of_receipt)
    _must_cover(load, stage.c.invoice_no, "invoice_id", N_("{total} is allocated to an invoice of {bound}."))


def _must_cover(load: Load, group: Expression, key: str, template: str) -> None:
    """What rows of a group add to what is posted stays within what is left of the receipt or invoice."""
    stage = _RECEIPTS
    staged = (
        select(
            func.max(stage.c.row).label("row"),
            func.min(stage.c[key]).label("parent"),
            cast(func.sum(_ALLOCATED), BigInteger).label("added"),
            func.min(_RECEIPT_AMOUNT).label("received"),
            func.min(stage.c.divisor).label("factor"),
        )
        .where(
            stage.c.bad == 0,
            stage.c.invoice_id.is_not(None),
            stage.c.target_id.is_(None),
            ~_PAIR.exists(),
        )
        .group_by(group)
        .subquery()
    )
    if key == "settlement_id":
        bound: Expression = staged.c.received
        of_receipt = _of(settlement_balance, "unallocated", key, staged.c.parent)
        left: Expression = func.coalesce(of_receipt, bound)
    else:
        bound = select(invoice.c.amount).where(invoice.c.id == staged.c.parent).scalar_subquery()
        left = _of(invoice_balance, "balance", key, staged.c.parent)
    total = staged.c.added + bound - left
    load.refuse(
        "settlements",
        "allocated",
        template,
        staged.c.added > left,
        joined=stage.join(staged, staged.c.row == stage.c.row),
        money=True,
        total=total * staged.c.factor,
        bound=bound * staged.c.factor,
    )


def _of(view: TableClause, figure: str, key: str, parent: Expression) -> Expression:
    """A figure of the receipt or invoice ``parent``, from its view."""
    return select(view.c[figure]).where(view.c[key] == parent).scalar_subquery()


def _add(load: Load, writer: Writer) -> None:
    """New records only: posted ones are as they are."""
    added, named = writer.add(load)
    load.changes.append(Change(writer.sheet, writer.subject, added, 0, named))
