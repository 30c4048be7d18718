"""The closed vocabularies of the domain, and which status may follow which.

Values are stable codes, kept in the database and exchanged in files; ``word`` is the English label, marked
for the catalogue. Sources: DOMAIN 1, 3, 4, 6, 7 and 9; ARCHITECTURE (rule 4 of the house).
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeVar

from consoleapp.errors import Refused
from consoleapp.i18n import N_
from consoleapp.rules.coded import Coded
from consoleapp.rules.documents import (
    ITEM_MOVES,
    REQUEST_MOVES,
    DocumentItemStatus,
    DocumentRequestStatus,
)
from consoleapp.rules.services import SERVICE_MOVES, ServiceState


class PlanType(Coded):
    """What a policy covers as a whole."""

    GROUP_MEDICAL = "group_medical", N_("Group Medical")
    GROUP_LIFE_MEDICAL = "group_life_medical", N_("Group Life and Group Medical")


class PolicyStatus(Coded):
    """Where a policy stands. Expired and surrendered policies stay searchable."""

    PENDING = "pending", N_("Pending")
    IN_FORCE = "in_force", N_("In force")
    LAPSED = "lapsed", N_("Lapsed")
    EXPIRED = "expired", N_("Expired")
    SURRENDERED = "surrendered", N_("Surrendered")
    TERMINATED = "terminated", N_("Terminated")


class PaymentMode(Coded):
    """How often the premium of a policy falls due."""

    YEARLY = "yearly", N_("Yearly")
    HALF_YEARLY = "half_yearly", N_("Half-yearly")
    QUARTERLY = "quarterly", N_("Quarterly")
    MONTHLY = "monthly", N_("Monthly")


class MemberStatus(Coded):
    """Where a member's cover stands."""

    PENDING = "pending", N_("Pending")
    ACTIVE = "active", N_("Active")
    SUSPENDED = "suspended", N_("Suspended")
    TERMINATED = "terminated", N_("Terminated")


class Relation(Coded):
    """What a member is to the policy holder (employee) or to the employee."""

    EMPLOYEE = "employee", N_("Employee")
    SPOUSE = "spouse", N_("Spouse")
    CHILD = "child", N_("Child")
    PARENT = "parent", N_("Parent")


class Sex(Coded):
    """As written on the identity document."""

    FEMALE = "female", N_("Female")
    MALE = "male", N_("Male")
    OTHER = "other", N_("Other")


class IdentityType(Coded):
    """The document a member is identified by."""

    HKID = "hkid", N_("Hong Kong identity card")
    PASSPORT = "passport", N_("Passport")
    MAINLAND_ID = "mainland_id", N_("Mainland identity card")
    MACAU_ID = "macau_id", N_("Macau identity card")
    TRAVEL_PERMIT = "travel_permit", N_("Travel permit")
    BIRTH_CERTIFICATE = "birth_certificate", N_("Birth certificate")
    OTHER = "other", N_("Other")


class Language(Coded):
    """The language a member wants to be written to and spoken to in."""

    ENGLISH = "en", N_("English")
    TRADITIONAL_CHINESE = "zh_Hant", N_("Traditional Chinese")
    SIMPLIFIED_CHINESE = "zh_Hans", N_("Simplified Chinese")


class BenefitType(Coded):
    """The groups of a benefit schedule."""

    HOS = "HOS", N_("Hospitalisation & Surgical")
    EAB = "EAB", N_("Worldwide Emergency Assistance")
    SMM = "SMM", N_("Supplementary Major Medical")
    OPB = "OPB", N_("Out-patient")
    DEN = "DEN", N_("Dental")


class CoverArea(Coded):
    """Where a benefit is valid."""

    HONG_KONG = "hong_kong", N_("Hong Kong")
    GREATER_CHINA = "greater_china", N_("Greater China")
    ASIA = "asia", N_("Asia")
    WORLDWIDE = "worldwide", N_("Worldwide")


class ClaimStatus(Coded):
    """Where a claim stands. Paid, Declined and Withdrawn are closed."""

    RECEIVED = "received", N_("Received")
    IN_REVIEW = "in_review", N_("In review")
    PENDING_DOCUMENTS = "pending_documents", N_("Pending documents")
    APPROVED = "approved", N_("Approved")
    PAID = "paid", N_("Paid")
    DECLINED = "declined", N_("Declined")
    WITHDRAWN = "withdrawn", N_("Withdrawn")

    @property
    def is_closed(self) -> bool:
        """Nothing more happens to the claim."""
        return self in (ClaimStatus.PAID, ClaimStatus.DECLINED, ClaimStatus.WITHDRAWN)

    @property
    def has_notice(self) -> bool:
        """Whether a closing notice exists: for Paid and Declined, none for Withdrawn."""
        return self in (ClaimStatus.PAID, ClaimStatus.DECLINED)


class PaymentMethod(Coded):
    """How a claim line was settled."""

    NETWORK_DOCTOR = "network_doctor", N_("Network Doctor")
    AUTOPAY = "autopay", N_("Autopay")
    CHEQUE = "cheque", N_("Cheque")
    BANK_TRANSFER = "bank_transfer", N_("Bank transfer")


class ReasonPaidLess(Coded):
    """Why a claim line was paid less than was incurred."""

    OVER_LIMIT = "over_limit", N_("Over the limit")
    CO_PAYMENT = "co_payment", N_("Co-payment")
    DEDUCTIBLE = "deductible", N_("Deductible")
    NOT_COVERED = "not_covered", N_("Not covered")
    WAITING_PERIOD = "waiting_period", N_("Waiting period")
    UNAPPROVED_PROVIDER = "unapproved_provider", N_("Unapproved provider")


class SettlementMethod(Coded):
    """How a premium was paid in."""

    CHEQUE = "cheque", N_("Cheque")
    AUTOPAY = "autopay", N_("Autopay")
    BANK_TRANSFER = "bank_transfer", N_("Bank transfer")
    FPS = "fps", N_("FPS")
    CASH = "cash", N_("Cash at counter")


class MandateStatus(Coded):
    """Where a leave to collect premium by autopay stands."""

    PENDING = "pending", N_("Pending")
    ACTIVE = "active", N_("Active")
    SUSPENDED = "suspended", N_("Suspended")
    REJECTED = "rejected", N_("Rejected by the bank")
    CANCELLED = "cancelled", N_("Cancelled")


class AccountHolder(Coded):
    """Whose login a portal account is."""

    MEMBER = "member", N_("Member")
    EMPLOYER = "employer", N_("Employer")
    BROKER = "broker", N_("Broker")


class AccountStage(Coded):
    """The life of a portal account."""

    NOT_REGISTERED = "not_registered", N_("Not registered")
    INVITED = "invited", N_("Invited")
    REGISTERING = "registering", N_("Registering")
    ACTIVE = "active", N_("Active")
    FROZEN = "frozen", N_("Frozen")
    DISABLED = "disabled", N_("Disabled")


class RegistrationStep(Coded):
    """The last step of a registration that was completed, in the order of the steps."""

    PIN = "pin", N_("PIN and initial password accepted")
    TERMS = "terms", N_("Terms accepted")
    USER_ID = "user_id", N_("User ID, language and password set")
    QUESTIONS = "questions", N_("Three challenge questions answered")


class ProviderKind(Coded):
    """What kind of place or person a network provider is."""

    DOCTOR = "doctor", N_("Doctor")
    CLINIC = "clinic", N_("Clinic")
    HOSPITAL = "hospital", N_("Hospital")
    DENTAL_CLINIC = "dental_clinic", N_("Dental clinic")
    PHARMACY = "pharmacy", N_("Pharmacy")
    URGENT_CARE = "urgent_care", N_("Urgent care")
    LABORATORY = "laboratory", N_("Laboratory")
    PHYSIOTHERAPIST = "physiotherapist", N_("Physiotherapist")


class Area(Coded):
    """The four areas of Hong Kong a provider is looked for in."""

    HONG_KONG_ISLAND = "hong_kong_island", N_("Hong Kong Island")
    KOWLOON = "kowloon", N_("Kowloon")
    NEW_TERRITORIES = "new_territories", N_("New Territories")
    OUTLYING_ISLANDS = "outlying_islands", N_("Outlying islands")


class ContactChannel(Coded):
    """How somebody reaches the desk."""

    CALL = "call", N_("Call")
    VISIT = "visit", N_("Visit")


class ContactStatus(Coded):
    """Where a contact stands: one is on the line, others are parked with their drafts."""

    ACTIVE = "active", N_("On the line")
    PARKED = "parked", N_("Parked")
    WRAPPED_UP = "wrapped_up", N_("Wrapped up")


class Outcome(Coded):
    """What came of a contact, chosen at wrap-up."""

    ANSWERED = "answered", N_("Answered")
    ACTED = "acted", N_("Done for the caller")
    CALL_BACK = "call_back", N_("Call-back promised")
    PASSED_ON = "passed_on", N_("Passed on")
    NOT_VERIFIED = "not_verified", N_("Caller not verified")
    ABANDONED = "abandoned", N_("Caller left")
    WRONG_NUMBER = "wrong_number", N_("Wrong number")


class MessageState(Coded):
    """Where a message stands."""

    WAITING = "waiting", N_("Waiting to be sent")
    SENDING = "sending", N_("Being sent")
    SENT = "sent", N_("Sent")
    STUCK = "stuck", N_("Stuck")
    CANCELLED = "cancelled", N_("Cancelled")


Status = TypeVar("Status", bound=Coded)
Moves = Mapping[Coded, frozenset[Coded]]

_POLICY: dict[Coded, set[Coded]] = {
    PolicyStatus.PENDING: {PolicyStatus.IN_FORCE, PolicyStatus.TERMINATED},
    PolicyStatus.IN_FORCE: {
        PolicyStatus.EXPIRED,
        PolicyStatus.SURRENDERED,
        PolicyStatus.LAPSED,
        PolicyStatus.TERMINATED,
    },
    PolicyStatus.LAPSED: {PolicyStatus.IN_FORCE, PolicyStatus.TERMINATED},  # reinstated, or given up
    PolicyStatus.EXPIRED: {PolicyStatus.IN_FORCE},  # renewed after its last day
    PolicyStatus.SURRENDERED: set(),
    PolicyStatus.TERMINATED: set(),
}
_MEMBER: dict[Coded, set[Coded]] = {
    MemberStatus.PENDING: {MemberStatus.ACTIVE, MemberStatus.TERMINATED},
    MemberStatus.ACTIVE: {MemberStatus.SUSPENDED, MemberStatus.TERMINATED},
    MemberStatus.SUSPENDED: {MemberStatus.ACTIVE, MemberStatus.TERMINATED},
    MemberStatus.TERMINATED: {MemberStatus.ACTIVE},  # re-employed, or ended by mistake
}
_CLAIM: dict[Coded, set[Coded]] = {
    ClaimStatus.RECEIVED: {ClaimStatus.IN_REVIEW, ClaimStatus.WITHDRAWN},
    ClaimStatus.IN_REVIEW: {
        ClaimStatus.PENDING_DOCUMENTS,
        ClaimStatus.APPROVED,
        ClaimStatus.DECLINED,
        ClaimStatus.WITHDRAWN,
    },
    ClaimStatus.PENDING_DOCUMENTS: {ClaimStatus.IN_REVIEW, ClaimStatus.WITHDRAWN},
    ClaimStatus.APPROVED: {ClaimStatus.PAID},
    ClaimStatus.PAID: set(),
    ClaimStatus.DECLINED: set(),
    ClaimStatus.WITHDRAWN: set(),
}
_ACCOUNT: dict[Coded, set[Coded]] = {
    AccountStage.NOT_REGISTERED: {AccountStage.INVITED},
    AccountStage.INVITED: {AccountStage.REGISTERING, AccountStage.DISABLED},
    AccountStage.REGISTERING: {AccountStage.ACTIVE, AccountStage.INVITED, AccountStage.DISABLED},
    AccountStage.ACTIVE: {AccountStage.FROZEN, AccountStage.DISABLED},
    AccountStage.FROZEN: {AccountStage.ACTIVE, AccountStage.DISABLED},
    AccountStage.DISABLED: set(),
}
_CONTACT: dict[Coded, set[Coded]] = {
    ContactStatus.ACTIVE: {ContactStatus.PARKED, ContactStatus.WRAPPED_UP},
    ContactStatus.PARKED: {ContactStatus.ACTIVE, ContactStatus.WRAPPED_UP},
    ContactStatus.WRAPPED_UP: set(),
}
_MESSAGE: dict[Coded, set[Coded]] = {
    MessageState.WAITING: {MessageState.SENDING, MessageState.STUCK, MessageState.CANCELLED},
    MessageState.SENDING: {MessageState.SENT, MessageState.WAITING, MessageState.STUCK},
    MessageState.STUCK: {MessageState.WAITING, MessageState.CANCELLED},
    MessageState.SENT: set(),
    MessageState.CANCELLED: set(),
}

MOVES: Mapping[type[Coded], Moves] = MappingProxyType(
    {
        machine: MappingProxyType({old: frozenset(new) for old, new in moves.items()})
        for machine, moves in (
            (PolicyStatus, _POLICY),
            (MemberStatus, _MEMBER),
            (ClaimStatus, _CLAIM),
            (AccountStage, _ACCOUNT),
            (ContactStatus, _CONTACT),
            (MessageState, _MESSAGE),
            (DocumentItemStatus, ITEM_MOVES),
            (DocumentRequestStatus, REQUEST_MOVES),
            (ServiceState, SERVICE_MOVES),
        )
    }
)
"""Every machine: status → the statuses that may follow at once. No other move is possible, whoever asks."""

STARTS: Mapping[type[Coded], frozenset[Coded]] = MappingProxyType(
    {ClaimStatus: frozenset({ClaimStatus.RECEIVED, ClaimStatus.PENDING_DOCUMENTS})}
)
"""Where a record made at the desk may begin: a claim without a medical record waits for it (DOMAIN 4)."""


def next_of(status: Status) -> tuple[Status, ...]:
    """The statuses that may follow ``status`` at once, in the order of the vocabulary."""
    machine = type(status)
    return tuple(member for member in machine if member in MOVES[machine][status])


def can_move(old: Status, new: Status) -> bool:
    """Whether ``new`` may follow ``old`` at once."""
    return new in MOVES[type(old)][old]


def move(old: Status, new: Status) -> Status:
    """``new``, when it may follow ``old``. Otherwise raises :class:`Refused`, naming what is possible."""
    if can_move(old, new):
        return new
    possible = next_of(old)
    if not possible:
        raise Refused(N_("{old} cannot become {new}: {old} is final."), old=old, new=new)
    raise Refused(
        N_("{old} cannot become {new}. It can become: {possible}."), old=old, new=new, possible=possible
    )


def reachable(old: Status, new: Status) -> bool:
    """Whether some path leads from ``old`` to ``new``: an import may not have seen the steps between."""
    seen: set[Coded] = {old}
    ahead: list[Coded] = [old]
    while ahead:
        for following in MOVES[type(old)][ahead.pop()] - seen:
            seen.add(following)
            ahead.append(following)
    return new in seen
