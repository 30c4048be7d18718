"""What staff did about portal accounts."""

from consoleapp.desk.reports import Question
from consoleapp.exchange.reports.shapes import Asks, Column, Parameter, Report
from consoleapp.exchange.workbook.shapes import Kind
from consoleapp.i18n import N_
from consoleapp.rules.accounts import AccountAct
from consoleapp.rules.permissions import Permission
from consoleapp.store.queries.reports import desk as queries

REPORT = Report(
    Question(
        "unlocks",
        N_("Unlocks and other acts on accounts"),
        Permission.READ_ACCOUNTS,
        queries.unlocks,
        person="member_id",
    ),
    N_("Who unlocked, locked, invited or reset which account, for whom, how verified, and why."),
    (
        Column("at", N_("When"), Kind.MOMENT),
        Column("act", N_("What")),
        Column("account_no", N_("Account")),
        Column("policy_no", N_("Policy")),
        Column("certificate", N_("Certificate")),
        Column("name_en", N_("Name")),
        Column("from_stage", N_("Stage before")),
        Column("to_stage", N_("Stage after")),
        Column("reason", N_("Reason")),
        Column("staff", N_("Staff")),
        Column("channel", N_("Channel")),
        Column("caller_role", N_("Caller")),
        Column("level", N_("Verified")),
        Column("verified_how", N_("Verified how")),
    ),
    (
        Parameter("act", N_("What"), Asks.CODES, AccountAct),
        Parameter("staff", N_("Login of staff"), example="ada"),
        Parameter("from", N_("From"), Asks.DAY, example="2026-01-01"),
        Parameter("to", N_("Until"), Asks.DAY, example="2026-12-31"),
    ),
)
