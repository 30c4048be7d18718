"""Which fields matter to each kind of request, and who may ask for it (DOMAIN 10)."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from consoleapp.i18n import N_
from consoleapp.rules import masking
from consoleapp.rules.coded import Coded
from consoleapp.rules.disclosure import Topic
from consoleapp.rules.services import ServiceKind, ServiceState


class FieldKind(Coded):
    """What may stand in a field."""

    TEXT = "text", N_("words")
    DATE = "date", N_("a date, for example 2026-12-01")
    TIME = "time", N_("a time, for example 14:30")
    MONEY = "money", N_("an amount, for example 1,200.00")
    PERCENT = "percent", N_("a percentage from 0 to 100")
    PHONE = "phone", N_("a telephone number")
    EMAIL = "email", N_("an e-mail address")
    IDENTITY = "identity", N_("number of an identity document")
    ACCOUNT = "account", N_("number of a bank account")
    CHOICE = "choice", N_("one of a list")


class Relationship(Coded):
    """What somebody is to the insured person."""

    SELF = "self", N_("the insured person")
    SPOUSE = "spouse", N_("spouse")
    PARENT = "parent", N_("parent or guardian")
    CHILD = "child", N_("child of age")
    EMPLOYER = "employer", N_("employer")
    OTHER = "other", N_("somebody else")


class TreatmentItem(Coded):
    """What needs a pre-authorisation."""

    IN_PATIENT = "in_patient", N_("in-patient stay")
    TRANSPLANT = "transplant", N_("transplant")
    DAY_SURGERY = "day_surgery", N_("day surgery under general anaesthesia")
    CHEMOTHERAPY = "chemotherapy", N_("first chemotherapy or radiotherapy")
    DIALYSIS = "dialysis", N_("first dialysis")
    AMNIOCENTESIS = "amniocentesis", N_("amniocentesis under 35")
    SINGLE_VISIT = "single_visit", N_("a single visit above the set amount")


class Liability(Coded):
    """Under which part of the cover an appointment is made."""

    OUT_PATIENT = "out_patient", N_("out-patient")
    IN_PATIENT = "in_patient", N_("in-patient")
    DENTAL = "dental", N_("dental")
    MATERNITY = "maternity", N_("maternity")
    CHECK_UP = "check_up", N_("check-up")


class HospitalNature(Coded):
    """Who runs a hospital."""

    PUBLIC = "public", N_("public")
    PRIVATE = "private", N_("private")


class CardForm(Coded):
    """What a card is made of."""

    PHYSICAL = "physical", N_("physical card")
    ELECTRONIC = "electronic", N_("electronic card")


class CardReason(Coded):
    """Why a card is made anew."""

    LOST = "lost", N_("lost")
    DAMAGED = "damaged", N_("damaged")
    CHANGED = "changed", N_("details changed")


class Datum(Coded):
    """Which part of the personal data changes."""

    NAME = "name", N_("the name of the person")
    IDENTITY = "identity", N_("identity document")
    PHONE = "phone", N_("telephone")
    ADDRESS = "address", N_("address")
    EMAIL = "email", N_("e-mail")

    @property
    def needs_images(self) -> bool:
        """Images of both sides of the identity document, and of the holder with it, must be there."""
        return self in (Datum.NAME, Datum.IDENTITY, Datum.PHONE)


class Images(Coded):
    """Whether the images a change of identity needs were seen."""

    SEEN = "seen", N_("both sides and the holder with it were seen")


class Authorisation(Coded):
    """What the member signed about their hospital visit records."""

    GIVEN = "given", N_("authorisation given")
    WITHDRAWN = "withdrawn", N_("withdrawn")


@dataclass(frozen=True, slots=True)
class ServiceField:
    """A field of a kind: its code, its words, what may stand in it."""

    code: str
    word: str
    kind: FieldKind = FieldKind.TEXT
    required: bool = True
    choices: type[Coded] | None = None
    private: Topic | None = None
    """What must be allowed to be said before it is read; None where it is nobody's secret."""
    mask: masking.Field = masking.Field.DIAGNOSIS
    """How it looks until then."""

    @property
    def own(self) -> bool:
        """Whether staff type it; what the record says is written by the desk."""
        return self.code != OLD


def _choice(code: str, word: str, choices: type[Coded], *, required: bool = True) -> ServiceField:
    return ServiceField(code, word, FieldKind.CHOICE, required, choices)


_K, _M = FieldKind, masking.Field
_ILLNESS, _PERSONAL = Topic.DIAGNOSIS, Topic.PERSONAL_DATA
_HOSPITAL = ServiceField("hospital", N_("Hospital"))
_ADMISSION = ServiceField("admitted_on", N_("Admission date"), _K.DATE)
_DELIVERY = ServiceField(
    "address", N_("Delivery address"), required=False, private=_PERSONAL, mask=_M.ADDRESS
)
_PAYEE = ServiceField(
    "identity_no", N_("Payee's identity number"), _K.IDENTITY, private=_PERSONAL, mask=_M.IDENTITY_NO
)
_TEXT = ServiceField("text", N_("In words"))
_PROMISED = ServiceField("promised_on", N_("Promised date"), _K.DATE, required=False)
PROMISED = _PROMISED.code
"""The field whose date is the date the request is due."""
_OLD = ServiceField("old", N_("As on record"), required=False, private=_PERSONAL)
OLD = _OLD.code
"""What the record says; the desk writes it, nobody types it."""

FIELDS: Mapping[ServiceKind, tuple[ServiceField, ...]] = MappingProxyType(
    {
        ServiceKind.GUARANTEE: (
            _HOSPITAL,
            ServiceField("hospital_email", N_("Hospital's e-mail"), _K.EMAIL),
            _ADMISSION,
            ServiceField("diagnosis", N_("Diagnosis"), private=_ILLNESS),
            ServiceField("estimated_cost", N_("Estimated cost"), _K.MONEY),
        ),
        ServiceKind.PRE_AUTHORISATION: (
            ServiceField("applicant", N_("Applicant")),
            _choice("relation", N_("Applicant is"), Relationship),
            _HOSPITAL,
            ServiceField("planned_on", N_("Planned date"), _K.DATE),
            _choice("item", N_("Treatment"), TreatmentItem),
            ServiceField("documents", N_("Documents handed in"), required=False),
            ServiceField("member_share", N_("Member bears"), _K.PERCENT, required=False),
        ),
        ServiceKind.APPOINTMENT: (
            ServiceField("visit_on", N_("Date"), _K.DATE),
            ServiceField("visit_at", N_("Time"), _K.TIME),
            _choice("liability", N_("Liability"), Liability),
            ServiceField("city", N_("City")),
            _choice("nature", N_("Public or private"), HospitalNature),
            _HOSPITAL,
            ServiceField("department", N_("Department")),
            ServiceField("description", N_("Description"), private=_ILLNESS),
            ServiceField("doctor", N_("Doctor"), required=False),
            ServiceField("grade", N_("Doctor's grade"), required=False),
        ),
        ServiceKind.DEPOSIT: (
            _HOSPITAL,
            _ADMISSION,
            ServiceField("details", N_("Details"), private=_ILLNESS),
        ),
        ServiceKind.CARD: (
            _choice("form", N_("Card"), CardForm),
            _choice("reason", N_("Reason"), CardReason),
            ServiceField("phone", N_("Telephone"), _K.PHONE, private=_PERSONAL, mask=_M.PHONE),
            _DELIVERY,
            ServiceField("post_code", N_("Post code"), required=False, private=_PERSONAL),
        ),
        ServiceKind.DATA_CHANGE: (
            _choice("what", N_("What changes"), Datum),
            _OLD,
            ServiceField("new", N_("As it shall be"), private=_PERSONAL),
            _choice("images", N_("Identity images"), Images, required=False),
        ),
        ServiceKind.LIMIT_INCREASE: (
            ServiceField("amount", N_("New limit"), _K.MONEY),
            ServiceField("increase_reason", N_("Reason")),
        ),
        ServiceKind.VISIT_RECORDS: (
            _choice("authorisation", N_("Authorisation"), Authorisation),
            ServiceField("signed_on", N_("Signed on"), _K.DATE),
            ServiceField("period_from", N_("Period from"), _K.DATE),
            ServiceField("period_to", N_("Period to"), _K.DATE),
        ),
        ServiceKind.PAYOUT: (
            _choice("payee_relation", N_("Payee is"), Relationship),
            ServiceField("account_name", N_("Account name"), private=_PERSONAL),
            _PAYEE,
            ServiceField("bank", N_("Bank"), private=_PERSONAL),
            ServiceField("place", N_("Place of the bank"), private=_PERSONAL),
            ServiceField("account_no", N_("Account number"), _K.ACCOUNT, private=_PERSONAL, mask=_M.BANK),
        ),
        ServiceKind.CALL_BACK: (
            ServiceField("phone", N_("Telephone"), _K.PHONE, private=_PERSONAL, mask=_M.PHONE),
            _TEXT,
            _PROMISED,
        ),
        ServiceKind.COMPLAINT: (_TEXT, _PROMISED),
        ServiceKind.FEEDBACK: (ServiceField("provider", N_("Doctor or clinic")), _TEXT, _PROMISED),
    }
)
"""The fields of each kind, in the order they are asked."""

TOPICS: Mapping[ServiceKind, Topic] = MappingProxyType(
    {
        ServiceKind.GUARANTEE: Topic.CLAIMS,
        ServiceKind.PRE_AUTHORISATION: Topic.CLAIMS,
        ServiceKind.APPOINTMENT: Topic.CLAIMS,
        ServiceKind.DEPOSIT: Topic.CLAIMS,
        ServiceKind.CARD: Topic.PERSONAL_DATA,
        ServiceKind.DATA_CHANGE: Topic.PERSONAL_DATA,
        ServiceKind.LIMIT_INCREASE: Topic.PERSONAL_DATA,
        ServiceKind.VISIT_RECORDS: Topic.PERSONAL_DATA,
        ServiceKind.PAYOUT: Topic.PERSONAL_DATA,
        ServiceKind.CALL_BACK: Topic.CLAIMS,
        ServiceKind.COMPLAINT: Topic.CLAIMS,
        ServiceKind.FEEDBACK: Topic.CLAIMS,
    }
)
"""What a caller must be allowed to hear of to be told of a kind (DOMAIN 8)."""

NEEDS_CONTACT = frozenset(kind for kind, topic in TOPICS.items() if topic is Topic.PERSONAL_DATA)
"""Kinds that change what is on record, or send something of worth: a verified caller asks (DOMAIN 8)."""

PREMIUM = frozenset({ServiceKind.APPOINTMENT, ServiceKind.PRE_AUTHORISATION})
"""Only plans flagged *premium* have these; an electronic card too (DOMAIN 10)."""

APPOINTMENT_DAYS = 2
"""Working days an appointment must lie ahead (DOMAIN 10)."""


def fields_of(kind: ServiceKind) -> tuple[ServiceField, ...]:
    """What staff type for a request of ``kind``."""
    return tuple(one for one in FIELDS[kind] if one.own)


def needs_reason(new: ServiceState) -> bool:
    """Whether a move must say what was done or why: every end does, for whoever asks later."""
    return not new.is_live
