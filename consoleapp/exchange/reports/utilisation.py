"""What of yearly and lifetime limits is used."""

from consoleapp.desk.reports import Question
from consoleapp.exchange.reports.shapes import Asks, Column, Parameter, Privacy, Report
from consoleapp.exchange.workbook.shapes import Kind
from consoleapp.i18n import N_
from consoleapp.rules.permissions import Permission
from consoleapp.store.queries.reports import benefits as queries

REPORT = Report(
    Question(
        "utilisation",
        N_("Benefit utilisation"),
        Permission.READ_CLAIMS,
        queries.utilisation,
        person="member_id",
        of_claims=True,
        adds_up=(("used", "currency"), ("pending", "currency"), ("visits", ""), ("visits_pending", "")),
    ),
    N_("Initial, used, pending and remaining of every limit that is used up."),
    (
        Column("policy_no", N_("Policy")),
        Column("certificate", N_("Certificate")),
        Column("name_en", N_("Name")),
        Column("name_zh", N_("Chinese name")),
        Column("scope", N_("For whom")),
        Column("reach", N_("Counts")),
        Column("code", N_("Code")),
        Column("basis", N_("Basis")),
        Column("starts_on", N_("Policy year from"), Kind.DATE),
        Column("currency", N_("Currency")),
        Column("initial", N_("Initial"), Kind.MONEY, "currency"),
        Column("used", N_("Used"), Kind.MONEY, "currency"),
        Column("pending", N_("Pending"), Kind.MONEY, "currency"),
        Column("remaining", N_("Remaining"), Kind.MONEY, "currency"),
        Column("initial_visits", N_("Initial visits"), Kind.NUMBER),
        Column("visits", N_("Visits used"), Kind.NUMBER),
        Column("visits_pending", N_("Visits pending"), Kind.NUMBER),
        Column("remaining_visits", N_("Visits left"), Kind.NUMBER),
        Column("days", N_("Days used"), Kind.NUMBER),
        Column("days_pending", N_("Days pending"), Kind.NUMBER),
    ),
    (
        Parameter("policy", N_("Policy"), example="91307"),
        Parameter("item", N_("Code of the item"), example="GP"),
        Parameter("from", N_("Policy years from"), Asks.DAY, example="2026-01-01"),
    ),
    Privacy.HEALTH,
)
