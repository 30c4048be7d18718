"""Benefit usage kept in step with claims: what lines use of each accumulator they touch (DOMAIN 3).

A line touches an accumulator where any plan of its policy has a yearly or lifetime limit for the line's item,
or – a row of the schedule whose item code is the benefit type's – for its whole type. So a change of plan in
mid-year carries over what was used, and a family on several plans shares its caps.

Lines of claims received, in review or waiting for documents are *pending*; lines of claims approved or paid
are *posted*, save that an amount not set yet stays pending; declined and withdrawn ones use nothing. Nothing
is changed: what differs from what is on record is appended as a difference, so settling again adds nothing.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Connection,
    FromClause,
    Index,
    Insert,
    Integer,
    Select,
    Table,
    Text,
    and_,
    bindparam,
    case,
    cast,
    func,
    insert,
    literal,
    or_,
    select,
    union,
    union_all,
)
from sqlalchemy.schema import CreateIndex, DropTable

from consoleapp.rules.accumulators import USES, WOULD_USE, Phase
from consoleapp.rules.benefits import Basis, Reach, Scope
from consoleapp.store.adding import add_rows
from consoleapp.store.engine import refresh_statistics, upsert, without_index
from consoleapp.store.tables import (
    benefit,
    benefit_limit,
    benefit_usage,
    claim,
    claim_line,
    entitlement,
    member,
    plan,
    policy,
    policy_period,
)
from consoleapp.store.tables.usage import SINCE_EVER
from consoleapp.store.types import UtcDateTime

AT_ONCE = 500
_USED = ("amount", "visits", "days", "foreign_lines")
_WHOSE = ("policy_id", "cert_no", "suffix", "reach", "code", "starts_on")

_FEW = select(claim.c.id).where(claim.c.id.in_(bindparam("claims", expanding=True)))
_COLUMNS = ("entitlement_id", "claim_line_id", "phase", *_USED, "recorded_at")

Claims = Collection[int] | Select[Any]
"""Ids of claims, as they are or as a SELECT of them."""


def settle(connection: Connection, claims: Claims, now: datetime, *, alone: bool = False) -> None:
    """Bring the usage of these claims in step with their lines and status.

    Idempotent. Call it in the transaction that changes a claim, its lines or the schedule they fall under.
    ``alone`` says that nobody works in this book yet.
    """
    if isinstance(claims, Select):
        _settle_staged(connection, claims, now, alone)
        return
    ids = sorted(claims)
    for start in range(0, len(ids), AT_ONCE):
        told = {"claims": ids[start : start + AT_ONCE], "now": now}
        _append(connection, _few(connection), told)


@dataclass(frozen=True, slots=True)
class _Statements:
    """What settling takes: ``make`` accumulators, see whether anything is ``recorded``, and append either all
    that lines use, or what it ``differs`` from what is recorded."""

    make: Any
    recorded: Select[Any]
    first: Insert
    differs: Insert

    @classmethod
    def of(cls, connection: Connection, claims: Select[Any], touched: FromClause) -> "_Statements":
        whose = [touched.c[name] for name in _WHOSE]
        made = select(touched.c.scope, touched.c.basis, *whose).distinct()
        wanted: Select[Any] = select(
            entitlement.c.id.label("entitlement_id"),
            touched.c.claim_line_id,
            touched.c.phase,
            *(touched.c[name] for name in _USED),
        ).join(touched, and_(*(entitlement.c[name] == touched.c[name] for name in _WHOSE)))
        recorded = _recorded(claims)
        told = union_all(wanted, recorded).subquery("told")
        sums = [cast(func.sum(told.c[name]), BigInteger) for name in _USED]
        each = told.c.entitlement_id, told.c.claim_line_id, told.c.phase
        difference = select(*each, *sums).group_by(*each).having(or_(*(total != 0 for total in sums)))
        now = bindparam("now", type_=UtcDateTime())
        return cls(
            make=upsert(connection, entitlement)
            .from_select(["scope", "basis", *_WHOSE], made.where(literal(True)))
            .on_conflict_do_nothing(),
            recorded=recorded.limit(1),
            first=insert(benefit_usage).from_select(_COLUMNS, wanted.add_columns(now)),
            differs=insert(benefit_usage).from_select(_COLUMNS, difference.add_columns(now)),
        )


def _append(
    connection: Connection,
    statements: _Statements,
    told: dict[str, object],
    rows: int = 0,
    *,
    alone: bool = False,
) -> None:
    """Accumulators that are not there yet, then a row for each difference; ``rows`` of them or less."""
    add_rows(connection, statements.make, rows, told, alone=alone)
    known = connection.execute(statements.recorded, told).first() is not None
    add_rows(connection, statements.differs if known else statements.first, rows, told, alone=alone)


_KEPT: dict[str, _Statements] = {}
"""By engine: making the statements takes five times as long as running them."""


def _few(connection: Connection) -> _Statements:
    """The statements for a few claims, named by the parameter ``claims``."""
    engine = connection.dialect.name
    if engine not in _KEPT:
        touched = _touched(_lines(connection, _FEW).cte("lines"), _limits(_FEW).cte("limits")).subquery(
            "touched"
        )
        _KEPT[engine] = _Statements.of(connection, _FEW, touched)
    return _KEPT[engine]


def _settle_staged(connection: Connection, claims: Select[Any], now: datetime, alone: bool) -> None:
    """The same in sets: what is joined twice waits in temporary tables, with statistics for the planner."""
    limits = _stage(connection, "usage_limit", _limits(claims))
    # Without it SQLite went through every limit of the book for each line: four fifths of a load.
    key = (limits.c.policy_id, limits.c.code, limits.c.reach, limits.c.starts_on)
    connection.execute(CreateIndex(Index("ix_usage_limit", *key)))
    lines = _stage(connection, "usage_line", _lines(connection, claims))
    touched = _stage(connection, "usage_touched", _touched(lines, limits))
    rows = connection.scalar(select(func.count()).select_from(touched)) or 0
    _append(connection, _Statements.of(connection, claims, touched), {"now": now}, rows, alone=alone)
    for table in (limits, lines, touched):
        connection.execute(DropTable(table))


def _stage(connection: Connection, name: str, rows: CompoundSelect[Any] | Select[Any]) -> Table:
    made = rows.into(name, temporary=True)
    connection.execute(made)
    refresh_statistics(connection, made.table)
    return made.table


def _recorded(claims: Select[Any]) -> Select[Any]:
    """What is on record for these claims, with the signs turned."""
    return (
        select(
            benefit_usage.c.entitlement_id,
            benefit_usage.c.claim_line_id,
            benefit_usage.c.phase,
            *(-benefit_usage.c[name] for name in _USED),
        )
        .join(claim_line, claim_line.c.id == benefit_usage.c.claim_line_id)
        .where(claim_line.c.claim_id.in_(claims))
    )


def _limits(claims: Select[Any]) -> CompoundSelect[Any]:
    """The limits that are used up, of any plan of the policies these claims fall under, and each span they
    count in: every coverage period on record, or a lifetime.
    """
    policies = (
        select(member.c.policy_id).join(claim, claim.c.member_id == member.c.id).where(claim.c.id.in_(claims))
    )
    of_type = benefit.c.item_code == cast(benefit.c.benefit_type, Text)
    limits = (
        select(
            plan.c.policy_id,
            policy.c.currency,
            case((of_type, _code(Reach.TYPE)), else_=_code(Reach.ITEM)).label("reach"),
            benefit.c.item_code.label("code"),
            benefit_limit.c.scope,
            benefit_limit.c.basis,
        )
        .join_from(plan, policy, policy.c.id == plan.c.policy_id)
        .join(benefit, benefit.c.plan_id == plan.c.id)
        .join(benefit_limit, benefit_limit.c.benefit_id == benefit.c.id)
        .where(plan.c.policy_id.in_(policies))
    )
    of_year = limits.add_columns(policy_period.c.starts_on, policy_period.c.ends_on)
    of_life = limits.add_columns(literal(SINCE_EVER).label("starts_on"), literal(date.max).label("ends_on"))
    return union(  # plans of a policy have most of their limits in common
        of_year.join(policy_period, policy_period.c.policy_id == plan.c.policy_id).where(
            benefit_limit.c.basis == Basis.YEAR
        ),
        of_life.where(benefit_limit.c.basis == Basis.LIFETIME),
    )


def _lines(connection: Connection, claims: Select[Any]) -> Select[Any]:
    """The lines of these claims that use anything, with whose they are and whether their claim ``uses``
    limits up or only would. They are gone through by claim, not by status."""
    status = without_index(connection, claim.c.status)
    return (
        select(
            claim_line.c.id,
            member.c.policy_id,
            member.c.cert_no,
            member.c.suffix,
            claim_line.c.item_code,
            cast(claim_line.c.benefit_type, Text).label("benefit_type"),
            claim_line.c.consulted_on,
            claim.c.currency,
            case((claim.c.status.in_(USES), 1), else_=0).label("uses"),
            claim_line.c.incurred,
            claim_line.c.paid,
            claim_line.c.visits,
            claim_line.c.days,
        )
        .select_from(
            claim.join(claim_line, claim_line.c.claim_id == claim.c.id).join(
                member, member.c.id == claim.c.member_id
            )
        )
        .where(claim.c.id.in_(claims), status.in_([*USES, *WOULD_USE]))
    )


def _touched(lines: FromClause, limits: FromClause) -> CompoundSelect[Any]:
    """One row for each accumulator a line touches in each phase, where it uses anything."""
    uses = lines.c.uses == 1
    same = lines.c.currency == limits.c.currency
    posted = func.coalesce(lines.c.paid, 0)
    pending = func.coalesce(lines.c.paid, lines.c.incurred, 0)
    used = {
        "amount": case((~same, 0), (uses, posted), else_=pending),
        "visits": lines.c.visits,
        "days": lines.c.days,
        "foreign_lines": case((and_(~same, lines.c.incurred.is_not(None)), 1), else_=0),
    }
    none = cast(literal(0), Integer)
    to_come = {"amount": lines.c.incurred, "visits": none, "days": none, "foreign_lines": none}
    stands = case((uses, _code(Phase.POSTED)), else_=_code(Phase.PENDING))
    of_item = and_(limits.c.reach == Reach.ITEM.value, limits.c.code == lines.c.item_code)
    of_type = and_(limits.c.reach == Reach.TYPE.value, limits.c.code == lines.c.benefit_type)
    unset = and_(uses, same, lines.c.paid.is_(None))
    return union_all(
        *(
            _of_lines(lines, limits, within, asked, phase, values)
            for within in (of_item, of_type)
            for asked, phase, values in (
                (literal(True), stands, used),
                (unset, _code(Phase.PENDING), to_come),
            )
        )
    )


def _of_lines(
    lines: FromClause,
    limits: FromClause,
    within: ColumnElement[bool],
    asked: ColumnElement[bool],
    phase: ColumnElement[Any],
    used: dict[str, ColumnElement[Any]],
) -> Select[Any]:
    """What each line uses of each limit it falls ``within``, in one phase."""
    return (
        select(
            lines.c.id.label("claim_line_id"),
            phase.label("phase"),
            lines.c.policy_id,
            limits.c.scope,
            case((limits.c.scope == Scope.POLICY.value, ""), else_=lines.c.cert_no).label("cert_no"),
            case((limits.c.scope == Scope.INDIVIDUAL.value, lines.c.suffix), else_="").label("suffix"),
            limits.c.reach,
            limits.c.code,
            limits.c.basis,
            limits.c.starts_on,
            *(value.label(name) for name, value in used.items()),
        )
        .select_from(lines.join(limits, and_(limits.c.policy_id == lines.c.policy_id, within)))
        .where(
            asked,
            lines.c.consulted_on.between(limits.c.starts_on, limits.c.ends_on),
            or_(*(value != 0 for value in used.values())),
        )
    )


def _code(code: Phase | Reach) -> ColumnElement[Any]:
    """A code as text; PostgreSQL wants to know."""
    return cast(literal(code.value), Text)
