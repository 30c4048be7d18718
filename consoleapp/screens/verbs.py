"""The verbs of the desk, for screens: ``verbs.lookup.find(desk, text)``.

A module of verbs is imported when its first verb is used, in the thread that uses it: the database layer must
not delay the first paint (SPEED 8).
"""

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from consoleapp.desk import accounts as accounts
    from consoleapp.desk import approvals as approvals
    from consoleapp.desk import audit as audit
    from consoleapp.desk import benefit_use as benefit_use
    from consoleapp.desk import certificates as certificates
    from consoleapp.desk import claim_enquiry as claim_enquiry
    from consoleapp.desk import claim_intake as claim_intake
    from consoleapp.desk import claim_notice as claim_notice
    from consoleapp.desk import codes as codes
    from consoleapp.desk import contacts as contacts
    from consoleapp.desk import context as context
    from consoleapp.desk import desk_reference as desk_reference
    from consoleapp.desk import directory as directory
    from consoleapp.desk import directory_entry as directory_entry
    from consoleapp.desk import directory_freshness as directory_freshness
    from consoleapp.desk import directory_give as directory_give
    from consoleapp.desk import directory_round as directory_round
    from consoleapp.desk import directory_upkeep as directory_upkeep
    from consoleapp.desk import document_shapes as document_shapes
    from consoleapp.desk import document_uploads as document_uploads
    from consoleapp.desk import documents as documents
    from consoleapp.desk import estimates as estimates
    from consoleapp.desk import hearing as hearing
    from consoleapp.desk import ledger as ledger
    from consoleapp.desk import letters as letters
    from consoleapp.desk import lookup as lookup
    from consoleapp.desk import members as members
    from consoleapp.desk import outbox as outbox
    from consoleapp.desk import policies as policies
    from consoleapp.desk import policy_members as policy_members
    from consoleapp.desk import reference_give as reference_give
    from consoleapp.desk import reports as reports
    from consoleapp.desk import schedules as schedules
    from consoleapp.desk import second_factor as second_factor
    from consoleapp.desk import service_requests as service_requests
    from consoleapp.desk import signin as signin
    from consoleapp.desk import staff as staff
    from consoleapp.desk import staff_access as staff_access
    from consoleapp.desk import subjects as subjects
    from consoleapp.desk import work_queue as work_queue


def __getattr__(name: str) -> ModuleType:
    if name.startswith("_"):
        raise AttributeError(name)
    return import_module(f"consoleapp.desk.{name}")
