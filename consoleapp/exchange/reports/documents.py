"""Documents that are missing."""

from consoleapp.desk.reports import Figure, Question
from consoleapp.exchange.reports.shapes import Asks, Column, Parameter, Privacy, Report
from consoleapp.exchange.workbook.shapes import Kind
from consoleapp.i18n import N_
from consoleapp.rules.documents import DocumentKind
from consoleapp.rules.permissions import Permission
from consoleapp.store.queries.reports import claims as queries

REPORT = Report(
    Question(
        "documents",
        N_("Documents outstanding"),
        Permission.READ_CLAIMS,
        queries.documents,
        person="member_id",
        of_claims=True,
        figures=(Figure(N_("Missing documents by kind"), N_("Documents"), queries.by_kind),),
    ),
    N_("What members were asked for and has not come, those due first."),
    (
        Column("claim_no", N_("Claim")),
        Column("policy_no", N_("Policy")),
        Column("certificate", N_("Certificate")),
        Column("name_en", N_("Name")),
        Column("name_zh", N_("Chinese name")),
        Column("holder", N_("Policy holder")),
        Column("kind", N_("Document")),
        Column("words", N_("What is meant")),
        Column("status", N_("Status")),
        Column("reason", N_("Why rejected")),
        Column("request_status", N_("Request")),
        Column("asked_at", N_("Asked"), Kind.MOMENT),
        Column("due_on", N_("Due"), Kind.DATE),
        Column("overdue", N_("Overdue")),
        Column("times_sent", N_("Times asked"), Kind.NUMBER),
        Column("last_sent_at", N_("Last asked"), Kind.MOMENT),
        Column("asked_by", N_("Asked by")),
    ),
    (
        Parameter("policy", N_("Policy"), example="91307"),
        Parameter("kind", N_("Document"), Asks.CODES, DocumentKind),
        Parameter("overdue", N_("Only past their date"), Asks.YES),
    ),
    Privacy.HEALTH,
)
