"""Members and their families (DOMAIN 1)."""

from sqlalchemy import and_, case, func, literal, or_, select

from consoleapp.i18n import N_
from consoleapp.rules.identity import EMPLOYEE_SUFFIX
from consoleapp.rules.statuses import MemberStatus, Relation
from consoleapp.store.loading.look_ups import LookUp, Step
from consoleapp.store.loading.parties import (
    BRANCH_OF,
    OF_POLICY,
    POLICY_OF,
    must_name_a_branch,
    must_name_a_policy,
)
from consoleapp.store.loading.schedules import DIVISOR_OF, PLAN_OF, must_name_a_plan
from consoleapp.store.loading.staging import STAGES
from consoleapp.store.loading.steps import Expression, Load, cert_no, either, minor, suffix
from consoleapp.store.loading.writer import Into, Writer
from consoleapp.store.tables import member, policy
from consoleapp.store.types import UtcDateTime

_STAGE = STAGES["members"]
_NUMBER, _SUFFIX = cert_no(_STAGE.c.certificate), suffix(_STAGE.c.certificate)
SUMS = ("sum_life", "sum_tpd", "sum_add", "sum_ltd", "sum_cib")
CONTACTS = ("mobile", "phone", "email", "address")


def _sum(name: str) -> Into:
    return Into(name, name, func.coalesce(minor(_STAGE.c[name], _STAGE.c.divisor), 0))


MEMBER = Writer(
    "members",
    N_("members"),
    member,
    select(member.c.id)
    .where(member.c.policy_id == _STAGE.c.policy_id, member.c.cert_no == _NUMBER, member.c.suffix == _SUFFIX)
    .scalar_subquery(),
    (
        Into("policy_id", "policy_no", _STAGE.c.policy_id),
        Into("cert_no", "certificate", _NUMBER),
        Into("suffix", "certificate", _SUFFIX),
        Into("person_ref", "personal_reference"),
        Into("relation", "relation"),
        Into("name_en", "name"),
        *(
            Into(name, name)
            for name in (
                "name_zh",
                "sex",
                "birth_date",
                "identity_type",
                "identity_no",
                "identity_valid_from",
                "identity_valid_to",
                *CONTACTS,
                "language",
            )
        ),
        Into("branch_id", "branch_code", _STAGE.c.branch_id),
        Into("plan_id", "plan_code", _STAGE.c.plan_id),
        Into("effective_date", "effective_date"),
        Into("termination_date", "termination_date"),
        Into("status", "status"),
        Into("benefit_types", "benefit_types"),
        *map(_sum, SUMS),
        Into("wellness", "wellness"),
    ),
    _STAGE.c.policy_no + " " + _STAGE.c.certificate,
)


TO_MEMBER: Step = (
    member,
    lambda row: and_(
        member.c.policy_id == policy.c.id,
        member.c.cert_no == cert_no(row.c.certificate),
        member.c.suffix == suffix(row.c.certificate),
    ),
)
MEMBER_OF = LookUp(member.c.id, (OF_POLICY, TO_MEMBER))
"""The member that a row names by policy and certificate."""


def load_members(load: Load) -> None:
    stage = _STAGE
    load.no_twins("members")
    load.fill_all(
        "members",
        {
            "policy_id": POLICY_OF,
            "branch_id": BRANCH_OF,
            "plan_id": PLAN_OF,
            "divisor": DIVISOR_OF,
            "target_id": MEMBER_OF,
        },
    )
    must_name_a_policy(load, "members")
    must_name_a_branch(load, "members")
    must_name_a_plan(load, "members")
    load.must_fit_currency("members", SUMS)
    for name in SUMS:
        if load.has("members", name):
            load.refuse(
                "members", name, N_("A sum assured is never negative."), stage.c[name] < 0, money=True
            )
    _must_be_a_family(load)
    _must_be_in_order(load, "identity_valid_from", "identity_valid_to")
    _must_be_in_order(load, "effective_date", "termination_date")
    load.must_move("members", "status", member, "status", MemberStatus, "target_id")
    extra: dict[str, Expression] = {}
    contacts = [name for name in CONTACTS if load.has("members", name)]
    if contacts:
        changed = or_(*(member.c[name].is_distinct_from(stage.c[name]) for name in contacts))
        now = literal(load.now, UtcDateTime())
        extra["contact_changed_at"] = case((changed, now), else_=member.c.contact_changed_at)
    load.indexing.begin(member)
    MEMBER.write(load, extra=extra, before=load.indexing.members_will_change)
    if not load.indexing.anew:
        MEMBER.find(load)
        load.indexing.members = load.indexing.written("members", member, "target_id")
    load.indexing.members_written()


def _must_be_a_family(load: Load) -> None:
    """The employee alone has the suffix 00, and no dependant is without one."""
    stage = _STAGE
    load.refuse(
        "members",
        "relation",
        N_("The employee has the suffix 00, and nobody else ({certificate})."),
        either(_SUFFIX == EMPLOYEE_SUFFIX, stage.c.relation == Relation.EMPLOYEE.value),
        certificate=stage.c.certificate,
    )
    other = stage.alias()
    here = (
        select(other.c.row)
        .where(other.c.policy_no == stage.c.policy_no, other.c.certificate == _NUMBER + f"-{EMPLOYEE_SUFFIX}")
        .exists()
    )
    on_record = (
        select(member.c.id)
        .where(
            member.c.policy_id == stage.c.policy_id,
            member.c.cert_no == _NUMBER,
            member.c.suffix == EMPLOYEE_SUFFIX,
        )
        .exists()
    )
    load.refuse(
        "members",
        "certificate",
        N_("The family has no employee: there is no {number}-00 on policy {policy}."),
        stage.c.bad == 0,
        _SUFFIX != EMPLOYEE_SUFFIX,
        ~here,
        ~on_record,
        number=_NUMBER,
        policy=stage.c.policy_no,
    )


def _must_be_in_order(load: Load, first: str, last: str) -> None:
    """A last day does not come before its first. A day the file does not give is the one on record."""
    stage = _STAGE
    if not (load.has("members", first) or load.has("members", last)):
        return
    begin, end = (stage.c[name] if load.has("members", name) else member.c[name] for name in (first, last))
    load.refuse(
        "members",
        last if load.has("members", last) else first,
        N_("The last day comes before the first ({first})."),
        end < begin,
        joined=stage.outerjoin(member, member.c.id == stage.c.target_id),
        first=begin,
    )
