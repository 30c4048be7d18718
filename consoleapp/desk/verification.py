"""What a caller proves in a contact, and how far they are known by it (DOMAIN 8, SAFETY 7).

Staff type what the caller says; the answer is right or wrong, never what is on record. What was said is
compared and forgotten. The level is always read from the contact's row in the transaction that needs it.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import Row

from consoleapp.desk import approvals, minors
from consoleapp.desk.contact_rows import edit, left_to, mine, tries_subject
from consoleapp.desk.context import Desk, Work, writes
from consoleapp.desk.proofs import answer_to_judge, code_to_judge, judge_answer, judge_code
from consoleapp.desk.shapes import ContactBand
from consoleapp.errors import Refused
from consoleapp.i18n import N_
from consoleapp.reference.characters import characters
from consoleapp.rules.approvals import ApprovalKind
from consoleapp.rules.identity import Certificate, show_phone
from consoleapp.rules.masking import Field
from consoleapp.rules.permissions import Permission, allowed
from consoleapp.rules.statuses import ContactChannel
from consoleapp.rules.text import LONGEST_REASON, within
from consoleapp.rules.verification import (
    FACTORS,
    CallerRole,
    Fact,
    Factor,
    Level,
    level_of,
    matches,
    open_factors,
)
from consoleapp.store.queries import access as access_queries
from consoleapp.store.queries import contacts as queries
from consoleapp.store.queries import members as member_queries
from consoleapp.store.queries import policies as policy_queries
from consoleapp.store.queries import proofs
from consoleapp.store.queries import providers as provider_queries

INVOICES = 12
"""How many of its last invoices a company may name to prove who it is."""


@writes("contact.fact", Permission.VERIFY_CALLER, secret=("said",))
def check_fact(work: Work, contact_id: int, factor: Factor, said: str, *, key: str) -> bool:
    """Whether what the caller said is right; staff never see the answer, and nothing said is kept.

    For a call back it is the number staff called: the one on record, unmasked in this contact – a number the
    caller says proves nothing.

    A failed try is counted before it is judged: three a member a day, over all desks; then Refused, whoever
    asks. Raises Refused too where nothing is on record to compare with, without counting.
    """
    row = mine(work, contact_id, on_the_line=True)
    within(said, LONGEST_REASON)
    if factor is Factor.IDENTITY_SEEN or factor not in FACTORS[row.caller_role]:
        raise Refused(N_("This is not asked of this caller. Choose another fact."))
    judge = _judge(work, row, factor, said)
    give_back = _reserve(work, row)
    right = judge()
    if right:
        give_back()
    _keep_fact(work, row, factor, right)
    work.record("contact.fact", f"contact:{contact_id}", factor=factor, right=right)
    return right


@writes("contact.exception", Permission.VERIFY_CALLER)
def exception(work: Work, contact_id: int, *, approval_id: int | None = None, key: str) -> None:
    """A supervisor lets this caller try once more though the tries of the day are gone (SAFETY 11).

    The tries granted are this caller's in this contact and nobody else's. Raises NeedsApproval, and Refused
    while tries are left.
    """
    row = mine(work, contact_id, on_the_line=True)
    settings = work.desk.settings.verification
    if left_to(work, row):
        raise Refused(N_("Tries are left; no exception is needed."))
    approval = approvals.use(
        work,
        ApprovalKind.VERIFICATION_EXCEPTION,
        {"contact": row.id, "turn": row.caller_turn, "day": work.today},
        approval_id,
        subject=tries_subject(row),
        facts={
            N_("Contact"): row.id,
            N_("Caller"): row.caller_role.word,
            N_("Failed tries today"): settings.tries_a_day,
            N_("Tries granted"): settings.exception_tries,
        },
    )
    proofs.grant(work.connection, row.id, row.caller_turn, approval, settings.exception_tries, work.now)
    work.record("contact.exception", f"contact:{row.id}", approval=approval, tries=settings.exception_tries)


@writes("contact.document_seen", Permission.SEE_DOCUMENT)
def seen_at_counter(work: Work, contact_id: int, factor: Factor = Factor.IDENTITY_SEEN, *, key: str) -> None:
    """Staff saw the caller's identity document and compared it with the record: the caller is verified.

    Only in a visit. Raises Refused in a call.
    """
    row = mine(work, contact_id, on_the_line=True)
    if factor is not Factor.IDENTITY_SEEN:
        raise Refused(N_("This is not asked of this caller. Choose another fact."))
    if row.channel is not ContactChannel.VISIT:
        raise Refused(N_("A document is seen at the counter only. Start a visit, or choose another fact."))
    _keep_fact(work, row, factor, True)
    work.record("contact.document_seen", f"contact:{contact_id}")


def factors(desk: Desk, shown: ContactBand) -> tuple[Factor, ...]:
    """What may still be asked of this caller today, in the order it is offered."""
    limit = desk.settings.verification.tries_a_day
    found = open_factors(shown.caller_role, shown.channel, limit - shown.tries_left, limit=limit)
    if not allowed(desk.actor.role, Permission.SEE_DOCUMENT):
        found = tuple(one for one in found if one is not Factor.IDENTITY_SEEN)
    return found


def _judge(work: Work, row: Row[Any], factor: Factor, said: str) -> Callable[[], bool]:
    """What judges the fact once the try is counted. Raises Refused, uncounted, where there is nothing to
    judge it by."""
    if factor is Factor.ONE_TIME_CODE:
        code = code_to_judge(work, row, said)
        return lambda: judge_code(work, row, code, said)
    if factor is Factor.CHALLENGE_QUESTION:
        kept = answer_to_judge(work, row)
        return lambda: judge_answer(kept, said)
    if factor is Factor.CALL_BACK:
        _require_call_back(work, row)
    record = _on_record(work, row, factor)
    if not record:
        raise Refused(N_("Nothing is on record to compare this with. Choose another fact."))
    return lambda: matches(factor, said, record, one_script=characters().fold)


def _reserve(work: Work, row: Row[Any]) -> Callable[[], None]:
    """Count a failed try before it is judged: one of the day's, or one a supervisor granted this caller.

    Returns what gives it back when it was right. Raises Refused when none is left.
    """
    connection, subject = work.connection, tries_subject(row)
    limit = work.desk.settings.verification.tries_a_day
    if queries.reserve_try(connection, subject, work.today, limit):
        return lambda: queries.give_back_try(connection, subject, work.today)
    granted = proofs.reserve_granted(connection, row.id, row.caller_turn)
    if granted is None:
        raise Refused(
            N_(
                "{tries} tries failed today, over all desks. Only a visit with a document goes on, or a "
                "supervisor's exception."
            ),
            tries=limit,
        )
    return lambda: proofs.give_back_granted(connection, granted)


def _keep_fact(work: Work, row: Row[Any], factor: Factor, right: bool) -> None:
    """Keep the fact and raise the level to what all facts of this caller come to."""
    queries.add_fact(work.connection, row.id, row.caller_turn, factor, right, work.now)
    facts = [
        Fact(one.factor, one.right)
        for one in queries.facts(work.connection, [row.id])
        if one.caller_turn == row.caller_turn
    ]
    level = level_of(facts)
    changes: dict[str, Any] = {"level": level}
    if right and factor.verifies:
        changes |= {"verified_how": factor, "verified_at": work.now}
    edit(work, row, **changes)


def _require_call_back(work: Work, row: Row[Any]) -> None:
    """A caller of whom two facts were right is called back on the number staff looked up here, which has been
    on record for a while: a stolen telephone alone proves nothing.

    A member's is unmasked in this contact; whoever had it changed a moment ago would be the one to answer it
    (SAFETY 8). That of a company or broker stands on the policy. A provider has nothing but its telephone.
    """
    if row.caller_role is CallerRole.PROVIDER:
        return
    if row.caller_role in (CallerRole.EMPLOYER, CallerRole.BROKER):
        if row.level < Level.IDENTIFIED:
            raise Refused(N_("Check two facts first; then call back the number that stands on the policy."))
        return
    if row.level < Level.IDENTIFIED:
        raise Refused(N_("Check two facts first; then unmask the number on record and call it back."))
    unmasked = [f"unmasked {Field.MOBILE}", f"unmasked {Field.PHONE}"]
    if not access_queries.unmasked_in(work.connection, row.id, unmasked):
        raise Refused(N_("Unmask the number on record and call it back; then type the number you called."))
    hours = work.desk.settings.verification.contact_change_hours
    person = None if row.member_id is None else minors.reached(work, row.member_id, row.caller_role)
    changed = None if person is None else member_queries.contact_changed(work.connection, person.id)
    if changed is not None and work.now - changed < timedelta(hours=hours):
        raise Refused(
            N_(
                "The number on record changed less than {hours} hours ago. Ask for a document at the counter."
            ),
            hours=hours,
        )


def _on_record(work: Work, row: Row[Any], factor: Factor) -> tuple[str, ...]:
    """What the book holds for ``factor`` about the member, or about the employer or broker of a policy."""
    values: tuple[str | None, ...]
    if row.caller_role is CallerRole.PROVIDER:
        values = _of_provider(work, row, factor)
    elif row.caller_role in (CallerRole.EMPLOYER, CallerRole.BROKER):
        values = _of_business(work, row, factor)
    else:
        values = _of_member(work, row, factor)
    return tuple(value for value in values if value)


def _of_member(work: Work, row: Row[Any], factor: Factor) -> tuple[str | None, ...]:
    found = None if row.member_id is None else member_queries.card(work.connection, row.member_id, work.today)
    if found is None:
        return ()
    match factor:
        case Factor.CERTIFICATE:
            return (str(Certificate(found.cert_no, found.suffix)),)
        case Factor.PERSONAL_REFERENCE:
            return (found.person_ref,)
        case Factor.FULL_NAME:
            return (found.name_en, found.name_zh)
        case Factor.BIRTH_DATE:
            return (found.birth_date.isoformat() if found.birth_date else None,)
        case Factor.IDENTITY_DIGITS:
            return (found.identity_no,)
        case Factor.CALL_BACK:
            person = minors.reached(work, found.id, row.caller_role)
            return () if person is None else (person.mobile, person.phone)
        case _:
            return ()


def _of_business(work: Work, row: Row[Any], factor: Factor) -> tuple[str | None, ...]:
    """What a company's contact or a broker knows: their code, or the number of a recent invoice; and who the
    contact person is, by name, telephone or e-mail.

    The number of the policy is no proof: it stands on the card of every member.
    """
    policy_id = row.policy_id if row.member_id is None else row.member_policy_id
    found = policy_queries.parties(work.connection, policy_id)
    if found is None:
        return ()
    broker = row.caller_role is CallerRole.BROKER
    match factor:
        case Factor.BUSINESS_REFERENCE:
            if broker:
                return (found.broker_code,)
            return (found.holder_code, *policy_queries.invoice_numbers(work.connection, found.id, INVOICES))
        case Factor.FULL_NAME:
            name, phone, email = (
                (found.broker_contact, found.broker_phone, found.broker_email)
                if broker
                else (found.contact_name, found.contact_phone, found.contact_email)
            )
            return (name, phone, show_phone(phone or ""), email)
        case Factor.CALL_BACK:
            return (found.broker_phone if broker else found.contact_phone,)
        case _:
            return ()


def _of_provider(work: Work, row: Row[Any], factor: Factor) -> tuple[str, ...]:
    """About the providers of the name the caller gave, which is no proof by itself."""
    found = provider_queries.by_name(work.connection, row.caller_name)
    match factor:
        case Factor.BUSINESS_REFERENCE:
            return tuple(one.provider_no for one in found)
        case Factor.CALL_BACK:
            return tuple(phone.strip() for one in found for phone in one.phones.split(";"))
        case _:
            return ()
