"""Balances of the accumulators that count for a member, and the claim lines behind one (DOMAIN 3)."""

from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Row,
    Select,
    bindparam,
    cast,
    func,
    literal,
    or_,
    select,
    tuple_,
    union_all,
)

from consoleapp.rules.accumulators import Phase
from consoleapp.store.tables import benefit_usage, claim, claim_line, entitlement, member
from consoleapp.store.tables.usage import SINCE_EVER
from consoleapp.store.types import Code

_SUMS = {
    name: cast(func.sum(benefit_usage.c[name]), BigInteger)
    for name in ("amount", "visits", "days", "foreign_lines")
}

_COUNTED = (
    entitlement.c.policy_id == bindparam("policy_id"),
    entitlement.c.cert_no.in_((bindparam("cert_no"), "")),
    entitlement.c.suffix.in_((bindparam("suffix"), "")),
    entitlement.c.starts_on.in_((bindparam("starts_on"), SINCE_EVER)),
)
_WHAT = tuple(entitlement.c[name] for name in ("id", "scope", "reach", "code", "basis"))
_phases = union_all(*(select(literal(phase, Code(Phase)).label("phase")) for phase in Phase)).subquery(
    "phases"
)


def _walk(name: str) -> ColumnElement[int]:
    """One sum of one accumulator in one phase: a walk over a piece of the index, whatever the book holds."""
    total = cast(func.coalesce(func.sum(benefit_usage.c[name]), 0), BigInteger)
    return (
        select(total)
        .where(
            benefit_usage.c.entitlement_id == entitlement.c.id,
            benefit_usage.c.phase == _phases.c.phase,
        )
        .correlate(entitlement, _phases)
        .scalar_subquery()
    )


_BALANCES: Select[Any] = (
    select(*_WHAT, _phases.c.phase, *(_walk(name).label(name) for name in _SUMS))
    .join_from(entitlement, _phases, literal(True))
    .where(*_COUNTED)
)
# In the order in which claims were decided, as far as it is on record.
_decided = tuple_(claim.c.status_on, claim.c.id, claim_line.c.line_no)
_this = tuple_(bindparam("status_on"), bindparam("claim_id"), bindparam("line_no"))
_BEFORE: Select[Any] = (
    select(*_WHAT, benefit_usage.c.phase, *(total.label(name) for name, total in _SUMS.items()))
    .join(benefit_usage, benefit_usage.c.entitlement_id == entitlement.c.id)
    .join(claim_line, claim_line.c.id == benefit_usage.c.claim_line_id)
    .join(claim, claim.c.id == claim_line.c.claim_id)
    .where(*_COUNTED, benefit_usage.c.phase == Phase.POSTED, _decided < _this)
    .group_by(*_WHAT, benefit_usage.c.phase)
)


def balances(
    connection: Connection, policy_id: int, cert_no: str, suffix: str, starts_on: date | None
) -> list[Row[Any]]:
    """What is used and pending of every accumulator of a member, their family and policy, in the policy year
    that begins on ``starts_on`` and in their lifetime: two rows an accumulator, one a phase.
    """
    told = {
        "policy_id": policy_id,
        "cert_no": cert_no,
        "suffix": suffix,
        "starts_on": starts_on or SINCE_EVER,
    }
    return list(connection.execute(_BALANCES, told))


def before(
    connection: Connection, person: Row[Any], starts_on: date | None, line: Row[Any]
) -> list[Row[Any]]:
    """What was used of the accumulators of a member when ``line`` was decided, like :func:`balances`."""
    told = {
        "policy_id": person.policy_id,
        "cert_no": person.cert_no,
        "suffix": person.suffix,
        "starts_on": starts_on or SINCE_EVER,
        "status_on": line.status_on,
        "claim_id": line.claim_id,
        "line_no": line.line_no,
    }
    return list(connection.execute(_BEFORE, told))


_BEHIND: Select[Any] = (
    select(
        benefit_usage.c.entitlement_id,
        claim.c.id.label("claim_id"),
        claim.c.claim_no,
        claim.c.status,
        claim.c.currency,
        claim_line.c.id.label("line_id"),
        claim_line.c.line_no,
        claim_line.c.consulted_on,
        claim_line.c.item_name,
        claim_line.c.provider_name,
        claim.c.member_id,
        member.c.suffix,
        benefit_usage.c.phase,
        *(total.label(name) for name, total in _SUMS.items()),
    )
    .select_from(
        benefit_usage.join(claim_line, claim_line.c.id == benefit_usage.c.claim_line_id)
        .join(claim, claim.c.id == claim_line.c.claim_id)
        .join(member, member.c.id == claim.c.member_id)
    )
    .where(
        benefit_usage.c.entitlement_id.in_(bindparam("entitlements", expanding=True)),
        member.c.policy_id == bindparam("policy_id"),
        member.c.cert_no == bindparam("cert_no"),
    )
    .group_by(benefit_usage.c.entitlement_id, claim.c.id, claim_line.c.id, member.c.id, benefit_usage.c.phase)
    .having(or_(*(total != 0 for total in _SUMS.values())))
    .order_by(claim_line.c.consulted_on.desc(), claim_line.c.id.desc(), benefit_usage.c.phase)
)


def behind(connection: Connection, entitlements: list[int], policy_id: int, cert_no: str) -> list[Row[Any]]:
    """The claim lines of one family that use these accumulators, newest first: one row for each accumulator,
    line and phase.
    """
    told = {"entitlements": entitlements, "policy_id": policy_id, "cert_no": cert_no}
    return list(connection.execute(_BEHIND, told))
