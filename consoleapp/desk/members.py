"""One member: the card, one private field at a time, and what stands behind the card's tabs."""

import re
from collections import Counter
from datetime import date
from typing import Any

from sqlalchemy import Row

from consoleapp.desk import disclosing, minors
from consoleapp.desk.accounts import account_facts
from consoleapp.desk.benefits import benefits, narrowed, sheet_of
from consoleapp.desk.claims import claims
from consoleapp.desk.context import Desk, Work, reads, writes
from consoleapp.desk.disclosing import Person
from consoleapp.desk.serving import Serving
from consoleapp.desk.shapes import (
    AccountFacts,
    BenefitSheet,
    ContactLine,
    FamilyMember,
    Masked,
    MemberCard,
    PolicyFacts,
    RepeatCaller,
    SumAssured,
)
from consoleapp.desk.timeline import timeline
from consoleapp.errors import NotAllowed, NotFound, Refused
from consoleapp.i18n import N_
from consoleapp.rules.dates import local, show_date
from consoleapp.rules.disclosure import Topic
from consoleapp.rules.identity import Certificate, policy_number, show_phone
from consoleapp.rules.masking import Field, mask
from consoleapp.rules.money import Money
from consoleapp.rules.permissions import Permission, allowed
from consoleapp.rules.statuses import BenefitType
from consoleapp.rules.text import LONGEST_REASON, clean, within
from consoleapp.rules.verification import Level
from consoleapp.store.queries import accounts as account_queries
from consoleapp.store.queries import claims as claim_queries
from consoleapp.store.queries import contacts as contact_queries
from consoleapp.store.queries import members as queries
from consoleapp.store.queries import policies as policy_queries

__all__ = [
    "account",
    "benefits",
    "by_certificate",
    "card",
    "claims",
    "named",
    "narrowed",
    "opened",
    "timeline",
    "unmask",
]

PRIVATE = (Field.BIRTH_DATE, Field.IDENTITY_NO, Field.MOBILE, Field.PHONE, Field.EMAIL, Field.ADDRESS)
"""The private fields of a card, in the order they stand there."""

_CLAIM_NO = re.compile(r"\b[A-Z][0-9]{10}\b")


@reads(Permission.READ_MEMBER)
def card(work: Work, member_id: int) -> MemberCard:
    """Everything about one member that fits beside the tabs; the look is on record. Raises NotFound."""
    row = named(work, member_id)
    work.looked(member_id, "card")
    return _card(work, row)


@reads(Permission.READ_MEMBER)
def opened(work: Work, member_id: int) -> tuple[MemberCard, BenefitSheet | NotAllowed]:
    """The card, and the schedule with what is left of it or why this caller may not hear of it: what is shown
    first, in one transaction. Both looks are on record. Raises NotFound.
    """
    row = named(work, member_id)
    work.looked(member_id, "card")
    card = _card(work, row)
    try:
        return card, sheet_of(work, row)
    except NotAllowed as why_not:
        return card, why_not.with_traceback(None)


@reads(Permission.READ_MEMBER)
def by_certificate(work: Work, policy_no: str, certificate: str) -> MemberCard:
    """The card of the member with this certificate (``0001-00``) on this policy. Raises NotFound."""
    number, cert = policy_number(policy_no), Certificate.parse(certificate)
    member_id = queries.by_certificate(work.connection, number, cert.number, cert.suffix)
    if member_id is None:
        raise NotFound(
            N_("Certificate {cert} is not on policy {policy}. Check the number on the card."),
            cert=cert,
            policy=number,
        )
    row = named(work, member_id)
    work.looked(member_id, "card")
    return _card(work, row)


@reads(Permission.READ_ACCOUNTS)
def account(work: Work, member_id: int) -> AccountFacts | None:
    """The member's login at the portal: its stage at once, the rest as :class:`AccountFacts` says.

    Raises NotAllowed for a caller it is never for.
    """
    row = named(work, member_id)
    person = Person.of(row, row.id)
    if disclosing.never(work, person, Topic.ACCOUNT_STATE):
        disclosing.require(work, person, Topic.ACCOUNT_STATE)
    work.looked(member_id, "account")
    return _account(work, person)


def unmask(
    desk: Desk, member_id: int, field: Field, *, purpose: str, claim_line_id: int | None = None, key: str
) -> Masked:
    """One private value, readable. Needs the right, a contact about this member, and a purpose.

    A diagnosis is named by the line it stands on. Each look leaves one access row; the value itself is not
    kept. Raises NotAllowed with the next step.
    """
    return _unmask(desk, member_id, field, within(clean(purpose), LONGEST_REASON), claim_line_id, key=key)


@writes("member.unmasked", Permission.UNMASK, keep_result=False)
def _unmask(
    work: Work, member_id: int, field: Field, purpose: str, claim_line_id: int | None, *, key: str
) -> Masked:
    row = named(work, member_id)
    if field is Field.DIAGNOSIS and not allowed(work.desk.actor.role, Permission.UNMASK_DIAGNOSIS):
        raise NotAllowed(N_("Your role may not read a diagnosis. Ask a supervisor."))
    serving = work.serving
    if serving is None:
        raise NotAllowed(N_("Start a contact about this member before you unmask anything."))
    if not purpose:
        raise Refused(N_("Say what the value is needed for; it goes on record."))
    topic = Topic.DIAGNOSIS if field is Field.DIAGNOSIS else Topic.PERSONAL_DATA
    calls_back = field in (Field.MOBILE, Field.PHONE) and _is_called_back(work, serving, member_id)
    if not calls_back:
        disclosing.require(work, Person.of(row, row.id), topic)
    value = _value(work, row, field, claim_line_id)
    work.looked(member_id, f"unmasked {field}", purpose)
    return Masked(field, value, open=True)


def _is_called_back(work: Work, serving: Serving, member_id: int) -> bool:
    """The number on record is what a call back goes to: staff need it before the caller is verified."""
    if serving.member_id is None or serving.level < Level.IDENTIFIED:
        return False
    person = minors.reached(work, serving.member_id, serving.caller_role)
    return person is not None and person.id == member_id


def _value(work: Work, row: Row[Any], field: Field, claim_line_id: int | None) -> str:
    if field is Field.DIAGNOSIS:
        found = claim_queries.diagnosis(work.connection, row.id, claim_line_id or 0)
        if found is None:
            raise NotFound(N_("This line is not among the claims of this member. Open them again."))
        return found
    if field is Field.BANK:
        return ""
    value = getattr(row, field.value)
    if isinstance(value, date):
        return show_date(value)
    return show_phone(value) if field in (Field.MOBILE, Field.PHONE) else str(value or "")


def named(work: Work, member_id: int) -> Row[Any]:
    """The member's row with policy and plan. Raises NotFound."""
    row = queries.card(work.connection, member_id, work.today)
    if row is None:
        raise NotFound(N_("This member is not on record any more. Search again."))
    return row


def _card(work: Work, row: Row[Any]) -> MemberCard:
    connection = work.connection
    owed = policy_queries.unsettled(connection, row.policy_id)
    hears_ledger = not disclosing.why_not_of_policy(work, Topic.PREMIUM_LEDGER, row.holder_id, row.broker_id)
    person = Person.of(row, row.id)
    withheld = tuple(topic for topic in Topic if disclosing.never(work, person, topic))
    claims_withheld = Topic.CLAIMS in withheld
    total, is_open = (None, None) if claims_withheld else queries.claim_counts(connection, row.id)
    contacts = contact_queries.of_member(connection, row.id, 50)
    now_serving = next((one for one in contacts if one.id == work.contact_id), None)
    earlier = [one for one in contacts if one is not now_serving]
    return MemberCard(
        member_id=row.id,
        version=row.version,
        certificate=str(Certificate(row.cert_no, row.suffix)),
        person_ref=row.person_ref,
        relation=row.relation,
        name_en=row.name_en,
        name_zh=row.name_zh,
        sex=row.sex,
        private=tuple(Masked(field, mask(field, getattr(row, field.value))) for field in PRIVATE),
        language=row.language,
        plan_code=row.plan_code or "",
        branch_en=row.branch_en or "",
        branch_zh=row.branch_zh or "",
        effective_date=row.effective_date,
        termination_date=row.termination_date,
        status=row.status,
        benefit_types=tuple(BenefitType(code) for code in row.benefit_types.split()),
        sums_assured=sums_assured(row, row.currency),
        wellness=row.wellness,
        policy=PolicyFacts(
            policy_id=row.policy_id,
            policy_no=row.policy_no,
            plan_type=row.plan_type,
            status=row.policy_status,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            holder_en=row.holder_en,
            holder_zh=row.holder_zh,
            currency=row.currency,
            unsettled=Money(owed.balance, row.currency) if hears_ledger else None,
            oldest_unsettled_due=owed.oldest_due if hears_ledger else None,
        ),
        family=tuple(
            FamilyMember(
                one.id,
                str(Certificate(one.cert_no, one.suffix)),
                one.relation,
                one.name_en,
                one.name_zh,
                one.status,
            )
            for one in queries.family(connection, row.policy_id, row.cert_no)
        ),
        account=None if Topic.ACCOUNT_STATE in withheld else _account(work, person),
        claims_open=is_open,
        claims_total=total,
        last_contact=_line(earlier[0], with_note=disclosing.may(work, person, Topic.CLAIMS))
        if earlier
        else None,
        contacts_this_month=len(_this_month(work, contacts)),
        repeat=_repeat(work, contacts, claims_withheld),
        withheld=withheld,
    )


def sums_assured(row: Row[Any], currency: str) -> tuple[SumAssured, ...]:
    """Life, TPD, AD&D, LTD and CIB of a member's row, 0.00 where not covered."""
    sums = ("LIFE", row.sum_life), ("TPD", row.sum_tpd), ("ADD", row.sum_add), ("LTD", row.sum_ltd)
    return tuple(SumAssured(code, Money(minor, currency)) for code, minor in (*sums, ("CIB", row.sum_cib)))


def _account(work: Work, person: Person) -> AccountFacts | None:
    row = account_queries.of_member(work.connection, person.member_id)
    if row is None:
        return None
    return account_facts(row, disclosing.why_not(work, person, Topic.ACCOUNT_STATE))


def contact_lines(work: Work, row: Row[Any]) -> tuple[ContactLine, ...]:
    """Earlier contacts about a member, newest first; notes only where the caller may hear of claims."""
    with_note = disclosing.may(work, Person.of(row, row.id), Topic.CLAIMS)
    found = contact_queries.of_member(work.connection, row.id, 50)
    return tuple(_line(one, with_note=with_note) for one in found if one.id != work.contact_id)


def _line(row: Row[Any], *, with_note: bool) -> ContactLine:
    return ContactLine(
        contact_id=row.id,
        started_at=row.started_at,
        channel=row.channel,
        staff_name=row.staff_name,
        caller_role=row.caller_role,
        outcome=row.outcome,
        note=row.note if with_note else "",
        promised_on=row.promised_on,
    )


def _this_month(work: Work, contacts: list[Row[Any]]) -> list[Row[Any]]:
    month = (work.today.year, work.today.month)
    return [one for one in contacts if (local(one.started_at).year, local(one.started_at).month) == month]


def _repeat(work: Work, contacts: list[Row[Any]], claims_withheld: bool) -> RepeatCaller | None:
    """Whether this person called before this month, and what was promised them last."""
    recent = _this_month(work, contacts)
    if len(recent) < 2:
        return None
    named_in = Counter(
        number for one in recent for number in ([] if claims_withheld else set(_CLAIM_NO.findall(one.note)))
    )
    claim_no, times = named_in.most_common(1)[0] if named_in else ("", 0)
    promise = next((one for one in recent if one.promised_on is not None and one.id != work.contact_id), None)
    return RepeatCaller(
        contacts=len(recent),
        claim_no=claim_no if times > 1 else "",
        about_claim=times if times > 1 else 0,
        promised_on=promise.promised_on if promise else None,
        promised_by=promise.staff_name if promise else "",
        promised_elsewhere=promise is not None and promise.staff_id != work.desk.actor.staff_id,
    )
