"""Plans and their benefit schedules: items, and the limits each of them has (DOMAIN 3)."""

from dataclasses import dataclass

from sqlalchemy import (
    Integer,
    Text,
    and_,
    case,
    cast,
    delete,
    exists,
    func,
    insert,
    literal,
    null,
    select,
    update,
)

from consoleapp.i18n import N_
from consoleapp.rules.benefits import Basis, Measure, Scope
from consoleapp.rules.coded import Coded
from consoleapp.store.engine import refresh_statistics
from consoleapp.store.loading.look_ups import LookUp
from consoleapp.store.loading.parties import OF_POLICY, POLICY_OF, must_name_a_policy
from consoleapp.store.loading.shapes import UNLIMITED, Change
from consoleapp.store.loading.staging import STAGES
from consoleapp.store.loading.steps import Expression, Load, divisor, minor
from consoleapp.store.loading.writer import MANY, Into, Writer
from consoleapp.store.tables import benefit, benefit_limit, plan, policy

_PLANS, _BENEFITS = STAGES["plans"], STAGES["benefits"]

PLAN = Writer(
    "plans",
    N_("plans"),
    plan,
    select(plan.c.id)
    .where(plan.c.policy_id == _PLANS.c.policy_id, plan.c.code == _PLANS.c.plan_code)
    .scalar_subquery(),
    (
        Into("policy_id", "policy_no", _PLANS.c.policy_id),
        Into("code", "plan_code"),
        Into("name_en", "plan_name"),
        Into("name_zh", "plan_name_zh"),
        Into("premium", "premium", func.coalesce(_PLANS.c.premium, False)),
    ),
    _PLANS.c.policy_no + " / " + _PLANS.c.plan_code,
)

_LAST_POSITION = (
    select(func.coalesce(func.max(benefit.c.position), 0))
    .where(benefit.c.plan_id == _BENEFITS.c.plan_id)
    .scalar_subquery()
)
_ORDER = func.row_number().over(partition_by=_BENEFITS.c.plan_id, order_by=_BENEFITS.c.row)

BENEFIT = Writer(
    "benefits",
    N_("benefit items"),
    benefit,
    select(benefit.c.id)
    .where(benefit.c.plan_id == _BENEFITS.c.plan_id, benefit.c.item_code == _BENEFITS.c.item_code)
    .scalar_subquery(),
    (
        Into("plan_id", "plan_code", _BENEFITS.c.plan_id),
        Into("item_code", "item_code"),
        Into("benefit_type", "benefit_type"),
        Into("name_en", "item_name"),
        Into("name_zh", "item_name_zh"),
        Into("position", "item_code", cast(_LAST_POSITION + _ORDER, Integer), new_only=True),
        Into("covered", "covered"),
        Into("reimbursement_percent", "reimbursement_percent"),
        Into("co_payment", "co_payment", minor(_BENEFITS.c.co_payment, _BENEFITS.c.divisor)),
        Into("deductible", "deductible", minor(_BENEFITS.c.deductible, _BENEFITS.c.divisor)),
        Into("waiting_days", "waiting_days"),
        Into("area_of_cover", "area_of_cover"),
        Into("referral_needed", "referral_needed"),
        Into("network_only", "network_only"),
        Into("unapproved_share_percent", "unapproved_share_percent"),
        Into("specified_hospital_share_percent", "specified_hospital_share_percent"),
    ),
    _BENEFITS.c.policy_no + " / " + _BENEFITS.c.plan_code + " / " + _BENEFITS.c.item_code,
)


@dataclass(frozen=True, slots=True)
class LimitColumn:
    """What a limit column of the schedule counts, over what, for whom."""

    name: str
    measure: Measure
    basis: Basis
    scope: Scope = Scope.INDIVIDUAL

    @property
    def value(self) -> Expression:
        """The limit as it is kept: minor units or a count, NULL for unlimited."""
        cell = _BENEFITS.c[self.name]
        amount = minor(cell, _BENEFITS.c.divisor) if self.measure is Measure.MONEY else cell
        return case((cell == UNLIMITED, null()), else_=amount)

    def same(self) -> Expression:
        """The limit on record that this column speaks of."""
        return and_(
            benefit_limit.c.benefit_id == _BENEFITS.c.target_id,
            benefit_limit.c.measure == self.measure,
            benefit_limit.c.basis == self.basis,
            benefit_limit.c.scope == self.scope,
        )


LIMITS = (
    LimitColumn("amount_per_visit", Measure.MONEY, Basis.VISIT),
    LimitColumn("amount_per_day", Measure.MONEY, Basis.DAY),
    LimitColumn("amount_per_disability", Measure.MONEY, Basis.DISABILITY),
    LimitColumn("amount_per_year", Measure.MONEY, Basis.YEAR),
    LimitColumn("amount_lifetime", Measure.MONEY, Basis.LIFETIME),
    LimitColumn("visits_per_year", Measure.VISITS, Basis.YEAR),
    LimitColumn("visits_per_day", Measure.VISITS, Basis.DAY),
    LimitColumn("visits_lifetime", Measure.VISITS, Basis.LIFETIME),
    LimitColumn("days_per_year", Measure.DAYS, Basis.YEAR),
    LimitColumn("days_per_disability", Measure.DAYS, Basis.DISABILITY),
    LimitColumn("days_lifetime", Measure.DAYS, Basis.LIFETIME),
    LimitColumn("family_amount_per_year", Measure.MONEY, Basis.YEAR, Scope.FAMILY),
    LimitColumn("family_visits_per_year", Measure.VISITS, Basis.YEAR, Scope.FAMILY),
    LimitColumn("family_days_per_year", Measure.DAYS, Basis.YEAR, Scope.FAMILY),
    LimitColumn("policy_amount_per_year", Measure.MONEY, Basis.YEAR, Scope.POLICY),
)


def load_plans(load: Load) -> None:
    load.no_twins("plans")
    load.fill_all("plans", {"policy_id": POLICY_OF})
    must_name_a_policy(load, "plans")
    PLAN.find(load)
    PLAN.write(load)


def load_benefits(load: Load) -> None:
    stage = _BENEFITS
    load.no_twins("benefits")
    load.fill_all(
        "benefits",
        {"policy_id": POLICY_OF, "plan_id": PLAN_OF, "divisor": DIVISOR_OF},
    )
    must_name_a_policy(load, "benefits")
    must_name_a_plan(load, "benefits")
    load.connection.execute(update(stage).where(stage.c.plan_id.is_(None)).values(bad=1))
    money = [limit.name for limit in LIMITS if limit.measure is Measure.MONEY]
    load.must_fit_currency("benefits", ["co_payment", "deductible", *money])
    BENEFIT.find(load)
    BENEFIT.write(load)
    BENEFIT.find(load)
    _write_limits(load)


PLAN_OF = LookUp(
    plan.c.id,
    (
        OF_POLICY,
        (plan, lambda row: and_(plan.c.policy_id == policy.c.id, plan.c.code == row.c.plan_code)),
    ),
)
"""The plan that a row names, of its policy."""
DIVISOR_OF = LookUp(divisor(policy.c.currency), (OF_POLICY,))
"""What makes minor units of staged amounts, by the currency of the policy."""


def must_name_a_plan(load: Load, sheet: str) -> None:
    """Rows that name a plan whose ``plan_id`` was not found are refused."""
    stage = STAGES[sheet]
    where: list[Expression] = [
        stage.c.plan_code.is_not(None),
        stage.c.plan_id.is_(None),
        stage.c.policy_id.is_not(None),
    ]
    if "plans" in load.given:
        other = _PLANS.alias()
        where.append(
            ~select(other.c.row)
            .where(other.c.policy_no == stage.c.policy_no, other.c.plan_code == stage.c.plan_code)
            .exists()
        )
    load.refuse(
        sheet,
        "plan_code",
        N_("Policy {policy} has no plan {name}."),
        *where,
        policy=stage.c.policy_no,
        name=stage.c.plan_code,
    )


def _write_limits(load: Load) -> None:
    """A limit cell says what the limit is; an empty one that there is none."""
    stage, connection = _BENEFITS, load.connection
    added = changed = 0
    good = and_(stage.c.bad == 0, stage.c.target_id.is_not(None))
    any_on_record = connection.execute(
        select(benefit_limit.c.id).join(stage, stage.c.target_id == benefit_limit.c.benefit_id).limit(1)
    ).first()
    for limit in LIMITS:
        if not load.has("benefits", limit.name):
            continue
        cell, of_column = stage.c[limit.name], (limit.measure, limit.basis, limit.scope)
        if any_on_record is not None:
            load.settling.limits_change(stage.join(benefit_limit, limit.same()), good, cell.is_(None))
            gone = select(stage.c.target_id).where(good, cell.is_(None))
            changed += connection.execute(
                delete(benefit_limit).where(
                    benefit_limit.c.benefit_id.in_(gone),
                    benefit_limit.c.measure == limit.measure,
                    benefit_limit.c.basis == limit.basis,
                    benefit_limit.c.scope == limit.scope,
                )
            ).rowcount
            changed += connection.execute(
                update(benefit_limit)
                .values(amount=limit.value)
                .where(
                    limit.same(),
                    good,
                    cell.is_not(None),
                    benefit_limit.c.amount.is_distinct_from(limit.value),
                )
            ).rowcount
        fresh = and_(good, cell.is_not(None), ~exists().where(limit.same()))
        load.settling.limits_change(stage, fresh)
        new = select(stage.c.target_id, *map(_constant, of_column), limit.value).where(fresh)
        added += load.insert(
            "benefits",
            insert(benefit_limit).from_select(["benefit_id", "measure", "basis", "scope", "amount"], new),
        )
    if added >= MANY:
        refresh_statistics(connection, benefit_limit)
    load.changes.append(Change("benefits", N_("limits"), added, changed))


def _constant(code: Coded) -> Expression:
    """A code as a column of its own; PostgreSQL wants to know that it is text."""
    return cast(literal(code.value), Text)
