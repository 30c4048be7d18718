"""Policy holders, branches, brokers, policies with their periods, plans and benefit schedules."""

from dataclasses import dataclass
from datetime import date

from consoleapp.exchange.generate.numbers import telephone
from tools.sample_book.book import Book


@dataclass(frozen=True, slots=True)
class Holder:
    """An employer: its code, names, contact and branches (code, English, Chinese)."""

    code: str
    name: str
    name_zh: str
    contact: str
    branches: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """A contract: a coverage period a year from ``first`` to ``last``, from ``starts`` (month, day) on."""

    number: str
    holder: str
    plan_type: str
    broker: str
    first: int
    last: int
    starts: tuple[int, int]
    mode: str
    status: str
    plans: tuple[str, ...]
    currency: str = "HKD"

    @property
    def in_force(self) -> bool:
        return self.status == "in_force"

    @property
    def first_day(self) -> date:
        return date(self.first, *self.starts)

    @property
    def last_day(self) -> date:
        return date.fromordinal(date(self.last + 1, *self.starts).toordinal() - 1)


BROKERS = (
    ("B00023", "Banyan Tree Insurance Brokers Limited", "YUEN KA WAI"),
    ("B00041", "Silver Bamboo Risk Services Limited", "LAU SUK FAN"),
    ("B00058", "Nine Dragons Bay Consultants Limited", "HUGHES OWEN"),
    ("B00102", "Paper Crane Financial Planning Limited", "POON LAI KUEN"),
)

HOLDERS = (
    Holder(
        "H0307",
        "THE ABC COMPANY",
        "甲乙丙公司",
        "MAK SIU LING",
        (
            ("HO", "THE ABC COMPANY", "甲乙丙公司"),
            ("KT", "ABC KWUN TONG", "甲乙丙觀塘分行"),
            ("TP", "ABC TAI PO WORKS", "甲乙丙大埔廠"),
        ),
    ),
    Holder("H0310", "XYZ LIMITED", "壬癸有限公司", "CHEUNG PUI KI", (("HO", "XYZ LIMITED", "壬癸有限公司"),)),
    Holder("H0877", "HARBOUR LANTERN LOGISTICS LIMITED", "港燈籠物流有限公司", "SO WING HIM", ()),
    Holder(
        "H0822",
        "KOWLOON BAMBOO SCAFFOLDING LIMITED",
        "九竹搭棚有限公司",
        "FUNG KAM TONG",
        (("MK", "MONG KOK SITE OFFICE", "旺角地盤辦事處"), ("SW", "SHEUNG WAN OFFICE", "上環辦事處")),
    ),
    Holder("H0955", "EASTERN SPINDLE TEXTILES LIMITED", "東錘紡織有限公司", "HO YUK CHUN", ()),
    Holder("H0544", "PEAK INSTALLATION WORKS LIMITED", "峰頂安裝工程有限公司", "NG CHI KEUNG", ()),
    Holder("H0411", "LION ROCK TEAPOT WORKS LIMITED", "獅石茶壺廠有限公司", "TSANG HAU YEE", ()),
    Holder("H0688", "CHAN TAI METAL WORKS LIMITED", "陳泰金屬製品有限公司", "CHAN TAI SHING", ()),
    Holder("H2004", "JADE HERON SOFTWARE LIMITED", "翠鷺軟件有限公司", "LIANG SIHAN", ()),
    Holder("H1120", "SEVEN BANYAN CATERING LIMITED", "七榕飲食有限公司", "LO KWAI FONG", ()),
    Holder("H0955B", "OLD FERRY TRAVEL LIMITED", "舊渡輪旅遊有限公司", "YIP MAN HIN", ()),
    Holder(
        "H1777",
        "MERIDIAN KITE TRADING (ASIA) LIMITED",
        "子午紙鳶貿易（亞洲）有限公司",
        "FRASER ISLA",
        (("HK", "HONG KONG OFFICE", "香港辦事處"), ("MO", "MACAU OFFICE", "澳門辦事處")),
    ),
)

POLICIES = (
    Policy(
        "91307", "H0307", "group_medical", "B00023", 2018, 2026, (5, 1), "yearly", "in_force", ("10", "12")
    ),
    Policy(
        "91310", "H0310", "group_medical", "B00023", 2024, 2026, (7, 1), "half_yearly", "in_force", ("10",)
    ),
    Policy(
        "91312",
        "H0310",
        "group_life_medical",
        "B00023",
        2025,
        2026,
        (7, 1),
        "yearly",
        "in_force",
        ("01", "02"),
    ),
    Policy("90877", "H0877", "group_medical", "B00041", 2023, 2024, (4, 1), "quarterly", "expired", ("10",)),
    Policy(
        "91822",
        "H0822",
        "group_life_medical",
        "B00058",
        2025,
        2026,
        (1, 1),
        "monthly",
        "in_force",
        ("10", "12"),
    ),
    Policy("91955", "H0955", "group_medical", "", 2026, 2026, (3, 1), "quarterly", "in_force", ("10",)),
    Policy(
        "91544", "H0544", "group_medical", "B00102", 2024, 2026, (10, 1), "yearly", "in_force", ("10", "12")
    ),
    Policy(
        "90411", "H0411", "group_life_medical", "B00041", 2022, 2024, (9, 1), "yearly", "surrendered", ("10",)
    ),
    Policy("91688", "H0688", "group_medical", "B00058", 2025, 2026, (6, 1), "monthly", "in_force", ("10",)),
    Policy("92004", "H2004", "group_medical", "B00102", 2027, 2027, (1, 1), "yearly", "pending", ("10",)),
    Policy("91120", "H1120", "group_medical", "B00041", 2025, 2026, (8, 1), "monthly", "lapsed", ("10",)),
    Policy("90955", "H0955B", "group_medical", "", 2024, 2025, (2, 1), "half_yearly", "terminated", ("10",)),
    Policy(
        "91777",
        "H1777",
        "group_life_medical",
        "B00058",
        2025,
        2026,
        (4, 1),
        "half_yearly",
        "in_force",
        ("10", "15"),
        currency="USD",
    ),
)

PLAN_NAMES = {
    "01": ("Directors", "董事", True),
    "02": ("Managers", "經理", False),
    "10": ("Staff", "員工", False),
    "12": ("Senior staff", "高級員工", False),
    "15": ("Executives", "行政人員", True),
}


def add_policies(book: Book) -> None:
    """Every row of the brokers, policies, branches and plans."""
    for number, (code, name, contact) in enumerate(BROKERS):
        book.add(
            "brokers",
            {
                "broker_code": code,
                "broker_name": name,
                "contact_person": contact,
                "contact_number": telephone(980_000 + 11 * number),
                "contact_email": f"desk@{name.split()[0].lower()}.example",
            },
        )
    holders = {holder.code: holder for holder in HOLDERS}
    for holder in HOLDERS:
        for code, name, name_zh in holder.branches:
            book.add(
                "branches",
                {
                    "holder_code": holder.code,
                    "branch_code": code,
                    "branch_name": name,
                    "branch_name_zh": name_zh,
                },
            )
    for policy in POLICIES:
        holder = holders[policy.holder]
        for year in range(policy.first, policy.last + 1):
            starts = date(year, *policy.starts)
            ends = date.fromordinal(date(year + 1, *policy.starts).toordinal() - 1)
            book.add(
                "policies",
                {
                    "policy_no": policy.number,
                    "holder_code": holder.code,
                    "holder_name": holder.name,
                    "holder_name_zh": holder.name_zh,
                    "holder_contact": holder.contact,
                    "holder_phone": telephone(970_000 + int("".join(filter(str.isdigit, holder.code))[-3:])),
                    "holder_email": f"hr@{holder.code.lower()}.example",
                    "plan_type": policy.plan_type,
                    "broker_code": policy.broker,
                    "period_from": starts,
                    "period_to": ends,
                    "currency": policy.currency,
                    "payment_mode": policy.mode,
                    "status": policy.status,
                },
            )
        for code in policy.plans:
            name, name_zh, premium = PLAN_NAMES[code]
            book.add(
                "plans",
                {
                    "policy_no": policy.number,
                    "plan_code": code,
                    "plan_name": name,
                    "plan_name_zh": name_zh,
                    "premium": premium,
                },
            )
