"""Exceptions to verification."""

from consoleapp.desk.reports import Question
from consoleapp.exchange.reports.shapes import Asks, Column, Parameter, Report
from consoleapp.exchange.workbook.shapes import Kind
from consoleapp.i18n import N_
from consoleapp.rules.permissions import Permission
from consoleapp.store.queries.reports import desk as queries

REPORT = Report(
    Question(
        "exceptions",
        N_("Exceptions to verification"),
        Permission.READ_MEMBER,
        queries.exceptions,
        person="member_id",
    ),
    N_("Tries granted beyond those of a day: who asked, why, who approved, what came of it."),
    (
        Column("granted_at", N_("When"), Kind.MOMENT),
        Column("policy_no", N_("Policy")),
        Column("certificate", N_("Certificate")),
        Column("name_en", N_("Name")),
        Column("channel", N_("Channel")),
        Column("caller_role", N_("Caller")),
        Column("staff", N_("Staff")),
        Column("reason", N_("Reason")),
        Column("approver", N_("Approved by")),
        Column("tries_left", N_("Tries left"), Kind.NUMBER),
        Column("level", N_("Verified")),
        Column("outcome", N_("Outcome")),
    ),
    (
        Parameter("from", N_("From"), Asks.DAY, example="2026-01-01"),
        Parameter("to", N_("Until"), Asks.DAY, example="2026-12-31"),
    ),
)
