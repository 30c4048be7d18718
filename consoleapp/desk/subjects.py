"""Cards of records beside the hits of Find; of a member only what names them."""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import Row

from consoleapp.desk import disclosing
from consoleapp.desk.claims import promised_on
from consoleapp.desk.context import Work, reads
from consoleapp.desk.disclosing import Person
from consoleapp.desk.glance import ACCOUNT_TONES, POLICY_TONES, member_card
from consoleapp.desk.shapes import Fact, SubjectCard, Tone
from consoleapp.errors import NotAllowed, NotFound
from consoleapp.i18n import N_
from consoleapp.rules.disclosure import Topic
from consoleapp.rules.money import Money
from consoleapp.rules.permissions import Permission, allowed
from consoleapp.rules.provider_upkeep import is_stale
from consoleapp.rules.service_requests import TOPICS
from consoleapp.rules.services import number_of
from consoleapp.rules.statuses import AccountStage, ClaimStatus, PolicyStatus
from consoleapp.rules.subjects import SubjectKind
from consoleapp.store.queries import periods as period_queries
from consoleapp.store.queries import policies as policy_queries
from consoleapp.store.queries import services as service_queries
from consoleapp.store.queries import subjects as queries

_CLAIM_TONES = {
    ClaimStatus.PAID: Tone.GOOD,
    ClaimStatus.APPROVED: Tone.GOOD,
    ClaimStatus.DECLINED: Tone.BAD,
    ClaimStatus.WITHDRAWN: Tone.MUTED,
}

NEXT_STEP: dict[AccountStage, str] = {
    AccountStage.NOT_REGISTERED: N_("Send the invitation: a PIN and an initial password, two ways."),
    AccountStage.INVITED: N_("Types the PIN and the initial password at the portal."),
    AccountStage.REGISTERING: N_("Goes on where registration stopped."),
    AccountStage.ACTIVE: N_("Nothing to do."),
    AccountStage.FROZEN: N_("Verify the caller, then unlock."),
    AccountStage.DISABLED: N_("It stays closed."),
}
"""What comes next at each stage of an account, in words for staff (DOMAIN 7)."""


@reads(Permission.FIND)
def subject(work: Work, kind: SubjectKind, subject_id: int) -> SubjectCard:
    """The card of one record. Raises NotFound, or NotAllowed where the caller may not hear of it.

    A claim or a member's account is a look at that member and is recorded as one.
    """
    needs, build = _CARDS[kind]
    if not allowed(work.desk.actor.role, needs):
        raise NotAllowed(N_("Your role may not do this ({permission}). Ask a supervisor."), permission=needs)
    card = build(work, subject_id)
    if card is None:
        raise NotFound(N_("This record is no longer there. Search again."))
    return card


def _facts(*facts: Fact | None) -> tuple[Fact, ...]:
    return tuple(fact for fact in facts if fact is not None and fact.value not in (None, ""))


def _policy(work: Work, policy_id: int) -> SubjectCard | None:
    row = queries.policy_row(work.connection, policy_id)
    if row is None:
        return None
    period = period_queries.period_on(work.connection, policy_id, work.today)
    owed = policy_queries.unsettled(work.connection, policy_id)
    balance = Money(owed.balance, row.currency)
    # Whoever says they are the contact person has to say who that is: until then it is not on the screen.
    told = not disclosing.why_not_of_policy(work, Topic.COVER, row.holder_id, row.broker_id)
    return SubjectCard(
        SubjectKind.POLICY,
        policy_id,
        row.policy_no,
        "",
        _facts(
            Fact(N_("Company"), row.holder_en, more=row.holder_zh),
            Fact(N_("Plan type"), row.plan_type),
            Fact(N_("Status"), row.status, POLICY_TONES.get(row.status, Tone.MUTED)),
            Fact(N_("From"), period.starts_on) if period else None,
            Fact(N_("To"), period.ends_on) if period else None,
            Fact(N_("Payment mode"), row.payment_mode),
            Fact(N_("Currency"), row.currency),
            Fact(N_("Employees"), row.employees),
            Fact(N_("Spouses"), row.spouses),
            Fact(N_("Children"), row.children),
            _owed(work, row, balance, owed.oldest_due),
            Fact(N_("Contact"), row.holder_contact, more=row.holder_phone) if told else None,
            Fact(N_("Broker"), row.broker_name, more=row.broker_code or ""),
            Fact(N_("Broker contact"), row.broker_contact, more=row.broker_phone or "") if told else None,
        ),
    )


def _owed(work: Work, row: Row[Any], balance: Money, oldest_due: date | None) -> Fact | None:
    """What is unsettled, for roles that read the ledger and callers who may hear of it."""
    if not allowed(work.desk.actor.role, Permission.READ_LEDGER):
        return None
    if disclosing.why_not_of_policy(work, Topic.PREMIUM_LEDGER, row.holder_id, row.broker_id):
        return None
    late = oldest_due is not None and oldest_due < work.today and balance.minor > 0
    return Fact(N_("Unsettled"), balance, Tone.WAITING if late else Tone.PLAIN)


def _company(work: Work, holder_id: int) -> SubjectCard | None:
    row = queries.company_row(work.connection, holder_id)
    if row is None:
        return None
    told = not disclosing.why_not_of_policy(work, Topic.COVER, holder_id, None)
    policies = queries.policies_of(work.connection, holder_id)
    branches = queries.branches_of(work.connection, holder_id)
    return SubjectCard(
        SubjectKind.COMPANY,
        holder_id,
        row.name_en,
        row.name_zh,
        _facts(
            Fact(N_("Code"), row.code),
            Fact(N_("Contact"), row.contact_name, more=row.contact_phone) if told else None,
            *(
                Fact(N_("Policy"), policy.policy_no, more=policy.plan_type)
                if policy.status is PolicyStatus.IN_FORCE
                else Fact(N_("Policy"), policy.policy_no, Tone.MUTED, more=policy.status)
                for policy in policies
            ),
            *(Fact(N_("Branch"), branch.name_en, more=branch.name_zh) for branch in branches),
        ),
    )


def _claim(work: Work, claim_id: int) -> SubjectCard | None:
    row = queries.claim_row(work.connection, claim_id)
    if row is None:
        return None
    disclosing.require(work, Person.of(row, row.member_id), Topic.CLAIMS)
    work.looked(row.member_id, "claim")
    total = queries.claim_totals(work.connection, claim_id)
    promised = promised_on(row, work.desk.settings.claims)
    late = promised is not None and promised < work.today
    return SubjectCard(
        SubjectKind.CLAIM,
        claim_id,
        row.claim_no,
        "",
        _facts(
            Fact(N_("Member"), row.name_en, more=row.name_zh),
            Fact(N_("Certificate"), f"{row.policy_no} {row.cert_no}-{row.suffix}"),
            Fact(N_("Status"), row.status, _CLAIM_TONES.get(row.status, Tone.WAITING)),
            Fact(N_("Since"), row.status_on),
            Fact(N_("Promised by"), promised, Tone.BAD if late else Tone.PLAIN),
            Fact(N_("Received"), row.received_on),
            Fact(N_("Consultation"), total.consulted_on),
            Fact(N_("Item"), total.item_name) if total.lines == 1 else Fact(N_("Lines"), total.lines),
            _amount(N_("Incurred"), total.incurred, row.currency),
            _amount(N_("Paid"), total.paid, row.currency),
            Fact(N_("Paid on"), total.paid_on),
        ),
        member_id=row.member_id,
    )


def _request(work: Work, request_id: int) -> SubjectCard | None:
    row = service_queries.one(work.connection, request_id)
    if row is None:
        return None
    disclosing.require(work, Person.of(row, row.member_id), TOPICS[row.kind])
    work.looked(row.member_id, "requests")
    live = row.state.is_live
    late = live and row.due_on < work.today
    return SubjectCard(
        SubjectKind.REQUEST,
        request_id,
        number_of(request_id),
        "",
        _facts(
            Fact(N_("Member"), row.name_en, more=row.name_zh),
            Fact(N_("Certificate"), f"{row.policy_no} {row.cert_no}-{row.suffix}"),
            Fact(N_("Service request"), row.kind),
            Fact(N_("Status"), row.waits_for or row.state, Tone.WAITING if live else Tone.MUTED),
            Fact(N_("Due"), row.due_on, Tone.BAD if late else Tone.PLAIN),
            Fact(N_("In hand"), row.staff_name or ""),
            Fact(N_("Opened"), row.opened_at),
        ),
        member_id=row.member_id,
    )


def _amount(label: str, minor: int | None, currency: str) -> Fact | None:
    return None if minor is None else Fact(label, Money(int(minor), currency))


def _invoice(work: Work, invoice_id: int) -> SubjectCard | None:
    row = queries.invoice_row(work.connection, invoice_id)
    if row is None:
        return None
    disclosing.require_of_policy(work, Topic.PREMIUM_LEDGER, row.holder_id, row.broker_id)
    late = row.balance > 0 and row.due_on < work.today
    return SubjectCard(
        SubjectKind.INVOICE,
        invoice_id,
        row.invoice_no,
        "",
        _facts(
            Fact(N_("Company"), row.holder_en, more=row.holder_zh),
            Fact(N_("Policy"), row.policy_no),
            Fact(N_("Branch"), row.branch_en),
            Fact(N_("Issued"), row.issued_on),
            Fact(N_("Due"), row.due_on, Tone.BAD if late else Tone.PLAIN),
            Fact(N_("Amount"), Money(row.amount, row.currency)),
            Fact(N_("Settled"), Money(int(row.settled), row.currency)),
            Fact(N_("Last settled"), row.last_settled_on),
            Fact(N_("Credited"), Money(int(row.credited), row.currency)) if row.credited else None,
            Fact(N_("Written off"), Money(int(row.written_off), row.currency)) if row.written_off else None,
            Fact(N_("Balance"), Money(int(row.balance), row.currency), Tone.BAD if late else Tone.PLAIN),
        ),
    )


def _receipt(work: Work, settlement_id: int) -> SubjectCard | None:
    row = queries.settlement_row(work.connection, settlement_id)
    if row is None:
        return None
    disclosing.require_of_policy(work, Topic.PREMIUM_LEDGER, row.holder_id, row.broker_id)
    left = Money(int(row.unallocated), row.currency)
    paid = queries.allocations_of(work.connection, settlement_id)
    return SubjectCard(
        SubjectKind.RECEIPT,
        settlement_id,
        row.receipt_no,
        "",
        _facts(
            Fact(N_("Company"), row.holder_en, more=row.holder_zh),
            Fact(N_("Policy"), row.policy_no),
            Fact(N_("Received"), row.received_on),
            Fact(N_("Method"), row.method),
            Fact(N_("Payer"), row.payer),
            Fact(N_("Reference"), row.reference),
            Fact(N_("Amount"), Money(row.amount, row.currency)),
            *(Fact(N_("Invoice"), one.invoice_no, more=str(Money(one.amount, row.currency))) for one in paid),
            Fact(N_("Unallocated"), left, Tone.WAITING if left.minor else Tone.MUTED),
        ),
    )


def _provider(work: Work, provider_id: int) -> SubjectCard | None:
    row = queries.provider_row(work.connection, provider_id)
    if row is None:
        return None
    stale = is_stale(row.verified_on, work.today, work.desk.settings.directory.stale_days)
    ended = row.effective_to is not None and row.effective_to < work.today
    return SubjectCard(
        SubjectKind.PROVIDER,
        provider_id,
        row.name_en,
        row.name_zh,
        _facts(
            Fact(N_("Closed since"), row.effective_to, Tone.BAD) if ended else None,
            Fact(N_("Kind"), row.kind),
            Fact(N_("Specialty"), row.specialty),
            Fact(N_("Network"), ", ".join(queries.networks_of(work.connection, provider_id))),
            Fact(N_("Area"), row.area, more=row.district),
            Fact(N_("Address"), row.address_en, more=row.address_zh),
            Fact(N_("Telephone"), row.phones),
            Fact(N_("Hours"), row.hours),
            _yes_or_no(N_("Direct billing"), row.direct_billing),
            _yes_or_no(N_("Appointment needed"), row.appointment_needed),
            Fact(N_("Languages"), row.languages),
            Fact(N_("Last verified"), row.verified_on, Tone.WAITING if stale else Tone.PLAIN)
            if row.verified_on
            else Fact(N_("Last verified"), N_("never"), Tone.WAITING),
        ),
    )


def _yes_or_no(label: str, value: bool | None) -> Fact | None:
    return None if value is None else Fact(label, N_("yes") if value else N_("no"))


def owner_of(row: Row[Any]) -> Person:
    """The member a portal account belongs to."""
    return Person(
        row.member_id,
        row.policy_id,
        row.cert_no,
        row.relation,
        row.birth_date,
        row.owner_holder_id,
        row.owner_broker_id,
    )


def _account(work: Work, account_id: int) -> SubjectCard | None:
    row = queries.account_row(work.connection, account_id)
    if row is None:
        return None
    topic = Topic.ACCOUNT_STATE
    if row.member_id is not None:
        if disclosing.never(work, owner_of(row), topic):
            disclosing.require(work, owner_of(row), topic)
        withheld = disclosing.why_not(work, owner_of(row), topic)
        work.looked(row.member_id, "account")
    else:
        if disclosing.never_of_policy(work, topic, row.holder_id, row.broker_id):
            disclosing.require_of_policy(work, topic, row.holder_id, row.broker_id)
        withheld = disclosing.why_not_of_policy(work, topic, row.holder_id, row.broker_id)
    return SubjectCard(
        SubjectKind.ACCOUNT,
        account_id,
        row.account_no,
        "",
        _facts(
            Fact(N_("Owner"), row.owner_en, more=row.owner_zh),
            Fact(N_("Certificate"), f"{row.policy_no} {row.cert_no}-{row.suffix}") if row.policy_no else None,
            Fact(N_("Stage"), row.stage, ACCOUNT_TONES.get(row.stage, Tone.WAITING)),
            Fact(N_("Registration"), row.registration_step),
            Fact(N_("Next"), NEXT_STEP[row.stage]),
            Fact(N_("Frozen since"), row.frozen_at, Tone.BAD, more="" if withheld else row.frozen_reason),
            *([Fact(N_("More"), withheld, Tone.WAITING)] if withheld else _behind(row)),
        ),
        member_id=row.member_id,
    )


def _behind(row: Row[Any]) -> list[Fact | None]:
    """What of an account is for a caller who is known (:class:`AccountFacts`)."""
    return [
        Fact(N_("User ID"), row.user_id),
        Fact(N_("Failed tries"), row.failed_attempts) if row.failed_attempts else None,
        Fact(N_("Last login"), row.last_login_at),
        Fact(N_("Language"), row.language),
        Fact(N_("Terms accepted"), row.terms_accepted_at, more=row.terms_version),
    ]


_CARDS: dict[SubjectKind, tuple[Permission, Callable[[Work, int], SubjectCard | None]]] = {
    SubjectKind.MEMBER: (Permission.READ_MEMBER, member_card),
    SubjectKind.POLICY: (Permission.READ_POLICY, _policy),
    SubjectKind.COMPANY: (Permission.READ_POLICY, _company),
    SubjectKind.CLAIM: (Permission.READ_CLAIMS, _claim),
    SubjectKind.INVOICE: (Permission.READ_LEDGER, _invoice),
    SubjectKind.RECEIPT: (Permission.READ_LEDGER, _receipt),
    SubjectKind.PROVIDER: (Permission.READ_DIRECTORY, _provider),
    SubjectKind.ACCOUNT: (Permission.READ_ACCOUNTS, _account),
    SubjectKind.REQUEST: (Permission.READ_MEMBER, _request),
}
