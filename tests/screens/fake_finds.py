"""What the fake desk finds: hits, and the cards beside them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from consoleapp.desk.shapes import (
    Fact,
    Masked,
    SubjectCard,
    Tone,
)
from consoleapp.i18n import N_
from consoleapp.rules.masking import Field
from consoleapp.rules.money import Money
from consoleapp.rules.statuses import (
    AccountStage,
    ClaimStatus,
    MemberStatus,
    PolicyStatus,
    Relation,
)
from consoleapp.rules.subjects import SubjectKind, Why

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
