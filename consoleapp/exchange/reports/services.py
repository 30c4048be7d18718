"""What members asked the desk to do (DOMAIN 10)."""

from typing import Any

from consoleapp.desk.context import Work
from consoleapp.desk.reports import Figure, Question
from consoleapp.exchange.reports.shapes import Asks, Column, Parameter, Privacy, Report
from consoleapp.exchange.workbook.shapes import Kind
from consoleapp.i18n import N_
from consoleapp.rules.permissions import Permission
from consoleapp.rules.services import ServiceKind, ServiceState, number_of
from consoleapp.store.queries.reports import services as queries


def _number(_work: Work, row: Any) -> object:
    return number_of(row.request_id)


REPORT = Report(
    Question(
        "services",
        N_("Requests of members"),
        Permission.READ_CLAIMS,
        queries.services,
        person="member_id",
        of_claims=True,
        figures=(Figure(N_("Requests by kind"), N_("Requests"), queries.by_kind),),
        derived={"number": _number},
    ),
    N_("What members asked for, by kind and state: when it was due, who has it in hand."),
    (
        Column("number", N_("Number")),
        Column("kind", N_("Kind")),
        Column("state", N_("Status")),
        Column("waits_for", N_("Waits for")),
        Column("policy_no", N_("Policy")),
        Column("certificate", N_("Certificate")),
        Column("name_en", N_("Name")),
        Column("name_zh", N_("Chinese name")),
        Column("holder", N_("Policy holder")),
        Column("opened_at", N_("Asked"), Kind.MOMENT),
        Column("opened_by", N_("Opened by")),
        Column("due_on", N_("Due"), Kind.DATE),
        Column("overdue", N_("Overdue")),
        Column("who", N_("In hand of")),
        Column("ended_at", N_("Ended"), Kind.MOMENT),
    ),
    (
        Parameter("policy", N_("Policy"), example="91307"),
        Parameter("kind", N_("Kind"), Asks.CODES, ServiceKind),
        Parameter("state", N_("Status"), Asks.CODES, ServiceState),
        Parameter("from", N_("From"), Asks.DAY, example="2026-01-01"),
        Parameter("to", N_("To"), Asks.DAY, example="2026-12-31"),
        Parameter("overdue", N_("Only what is overdue"), Asks.YES),
    ),
    Privacy.HEALTH,
)
