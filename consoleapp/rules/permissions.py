"""What each role among the staff may do, as a table. Sources: DOMAIN 2, SAFETY 11 and 14.

A permission opens a verb of the desk; the verb may ask more: a verified caller, a reason, a second person.
"""

from collections.abc import Mapping
from types import MappingProxyType

from consoleapp.errors import WrongUse
from consoleapp.i18n import N_
from consoleapp.rules.coded import Coded


class Role(Coded):
    """The work a member of staff is signed in for."""

    HOTLINE = "hotline", N_("Hotline")
    COUNTER = "counter", N_("Counter")
    SUPERVISOR = "supervisor", N_("Supervisor")
    ADMINISTRATOR = "administrator", N_("Administrator")
    AUDITOR = "auditor", N_("Auditor")


class Permission(Coded):
    """One thing staff may or may not do."""

    FIND = "find", N_("Find people and records")
    READ_MEMBER = "read_member", N_("Read a member's record")
    READ_POLICY = "read_policy", N_("Read policies and schedules")
    READ_CLAIMS = "read_claims", N_("Read claims")
    READ_LEDGER = "read_ledger", N_("Read the premium ledger")
    READ_DIRECTORY = "read_directory", N_("Read the network directory")
    READ_ACCOUNTS = "read_accounts", N_("Read portal accounts")
    UNMASK = "unmask", N_("Unmask a private field")
    UNMASK_DIAGNOSIS = "unmask_diagnosis", N_("Unmask a diagnosis")
    TAKE_CONTACTS = "take_contacts", N_("Take calls and visits")
    VERIFY_CALLER = "verify_caller", N_("Verify a caller")
    SEE_DOCUMENT = "see_document", N_("Check an identity document at the counter")
    GRANT_EXCEPTION = "grant_exception", N_("Grant an exception to verification")
    APPROVE = "approve", N_("Approve what needs a second person")
    UNLOCK_ACCOUNTS = "unlock_accounts", N_("Unlock and lock portal accounts")
    REGISTER_CLAIMS = "register_claims", N_("Register claims")
    WITHDRAW_CLAIMS = "withdraw_claims", N_("Withdraw a claim at the member's wish")
    DECIDE_CLAIMS = "decide_claims", N_("Decide claims")
    HANDLE_DOCUMENTS = "handle_documents", N_("Ask for and take in documents")
    WAIVE_DOCUMENTS = "waive_documents", N_("Waive a document")
    HANDLE_REQUESTS = "handle_requests", N_("Open and work on requests")
    SETTLE = "settle", N_("Record and allocate settlements")
    REVERSE = "reverse", N_("Reverse an entry of the ledger")
    READ_REFERENCE = "read_reference", N_("Read the desk reference")
    EDIT_REFERENCE = "edit_reference", N_("Bring in a new set of the desk reference")
    EDIT_DIRECTORY = "edit_directory", N_("Correct the network directory")
    EXPORT = "export", N_("Export to Excel")
    READ_REPORTS = "read_reports", N_("See reports and queues")
    IMPORT = "import", N_("Load extracts")
    MANAGE_STAFF = "manage_staff", N_("Manage staff")
    BACK_UP = "back_up", N_("Back up and check the book")
    KEEP_RECORDS = "keep_records", N_("Place legal holds, and remove what is past its time")
    MANAGE_MESSAGES = "manage_messages", N_("See, retry and cancel messages")
    READ_AUDIT = "read_audit", N_("Read the audit trail")
    READ_ACCESS = "read_access", N_("See who looked at a member's record")


_P = Permission
_READ = {
    _P.FIND,
    _P.READ_MEMBER,
    _P.READ_POLICY,
    _P.READ_CLAIMS,
    _P.READ_LEDGER,
    _P.READ_DIRECTORY,
    _P.READ_ACCOUNTS,
    _P.READ_REFERENCE,
}
_HOTLINE = _READ | {
    _P.UNMASK,
    _P.TAKE_CONTACTS,
    _P.VERIFY_CALLER,
    _P.UNLOCK_ACCOUNTS,
    _P.WITHDRAW_CLAIMS,
    _P.HANDLE_DOCUMENTS,
    _P.HANDLE_REQUESTS,
    _P.EDIT_DIRECTORY,
}
_COUNTER = _HOTLINE | {_P.SEE_DOCUMENT, _P.REGISTER_CLAIMS, _P.SETTLE}
_SUPERVISOR = _COUNTER | {
    _P.UNMASK_DIAGNOSIS,
    _P.GRANT_EXCEPTION,
    _P.APPROVE,
    _P.DECIDE_CLAIMS,
    _P.WAIVE_DOCUMENTS,
    _P.REVERSE,
    _P.EDIT_REFERENCE,
    _P.EXPORT,
    _P.READ_REPORTS,
    _P.READ_ACCESS,
    _P.READ_AUDIT,
    _P.IMPORT,
    _P.MANAGE_STAFF,
    _P.BACK_UP,
    _P.KEEP_RECORDS,
    _P.MANAGE_MESSAGES,
}
_ADMINISTRATOR = {
    _P.READ_POLICY,
    _P.READ_DIRECTORY,
    _P.READ_REFERENCE,
    _P.EDIT_REFERENCE,
    _P.IMPORT,
    _P.MANAGE_STAFF,
    _P.BACK_UP,
    _P.KEEP_RECORDS,
    _P.READ_AUDIT,
    _P.MANAGE_MESSAGES,
}
_AUDITOR = {_P.READ_POLICY, _P.READ_REFERENCE, _P.READ_AUDIT, _P.READ_ACCESS, _P.READ_REPORTS}

GRANTS: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {
        Role.HOTLINE: frozenset(_HOTLINE),
        Role.COUNTER: frozenset(_COUNTER),
        Role.SUPERVISOR: frozenset(_SUPERVISOR),
        Role.ADMINISTRATOR: frozenset(_ADMINISTRATOR),
        Role.AUDITOR: frozenset(_AUDITOR),
    }
)
"""Role → what it may do. Administrators keep the console running and see no member; auditors read only."""


def allowed(role: Role, permission: Permission) -> bool:
    """Whether ``role`` may do this at all."""
    return permission in GRANTS[role]


def roles_named(text: str) -> frozenset[Role]:
    """The roles of a setting, with spaces or commas between them. Raises WrongUse for one there is not."""
    named = text.replace(",", " ").split()
    known = {role.value for role in Role}
    for name in named:
        if name not in known:
            raise WrongUse(
                N_("There is no role {name} in the settings. It may be: {known}."),
                name=name,
                known=" ".join(role.value for role in Role),
            )
    return frozenset(Role(name) for name in named)
