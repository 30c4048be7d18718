"""Claims, line by line, by every filter."""

from typing import Any

from consoleapp.desk.claim_enquiry import promised_by
from consoleapp.desk.context import Work
from consoleapp.desk.reports import Figure, Question
from consoleapp.exchange.reports.shapes import Asks, Column, Parameter, Privacy, Report
from consoleapp.exchange.workbook.shapes import Kind
from consoleapp.i18n import N_
from consoleapp.rules.permissions import Permission
from consoleapp.rules.statuses import BenefitType, ClaimStatus
from consoleapp.store.queries.reports import claims as queries


def _promised(work: Work, row: Any) -> object:
    return promised_by(work, row.status, row.complete_on, row.status_on)


REPORT = Report(
    Question(
        "claims",
        N_("Claims"),
        Permission.READ_CLAIMS,
        queries.lines,
        person="member_id",
        of_claims=True,
        adds_up=(("incurred", "currency"), ("paid", "currency")),
        figures=(Figure(N_("Claims by status"), N_("Claims"), queries.by_status),),
        derived={"promised_on": _promised},
    ),
    N_("Claim lines by policy, member, status, benefit type, branch and day of consultation."),
    (
        Column("claim_no", N_("Claim")),
        Column("line_no", N_("Line"), Kind.NUMBER),
        Column("policy_no", N_("Policy")),
        Column("certificate", N_("Certificate")),
        Column("name_en", N_("Name")),
        Column("name_zh", N_("Chinese name")),
        Column("branch", N_("Branch")),
        Column("received_on", N_("Received"), Kind.DATE),
        Column("consulted_on", N_("Consultation"), Kind.DATE),
        Column("benefit_type", N_("Benefit type")),
        Column("item_name", N_("Item")),
        Column("provider_name", N_("Provider")),
        Column("diagnosis", N_("Diagnosis")),
        Column("currency", N_("Currency")),
        Column("incurred", N_("Incurred"), Kind.MONEY, "currency"),
        Column("paid", N_("Paid"), Kind.MONEY, "currency"),
        Column("paid_on", N_("Payment date"), Kind.DATE),
        Column("payment_method", N_("Payment method")),
        Column("reason", N_("Why paid less")),
        Column("status", N_("Status")),
        Column("status_on", N_("Status since"), Kind.DATE),
        Column("promised_on", N_("Promised"), Kind.DATE),
    ),
    (
        Parameter("policy", N_("Policy"), example="91307"),
        Parameter("certificate", N_("Certificate"), example="0001-00"),
        Parameter("status", N_("Status"), Asks.CODES, ClaimStatus),
        Parameter("type", N_("Benefit type"), Asks.CODES, BenefitType),
        Parameter("branch", N_("Branch"), example="HO"),
        Parameter("from", N_("Consultation from"), Asks.DAY, example="2026-01-01"),
        Parameter("to", N_("Consultation until"), Asks.DAY, example="2026-12-31"),
        Parameter("overdue", N_("Only past their promise"), Asks.YES),
    ),
    Privacy.HEALTH,
)
