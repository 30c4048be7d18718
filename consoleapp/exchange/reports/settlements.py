"""Settlements."""

from consoleapp.desk.reports import Figure, Question
from consoleapp.exchange.reports.shapes import Asks, Column, Parameter, Privacy, Report
from consoleapp.exchange.workbook.shapes import Kind
from consoleapp.i18n import N_
from consoleapp.rules.permissions import Permission
from consoleapp.rules.statuses import SettlementMethod
from consoleapp.store.queries.reports import ledger as queries

REPORT = Report(
    Question(
        "settlements",
        N_("Settlements"),
        Permission.READ_LEDGER,
        queries.settlements,
        adds_up=tuple((name, "currency") for name in ("amount", "allocated", "unallocated")),
        figures=(Figure(N_("What came in, by method"), N_("Amount"), queries.by_method, of_money=True),),
    ),
    N_("Receipts with their method, and what of them is allocated or not."),
    (
        Column("receipt_no", N_("Receipt")),
        Column("received_on", N_("Received"), Kind.DATE),
        Column("holder_code", N_("Holder code")),
        Column("holder", N_("Policy holder")),
        Column("policy_no", N_("Policy")),
        Column("method", N_("Method")),
        Column("payer", N_("Payer")),
        Column("reference", N_("Reference")),
        Column("currency", N_("Currency")),
        Column("amount", N_("Amount"), Kind.MONEY, "currency"),
        Column("allocated", N_("Allocated"), Kind.MONEY, "currency"),
        Column("unallocated", N_("Unallocated"), Kind.MONEY, "currency"),
    ),
    (
        Parameter("policy", N_("Policy"), example="91307"),
        Parameter("holder", N_("Policy holder"), example="H0307"),
        Parameter("method", N_("Method"), Asks.CODES, SettlementMethod),
        Parameter("unallocated", N_("Only what is not allocated"), Asks.YES),
        Parameter("from", N_("Received from"), Asks.DAY, example="2026-01-01"),
        Parameter("to", N_("Received until"), Asks.DAY, example="2026-12-31"),
    ),
    Privacy.INTERNAL,
)
