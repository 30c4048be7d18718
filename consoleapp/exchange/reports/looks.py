"""Who saw a member's record."""

from typing import Any

from consoleapp.desk.context import Work
from consoleapp.desk.reports import Question
from consoleapp.desk.timeline import look_in_words
from consoleapp.exchange.reports.shapes import Asks, Column, Parameter, Privacy, Report
from consoleapp.exchange.workbook.shapes import Kind
from consoleapp.i18n import N_
from consoleapp.rules.permissions import Permission
from consoleapp.rules.sentences import Sentence
from consoleapp.store.queries.reports import desk as queries


def _seen(_work: Work, row: Any) -> object:
    return Sentence(look_in_words(row.what))


REPORT = Report(
    Question(
        "looks",
        N_("Who saw a member"),
        Permission.READ_ACCESS,
        queries.looks,
        person="member_id",
        derived={"seen": _seen},
    ),
    N_("Every look at one member's record: who, when, at what, in which contact, what for."),
    (
        Column("at", N_("When"), Kind.MOMENT),
        Column("staff", N_("Staff")),
        Column("login", N_("Login of staff")),
        Column("seen", N_("What")),
        Column("purpose", N_("Purpose")),
        Column("contact_id", N_("Contact"), Kind.NUMBER),
        Column("channel", N_("Channel")),
        Column("caller_role", N_("Caller")),
    ),
    (
        Parameter("policy", N_("Policy"), needed=True, example="91307"),
        Parameter("certificate", N_("Certificate"), needed=True, example="0001-00"),
        Parameter("from", N_("From"), Asks.DAY, example="2026-01-01"),
        Parameter("to", N_("Until"), Asks.DAY, example="2026-12-31"),
    ),
    Privacy.HEALTH,
)
