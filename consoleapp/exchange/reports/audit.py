"""An extract of the audit trail."""

from consoleapp.desk.reports import Question
from consoleapp.exchange.reports.shapes import Asks, Column, Parameter, Privacy, Report
from consoleapp.exchange.workbook.shapes import Kind
from consoleapp.i18n import N_
from consoleapp.rules.permissions import Permission
from consoleapp.store.queries.reports import desk as queries

REPORT = Report(
    Question("audit", N_("Audit trail"), Permission.READ_AUDIT, queries.audit),
    N_("Entries of the audit trail as they are chained, each with the exact text it was made of."),
    (
        Column("seq", N_("Number"), Kind.NUMBER),
        Column("at", N_("When"), Kind.MOMENT),
        Column("event", N_("Event")),
        Column("staff", N_("Staff")),
        Column("subject", N_("Subject")),
        Column("text", N_("Text of the entry")),
        Column("mac", N_("Chain")),
    ),
    (
        Parameter("from", N_("From"), Asks.DAY, example="2026-01-01"),
        Parameter("to", N_("Until"), Asks.DAY, example="2026-12-31"),
        Parameter("staff", N_("Login of staff"), example="ada"),
        Parameter("event", N_("Event, or how it begins"), example="ledger."),
        Parameter("subject", N_("Subject"), example="member:12"),
    ),
    Privacy.INTERNAL,
)
