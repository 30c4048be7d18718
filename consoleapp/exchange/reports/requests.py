"""What waits for somebody: the queue of F8."""

from consoleapp.desk.reports import Question, answers
from consoleapp.exchange.reports.shapes import Asks, Column, Parameter, Privacy, Report
from consoleapp.exchange.workbook.shapes import Kind
from consoleapp.i18n import N_
from consoleapp.rules.permissions import Permission
from consoleapp.rules.work import WorkScope

REPORT = Report(
    Question(
        "requests",
        N_("Requests"),
        Permission.DECIDE_CLAIMS,
        answer=answers.queue,
        of_claims=True,
    ),
    N_("What waits for somebody: documents, call-backs, claims past their date, approvals."),
    (
        Column("due_on", N_("Due"), Kind.DATE),
        Column("overdue", N_("Overdue")),
        Column("kind", N_("Kind")),
        Column("subject", N_("About")),
        Column("about", N_("Name")),
        Column("about_zh", N_("Chinese name")),
        Column("certificate", N_("Policy and certificate")),
        Column("who", N_("In hand of")),
        Column("why", N_("Why")),
    ),
    (
        Parameter("scope", N_("Whose"), Asks.CODES, WorkScope),
        Parameter("overdue", N_("Only what is overdue"), Asks.YES),
    ),
    Privacy.HEALTH,
)
