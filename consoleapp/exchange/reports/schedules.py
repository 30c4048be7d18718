"""Benefit schedules."""

from consoleapp.desk.reports import Question
from consoleapp.exchange.reports.shapes import Asks, Column, Parameter, Privacy, Report
from consoleapp.exchange.workbook.shapes import Kind
from consoleapp.i18n import N_
from consoleapp.rules.permissions import Permission
from consoleapp.rules.statuses import BenefitType
from consoleapp.store.queries.reports import benefits as queries

REPORT = Report(
    Question("schedules", N_("Benefit schedules"), Permission.READ_POLICY, queries.schedules),
    N_("What each plan grants: items, limits, percentages, waiting periods, conditions."),
    (
        Column("policy_no", N_("Policy")),
        Column("holder", N_("Policy holder")),
        Column("plan", N_("Plan")),
        Column("benefit_type", N_("Benefit type")),
        Column("item_code", N_("Code")),
        Column("name_en", N_("Item")),
        Column("name_zh", N_("Item in Chinese")),
        Column("covered", N_("Covered")),
        Column("measure", N_("Measure")),
        Column("basis", N_("Basis")),
        Column("scope", N_("For whom")),
        Column("currency", N_("Currency")),
        Column("limit_money", N_("Limit"), Kind.MONEY, "currency"),
        Column("limit_count", N_("Visits or days"), Kind.NUMBER),
        Column("unlimited", N_("Unlimited")),
        Column("reimbursement_percent", N_("Reimbursed %"), Kind.NUMBER),
        Column("co_payment", N_("Co-payment"), Kind.MONEY, "currency"),
        Column("deductible", N_("Deductible"), Kind.MONEY, "currency"),
        Column("waiting_days", N_("Waiting period in days"), Kind.NUMBER),
        Column("area_of_cover", N_("Area of cover")),
        Column("referral_needed", N_("Referral needed")),
        Column("network_only", N_("Network only")),
        Column("unapproved_share_percent", N_("Unapproved provider: share %"), Kind.NUMBER),
        Column("specified_hospital_share_percent", N_("Specified hospital: share %"), Kind.NUMBER),
    ),
    (
        Parameter("policy", N_("Policy"), example="91307"),
        Parameter("plan", N_("Plan"), example="10"),
        Parameter("type", N_("Benefit type"), Asks.CODES, BenefitType),
    ),
    Privacy.INTERNAL,
)
