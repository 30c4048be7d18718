"""What the desk answers with: frozen values for a screen or a command, private ones masked already."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from consoleapp.rules.benefits import Standing
from consoleapp.rules.disclosure import Topic
from consoleapp.rules.masking import Field
from consoleapp.rules.money import Money
from consoleapp.rules.permissions import Role
from consoleapp.rules.sentences import Sentence
from consoleapp.rules.services import ServiceState, WaitsFor
from consoleapp.rules.statuses import (
    AccountStage,
    BenefitType,
    ClaimStatus,
    ContactChannel,
    ContactStatus,
    CoverArea,
    Language,
    MemberStatus,
    MessageState,
    Outcome,
    PaymentMethod,
    PlanType,
    PolicyStatus,
    ReasonPaidLess,
    RegistrationStep,
    Relation,
    Sex,
)
from consoleapp.rules.subjects import SubjectKind
from consoleapp.rules.verification import CallerRole, Factor, Level


class Tone(StrEnum):
    """How a fact should strike the eye; the word itself always says the same."""

    PLAIN = "plain"
    MUTED = "muted"
    GOOD = "good"
    WAITING = "waiting"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Masked:
    """A private value as it may be shown. ``shown`` is "" where nothing is on record."""

    field: Field
    shown: str
    open: bool = False

    @property
    def on_record(self) -> bool:
        return bool(self.shown)


@dataclass(frozen=True, slots=True)
class Fact:
    """One labelled line of a subject: the label is an English key of the catalogue, the value a typed one."""

    label: str
    value: "str | int | date | datetime | Money | StrEnum | Masked | None"
    tone: Tone = Tone.PLAIN
    more: str = ""
    """A second, muted line: a name, a number or a code with its words."""


@dataclass(frozen=True, slots=True)
class SubjectCard:
    """A policy, company, claim, invoice, provider or account, beside Find and in full size."""

    kind: SubjectKind
    id: int
    title: str
    title_zh: str
    facts: tuple[Fact, ...]
    member_id: int | None = None
    """The member to open on Enter, where the subject belongs to one."""


@dataclass(frozen=True, slots=True)
class FamilyMember:
    """One line of the family: same policy, same certificate number."""

    member_id: int
    certificate: str
    relation: Relation
    name_en: str
    name_zh: str
    status: MemberStatus


@dataclass(frozen=True, slots=True)
class PolicyFacts:
    """The policy as a member's card needs it."""

    policy_id: int
    policy_no: str
    plan_type: PlanType
    status: PolicyStatus
    starts_on: date | None
    ends_on: date | None
    holder_en: str
    holder_zh: str
    currency: str
    unsettled: Money | None
    """None where the caller on the line may not hear what the company owes (DOMAIN 8)."""
    oldest_unsettled_due: date | None


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """The member's login at the portal (DOMAIN 7).

    Its stage, the step of a registration and since when it is frozen are there before anything is proved:
    staff must know what to verify for. The rest is what a caller may hear, and empty where ``withheld``.
    """

    account_id: int
    account_no: str
    user_id: str
    stage: AccountStage
    registration_step: RegistrationStep | None
    language: Language | None
    last_login_at: datetime | None
    failed_attempts: int
    frozen_at: datetime | None
    frozen_reason: str
    terms_version: str
    terms_accepted_at: datetime | None
    withheld: str = ""
    """Why only the stage is shown, and what to do: a template of the catalogue. "" where all is shown."""


@dataclass(frozen=True, slots=True)
class SumAssured:
    """One of Life, TPD, AD&D, LTD, CIB."""

    code: str
    amount: Money


@dataclass(frozen=True, slots=True)
class MemberCard:
    """Everything about one person that fits beside the tabs."""

    member_id: int
    version: int
    certificate: str
    person_ref: str
    relation: Relation
    name_en: str
    name_zh: str
    sex: Sex | None
    private: tuple[Masked, ...]
    """Birth date, identity, phones, e-mail, address – in this order, masked unless opened."""
    language: Language | None
    plan_code: str
    branch_en: str
    branch_zh: str
    effective_date: date | None
    termination_date: date | None
    status: MemberStatus
    benefit_types: tuple[BenefitType, ...]
    sums_assured: tuple[SumAssured, ...]
    wellness: str
    policy: PolicyFacts
    family: tuple[FamilyMember, ...]
    account: AccountFacts | None
    claims_open: int | None
    """None where the caller on the line may never hear of claims."""
    claims_total: int | None
    last_contact: "ContactLine | None"
    contacts_this_month: int
    """With the one on the line."""
    repeat: "RepeatCaller | None" = None
    withheld: tuple[Topic, ...] = ()
    """What the caller on the line may never hear about this member, whatever they prove."""


@dataclass(frozen=True, slots=True)
class RepeatCaller:
    """Somebody who called before this month: "third call on A2000001447; promised Friday by another desk"."""

    contacts: int
    """Contacts this month, with the one on the line; at least 2."""
    claim_no: str
    """The claim most of them were about, by their notes; "" where none is named twice."""
    about_claim: int
    """How many of them named it."""
    promised_on: date | None
    promised_by: str
    promised_elsewhere: bool
    """Whether somebody else at the desk promised it."""


@dataclass(frozen=True, slots=True)
class LimitLine:
    """One limit of an item, with what is left of it where the limit has a remainder."""

    standing: Standing
    entitlement_id: int | None = None
    """The accumulator whose claim lines stand behind it; None where there are none, or not to be said."""


@dataclass(frozen=True, slots=True)
class BenefitLine:
    """One item of the schedule, with its limits and conditions."""

    benefit_id: int
    benefit_type: BenefitType
    item_code: str
    name_en: str
    name_zh: str
    covered: bool | None
    limits: tuple[LimitLine, ...]
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
class BenefitSheet:
    """A member's schedule in one coverage period, as of a moment."""

    member_id: int
    plan_code: str
    starts_on: date | None
    ends_on: date | None
    as_of: datetime
    lines: tuple[BenefitLine, ...]
    currency: str = "HKD"
    withheld: str = ""
    """Why what was used is not shown, and what to do: a template of the catalogue. "" where it is shown."""
    schedule_withheld: str = ""
    """Why the schedule, which staff see, may not be said yet; "" where it may."""
    heard: Sentence | None = None
    """What to say where no item answers what was searched for by itself."""


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """One line of a claim: one benefit item."""

    line_no: int
    consulted_on: date
    benefit_type: BenefitType
    item_code: str
    item_name: str
    provider_name: str
    diagnosis: Masked
    incurred: Money | None
    paid: Money | None
    paid_on: date | None
    payment_method: PaymentMethod | None
    reason: ReasonPaidLess | None
    claim_line_id: int = 0
    """What to name when its diagnosis is unmasked."""
    item_name_zh: str = ""
    """As the member's plan names it; "" where it does not."""


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One claim of a member with its lines, newest first."""

    claim_id: int
    claim_no: str
    received_on: date
    status: ClaimStatus
    status_on: date
    promised_on: date | None
    """By when it will be closed, or paid: a date, not the rule (DOMAIN 4). None once nothing more is due."""
    overdue: bool
    incurred: Money | None
    paid: Money | None
    lines: tuple[ClaimLine, ...]


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened around a member: a contact, a look, an act, a claim's move."""

    at: datetime
    event: str
    """An English key of the catalogue, for example ``Looked at claims``."""
    who: str
    detail: str
    tone: Tone = Tone.PLAIN
    outcome: Outcome | MessageState | ServiceState | WaitsFor | None = None
    """What came of a contact, where a message or request stands; None for everything else, and while open."""
    day_only: bool = False
    """Whether only the day is known, as for a move of a claim that an extract told of."""


@dataclass(frozen=True, slots=True)
class ContactLine:
    """One earlier contact, for the card and the timeline."""

    contact_id: int
    started_at: datetime
    channel: ContactChannel
    staff_name: str
    caller_role: CallerRole
    outcome: Outcome | None
    note: str
    promised_on: date | None


@dataclass(frozen=True, slots=True)
class ContactBand:
    """The contact at this desk, as the second line of the frame shows it."""

    contact_id: int
    version: int
    channel: ContactChannel
    status: ContactStatus
    subject: str
    certificate: str
    member_id: int | None
    policy_id: int | None
    caller_role: CallerRole
    caller_name: str
    level: Level
    verified_how: Factor | None
    verified_at: datetime | None
    started_at: datetime
    note: str
    looks: int
    tries_left: int
    facts_right: tuple[Factor, ...]


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A member of staff, as lists show it."""

    staff_id: int
    login: str
    name: str
    role: Role
    disabled: bool
    locked_until: datetime | None
    second_factor: bool = False
    own_password: bool = True
    """No: the next sign-in begins with choosing one."""
    last_signed_in: datetime | None = None


@dataclass(frozen=True, slots=True)
class SessionRow:
    """Somebody signed in somewhere."""

    login: str
    name: str
    started_at: datetime
    host: str
    here: bool
    """Whether it is the session that asks."""
