"""What members asked for: a row a request, and how many of each kind (DOMAIN 10)."""

from typing import Any

from sqlalchemy import Select, and_, func, select

from consoleapp.rules.services import LIVE
from consoleapp.store.queries.reports.asked import Asked
from consoleapp.store.queries.reports.people import certificate
from consoleapp.store.tables import member, policy, policy_holder, service_request, staff

_opener = staff.alias("opener")


def services(asked: Asked) -> Select[Any]:
    """A row a request, the newest first."""
    live = service_request.c.state.in_(LIVE)
    query: Select[Any] = (
        select(
            service_request.c.id.label("request_id"),
            service_request.c.kind,
            service_request.c.state,
            service_request.c.waits_for,
            policy.c.policy_no,
            certificate,
            member.c.name_en,
            member.c.name_zh,
            policy_holder.c.name_en.label("holder"),
            service_request.c.opened_at,
            _opener.c.name.label("opened_by"),
            service_request.c.due_on,
            and_(live, service_request.c.due_on < asked.today).label("overdue"),
            staff.c.name.label("who"),
            service_request.c.ended_at,
            service_request.c.member_id,
        )
        .select_from(
            service_request.join(member, member.c.id == service_request.c.member_id)
            .join(policy, policy.c.id == member.c.policy_id)
            .join(policy_holder, policy_holder.c.id == policy.c.holder_id)
            .join(_opener, _opener.c.id == service_request.c.opened_by)
            .outerjoin(staff, staff.c.id == service_request.c.staff_id)
        )
        .order_by(service_request.c.id.desc())
    )
    if asked["overdue"]:
        query = query.where(live, service_request.c.due_on < asked.today)
    query = asked.at_moments(query, service_request.c.opened_at)
    return asked.narrowed(
        query, policy=policy.c.policy_no, kind=service_request.c.kind, state=service_request.c.state
    )


def by_kind(asked: Asked) -> Select[Any]:
    """How many requests of each kind."""
    found = services(asked).order_by(None).subquery()
    return (
        select(found.c.kind, func.count()).group_by(found.c.kind).order_by(func.count().desc(), found.c.kind)
    )
