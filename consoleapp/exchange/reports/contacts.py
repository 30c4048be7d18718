"""Contacts by hour, outcome and staff, and who called again."""

from datetime import datetime
from typing import Any

from consoleapp.desk.context import Work
from consoleapp.desk.reports import Figure, Question
from consoleapp.exchange.reports.shapes import Asks, Column, Parameter, Report
from consoleapp.exchange.workbook.shapes import Kind
from consoleapp.i18n import N_
from consoleapp.rules.dates import local
from consoleapp.rules.permissions import Permission
from consoleapp.rules.statuses import ContactChannel, Outcome
from consoleapp.store.queries.reports import desk as queries


def _hour(moment: datetime) -> str:
    """The hour of the day in Hong Kong: 09:00."""
    return f"{local(moment).hour:02d}:00"


def _minutes(_work: Work, row: Any) -> object:
    return None if row.ended_at is None else round((row.ended_at - row.started_at).total_seconds() / 60)


REPORT = Report(
    Question(
        "contacts",
        N_("Contacts"),
        Permission.READ_MEMBER,
        queries.contacts,
        person="member_id",
        figures=(
            Figure(N_("Contacts by hour"), N_("Contacts"), queries.contact_moments, bucket=_hour),
            Figure(N_("Contacts by outcome"), N_("Contacts"), queries.by_outcome),
            Figure(N_("Contacts by staff"), N_("Contacts"), queries.by_staff),
            Figure(N_("Callers by how often they called"), N_("Callers"), queries.repeat_callers),
        ),
        derived={"minutes": _minutes},
    ),
    N_("Calls and visits by hour, outcome and staff, and who called again."),
    (
        Column("started_at", N_("Began"), Kind.MOMENT),
        Column("minutes", N_("Minutes"), Kind.NUMBER),
        Column("channel", N_("Channel")),
        Column("status", N_("Status")),
        Column("staff", N_("Staff")),
        Column("caller_role", N_("Caller")),
        Column("policy_no", N_("Policy")),
        Column("holder", N_("Policy holder")),
        Column("certificate", N_("Certificate")),
        Column("name_en", N_("Name")),
        Column("name_zh", N_("Chinese name")),
        Column("level", N_("Verified")),
        Column("verified_how", N_("Verified how")),
        Column("outcome", N_("Outcome")),
        Column("promised_on", N_("Promised"), Kind.DATE),
        Column("times", N_("Times called"), Kind.NUMBER),
    ),
    (
        Parameter("from", N_("From"), Asks.DAY, example="2026-01-01"),
        Parameter("to", N_("Until"), Asks.DAY, example="2026-12-31"),
        Parameter("staff", N_("Login of staff"), example="ada"),
        Parameter("outcome", N_("Outcome"), Asks.CODES, Outcome),
        Parameter("channel", N_("Channel"), Asks.CODES, ContactChannel),
        Parameter("policy", N_("Policy"), example="91307"),
    ),
)
