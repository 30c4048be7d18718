"""The fake desk's people: one family, its schedule, claims and past."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from consoleapp.desk.account_shapes import AccountDetail
from consoleapp.desk.shapes import (
    AccountFacts,
    BenefitLine,
    BenefitSheet,
    ClaimLine,
    ClaimRow,
    ContactLine,
    FamilyMember,
    LimitLine,
    Masked,
    MemberCard,
    PolicyFacts,
    RepeatCaller,
    SumAssured,
    TimelineEntry,
    Tone,
)
from consoleapp.i18n import N_
from consoleapp.rules.accounts import open_acts
from consoleapp.rules.benefits import Basis, Limit, Measure, Scope, standing
from consoleapp.rules.masking import Field
from consoleapp.rules.statuses import (
    AccountHolder,
    AccountStage,
    BenefitType,
    ClaimStatus,
    ContactChannel,
    CoverArea,
    Language,
    MemberStatus,
    Outcome,
    PaymentMethod,
    PlanType,
    PolicyStatus,
    ReasonPaidLess,
    Relation,
    Sex,
)
from consoleapp.rules.verification import CallerRole
from tests.screens.fake_finds import MAN, MING, YIN, hkd

PRIVATE = (
    Masked(Field.BIRTH_DATE, "19••"),
    Masked(Field.IDENTITY_NO, "A1•••••(•)"),
    Masked(Field.MOBILE, "•••• ••67"),
    Masked(Field.PHONE, ""),
    Masked(Field.EMAIL, "c•••@•••.com"),
    Masked(Field.ADDRESS, "•••• Kowloon"),
)
OPEN_VALUES = {Field.MOBILE: "9123 4567", Field.IDENTITY_NO: "A123456(3)", Field.BIRTH_DATE: "01 Feb 1980"}
FAMILY = (
    FamilyMember(MAN, "0001-00", Relation.EMPLOYEE, "CHAN TAI MAN", "陳大文", MemberStatus.ACTIVE),
    FamilyMember(YIN, "0001-01", Relation.SPOUSE, "WONG TAI YIN", "黃帶燕", MemberStatus.ACTIVE),
    FamilyMember(MING, "0001-02", Relation.CHILD, "CHAN SIU MING", "陳小明", MemberStatus.ACTIVE),
    FamilyMember(4, "0001-03", Relation.CHILD, "CHAN SIU FAN", "陳小芬", MemberStatus.ACTIVE),
    FamilyMember(5, "0001-04", Relation.CHILD, "CHAN SIU WAI", "陳小慧", MemberStatus.TERMINATED),
)
ACCOUNT = AccountFacts(
    77,
    "M0000077",
    "taiman80",
    AccountStage.FROZEN,
    None,
    Language.TRADITIONAL_CHINESE,
    datetime(2026, 11, 18, 3, 20, tzinfo=UTC),
    5,
    datetime(2026, 11, 20, 5, 40, tzinfo=UTC),
    N_("five wrong passwords"),
    "2026-01",
    datetime(2026, 11, 18, 3, 20, tzinfo=UTC),
)


def detail_of(facts: AccountFacts) -> AccountDetail:
    """The account whole, as the desk tells of it without a contact."""
    return AccountDetail(
        facts=facts,
        kind=AccountHolder.MEMBER,
        name_en="CHAN TAI MAN",
        name_zh="陳大文",
        where="91307 0001-00",
        member_id=MAN,
        policy_id=None,
        frozen_by="",
        bound=False,
        logins=(),
        acts=(),
        invitation=None,
        reset_link=None,
        questions=3,
        member_no="",
        possible=open_acts(facts.stage, bound=False),
        why_not="",
    )


CARD = MemberCard(
    member_id=MAN,
    version=1,
    certificate="0001-00",
    person_ref="R-204411",
    relation=Relation.EMPLOYEE,
    name_en="CHAN TAI MAN",
    name_zh="陳大文",
    sex=Sex.MALE,
    private=PRIVATE,
    language=Language.ENGLISH,
    plan_code="10",
    branch_en="THE ABC COMPANY",
    branch_zh="",
    effective_date=date(2018, 5, 1),
    termination_date=None,
    status=MemberStatus.ACTIVE,
    benefit_types=(BenefitType.HOS, BenefitType.OPB, BenefitType.DEN),
    sums_assured=(
        SumAssured("Life", hkd(1_000_000)),
        SumAssured("TPD", hkd(1_000_000)),
        SumAssured("CIB", hkd(0)),
    ),
    wellness="1,240 points",
    policy=PolicyFacts(
        307,
        "91307",
        PlanType.GROUP_MEDICAL,
        PolicyStatus.IN_FORCE,
        date(2026, 5, 1),
        date(2027, 4, 30),
        "The ABC Company",
        "甲乙丙有限公司",
        "HKD",
        hkd(52344),
        date(2026, 6, 28),
    ),
    family=FAMILY,
    account=ACCOUNT,
    claims_open=1,
    claims_total=3,
    last_contact=ContactLine(
        900,
        datetime(2026, 11, 19, 2, 15, tzinfo=UTC),
        ContactChannel.CALL,
        "Wong Ka Yan",
        CallerRole.MEMBER,
        Outcome.CALL_BACK,
        "",
        date(2026, 11, 23),
    ),
    contacts_this_month=3,
    repeat=RepeatCaller(3, "A2000001447", 2, date(2026, 11, 23), "Wong Ka Yan", True),
)


def limit(
    measure: Measure,
    basis: Basis,
    amount: int | None,
    used: int = 0,
    pending: int = 0,
    scope: Scope = Scope.INDIVIDUAL,
) -> LimitLine:
    return LimitLine(standing(Limit(measure, basis, scope, amount), used, pending))


def item(id: int, kind: BenefitType, name: str, chinese: str, *limits: LimitLine, **more: Any) -> BenefitLine:
    facts: dict[str, Any] = {
        "covered": True,
        "reimbursement_percent": None,
        "co_payment": None,
        "deductible": None,
        "waiting_days": None,
        "area_of_cover": None,
        "referral_needed": None,
        "network_only": None,
        "unapproved_share_percent": None,
        "specified_hospital_share_percent": None,
    }
    return BenefitLine(id, kind, f"I{id:03}", name, chinese, limits=limits, **{**facts, **more})


ITEMS = (
    item(
        1,
        BenefitType.OPB,
        "General consultation",
        "普通科門診",
        limit(Measure.VISITS, Basis.YEAR, 30, 12, 1),
        limit(Measure.MONEY, Basis.VISIT, 40000),
        reimbursement_percent=80,
        area_of_cover=CoverArea.GREATER_CHINA,
        referral_needed=False,
        unapproved_share_percent=40,
    ),
    item(
        2,
        BenefitType.OPB,
        "Specialist consultation",
        "專科門診",
        limit(Measure.VISITS, Basis.YEAR, 10, 3),
        limit(Measure.MONEY, Basis.VISIT, 80000),
        referral_needed=True,
    ),
    item(
        3,
        BenefitType.OPB,
        "Physiotherapy",
        "物理治療",
        limit(Measure.VISITS, Basis.YEAR, 10, 10),
        limit(Measure.MONEY, Basis.VISIT, 35000),
        referral_needed=True,
    ),
    item(
        4,
        BenefitType.OPB,
        "Prescribed medicine",
        "處方藥物",
        limit(Measure.MONEY, Basis.YEAR, 300000, 124000, 18000),
        limit(Measure.MONEY, Basis.YEAR, 900000, 402000, 18000, Scope.FAMILY),
        network_only=True,
    ),
    item(
        5,
        BenefitType.OPB,
        "Diagnostic imaging and tests",
        "診斷造影及化驗",
        limit(Measure.MONEY, Basis.YEAR, 500000),
        reimbursement_percent=80,
        referral_needed=True,
    ),
    item(6, BenefitType.HOS, "Room and board", "病房及膳食", limit(Measure.MONEY, Basis.DAY, 500000)),
    item(7, BenefitType.HOS, "Intensive care", "深切治療", limit(Measure.DAYS, Basis.YEAR, 25)),
    item(8, BenefitType.HOS, "Home nursing", "家居看護", covered=False),
    item(9, BenefitType.HOS, "Ambulance", "救護車", limit(Measure.MONEY, Basis.YEAR, None)),
    item(10, BenefitType.SMM, "Organ transplant", "器官移植", covered=None),
)
SHEET = BenefitSheet(
    MAN, "10", date(2026, 5, 1), date(2027, 4, 30), datetime(2026, 11, 20, 10, 5, tzinfo=UTC), ITEMS
)


def claim_line(
    no: int, day: date, code: str, name: str, incurred: int | None, paid: int | None, **more: Any
) -> ClaimLine:
    facts: dict[str, Any] = {"paid_on": None, "payment_method": None, "reason": None}
    return ClaimLine(
        no,
        day,
        BenefitType.OPB,
        code,
        name,
        "Dr. Lee Ka Ho",
        Masked(Field.DIAGNOSIS, "••••"),
        hkd(incurred) if incurred is not None else None,
        hkd(paid) if paid is not None else None,
        **{**facts, **more},
    )


CLAIMS = (
    ClaimRow(
        1502,
        "A2000001502",
        date(2026, 11, 12),
        ClaimStatus.IN_REVIEW,
        date(2026, 11, 13),
        date(2026, 11, 26),
        False,
        hkd(1200),
        None,
        (claim_line(1, date(2026, 11, 9), "I002", "Specialist consultation", 1200, None),),
    ),
    ClaimRow(
        1447,
        "A2000001447",
        date(2026, 8, 3),
        ClaimStatus.PAID,
        date(2026, 8, 28),
        None,
        False,
        hkd(880),
        hkd(704),
        (
            claim_line(
                1,
                date(2026, 8, 1),
                "I001",
                "General consultation",
                500,
                400,
                paid_on=date(2026, 8, 28),
                payment_method=PaymentMethod.AUTOPAY,
                reason=ReasonPaidLess.OVER_LIMIT,
            ),
            claim_line(
                2,
                date(2026, 8, 1),
                "I004",
                "Prescribed medicine",
                380,
                304,
                paid_on=date(2026, 8, 28),
                payment_method=PaymentMethod.AUTOPAY,
                reason=ReasonPaidLess.CO_PAYMENT,
            ),
        ),
    ),
    ClaimRow(
        1398,
        "A2000001398",
        date(2026, 7, 6),
        ClaimStatus.DECLINED,
        date(2026, 7, 15),
        None,
        False,
        hkd(650),
        hkd(0),
        (
            claim_line(
                1, date(2026, 7, 2), "I003", "Physiotherapy", 650, 0, reason=ReasonPaidLess.NOT_COVERED
            ),
        ),
    ),
)
TIMELINE = (
    TimelineEntry(datetime(2026, 11, 20, 10, 2, tzinfo=UTC), N_("Call"), "Lam Hoi Ching", "", Tone.PLAIN),
    TimelineEntry(
        datetime(2026, 11, 19, 2, 15, tzinfo=UTC),
        N_("Call"),
        "Wong Ka Yan",
        "promised a call back",
        Tone.WAITING,
    ),
    TimelineEntry(datetime(2026, 11, 13, 1, 0, tzinfo=UTC), N_("In review"), "", "A2000001502"),
)


def with_name(card: MemberCard, name: str, chinese: str = "") -> MemberCard:
    """``card`` with another name everywhere a name stands."""
    family: Iterable[FamilyMember] = (
        replace(one, name_en=name, name_zh=chinese or one.name_zh) for one in card.family
    )
    policy = replace(card.policy, holder_en=name)
    return replace(
        card,
        name_en=name,
        name_zh=chinese or card.name_zh,
        family=tuple(family),
        policy=policy,
        branch_en=name,
        wellness=name,
    )
