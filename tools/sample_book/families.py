"""Members and their families: those with a story written by hand, the rest made up from the name tables."""

from datetime import date, timedelta

from consoleapp.exchange.generate import names
from consoleapp.exchange.generate.numbers import identity, mailbox, telephone
from tools.sample_book.book import TODAY, Book, written
from tools.sample_book.policies import HOLDERS, POLICIES, Policy

HAND_COUNTS = {
    "91307": 14, "91310": 4, "91312": 3, "90877": 3, "91822": 7, "91955": 4, "91544": 5, "90411": 3,
    "91688": 5, "92004": 3, "91120": 4, "90955": 3, "91777": 4,
}  # fmt: skip
"""How many families each policy has, those of families.txt included: 62."""

DISTRICTS = (
    ("MONG KOK", "旺角"),
    ("SHA TIN", "沙田"),
    ("TSUEN WAN", "荃灣"),
    ("NORTH POINT", "北角"),
    ("YUEN LONG", "元朗"),
    ("KWUN TONG", "觀塘"),
    ("TUEN MUN", "屯門"),
    ("AP LEI CHAU", "鴨脷洲"),
)
MEMBER_STATUS = {"terminated": "terminated", "surrendered": "terminated", "pending": "pending"}
CURRENT = ("in_force", "pending")


def add_families(book: Book) -> None:
    """Every member: the families written down, then others until each policy has its number."""
    policies = {policy.number: policy for policy in POLICIES}
    taken: dict[str, list[int]] = {number: [] for number in policies}
    for head, people in _families():
        where, rest = head.split(" | ")
        number, certificate = where.split()
        plan, branch, effective = rest.split()
        taken[number].append(int(certificate))
        for line in people:
            _written_person(book, policies[number], certificate, (plan, branch, effective), line)
    for policy in POLICIES:
        certificate = 1
        for _ in range(HAND_COUNTS[policy.number] - len(taken[policy.number])):
            while certificate in taken[policy.number]:
                certificate += 1
            _made_up_family(book, policy, f"{certificate:04d}")
            certificate += 1
    order = {policy.number: place for place, policy in enumerate(POLICIES)}
    book.rows["members"].sort(key=lambda row: (order[row["policy_no"]], row["certificate"]))


def _families() -> list[tuple[str, list[str]]]:
    families: list[tuple[str, list[str]]] = []
    for line in written("families.txt"):
        if line[2] == " ":
            families[-1][1].append(line)
        else:
            families.append((line, []))
    return families


def _written_person(
    book: Book, policy: Policy, certificate: str, family: tuple[str, str, str], line: str
) -> None:
    who, english, chinese, differs = (part.strip() for part in line.split("|"))
    suffix, relation, sex, born = who.split()
    plan, branch, effective = family
    own = {key: value.replace("_", " ") if key in ("wellness", "mobile") else value
           for key, value in (pair.split("=", 1) for pair in differs.split())}  # fmt: skip
    same_as = own.pop("same_as", None)
    row = _person(book, policy, f"{certificate}-{suffix}", relation, sex, date.fromisoformat(born))
    row |= {"name": english, "name_zh": chinese, "plan_code": plan, "effective_date": effective}
    row |= {"branch_code": "" if branch == "-" else branch, **own}
    if not row["identity_no"].endswith(")"):
        row |= {"identity_valid_from": "2024-01-15", "identity_valid_to": "2029-01-14"}
    if same_as:
        other = next(r for r in book.rows["members"] if f"{r['policy_no']}-{r['certificate']}" == same_as)
        kept = ("identity_no", "identity_type", "mobile", "phone", "email", "address", "language")
        row |= {name: other[name] for name in kept}
    book.add("members", row)


def _made_up_family(book: Book, policy: Policy, certificate: str) -> None:
    pick = book.pick
    male = pick.random() < 0.55
    born = date(1964, 1, 1) + timedelta(days=pick.randrange(13_500))
    joined = policy.first_day + timedelta(days=pick.choice((0, 0, 0, 31, 92, 140)))
    holder = next(holder for holder in HOLDERS if holder.code == policy.holder)
    shared = {
        "plan_code": pick.choice(policy.plans),
        "branch_code": pick.choice(holder.branches)[0] if holder.branches else "",
        "effective_date": joined,
    }
    head = names.person(pick, male)
    people = [("employee", male, born, head)]
    if pick.random() < 0.82:
        spouse_born = born + timedelta(days=pick.randrange(-1500, 1500))
        people.append(("spouse", not male, spouse_born, names.person(pick, not male)))
        for child in range(pick.choice((0, 1, 1, 2, 3))):
            boy = pick.random() < 0.5
            age = min(23, max(0, (TODAY - born).days // 365 - 27 - 3 * child))
            child_born = TODAY - timedelta(days=age * 365 + pick.randrange(20, 350))
            people.append(("child", boy, child_born, names.person(pick, boy, head.surname)))
    elif pick.random() < 0.3:
        parent_born = born - timedelta(days=365 * pick.randrange(24, 34))
        people.append(("parent", False, parent_born, names.person(pick, False)))
    for suffix, (relation, is_male, birth, name) in enumerate(people):
        row = _person(
            book, policy, f"{certificate}-{suffix:02d}", relation, "male" if is_male else "female", birth
        )
        row |= shared | {"name": name.english, "name_zh": name.chinese}
        row["effective_date"] = max(joined, birth)
        if not name.chinese:
            row |= {"language": "en"}
        if policy.status == "in_force" and relation == "child" and pick.random() < 0.06:
            row |= {"status": "terminated", "termination_date": "2026-09-30"}
        book.add("members", row)


def _person(
    book: Book, policy: Policy, certificate: str, relation: str, sex: str, born: date
) -> dict[str, object]:
    """What every member has: identity, ways to be reached, cover. A child has no telephone of its own."""
    pick = book.pick
    serial = len(book.rows["members"]) + 1
    adult = (TODAY - born).days >= 18 * 366
    status = MEMBER_STATUS.get(policy.status, "active")
    ended = policy.last_day if status == "terminated" else None
    if policy.status == "terminated":
        ended = date(2025, 11, 30)
    house = int(policy.number) + 7 * int(certificate[:4])  # a family lives in one place
    home, home_zh = DISTRICTS[house % len(DISTRICTS)]
    life = policy.plan_type == "group_life_medical"
    insured = 600_000 if life and relation == "employee" else 0
    if policy.currency == "USD":
        insured //= 8
    kinds = "DEN EAB HOS OPB SMM" if policy.plans[0] != "10" or len(policy.plans) > 1 else "HOS OPB"
    flat, block, floor = "ABCDEFGH"[house // 5 % 8], 1 + house % 9, 1 + house % 33
    return {
        "policy_no": policy.number,
        "certificate": certificate,
        "personal_reference": f"PR{policy.number}{certificate.replace('-', '')[1:]}",
        "relation": relation,
        "sex": sex,
        "birth_date": born,
        "identity_type": "hkid",
        "identity_no": identity(16_000_000 + 137 * serial),
        "mobile": telephone(100_000 + 1_009 * serial) if adult and relation != "parent" else "",
        "phone": telephone(900_000 + 7 * serial) if adult and serial % 4 == 0 else "",
        "email": mailbox("member", serial) if adult and serial % 7 else "",
        "address": f"FLAT {flat}, {floor}/F, BLOCK {block}, LANTERN COURT, {home} "
        f"{home_zh}燈籠閣{block}座{floor}樓{flat}室",
        "language": pick.choice(("zh_Hant", "zh_Hant", "zh_Hant", "en")),
        "status": status,
        "termination_date": ended,
        "benefit_types": kinds,
        "sum_life": f"{insured}.00",
        "sum_tpd": f"{insured}.00",
        "sum_add": f"{insured}.00",
        "sum_ltd": "0.00",
        "sum_cib": "0.00",
    }
