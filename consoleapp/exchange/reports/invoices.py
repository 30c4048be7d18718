"""Invoices and ageing."""

from consoleapp.desk.reports import Figure, Question
from consoleapp.exchange.reports.shapes import Asks, Column, Parameter, Privacy, Report
from consoleapp.exchange.workbook.shapes import Kind
from consoleapp.i18n import N_
from consoleapp.rules.permissions import Permission
from consoleapp.store.queries.reports import ledger as queries

REPORT = Report(
    Question(
        "invoices",
        N_("Invoices and ageing"),
        Permission.READ_LEDGER,
        queries.invoices,
        adds_up=tuple(
            (name, "currency") for name in ("amount", "settled", "credited", "written_off", "balance")
        ),
        figures=(Figure(N_("What is owed, by age"), N_("Balance"), queries.ageing, of_money=True),),
    ),
    N_("Invoices with what was settled, the balance and how long it has been due."),
    (
        Column("holder_code", N_("Holder code")),
        Column("holder", N_("Policy holder")),
        Column("policy_no", N_("Policy")),
        Column("invoice_no", N_("Invoice")),
        Column("branch", N_("Branch")),
        Column("issued_on", N_("Issued"), Kind.DATE),
        Column("due_on", N_("Due"), Kind.DATE),
        Column("currency", N_("Currency")),
        Column("amount", N_("Amount"), Kind.MONEY, "currency"),
        Column("settled", N_("Settled"), Kind.MONEY, "currency"),
        Column("last_settled_on", N_("Last settled"), Kind.DATE),
        Column("credited", N_("Credited"), Kind.MONEY, "currency"),
        Column("written_off", N_("Written off"), Kind.MONEY, "currency"),
        Column("balance", N_("Balance"), Kind.MONEY, "currency"),
        Column("age", N_("Age")),
    ),
    (
        Parameter("policy", N_("Policy"), example="91307"),
        Parameter("holder", N_("Policy holder"), example="H0307"),
        Parameter("branch", N_("Branch"), example="HO"),
        Parameter("open", N_("Only what is not settled"), Asks.YES),
        Parameter("from", N_("Issued from"), Asks.DAY, example="2026-01-01"),
        Parameter("to", N_("Issued until"), Asks.DAY, example="2026-12-31"),
    ),
    Privacy.INTERNAL,
)
