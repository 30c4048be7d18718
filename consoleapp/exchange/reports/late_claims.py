"""Claims past the date that was promised."""

from typing import Any

from consoleapp.desk.claim_enquiry import promised_by
from consoleapp.desk.context import Work
from consoleapp.desk.reports import Question
from consoleapp.exchange.reports.shapes import Asks, Column, Parameter, Privacy, Report
from consoleapp.exchange.workbook.shapes import Kind
from consoleapp.i18n import N_
from consoleapp.rules.permissions import Permission
from consoleapp.rules.statuses import ClaimStatus
from consoleapp.store.queries.reports import claims as queries


def _promised(work: Work, row: Any) -> object:
    return promised_by(work, row.status, row.complete_on, row.status_on)


def _late(work: Work, row: Any) -> object:
    due = promised_by(work, row.status, row.complete_on, row.status_on)
    return None if due is None else (work.today - due).days


REPORT = Report(
    Question(
        "late_claims",
        N_("Claims past their promise"),
        Permission.READ_CLAIMS,
        queries.late,
        person="member_id",
        of_claims=True,
        derived={"promised_on": _promised, "days_late": _late},
    ),
    N_("Claims that were to be closed or paid by now, those that wait longest first."),
    (
        Column("claim_no", N_("Claim")),
        Column("policy_no", N_("Policy")),
        Column("certificate", N_("Certificate")),
        Column("name_en", N_("Name")),
        Column("name_zh", N_("Chinese name")),
        Column("branch", N_("Branch")),
        Column("received_on", N_("Received"), Kind.DATE),
        Column("complete_on", N_("Complete"), Kind.DATE),
        Column("status", N_("Status")),
        Column("status_on", N_("Status since"), Kind.DATE),
        Column("promised_on", N_("Promised"), Kind.DATE),
        Column("days_late", N_("Days late"), Kind.NUMBER),
    ),
    (
        Parameter("policy", N_("Policy"), example="91307"),
        Parameter("status", N_("Status"), Asks.CODES, ClaimStatus),
    ),
    Privacy.HEALTH,
)
