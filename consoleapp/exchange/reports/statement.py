"""The statement of a policy holder."""

from consoleapp.desk.reports import Question, answers
from consoleapp.exchange.reports.shapes import Asks, Column, Parameter, Privacy, Report
from consoleapp.exchange.workbook.shapes import Kind
from consoleapp.i18n import N_
from consoleapp.rules.permissions import Permission

REPORT = Report(
    Question("statement", N_("Statement of account"), Permission.READ_LEDGER, answer=answers.statement),
    N_("Opening, every movement, closing and what is owed by age; it reconciles to the cent."),
    (
        Column("currency", N_("Currency")),
        Column("posted_on", N_("Day"), Kind.DATE),
        Column("entry", N_("Entry"), Kind.NUMBER),
        Column("kind", N_("What")),
        Column("policy_no", N_("Policy")),
        Column("invoice_no", N_("Invoice")),
        Column("receipt_no", N_("Receipt")),
        Column("reference", N_("Reference")),
        Column("reason", N_("Reason")),
        Column("owed", N_("Invoices"), Kind.MONEY, "currency"),
        Column("held", N_("Unallocated"), Kind.MONEY, "currency"),
        Column("balance", N_("Balance"), Kind.MONEY, "currency"),
    ),
    (
        Parameter("holder", N_("Policy holder"), example="H0307"),
        Parameter("policy", N_("Policy"), example="91307"),
        Parameter("from", N_("First day"), Asks.DAY, example="2026-01-01"),
        Parameter("to", N_("Last day"), Asks.DAY, example="2026-12-31"),
    ),
    Privacy.INTERNAL,
)
