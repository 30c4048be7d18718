"""What the desk did: contacts, unlocks, exceptions, the audit trail, looks at members (DOMAIN 2, 7, 8)."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Select, func, or_, select

from consoleapp.rules.identity import Certificate
from consoleapp.store.queries.reports.asked import Asked
from consoleapp.store.queries.reports.people import certificate
from consoleapp.store.tables import (
    access_entry,
    account_act,
    approval,
    audit_entry,
    contact,
    member,
    network,
    policy,
    policy_holder,
    portal_account,
    provider,
    provider_network,
    staff,
    verification_exception,
)

_approver = staff.alias("approver")


def contacts(asked: Asked) -> Select[Any]:
    """A row a contact, the newest first; how often its person, or company, called in the same days."""
    about = func.coalesce(contact.c.member_id, -contact.c.policy_id)
    query: Select[Any] = (
        select(
            contact.c.started_at,
            contact.c.ended_at,
            contact.c.channel,
            contact.c.status,
            staff.c.name.label("staff"),
            contact.c.caller_role,
            policy.c.policy_no,
            policy_holder.c.name_en.label("holder"),
            certificate,
            member.c.name_en,
            member.c.name_zh,
            contact.c.level,
            contact.c.verified_how,
            contact.c.outcome,
            contact.c.promised_on,
            func.count().over(partition_by=about).label("times"),
            contact.c.member_id,
        )
        .select_from(
            contact.join(staff, staff.c.id == contact.c.staff_id)
            .outerjoin(member, member.c.id == contact.c.member_id)
            .join(policy, policy.c.id == func.coalesce(member.c.policy_id, contact.c.policy_id))
            .join(policy_holder, policy_holder.c.id == policy.c.holder_id)
        )
        .order_by(contact.c.started_at.desc(), contact.c.id.desc())
    )
    query = asked.at_moments(query, contact.c.started_at)
    return asked.narrowed(
        query,
        policy=policy.c.policy_no,
        staff=staff.c.login,
        outcome=contact.c.outcome,
        channel=contact.c.channel,
    )


def contact_moments(asked: Asked) -> Select[Any]:
    """When each contact began; by hour of the day they are counted where hours are known."""
    found = contacts(asked).order_by(None).subquery()
    return select(found.c.started_at, 1)


def by_outcome(asked: Asked) -> Select[Any]:
    """How many contacts ended how."""
    found = contacts(asked).order_by(None).subquery()
    ended = found.c.outcome.is_not(None)
    return (
        select(found.c.outcome, func.count())
        .where(ended)
        .group_by(found.c.outcome)
        .order_by(func.count().desc(), found.c.outcome)
    )


def by_staff(asked: Asked) -> Select[Any]:
    """How many contacts each member of staff had."""
    found = contacts(asked).order_by(None).subquery()
    return (
        select(found.c.staff, func.count())
        .group_by(found.c.staff)
        .order_by(func.count().desc(), found.c.staff)
    )


def repeat_callers(asked: Asked) -> Select[Any]:
    """Of how many people and companies there was how many contacts."""
    found = contacts(asked).order_by(None).subquery()
    whose = (
        select(func.max(found.c.times).label("times"))
        .group_by(found.c.policy_no, found.c.certificate)
        .subquery()
    )
    return select(whose.c.times, func.count()).group_by(whose.c.times).order_by(whose.c.times)


def unlocks(asked: Asked) -> Select[Any]:
    """What staff did about portal accounts, the newest first."""
    query: Select[Any] = (
        select(
            account_act.c.at,
            account_act.c.act,
            portal_account.c.account_no,
            policy.c.policy_no,
            certificate,
            member.c.name_en,
            account_act.c.from_stage,
            account_act.c.to_stage,
            account_act.c.reason,
            staff.c.name.label("staff"),
            contact.c.channel,
            contact.c.caller_role,
            contact.c.level,
            contact.c.verified_how,
            portal_account.c.member_id,
        )
        .select_from(
            account_act.join(portal_account, portal_account.c.id == account_act.c.account_id)
            .join(staff, staff.c.id == account_act.c.staff_id)
            .join(contact, contact.c.id == account_act.c.contact_id)
            .outerjoin(member, member.c.id == portal_account.c.member_id)
            .outerjoin(policy, policy.c.id == member.c.policy_id)
        )
        .order_by(account_act.c.at.desc(), account_act.c.id.desc())
    )
    query = asked.at_moments(query, account_act.c.at)
    return asked.narrowed(query, act=account_act.c.act, staff=staff.c.login)


def exceptions(asked: Asked) -> Select[Any]:
    """Tries granted beyond those of the day, with who asked and who approved; the newest first."""
    query: Select[Any] = (
        select(
            verification_exception.c.granted_at,
            policy.c.policy_no,
            certificate,
            member.c.name_en,
            contact.c.channel,
            contact.c.caller_role,
            staff.c.name.label("staff"),
            approval.c.reason,
            _approver.c.name.label("approver"),
            verification_exception.c.tries_left,
            contact.c.level,
            contact.c.outcome,
            contact.c.member_id,
        )
        .select_from(
            verification_exception.join(contact, contact.c.id == verification_exception.c.contact_id)
            .join(staff, staff.c.id == contact.c.staff_id)
            .join(approval, approval.c.id == verification_exception.c.approval_id)
            .outerjoin(_approver, _approver.c.id == approval.c.decided_by)
            .outerjoin(member, member.c.id == contact.c.member_id)
            .outerjoin(policy, policy.c.id == func.coalesce(member.c.policy_id, contact.c.policy_id))
        )
        .order_by(verification_exception.c.granted_at.desc(), verification_exception.c.id.desc())
    )
    return asked.at_moments(query, verification_exception.c.granted_at)


def directory(asked: Asked) -> Select[Any]:
    """A row a provider, with the days since somebody verified it; those longest ago first."""
    stale_before = asked.today - timedelta(days=asked.settings.directory.stale_days)
    stale = or_(provider.c.verified_on.is_(None), provider.c.verified_on < stale_before)
    networks = (
        select(func.aggregate_strings(network.c.code, ", "))
        .join_from(provider_network, network, network.c.id == provider_network.c.network_id)
        .where(provider_network.c.provider_id == provider.c.id)
        .scalar_subquery()
    )
    query: Select[Any] = select(
        provider.c.provider_no,
        networks.label("network"),
        provider.c.kind,
        provider.c.name_en,
        provider.c.name_zh,
        provider.c.specialty,
        provider.c.area,
        provider.c.district,
        provider.c.address_en,
        provider.c.address_zh,
        provider.c.phones,
        provider.c.hours,
        provider.c.direct_billing,
        provider.c.public,
        provider.c.languages,
        provider.c.appointment_needed,
        provider.c.effective_from,
        provider.c.effective_to,
        provider.c.verified_on,
        provider.c.verified_by,
        provider.c.verified_how,
        stale.label("stale"),
    ).order_by(provider.c.verified_on.is_not(None), provider.c.verified_on, provider.c.provider_no)
    if asked["stale"]:
        query = query.where(stale)
    return asked.narrowed(query, kind=provider.c.kind, area=provider.c.area, district=provider.c.district)


def by_area(asked: Asked) -> Select[Any]:
    """How many providers there are in each area, those not verified for long apart."""
    found = directory(asked).order_by(None).subquery()
    return (
        select(found.c.area, func.count())
        .where(found.c.stale, found.c.area.is_not(None))
        .group_by(found.c.area)
        .order_by(found.c.area)
    )


def audit(asked: Asked) -> Select[Any]:
    """Entries of the audit trail as they are chained, in their order."""
    query: Select[Any] = (
        select(
            audit_entry.c.seq,
            audit_entry.c.at,
            audit_entry.c.event,
            staff.c.login.label("staff"),
            audit_entry.c.subject,
            audit_entry.c.text,
            audit_entry.c.mac,
        )
        .select_from(audit_entry.outerjoin(staff, staff.c.id == audit_entry.c.staff_id))
        .order_by(audit_entry.c.seq)
    )
    if asked["event"]:
        query = query.where(audit_entry.c.event.startswith(asked["event"], autoescape=True))
    query = asked.at_moments(query, audit_entry.c.at)
    return asked.narrowed(query, staff=staff.c.login, subject=audit_entry.c.subject)


def looks(asked: Asked) -> Select[Any]:
    """Who looked at one member, at what and why; the newest first."""
    one = Certificate.parse(asked["certificate"])
    query: Select[Any] = (
        select(
            access_entry.c.at,
            staff.c.name.label("staff"),
            staff.c.login,
            access_entry.c.what,
            access_entry.c.purpose,
            access_entry.c.contact_id,
            contact.c.channel,
            contact.c.caller_role,
            access_entry.c.member_id,
        )
        .select_from(
            access_entry.join(staff, staff.c.id == access_entry.c.staff_id)
            .outerjoin(contact, contact.c.id == access_entry.c.contact_id)
            .join(member, member.c.id == access_entry.c.member_id)
            .join(policy, policy.c.id == member.c.policy_id)
        )
        .where(
            policy.c.policy_no == asked["policy"],
            member.c.cert_no == one.number,
            member.c.suffix == one.suffix,
        )
        .order_by(access_entry.c.at.desc(), access_entry.c.id.desc())
    )
    return asked.at_moments(query, access_entry.c.at)
