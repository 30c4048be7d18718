"""Brokers, policy holders with their branches, policies and their coverage periods (DOMAIN 1)."""

from sqlalchemy import Text, and_, cast, select, update

from consoleapp.i18n import N_
from consoleapp.rules.statuses import PolicyStatus
from consoleapp.store.loading.look_ups import LookUp, Step
from consoleapp.store.loading.staging import STAGES
from consoleapp.store.loading.steps import Expression, Load
from consoleapp.store.loading.writer import Into, Writer
from consoleapp.store.tables import branch, broker, policy, policy_holder, policy_period

_BROKERS, _POLICIES, _BRANCHES = STAGES["brokers"], STAGES["policies"], STAGES["branches"]

BROKER = Writer(
    "brokers",
    N_("brokers"),
    broker,
    select(broker.c.id).where(broker.c.code == _BROKERS.c.broker_code).scalar_subquery(),
    (
        Into("code", "broker_code"),
        Into("name", "broker_name"),
        Into("contact_name", "contact_person"),
        Into("contact_phone", "contact_number"),
        Into("contact_email", "contact_email"),
    ),
    _BROKERS.c.broker_code,
)
HOLDER = Writer(
    "policies",
    N_("policy holders"),
    policy_holder,
    select(policy_holder.c.id).where(policy_holder.c.code == _POLICIES.c.holder_code).scalar_subquery(),
    (
        Into("code", "holder_code"),
        Into("name_en", "holder_name"),
        Into("name_zh", "holder_name_zh"),
        Into("contact_name", "holder_contact"),
        Into("contact_phone", "holder_phone"),
        Into("contact_email", "holder_email"),
    ),
    _POLICIES.c.holder_code,
    found="holder_id",
    where=(_POLICIES.c.lead_holder == 1,),
)
POLICY = Writer(
    "policies",
    N_("policies"),
    policy,
    select(policy.c.id).where(policy.c.policy_no == _POLICIES.c.policy_no).scalar_subquery(),
    (
        Into("policy_no", "policy_no"),
        Into("holder_id", "holder_code", _POLICIES.c.holder_id),
        Into("broker_id", "broker_code", _POLICIES.c.broker_id),
        Into("plan_type", "plan_type"),
        Into("currency", "currency"),
        Into("payment_mode", "payment_mode"),
        Into("status", "status"),
    ),
    _POLICIES.c.policy_no,
    found="policy_id",
    where=(_POLICIES.c.lead_policy == 1,),
)
PERIOD = Writer(
    "policies",
    N_("coverage periods"),
    policy_period,
    select(policy_period.c.id)
    .where(
        policy_period.c.policy_id == _POLICIES.c.policy_id,
        policy_period.c.starts_on == _POLICIES.c.period_from,
    )
    .scalar_subquery(),
    (
        Into("policy_id", "policy_no", _POLICIES.c.policy_id),
        Into("starts_on", "period_from"),
        Into("ends_on", "period_to"),
    ),
    _POLICIES.c.policy_no + " " + cast(_POLICIES.c.period_from, Text),
)
BRANCH = Writer(
    "branches",
    N_("branches"),
    branch,
    select(branch.c.id)
    .where(branch.c.holder_id == _BRANCHES.c.holder_id, branch.c.code == _BRANCHES.c.branch_code)
    .scalar_subquery(),
    (
        Into("holder_id", "holder_code", _BRANCHES.c.holder_id),
        Into("code", "branch_code"),
        Into("name_en", "branch_name"),
        Into("name_zh", "branch_name_zh"),
    ),
    _BRANCHES.c.holder_code + " / " + _BRANCHES.c.branch_code,
)

_SHARED_BY_POLICY = ("holder_code", "plan_type", "broker_code", "currency", "payment_mode", "status")
_SHARED_BY_HOLDER = ("holder_name", "holder_name_zh", "holder_contact", "holder_phone", "holder_email")


def load_brokers(load: Load) -> None:
    load.no_twins("brokers")
    BROKER.find(load)
    BROKER.write(load)


def load_policies(load: Load) -> None:
    """One row is a coverage period; the first row of a policy, and of a holder, speaks for it."""
    stage = _POLICIES
    load.no_twins("policies")
    load.must_agree("policies", "policy_no", _SHARED_BY_POLICY)
    load.must_agree("policies", "holder_code", _SHARED_BY_HOLDER)
    load.refuse(
        "policies",
        "period_to",
        N_("The coverage period ends before it begins ({begin})."),
        stage.c.period_to < stage.c.period_from,
        begin=stage.c.period_from,
    )
    if load.has("policies", "broker_code"):
        code = select(broker.c.id).where(broker.c.code == stage.c.broker_code).scalar_subquery()
        load.fill("policies", "broker_id", code)
        load.unknown(
            "policies", "broker_code", "broker_id", N_("There is no broker {name}."), staged="brokers"
        )
    HOLDER.find(load)
    POLICY.find(load)
    load.refuse(
        "policies",
        "currency",
        N_("The policy is kept in {kept}, and a policy's currency never changes."),
        policy.c.currency != stage.c.currency,
        joined=stage.join(policy, policy.c.id == stage.c.policy_id),
        kept=policy.c.currency,
    )
    load.must_move("policies", "status", policy, "status", PolicyStatus, "policy_id")
    _refuse_overlaps(load)
    load.mark_first("policies", "lead_holder", "holder_code")
    load.mark_first("policies", "lead_policy", "policy_no")
    indexing = load.indexing
    indexing.begin(policy_holder)
    HOLDER.write(load)
    HOLDER.find(load)
    indexing.holders_changed(indexing.written("policies", policy_holder, "holder_id"))
    _forget_changed(load)
    indexing.begin(policy)
    POLICY.write(load)
    POLICY.find(load)
    indexing.policies |= indexing.written("policies", policy, "policy_id")
    _forget_changed(load)
    PERIOD.find(load)
    PERIOD.write(load)
    load.settling.years_changed()


def _forget_changed(load: Load) -> None:
    """One row speaks for several records, each with a difference of its own."""
    stage = _POLICIES
    load.connection.execute(update(stage).where(stage.c.changed == 1).values(changed=None))


def _refuse_overlaps(load: Load) -> None:
    """Periods of a policy follow each other, those on record that no row replaces among them."""
    stage = _POLICIES
    other = stage.alias()
    load.refuse(
        "policies",
        "period_from",
        N_("The coverage period overlaps the one in row {row} ({begin} to {end})."),
        stage.c.bad == 0,
        other.c.bad == 0,
        joined=stage.join(
            other,
            and_(
                other.c.policy_no == stage.c.policy_no,
                other.c.row < stage.c.row,
                other.c.period_from != stage.c.period_from,
                other.c.period_from <= stage.c.period_to,
                other.c.period_to >= stage.c.period_from,
            ),
        ),
        row=other.c.row,
        begin=other.c.period_from,
        end=other.c.period_to,
    )
    again = stage.alias()
    replaced = (
        select(again.c.row)
        .where(
            again.c.policy_id == policy_period.c.policy_id, again.c.period_from == policy_period.c.starts_on
        )
        .exists()
    )
    load.refuse(
        "policies",
        "period_from",
        N_("The coverage period overlaps one on record ({begin} to {end})."),
        stage.c.bad == 0,
        ~replaced,
        joined=stage.join(
            policy_period,
            and_(
                policy_period.c.policy_id == stage.c.policy_id,
                policy_period.c.starts_on <= stage.c.period_to,
                policy_period.c.ends_on >= stage.c.period_from,
            ),
        ),
        begin=policy_period.c.starts_on,
        end=policy_period.c.ends_on,
    )


def load_branches(load: Load) -> None:
    stage = _BRANCHES
    load.no_twins("branches")
    code = select(policy_holder.c.id).where(policy_holder.c.code == stage.c.holder_code).scalar_subquery()
    load.fill("branches", "holder_id", code)
    load.unknown(
        "branches", "holder_code", "holder_id", N_("There is no policy holder {name}."), staged="policies"
    )
    BRANCH.find(load)
    # A branch whose holder is bad stays out without a fault of its own.
    load.connection.execute(update(stage).where(stage.c.holder_id.is_(None)).values(bad=1))
    BRANCH.write(load)


OF_POLICY: Step = (policy, lambda row: policy.c.policy_no == row.c.policy_no)
POLICY_OF = LookUp(policy.c.id, (OF_POLICY,))
"""The policy that a row names."""
BRANCH_OF = LookUp(
    branch.c.id,
    (
        OF_POLICY,
        (
            branch,
            lambda row: and_(branch.c.holder_id == policy.c.holder_id, branch.c.code == row.c.branch_code),
        ),
    ),
)
"""The branch that a row names, of the holder of its policy."""


def must_name_a_policy(load: Load, sheet: str) -> None:
    """Rows whose ``policy_id`` was not found are refused."""
    stage = STAGES[sheet]
    load.unknown(sheet, "policy_no", "policy_id", N_("There is no policy {name}."), staged="policies")
    load.connection.execute(update(stage).where(stage.c.policy_id.is_(None)).values(bad=1))


def must_name_a_branch(load: Load, sheet: str) -> None:
    """Rows that name a branch whose ``branch_id`` was not found are refused."""
    stage = STAGES[sheet]
    where: list[Expression] = [
        stage.c.branch_code.is_not(None),
        stage.c.branch_id.is_(None),
        stage.c.policy_id.is_not(None),
    ]
    if "branches" in load.given:
        bad = _BRANCHES.alias()
        where.append(
            ~select(bad.c.row).where(bad.c.branch_code == stage.c.branch_code, bad.c.bad == 1).exists()
        )
    load.refuse(
        sheet,
        "branch_code",
        N_("The holder of the policy has no branch {name}."),
        *where,
        name=stage.c.branch_code,
    )


def currency_must_agree(load: Load, sheet: str) -> None:
    """Amounts are in the currency of their policy."""
    stage = STAGES[sheet]
    load.refuse(
        sheet,
        "currency",
        N_("Policy {policy} is kept in {kept}."),
        policy.c.currency != stage.c.currency,
        joined=stage.join(policy, policy.c.id == stage.c.policy_id),
        policy=policy.c.policy_no,
        kept=policy.c.currency,
    )
