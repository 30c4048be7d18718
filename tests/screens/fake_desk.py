"""A desk without a book: the verbs the screens call, answered from frozen, invented data."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from consoleapp.desk.shapes import (
    AccountFacts,
    BenefitLine,
    BenefitSheet,
    ClaimLine,
    ClaimRow,
    ContactBand,
    ContactLine,
    Fact,
    FamilyMember,
    LimitLine,
    Masked,
    MemberCard,
    PolicyFacts,
    RepeatCaller,
    SubjectCard,
    SumAssured,
    TimelineEntry,
    Tone,
)
from consoleapp.errors import NotAllowed, NotFound, Refused
from consoleapp.i18n import N_
from consoleapp.rules.benefits import Basis, Limit, Measure, Scope, standing
from consoleapp.rules.masking import Field
from consoleapp.rules.money import Money
from consoleapp.rules.permissions import Role
from consoleapp.rules.statuses import (
    AccountStage,
    BenefitType,
    ClaimStatus,
    ContactChannel,
    ContactStatus,
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
from consoleapp.rules.subjects import SubjectKind, Why
from consoleapp.rules.verification import CallerRole, Factor, Level, level_of, open_factors
from consoleapp.rules.verification import Fact as Checked
from consoleapp.settings import Settings

MAN, YIN, MING = 1, 2, 3
"""Chan Tai Man, his wife Wong Tai Yin and their son Chan Siu Ming."""


def hkd(amount: int) -> Money:
    return Money(amount * 100, "HKD")


@dataclass(frozen=True)
class Hit:
    """As :class:`consoleapp.store.search.shapes.Hit`."""

    kind: SubjectKind
    id: int
    title: str
    why: Why
    title_zh: str = ""
    spans: tuple[tuple[int, int], ...] = ()
    spans_zh: tuple[tuple[int, int], ...] = ()
    member_id: int | None = None
    policy_id: int | None = None
    policy_no: str = ""
    certificate: str = ""
    relation: Relation | None = None
    company: str = ""
    company_zh: str = ""
    person: str = ""
    person_zh: str = ""
    status: Any = None
    in_force: bool = True
    detail: str = ""
    on: date | None = None


@dataclass(frozen=True)
class FindResult:
    hits: tuple[Hit, ...]
    counts: dict[SubjectKind, int]
    took_ms: float = 3.0
    more: bool = False


def person(
    id: int,
    name: str,
    chinese: str,
    policy: str,
    certificate: str,
    relation: Relation,
    company: str,
    why: Why = Why.PREFIX,
    *,
    status: Any = MemberStatus.ACTIVE,
    in_force: bool = True,
    typed: int = 0,
) -> Hit:
    spans = ((0, typed),) if typed else ()
    return Hit(
        SubjectKind.MEMBER,
        id,
        name,
        why,
        chinese,
        spans,
        policy_no=policy,
        certificate=certificate,
        relation=relation,
        company=company,
        company_zh="",
        status=status,
        in_force=in_force,
    )


HITS = (
    person(MAN, "CHAN TAI MAN", "陳大文", "91307", "0001-00", Relation.EMPLOYEE, "The ABC Company", typed=10),
    person(
        42,
        "CHAN TAI MING",
        "陳泰明",
        "91310",
        "0042-00",
        Relation.EMPLOYEE,
        "The ABC Company (Kwun Tong)",
        typed=10,
    ),
    person(
        310,
        "CHAN TAI MEI",
        "陳帶美",
        "90877",
        "0310-01",
        Relation.SPOUSE,
        "Harbour Lights Limited",
        typed=10,
        status=PolicyStatus.EXPIRED,
        in_force=False,
    ),
    person(
        7, "CHAN TAI MOON", "陳大滿", "91822", "0007-02", Relation.CHILD, "Kowloon Bay Printing", typed=10
    ),
    person(
        120,
        "CHEN TAI MAN",
        "陳太文",
        "91955",
        "0120-00",
        Relation.EMPLOYEE,
        "Eastern Star Trading",
        Why.SOUNDS_LIKE,
    ),
    person(
        19,
        "CHAN DAI MAN",
        "陳大民",
        "91544",
        "0019-00",
        Relation.EMPLOYEE,
        "Peak Instruments",
        Why.SOUNDS_LIKE,
    ),
    Hit(
        SubjectKind.COMPANY,
        88,
        "CHAN TAI METALWORKS",
        Why.PREFIX,
        "陳泰五金",
        ((0, 10),),
        policy_no="91688",
        detail="214 members",
        status=PolicyStatus.IN_FORCE,
    ),
    Hit(SubjectKind.PROVIDER, 9, "Dr. Chan Tai Man", Why.PART, "陳大文醫生", ((4, 14),), detail="Kowloon"),
)
CLAIM_HIT = Hit(
    SubjectKind.CLAIM,
    1447,
    "A2000001447",
    Why.NUMBER,
    spans=((0, 11),),
    member_id=MAN,
    policy_no="91307",
    certificate="0001-00",
    person="CHAN TAI MAN",
    person_zh="陳大文",
    status=ClaimStatus.PAID,
    on=date(2026, 8, 3),
)
INVOICE_HIT = Hit(
    SubjectKind.INVOICE,
    352,
    "9200352",
    Why.NUMBER,
    spans=((0, 7),),
    policy_no="91307",
    company="The ABC Company",
    on=date(2026, 5, 29),
)

SIDE = SubjectCard(
    SubjectKind.MEMBER,
    MAN,
    "CHAN TAI MAN",
    "陳大文",
    (
        Fact(N_("Policy"), "91307 Group Medical", more="to 30 Apr 2027"),
        Fact(N_("Branch"), "The ABC Company"),
        Fact(N_("Identity number"), Masked(Field.IDENTITY_NO, "A1•••••(•)")),
        Fact(N_("Family"), 5),
        Fact("", ""),
        Fact(N_("Account"), AccountStage.FROZEN, Tone.BAD, more="five wrong passwords"),
        Fact(N_("Claims"), 1),
        Fact(N_("Premium"), hkd(52344), Tone.WAITING),
    ),
    member_id=MAN,
)
INVOICE = SubjectCard(
    SubjectKind.INVOICE,
    352,
    "9200352",
    "",
    (
        Fact(N_("Policy"), "91307"),
        Fact(N_("Company"), "THE ABC COMPANY"),
        Fact(N_("Issued"), date(2026, 5, 29)),
        Fact(N_("Amount"), hkd(52344)),
        Fact(N_("Balance"), hkd(52344), Tone.WAITING),
    ),
)

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

DEMO = (
    SimpleNamespace(login="hotline", name="Lam Hoi Ching", password="demo-hotline-2026"),
    SimpleNamespace(login="counter", name="Ho Wing Sze", password="demo-counter-2026"),
    SimpleNamespace(login="supervisor", name="Yip Man Kit", password="demo-supervisor-2026"),
)


@dataclass
class FakeDesk:
    """What verbs get in place of a desk."""

    actor: Any
    contact_id: int | None = None

    def in_contact(self, contact_id: int | None) -> "FakeDesk":
        return replace(self, contact_id=contact_id)


@dataclass
class FakeBook:
    """The verbs, and what they keep: contacts by id, notes as saved, looks at private fields."""

    clock: Any
    hits: tuple[Hit, ...] = HITS
    card: MemberCard = CARD
    sheet: BenefitSheet = SHEET
    claim_rows: tuple[ClaimRow, ...] = CLAIMS
    entries: tuple[TimelineEntry, ...] = TIMELINE
    subjects: dict[SubjectKind, SubjectCard] = field(
        default_factory=lambda: {SubjectKind.MEMBER: SIDE, SubjectKind.INVOICE: INVOICE}
    )
    role: Role = Role.HOTLINE
    bands: dict[int, ContactBand] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    ended: list[tuple[Outcome, str, date | None]] = field(default_factory=list)
    unmasked: list[tuple[Field, str]] = field(default_factory=list)
    searched: list[str] = field(default_factory=list)
    tries_left: int = 3
    fails: dict[str, Exception] = field(default_factory=dict)
    gates: dict[str, Any] = field(default_factory=dict)
    """Events a verb waits for before it answers."""
    session: Any = None
    """The session of the console it serves."""

    def trip(self, verb: str) -> None:
        if verb in self.gates:
            self.gates[verb].wait(5)
        if verb in self.fails:
            raise self.fails[verb]

    # signin

    def sign_in(
        self, _database: object, _settings: object, _clock: object, login: str, password: str
    ) -> FakeDesk:
        self.trip("sign_in")
        if not any((one.login, one.password) == (login, password) for one in DEMO):
            raise NotAllowed(N_("Sign-in name or password is wrong. Try again."))
        name = next(one.name for one in DEMO if one.login == login)
        role = {"hotline": self.role, "counter": Role.COUNTER, "supervisor": Role.SUPERVISOR}[login]
        return FakeDesk(
            SimpleNamespace(staff_id=1, login=login, name=name, role=role, language=None, theme=None)
        )

    def confirm_password(self, desk: FakeDesk, password: str) -> None:
        if not any((one.login, one.password) == (desk.actor.login, password) for one in DEMO):
            raise NotAllowed(N_("Sign-in name or password is wrong. Try again."))

    def sign_out(self, _desk: FakeDesk) -> None:
        pass

    # lookup

    def find(self, _desk: FakeDesk, text: str, *, limit: int = 50) -> FindResult:
        self.searched.append(text)
        self.trip("find")
        words = text.casefold().split()
        if not words:
            return FindResult(self.hits[:2], {})
        if words == ["a2000001447"]:
            return FindResult((CLAIM_HIT,), {SubjectKind.CLAIM: 1}, 0.4)
        if words == ["9200352"]:
            return FindResult((INVOICE_HIT,), {SubjectKind.INVOICE: 1}, 0.4)
        hits = tuple(
            hit
            for hit in self.hits
            if hit.why is Why.SOUNDS_LIKE or all(word in hit.title.casefold() for word in words)
        )
        if not any(hit.why is not Why.SOUNDS_LIKE for hit in hits):
            hits = ()
        counts = {kind: sum(hit.kind is kind for hit in hits) for kind in SubjectKind}
        return FindResult(hits[:limit], {kind: n for kind, n in counts.items() if n})

    def subject(self, _desk: FakeDesk, kind: SubjectKind, id: int) -> SubjectCard:
        self.trip("subject")
        card = self.subjects.get(kind)
        if card is None:
            raise NotFound(N_("That is not on record."))
        return replace(card, id=id)

    # members

    def member_card(self, _desk: FakeDesk, member_id: int) -> MemberCard:
        self.trip("card")
        one = next((one for one in self.card.family if one.member_id == member_id), None)
        if one is None:
            return replace(self.card, member_id=member_id)
        return replace(
            self.card,
            member_id=member_id,
            certificate=one.certificate,
            name_en=one.name_en,
            name_zh=one.name_zh,
            relation=one.relation,
            status=one.status,
        )

    def benefits(self, _desk: FakeDesk, member_id: int, *, text: str = "") -> BenefitSheet:
        self.trip("benefits")
        word = text.casefold()
        lines = tuple(one for one in self.sheet.lines if word in f"{one.name_en} {one.name_zh}".casefold())
        return replace(self.sheet, member_id=member_id, lines=lines)

    def claims(self, desk: FakeDesk, _member_id: int) -> tuple[ClaimRow, ...]:
        self.trip("claims")
        band = self.bands.get(desk.contact_id or 0)
        if band is not None and band.level is Level.NONE:
            raise NotAllowed(N_("Check two facts with the caller before you speak about this."))
        return self.claim_rows

    def timeline(self, _desk: FakeDesk, _member_id: int) -> tuple[TimelineEntry, ...]:
        self.trip("timeline")
        return self.entries

    def account(self, _desk: FakeDesk, _member_id: int) -> AccountFacts | None:
        self.trip("account")
        return self.card.account

    def unmask(self, _desk: FakeDesk, _member_id: int, field: Field, *, purpose: str, key: str) -> Masked:
        self.trip("unmask")
        self.unmasked.append((field, purpose))
        return Masked(field, OPEN_VALUES.get(field, "Flat 1"), open=True)

    # contacts

    def start(
        self,
        _desk: FakeDesk,
        *,
        member_id: int | None = None,
        policy_id: int | None = None,
        channel: ContactChannel,
        caller_role: CallerRole,
        caller_name: str = "",
        key: str,
    ) -> int:
        self.trip("start")
        contact_id = len(self.bands) + 1
        subject = next((one.name_en for one in self.card.family if one.member_id == member_id), "")
        self.bands[contact_id] = ContactBand(
            contact_id=contact_id,
            version=1,
            channel=channel,
            status=ContactStatus.ACTIVE,
            subject=subject,
            certificate="0001-00",
            member_id=member_id,
            policy_id=policy_id,
            caller_role=caller_role,
            caller_name=caller_name,
            level=Level.NONE,
            verified_how=None,
            verified_at=None,
            started_at=self.clock(),
            note="",
            looks=1,
            tries_left=self.tries_left,
            facts_right=(),
        )
        return contact_id

    def change(self, contact_id: int, **facts: Any) -> None:
        band = self.bands[contact_id]
        self.bands[contact_id] = replace(band, version=band.version + 1, **facts)

    def open_contacts(self, _desk: FakeDesk) -> tuple[ContactBand, ...]:
        self.trip("open_contacts")
        return tuple(band for band in self.bands.values() if band.status is not ContactStatus.WRAPPED_UP)

    def band(self, _desk: FakeDesk, contact_id: int) -> ContactBand:
        return self.bands[contact_id]

    def set_caller(
        self, _desk: FakeDesk, contact_id: int, role: CallerRole, name: str, version: int, *, key: str
    ) -> None:
        self.change(contact_id, caller_role=role, caller_name=name)

    def check_fact(self, _desk: FakeDesk, contact_id: int, factor: Factor, said: str, *, key: str) -> bool:
        band = self.bands[contact_id]
        if band.tries_left == 0:
            raise Refused(N_("No tries are left for today."))
        answers = {
            Factor.CERTIFICATE: "0001-00",
            Factor.BIRTH_DATE: "1 feb 1980",
            Factor.FULL_NAME: "chan tai man",
        }
        if answers.get(factor) != said.casefold():
            self.change(contact_id, tries_left=band.tries_left - 1)
            return False
        self.know(contact_id, factor)
        return True

    def factors(self, _desk: FakeDesk, band: ContactBand) -> tuple[Factor, ...]:
        return open_factors(band.caller_role, band.channel, 3 - band.tries_left)

    def know(self, contact_id: int, factor: Factor) -> None:
        right = (*self.bands[contact_id].facts_right, factor)
        level = level_of(Checked(one, True) for one in right)
        how = next((one for one in right if one.verifies), None)
        self.change(contact_id, facts_right=right, level=level, verified_how=how, verified_at=self.clock())

    def seen_at_counter(self, _desk: FakeDesk, contact_id: int, factor: Factor, *, key: str) -> None:
        self.know(contact_id, factor)

    def park(self, _desk: FakeDesk, contact_id: int, *, key: str) -> None:
        self.change(contact_id, status=ContactStatus.PARKED)

    def resume(self, _desk: FakeDesk, contact_id: int, *, key: str) -> None:
        self.change(contact_id, status=ContactStatus.ACTIVE)

    def save_note(self, _desk: FakeDesk, contact_id: int, note: str, version: int, *, key: str) -> None:
        self.trip("save_note")
        assert version == self.bands[contact_id].version
        self.notes.append(note)
        self.change(contact_id, note=note)

    def wrap_up(
        self,
        _desk: FakeDesk,
        contact_id: int,
        *,
        outcome: Outcome,
        note: str,
        promised_on: date | None,
        version: int,
        key: str,
    ) -> None:
        assert version == self.bands[contact_id].version
        self.ended.append((outcome, note, promised_on))
        self.change(contact_id, status=ContactStatus.WRAPPED_UP, note=note)

    def rooms(self) -> dict[str, SimpleNamespace]:
        """The modules of verbs, by name."""
        return {
            "signin": SimpleNamespace(
                sign_in=self.sign_in, confirm_password=self.confirm_password, sign_out=self.sign_out
            ),
            "lookup": SimpleNamespace(find=self.find, subject=self.subject),
            "members": SimpleNamespace(
                card=self.member_card,
                benefits=self.benefits,
                claims=self.claims,
                timeline=self.timeline,
                account=self.account,
                unmask=self.unmask,
            ),
            "contacts": SimpleNamespace(
                factors=self.factors,
                start=self.start,
                open_contacts=self.open_contacts,
                band=self.band,
                set_caller=self.set_caller,
                check_fact=self.check_fact,
                seen_at_counter=self.seen_at_counter,
                park=self.park,
                resume=self.resume,
                save_note=self.save_note,
                wrap_up=self.wrap_up,
            ),
        }


def settings_of(folder: Path) -> Settings:
    return Settings(home=folder, database_url="sqlite://", audit_key_file=folder / "audit.key")


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
