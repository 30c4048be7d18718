"""What the desk answers about policies: frozen values for a screen or a command (DOMAIN 1, 3, 6)."""

from dataclasses import dataclass
from datetime import date, datetime

from consoleapp.desk.shapes import SumAssured
from consoleapp.rules.benefits import Limit
from consoleapp.rules.money import Money
from consoleapp.rules.statuses import (
    BenefitType,
    CoverArea,
    Language,
    MemberStatus,
    PaymentMode,
    PlanType,
    PolicyStatus,
    Relation,
)


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """A policy as lists show it."""

    policy_id: int
    policy_no: str
    holder_code: str
    holder_en: str
    holder_zh: str
    plan_type: PlanType
    broker_code: str
    broker_name: str
    starts_on: date | None
    ends_on: date | None
    """The coverage period of today, else the last one."""
    status: PolicyStatus
    people: int
    """Active employees, spouses and children, counted."""


@dataclass(frozen=True, slots=True)
class Party:
    """The policy holder or the broker of a policy. The contact is "" where withheld or not on record."""

    code: str
    name_en: str
    name_zh: str
    contact_name: str
    contact_phone: str
    contact_email: str


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch of the policy holder."""

    branch_id: int
    code: str
    name_en: str
    name_zh: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A class of cover inside the policy."""

    plan_id: int
    code: str
    name_en: str
    name_zh: str
    premium: bool
    """Direct billing, pre-authorisation and electronic cards are for these (DOMAIN 10)."""


@dataclass(frozen=True, slots=True)
class Period:
    """A coverage period, both days in it."""

    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class HolderPolicy:
    """A policy of the same holder, to turn to."""

    policy_id: int
    policy_no: str
    plan_type: PlanType
    status: PolicyStatus


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """A premium invoice in short; settled and balance are derived (DOMAIN 6)."""

    invoice_id: int
    invoice_no: str
    issued_on: date
    due_on: date
    amount: Money
    settled: Money
    balance: Money
    branch_en: str
    branch_zh: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """What the policy owes, and its last invoices, the newest first."""

    unsettled: Money
    oldest_due: date | None
    """Since when at the longest something is unsettled."""
    invoices: tuple[InvoiceRow, ...]


@dataclass(frozen=True, slots=True)
class PolicyDetail:
    """Everything about one policy that fits on one screen.

    A ``…_withheld`` is why something may not be said to the caller on the line, or shown to this role, and
    what to do: a template of the catalogue; "" where it may.
    """

    policy_id: int
    policy_no: str
    plan_type: PlanType
    status: PolicyStatus
    currency: str
    payment_mode: PaymentMode
    holder: Party
    broker: Party | None
    period: Period | None
    """The period of today, else the last one."""
    periods: tuple[Period, ...]
    branches: tuple[Branch, ...]
    plans: tuple[Plan, ...]
    employees: int
    spouses: int
    children: int
    policies: tuple[HolderPolicy, ...]
    """All policies of the holder, this one among them."""
    ledger: Ledger | None
    contact_withheld: str
    ledger_withheld: str
    members_withheld: str
    schedule_withheld: str


@dataclass(frozen=True, slots=True)
class PolicyMember:
    """A member of the policy as its list shows one."""

    member_id: int
    certificate: str
    relation: Relation
    name_en: str
    name_zh: str
    plan_code: str
    branch_en: str
    branch_zh: str
    status: MemberStatus
    effective_date: date | None
    termination_date: date | None
    sums_assured: tuple[SumAssured, ...]
    """Life, TPD, AD&D, LTD, CIB; 0.00 where not covered."""


@dataclass(frozen=True, slots=True)
class ScheduleItem:
    """One item of a plan's schedule. None stands for what the insurer's extract does not say."""

    benefit_type: BenefitType
    item_code: str
    name_en: str
    name_zh: str
    covered: bool | None
    limits: tuple[Limit, ...]
    reimbursement_percent: int | None
    co_payment: Money | None
    deductible: Money | None
    waiting_days: int | None
    area_of_cover: CoverArea | None
    referral_needed: bool | None
    network_only: bool | None
    unapproved_share_percent: int | None
    specified_hospital_share_percent: int | None


@dataclass(frozen=True, slots=True)
class PlanSchedule:
    """The benefit schedule of one plan, by benefit type and in the schedule's order."""

    plan: Plan
    currency: str
    items: tuple[ScheduleItem, ...]


@dataclass(frozen=True, slots=True)
class CertificateOfCover:
    """What the certificate of cover of one member says, as of a moment (DOMAIN 1); nothing masked."""

    member_id: int
    certificate: str
    name_en: str
    name_zh: str
    relation: Relation
    status: MemberStatus
    effective_date: date | None
    termination_date: date | None
    plan_code: str
    plan_en: str
    plan_zh: str
    branch_en: str
    branch_zh: str
    benefit_types: tuple[BenefitType, ...]
    sums_assured: tuple[SumAssured, ...]
    policy_no: str
    plan_type: PlanType
    policy_status: PolicyStatus
    starts_on: date | None
    ends_on: date | None
    holder_en: str
    holder_zh: str
    currency: str
    language: Language | None
    covered: bool
    """Whether the member is covered on the day it is issued."""
    items: tuple[ScheduleItem, ...] | None
    """The schedule of the plan; None where the caller may hear of cover only."""
    issued_at: datetime
    issued_by: str
