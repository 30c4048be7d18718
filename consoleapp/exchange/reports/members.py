"""Members by policy."""

from consoleapp.desk.reports import Figure, Question
from consoleapp.exchange.reports.shapes import Asks, Column, Parameter, Report
from consoleapp.exchange.workbook.shapes import Kind
from consoleapp.i18n import N_
from consoleapp.rules.permissions import Permission
from consoleapp.rules.statuses import MemberStatus
from consoleapp.store.queries.reports import members as queries

_SUMS = ("sum_life", "sum_tpd", "sum_add", "sum_ltd", "sum_cib")

REPORT = Report(
    Question(
        "members",
        N_("Members by policy"),
        Permission.READ_MEMBER,
        queries.rows,
        person="member_id",
        adds_up=tuple((name, "currency") for name in _SUMS),
        figures=(Figure(N_("Members by status"), N_("Members"), queries.by_status),),
    ),
    N_("Who is insured on which policy, plan and branch, with sums assured."),
    (
        Column("policy_no", N_("Policy")),
        Column("holder", N_("Policy holder")),
        Column("certificate", N_("Certificate")),
        Column("name_en", N_("Name")),
        Column("name_zh", N_("Chinese name")),
        Column("relation", N_("Relation")),
        Column("sex", N_("Sex")),
        Column("birth_date", N_("Date of birth"), Kind.DATE),
        Column("identity_type", N_("Identity document")),
        Column("identity_no", N_("Identity number")),
        Column("mobile", N_("Mobile")),
        Column("email", N_("E-mail")),
        Column("plan", N_("Plan")),
        Column("branch", N_("Branch")),
        Column("status", N_("Status")),
        Column("effective_date", N_("Effective from"), Kind.DATE),
        Column("termination_date", N_("Terminated on"), Kind.DATE),
        Column("currency", N_("Currency")),
        Column("sum_life", N_("Life"), Kind.MONEY, "currency"),
        Column("sum_tpd", N_("TPD"), Kind.MONEY, "currency"),
        Column("sum_add", N_("AD&D"), Kind.MONEY, "currency"),
        Column("sum_ltd", N_("LTD"), Kind.MONEY, "currency"),
        Column("sum_cib", N_("CIB"), Kind.MONEY, "currency"),
    ),
    (
        Parameter("policy", N_("Policy"), example="91307"),
        Parameter("holder", N_("Policy holder"), example="H0307"),
        Parameter("status", N_("Status"), Asks.CODES, MemberStatus),
    ),
)
