"""Every report by its name, in the order of the gallery. Each is loaded when it is asked for."""

from importlib import import_module

from consoleapp.errors import NotFound
from consoleapp.exchange.reports.shapes import Report
from consoleapp.i18n import N_
from consoleapp.rules.permissions import Role, allowed

NAMES = (
    "members", "schedules", "utilisation", "invoices", "settlements", "statement", "claims", "late_claims",
    "documents", "requests", "services", "contacts", "unlocks", "exceptions", "directory", "audit", "looks",
)  # fmt: skip


def report(name: str) -> Report:
    """The report of this name. Raises NotFound with the names there are."""
    if name not in NAMES:
        raise NotFound(
            N_("There is no report {name}. There are: {known}."), name=name, known=", ".join(NAMES)
        )
    found: Report = import_module(f"consoleapp.exchange.reports.{name}").REPORT
    return found


def reports_for(role: Role) -> tuple[Report, ...]:
    """The reports somebody in ``role`` may ask for, in the order of the gallery."""
    found = (report(name) for name in NAMES)
    return tuple(one for one in found if allowed(role, one.question.needs))
