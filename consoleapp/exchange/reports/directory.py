"""The directory of providers and how stale it is."""

from consoleapp.desk.reports import Figure, Question
from consoleapp.exchange.reports.shapes import Asks, Column, Parameter, Privacy, Report
from consoleapp.exchange.workbook.shapes import Kind
from consoleapp.i18n import N_
from consoleapp.rules.permissions import Permission
from consoleapp.rules.statuses import Area, ProviderKind
from consoleapp.store.queries.reports import desk as queries

REPORT = Report(
    Question(
        "directory",
        N_("Directory"),
        Permission.READ_DIRECTORY,
        queries.directory,
        figures=(Figure(N_("Stale records by area"), N_("Providers"), queries.by_area),),
    ),
    N_("Network providers with everything on record; those nobody verified for longest first."),
    (
        Column("provider_no", N_("Number")),
        Column("network", N_("Network")),
        Column("kind", N_("Kind")),
        Column("name_en", N_("Name")),
        Column("name_zh", N_("Chinese name")),
        Column("specialty", N_("Specialty")),
        Column("area", N_("Area")),
        Column("district", N_("District")),
        Column("address_en", N_("Address")),
        Column("address_zh", N_("Address in Chinese")),
        Column("phones", N_("Telephones")),
        Column("hours", N_("Hours")),
        Column("direct_billing", N_("Direct billing")),
        Column("public", N_("Public")),
        Column("languages", N_("Languages")),
        Column("appointment_needed", N_("Appointment needed")),
        Column("effective_from", N_("Effective from"), Kind.DATE),
        Column("effective_to", N_("Effective until"), Kind.DATE),
        Column("verified_on", N_("Last verified"), Kind.DATE),
        Column("verified_by", N_("Verified by")),
        Column("verified_how", N_("Verified how")),
        Column("stale", N_("Stale")),
    ),
    (
        Parameter("kind", N_("Kind"), Asks.CODES, ProviderKind),
        Parameter("area", N_("Area"), Asks.CODES, Area),
        Parameter("district", N_("District"), example="Yau Tsim Mong"),
        Parameter("stale", N_("Only stale records"), Asks.YES),
    ),
    Privacy.INTERNAL,
)
