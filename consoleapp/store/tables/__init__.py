"""Every table, by subject. Core tables: rows are selected for a question, never loaded as graphs."""

from consoleapp.store.tables.accounts import (
    account_act,
    challenge_question,
    portal_account,
    portal_attempt,
    portal_invitation,
    portal_reset,
)
from consoleapp.store.tables.approvals import approval
from consoleapp.store.tables.base import metadata
from consoleapp.store.tables.claims import claim, claim_line, claim_move
from consoleapp.store.tables.documents import (
    document_file,
    document_item,
    document_letter,
    document_move,
    document_request,
    document_upload,
    document_upload_file,
    letter_posting,
    stored_file,
)
from consoleapp.store.tables.ledger import (
    allocation,
    autopay_mandate,
    invoice,
    ledger_entry,
    ledger_number,
    ledger_transfer,
    settlement,
)
from consoleapp.store.tables.members import member
from consoleapp.store.tables.outbox import outbox_message, outbox_try
from consoleapp.store.tables.policies import (
    benefit,
    benefit_limit,
    branch,
    broker,
    plan,
    policy,
    policy_holder,
    policy_period,
)
from consoleapp.store.tables.providers import (
    network,
    provider,
    provider_change,
    provider_given,
    provider_network,
    provider_plan,
    provider_report,
)
from consoleapp.store.tables.records import (
    access_entry,
    act,
    audit_entry,
    book,
    contact_step,
    import_run,
    legal_hold,
)
from consoleapp.store.tables.schedules import report_recipient, report_schedule, schedule_run
from consoleapp.store.tables.search import policy_key, provider_key, search_key, search_word
from consoleapp.store.tables.services import service_request, service_step
from consoleapp.store.tables.signin import notice_accepted, recovery_code, second_factor
from consoleapp.store.tables.staff import (
    contact,
    contact_fact,
    sign_in_tries,
    staff,
    staff_session,
    verification_tries,
)
from consoleapp.store.tables.usage import benefit_usage, entitlement
from consoleapp.store.tables.verification import one_time_code, verification_exception

__all__ = [
    "access_entry",
    "account_act",
    "act",
    "allocation",
    "approval",
    "audit_entry",
    "autopay_mandate",
    "benefit",
    "benefit_limit",
    "benefit_usage",
    "book",
    "branch",
    "broker",
    "challenge_question",
    "claim",
    "claim_line",
    "claim_move",
    "contact",
    "contact_fact",
    "contact_step",
    "document_file",
    "document_item",
    "document_letter",
    "document_move",
    "document_request",
    "document_upload",
    "document_upload_file",
    "entitlement",
    "import_run",
    "invoice",
    "ledger_entry",
    "ledger_number",
    "ledger_transfer",
    "legal_hold",
    "letter_posting",
    "member",
    "metadata",
    "network",
    "notice_accepted",
    "one_time_code",
    "outbox_message",
    "outbox_try",
    "plan",
    "policy",
    "policy_holder",
    "policy_key",
    "policy_period",
    "portal_account",
    "portal_attempt",
    "portal_invitation",
    "portal_reset",
    "provider",
    "provider_change",
    "provider_given",
    "provider_key",
    "provider_network",
    "provider_plan",
    "provider_report",
    "recovery_code",
    "report_recipient",
    "report_schedule",
    "schedule_run",
    "search_key",
    "search_word",
    "second_factor",
    "service_request",
    "service_step",
    "settlement",
    "sign_in_tries",
    "staff",
    "staff_session",
    "stored_file",
    "verification_exception",
    "verification_tries",
]
